"""What RQ runs. A job fetches the scans of one dossier, calls the library, stores the record and publishes it.

Imported before the worker forks, so that no job pays for the imports.
"""

from __future__ import annotations

import errno
import gc
import hashlib
import logging
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from rq.job import Job
from rq.timeouts import JobTimeoutException
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from extractor import amending, pipeline
from extractor.errors import HosoError
from extractor.profiles import load_profiles
from extractor.record import Dossier
from extractor.settings import Settings as ReadingSettings
from workers import metrics, queue
from workers.backlog.sheets import sheets
from workers.configuration import fingerprint
from workers.corrections import Arrangement, paper
from workers.database import connect, dossiers, readings
from workers.database.corrections import decisions_of
from workers.database.dossiers import SourceFile
from workers.database.readings import Reading, Task
from workers.delivery.receivers import Receivers, load
from workers.doubts import doubts
from workers.errors import DatabaseDown, DiskFull, JobFailed, Killed, ShortRead, TooLarge, WorkerLost
from workers.logs import bound
from workers.metrics import Reading as Measured
from workers.processes import Process
from workers.queue import Queues
from workers.settings import Settings
from workers.storage import MEDIA_TYPES, Storage, address, sha256_of

log = logging.getLogger(__name__)

NICENESS = 10
"""Of a process that reads for a backlog: where cores are short, urgent dossiers come first."""


@dataclass
class _Post:
    """What a worker is told when it starts; its jobs inherit it through the fork."""

    settings: Settings
    configuration: str
    receivers: Receivers


_posts: list[_Post] = []


def serve(settings: Settings, names: tuple[queue.Name, ...] = queue.NAMES, *, burst: bool = False) -> None:
    """Works until told to stop. `burst`: until the queues are empty."""
    _posts[:] = [_Post(settings, fingerprint(settings.reading), load(settings.receivers))]
    _sweep(settings.work_dir)
    pipeline.warm(settings.reading)
    # What is here stays: collecting it in a job would touch, and so copy, the memory that the job shares with this process.
    gc.collect()
    gc.freeze()
    queue.work(settings, names, _killed, burst=burst)


def read_dossier(dossier: str, revision: int) -> None:
    """The job: reads one dossier and publishes its record. Running it twice changes nothing.

    Raises `HosoError` when the try failed; `failed` then decides about another one.
    """
    (post,) = _posts
    with bound(dossier=dossier, revision=revision), _database(post.settings) as engine, _explained():
        configuration = dossiers.configuration_id(engine, post.configuration)
        task = readings.claim(
            engine,
            UUID(dossier),
            revision,
            configuration,
            tries=1 + len(post.settings.retries),
            subscribers=post.receivers.for_event,
        )
        if task is None:
            log.info("nothing to do")
            return
        _restrain(task, post.settings)
        _read(engine, _at(post, task), task)


def failed(job: Job, connection: object, kind: type[BaseException], error: BaseException, trace: object) -> None:
    """Told by RQ after each try that raised or whose worker vanished."""
    if not isinstance(error, HosoError):
        error = WorkerLost("The worker that read this dossier was lost; it is read again by another.")
    _note(job, error)


def _killed(job: Job, pid: int, status: int, usage: Any) -> None:
    """Told by the worker when the process of a job died."""
    _note(job, Killed("Reading this dossier ended in a crash or for lack of memory; look at its files."))


def _note(job: Job, error: HosoError) -> None:
    (post,) = _posts
    dossier, revision = job.args
    with bound(dossier=dossier, revision=revision), closing(Queues(post.settings)) as queues:
        if error.outage:
            queues.note_outage(error.code)
        with _database(post.settings) as engine:
            state = readings.fail(
                engine,
                UUID(dossier),
                revision,
                error,
                retries=post.settings.retries,
                subscribers=post.receivers.for_event,
            )
        if state is not None:
            log.warning("try failed", extra={"code": error.code, "state": state})
            metrics.note(queues.connection, Measured(outcome=error.code if state == "failed" else "retried"))


