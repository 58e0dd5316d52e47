"""The main job on one machine: a folder of scans through object storage, queue, workers and database to records."""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from extractor.profiles import load_profiles
from workers import backlog, local, report
from workers.configuration import fingerprint
from workers.database import batches, lists
from workers.errors import StackError
from workers.identity.first import invitation
from workers.report import Outcome
from workers.service import Service, connected
from workers.settings import Settings
from workers.storage import Location
from workers.team import Team, elsewhere
from workers.upload import put_folder, scans_in


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
        embedded = settings.is_local
        settings = _servers(stack, settings, console)
        service = stack.enter_context(connected(settings))
        service.prepare()
        invited = invitation(service.engine, settings.work_dir)
        place = _place(settings.scans_bucket, job.folder)
        begun = datetime.now(UTC)
        batch = _put(service, scans, place, console)
        team, web = _team(stack, service, _expected(scans), job.port, console)
        menders: list[Callable[[], object]] = [partial(local.mend, settings)] if embedded else []
        menders += [team.mend] if team else []
        outcomes = _wait_and_save(service, batch, begun, menders, job.out, console)
        console.print(f"Records, texts and PDFs: {job.out}", highlight=False)
        if not job.once:
            if invited:
                console.print(invited, highlight=False, markup=False)
            console.print(f"Web page: [link={web}]{web}[/link]  (Ctrl-C ends everything)", highlight=False)
            keep(menders)
        else:
            console.print("`hoso up` shows them in the browser.", highlight=False)
    return 0 if all(_is_read(outcome) for outcome in outcomes) else 1


def keep(menders: Sequence[Callable[[], object]]) -> None:
    """Stays until told to end; the menders replace processes and servers that die."""
    while True:
        for mend in menders:
            mend()
        time.sleep(1.0)


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


def _put(service: Service, scans: list[tuple[Path, str]], place: Location, console: Console) -> UUID:
    with bar(console, "files stored") as tell:
        put_folder(service.storage, scans, place, mirror=True, on_file=lambda done, total: tell(done, total, ""))
    return batches.open_batch(service.engine, place.bucket, place.prefix, retry=True)


def _expected(scans: list[tuple[Path, str]]) -> int:
    """How many dossiers the scans make: a folder is one, a file beside it too."""
    return len({name.rpartition("/")[0] or name for _, name in scans})


def _team(stack: ExitStack, service: Service, dossiers: int, port: int, console: Console) -> tuple[Team | None, str]:
    """Workers, dispatcher and web pages: those of a running `hoso up`, or new ones."""
    other = elsewhere(service.settings.work_dir)
    if other is not None:
        if other.configuration != fingerprint(service.settings.reading):
            raise StackError("Workers of another version or with other settings run here: end them with `hoso down`.")
        console.print("Using the workers that are running here already.", highlight=False)
        return None, other.web or "started without web pages"
    cores = service.settings.workers
    count = max(1, min(cores, dossiers))
    settings = service.settings.with_changes(pages_at_a_time=max(1, cores // count))
    team = stack.enter_context(Team(settings))
    team.add_dispatcher()
    team.add_workers(count)
    return team, team.add_web(port)


def _wait_and_save(
    service: Service,
    batch: UUID,
    begun: datetime,
    menders: Sequence[Callable[[], object]],
    out: Path,
    console: Console,
) -> list[Outcome]:
    def mend() -> None:
        for each in menders:
            each()

    with bar(console, "dossiers read") as tell:
        backlog.watch(service, batch, lambda now: tell(now.finished, now.total, f"{now.pages_done} pages"), mend)
    listed = lists.by_ids(service.engine, batches.dossier_ids(service.engine, batch))
    known = sum(each.finished_at is not None and each.finished_at < begun for each in listed)
    if known:
        console.print(f"{known} of {len(listed)} dossiers were read before and have not changed.", highlight=False)
    outcomes = report.save(service, listed, out)
    report.show(outcomes, load_profiles(service.settings.reading.profiles), console)
    return outcomes


def _is_read(outcome: Outcome) -> bool:
    if outcome.listed.state != "done" or outcome.record is None:
        return False
    return not any(finding.severity == "error" for finding in outcome.record.findings)
