"""The main job on one machine: a folder of scans through object storage, queue, workers and database to records."""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from extractor.profiles import load_profiles
from workers import batches, local, report
from workers.batches import Started
from workers.configuration import fingerprint
from workers.database import dossiers, lists
from workers.errors import StackError
from workers.queue import Ticket
from workers.report import Outcome
from workers.service import Service, connected
from workers.settings import Settings
from workers.storage import Location
from workers.team import Team, elsewhere
from workers.upload import put_folder, scans_in

LOOK = 0.3
"""Seconds between two looks at the progress."""
REMIND = 15.0
"""Seconds between two checks that nothing fell out of the queue."""


class Interrupted(Exception):
    """Ctrl-C, or a request to end."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Turns SIGINT and SIGTERM into `Interrupted`, so that everything that was started is ended on the way out."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        # The way out takes some seconds; a second Ctrl-C must not leave half of it running.
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True)
class Job:
    """What `hoso run` was asked to do."""

    folder: Path
    out: Path
    once: bool
    port: int


def run(job: Job, settings: Settings, console: Console) -> int:
    """Does the main job and returns the exit code: 0 all dossiers and files were read, 1 not all, 2 nothing to read."""
    scans = list(scans_in(job.folder))
    if not scans:
        console.print(f"[red]No scans in {job.folder}.[/red] Give a folder of PDF, TIFF, JPEG or PNG files.", highlight=False)
        return 2
    with ExitStack() as stack:
        settings = _servers(stack, settings, console)
        service = stack.enter_context(connected(settings))
        service.prepare()
        place = _place(settings.scans_bucket, job.folder)
        started = _put(service, scans, place, console)
        web = _team(stack, service, started, job.port, console)
        outcomes = _wait_and_save(service, started, web[0], job.out, console)
        console.print(f"Records, texts and PDFs: {job.out}", highlight=False)
        if not job.once:
            console.print(f"Web page: [link={web[1]}]{web[1]}[/link]  (Ctrl-C ends everything)", highlight=False)
            keep(web[0])
        else:
            console.print("`hoso up` shows them in the browser.", highlight=False)
    return 0 if all(_is_read(outcome) for outcome in outcomes) else 1


def keep(team: Team | None) -> None:
    """Stays until told to end, replacing processes that die."""
    while True:
        if team is not None:
            team.mend()
        time.sleep(1.0)


def watch(
    service: Service, started: Started, mend: Callable[[], None], on_progress: Callable[[dossiers.Progress], None]
) -> None:
    """Returns when nothing of the batch is left to do."""
    reminded = time.monotonic()
    while True:
        now = batches.progress(service.engine, started.id)
        on_progress(now)
        if now.finished == now.total:
            return
        mend()
        if time.monotonic() - reminded > REMIND:
            reminded = time.monotonic()
            left = dossiers.unfinished(service.engine, started.id)
            service.queues.ensure([Ticket(each, version) for each, version in left])
        time.sleep(LOOK)


@contextmanager
def bar(console: Console, unit: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar; call with done, total and a remark."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TextColumn("{task.fields[remark]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=None, remark="")
        yield lambda done, total, remark: progress.update(task, completed=done, total=total, remark=remark)


def _servers(stack: ExitStack, settings: Settings, console: Console) -> Settings:
    if not settings.is_local:
        return settings
    console.print("Starting PostgreSQL, Valkey and SeaweedFS …", highlight=False)
    servers = local.start(settings)
    if servers.fresh:
        stack.callback(servers.stop)
    return servers.settings


def _place(bucket: str, folder: Path) -> Location:
    """A prefix of its own for each folder, the same every time."""
    full = folder.resolve()
    digest = hashlib.sha256(str(full).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    name = full.name.encode("utf-8", "replace").decode()
    return Location(bucket, f"run/{name}-{digest}/")


def _put(service: Service, scans: list[tuple[Path, str]], place: Location, console: Console) -> Started:
    with bar(console, "files stored") as tell:
        put_folder(service.storage, scans, place, mirror=True, on_file=lambda done, total: tell(done, total, ""))
    configuration = fingerprint(service.settings.reading)
    return batches.start(service.engine, service.storage, service.queues, place, configuration, retry=True)


def _team(stack: ExitStack, service: Service, started: Started, port: int, console: Console) -> tuple[Team | None, str]:
    """Workers and web pages: those of a running `hoso up`, or new ones."""
    other = elsewhere(service.settings.work_dir)
    if other is not None:
        if other.configuration != fingerprint(service.settings.reading):
            raise StackError("Workers of another version or with other settings run here: end them with `hoso down`.")
        console.print("Using the workers that are running here already.", highlight=False)
        return None, other.web or "started without web pages"
    cores = service.settings.workers
    count = max(1, min(cores, started.wanted))
    settings = service.settings.with_changes(pages_at_a_time=max(1, cores // count))
    team = stack.enter_context(Team(settings))
    team.add_workers(count)
    return team, team.add_web(port)


def _wait_and_save(service: Service, started: Started, team: Team | None, out: Path, console: Console) -> list[Outcome]:
    known = len(started.dossiers) - started.wanted
    if known:
        console.print(f"{known} of {len(started.dossiers)} dossiers are read already and have not changed.", highlight=False)
    with bar(console, "dossiers read") as tell:
        watch(
            service,
            started,
            team.mend if team else lambda: None,
            lambda now: tell(now.finished, now.total, f"{now.pages_done} pages"),
        )
    listed = lists.by_ids(service.engine, started.dossiers)
    outcomes = report.save(service.storage, service.settings.records_bucket, listed, out)
    report.show(outcomes, load_profiles(service.settings.reading.profiles), console)
    return outcomes


def _is_read(outcome: Outcome) -> bool:
    if outcome.listed.state != "done" or outcome.record is None:
        return False
    return not any(finding.severity == "error" for finding in outcome.record.findings)