def _at(post: _Post, task: Task) -> _Post:
    """The post with the settings that were asked for this dossier."""
    if not task.reading:
        return post
    asked = dict(task.reading)
    if name := asked.pop("profiles", None):
        asked["profiles"] = post.settings.profile_sets.get(name)
    reading = ReadingSettings.model_validate({**dict(post.settings.reading), **asked})
    return _Post(post.settings.with_changes(reading=reading), fingerprint(reading), post.receivers)


def _restrain(task: Task, settings: Settings) -> None:
    """Bounds what this process may take; its page processes have limits of their own."""
    resource.setrlimit(resource.RLIMIT_DATA, (settings.job_bytes, settings.job_bytes))
    if task.queue == "batch":
        os.nice(NICENESS)


def _read(engine: Engine, post: _Post, task: Task) -> None:
    clock = _Clock()
    settings = post.settings
    if post.configuration != _posts[0].configuration:
        task = replace(task, configuration=dossiers.configuration_id(engine, post.configuration))
    profiles = load_profiles(settings.reading.profiles)
    with closing(Storage(settings)) as storage, _folder(settings.work_dir) as folder:
        paths = _fetch(storage, task, folder, settings.reading.limits.max_bytes)
        name = task.label or PurePosixPath(task.name).name
        declared = (task.declared or {}).get("dossier_code")
        source = _source_hash(name, paths, declared)
        clock.lap("fetch")
        record = _stored_record(storage, post, source)
        if record is None:
            pages = settings.urgent_pages_at_a_time if task.queue == "urgent" else settings.pages_at_a_time
            teller = _teller(engine, task)
            record = pipeline.extract(paths, settings.reading, name=name, jobs=pages, on_page=teller, declared=declared)
            clock.lap("read")
            record, has_pdf = _store(storage, post, source, record, paths, folder)
        else:
            has_pdf = record.status != "failed" and not any(finding.code == "pdf-failed" for finding in record.findings)
        clock.lap("store")
        refound = _refound(engine, task, record, settings.reading, declared)
        reading = Reading(record, source, has_pdf, sheets(record), clock.total, refound)
        published = readings.publish(engine, task, reading, lambda each: doubts(each, profiles), post.receivers.for_event)
        clock.lap("publish")
    log.info("published" if published.counts else "superseded", extra={"pages": len(record.pages), "seconds": clock.laps})
    measured = Measured(
        outcome=("failed" if record.status == "failed" else "published") if published.counts else "superseded",
        queue=task.queue,
        waited=task.waited,
        seconds={**record.provenance.seconds, **clock.laps},
        pages=len(record.pages),
        accepted=published.fields - published.doubts,
        doubts=published.doubts,
    )
    with closing(Queues(settings)) as queues:
        metrics.note(queues.connection, measured)


def _refound(
    engine: Engine, task: Task, record: Dossier, settings: ReadingSettings, declared: str | None
) -> Arrangement | None:
    """The documents that a person made of these pages, as this reading finds their fields."""
    arrangement = decisions_of(engine, task.id).arrangement
    if arrangement is None or arrangement.paper != paper(record):
        return None
    runs = [(document.type, document.pages) for document in arrangement.documents]
    try:
        return replace(arrangement, documents=amending.rearranged(record, runs, settings, declared))
    except ValueError:
        # Of a type that is declared no more: the documents stay as they were found then.
        return None


class _Clock:
    """Seconds of a job, stage by stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._begun = self._last = time.monotonic()

    def lap(self, stage: str) -> None:
        """Ends a stage."""
        now = time.monotonic()
        self.laps[stage] = round(now - self._last, 3)
        self._last = now

    @property
    def total(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._begun


def _fetch(storage: Storage, task: Task, folder: Path, limit: int) -> list[Path]:
    """The dossier's files on disk, each in a folder of its own, so that only its own name is left of its key."""
    paths = []
    for position, file in enumerate(task.files, start=1):
        place = folder / f"{position:06}"
        place.mkdir()
        path = place / _file_name(file.name or file.key)
        try:
            storage.get(task.bucket, file.key, path, limit=limit)
            _check_whole(storage, task.bucket, file, path)
        except TooLarge:
            # An empty file of forbidden size makes the library say what is wrong, and read the other files.
            with path.open("wb") as stream:
                stream.truncate(limit + 1)
        paths.append(path)
    return paths


def _check_whole(storage: Storage, bucket: str, file: SourceFile, path: Path) -> None:
    """Half a scan must not be taken for the scan. One that was replaced since it was registered may have any size."""
    size = path.stat().st_size
    if size != file.size and (now := storage.stat(bucket, file.key)) is not None and now.size != size:
        raise ShortRead("Object storage returned only a part of a file; look after it, then have the dossier read again.")


def _file_name(key: str) -> str:
    """The last part of a key as a file name that means nothing to the file system."""
    name = key.rpartition("/")[2].replace("\0", "")
    if name in ("", ".", ".."):
        return "scan"
    stem, dot, ending = name.rpartition(".")
    while len(name.encode()) > 200:
        stem = stem[:-1]
        name = f"{stem}{dot}{ending[-20:]}"
    return name


def _source_hash(name: str, paths: list[Path], declared: str | None) -> str:
    lines = [name, *(f"{sha256_of(path)} {path.name}" for path in paths), *([f"declared {declared}"] if declared else [])]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _stored_record(storage: Storage, post: _Post, source: str) -> Dossier | None:
    """A record that an earlier try stored without getting to publish it; one with errors is made anew."""
    key = address(source, post.configuration, "record.json")
    if storage.stat(post.settings.records_bucket, key) is None:
        return None
    record = Dossier.from_json(storage.read(post.settings.records_bucket, key))
    return None if any(finding.severity == "error" for finding in record.findings) else record


def _store(
    storage: Storage, post: _Post, source: str, record: Dossier, paths: list[Path], folder: Path
) -> tuple[Dossier, bool]:
    """Stores the PDF, the text and, last, the record, whose presence says that the others are there."""
    made = {name: folder / name for name in MEDIA_TYPES}
    record = pipeline.write_pdf(record, paths, made["record.pdf"], post.settings.reading)
    has_pdf = made["record.pdf"].exists()
    made["record.txt"].write_text(record.text, encoding="utf-8")
    made["record.json"].write_text(record.to_json(), encoding="utf-8")
    for name in ("record.pdf", "record.txt", "record.json"):
        if name != "record.pdf" or has_pdf:
            key = address(source, post.configuration, name)
            storage.put(post.settings.records_bucket, key, made[name], MEDIA_TYPES[name])
    return record, has_pdf


def _teller(engine: Engine, task: Task) -> Callable[[int, int], None]:
    """Tells the database about progress, at most twice a second."""
    last = 0.0

    def tell(done: int, known: int) -> None:
        nonlocal last
        if done == known or time.monotonic() - last > 0.5:
            last = time.monotonic()
            readings.note_pages(engine, task.id, done, known)

    return tell


@contextmanager
def _explained() -> Iterator[None]:
    """Every error becomes one that says what to do and quotes nothing: RQ keeps and logs what a job raises."""
    try:
        yield
    except HosoError:
        raise
    except JobTimeoutException:
        raise JobFailed("Took longer than a dossier may; split it.") from None
    except OperationalError as error:
        raise DatabaseDown(f"The database did not answer {_place(error)}; it is tried again.") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("No room on the worker's disk; make some, the dossier is read again.") from None
        raise JobFailed(f"Internal error {_place(error)}; please report it.") from None
    except Exception as error:  # noqa: BLE001 - the boundary of the job
        raise JobFailed(f"Internal error {_place(error)}; please report it.") from None


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    engine = connect(settings, pooled=False)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _folder(work_dir: Path) -> Iterator[Path]:
    """A private folder that is gone afterwards; one that a killed process left is swept by the next worker."""
    parent = work_dir / "jobs"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    me = Process.of(os.getpid())
    with tempfile.TemporaryDirectory(prefix=f"{me.pid}.{me.born}.", dir=parent) as folder:
        yield Path(folder)


def _sweep(work_dir: Path) -> None:
    for folder in (work_dir / "jobs").glob("*.*.*"):
        pid, born, _ = folder.name.split(".", 2)
        if not Process(int(pid), int(born)).alive:
            with suppress(OSError):
                shutil.rmtree(folder)


def _place(error: BaseException) -> str:
    """Kind and place of an error, without its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
    return type(error).__name__ + where
