"""What RQ runs. A job fetches the scans of one dossier, calls the library, stores the record and publishes it.

Imported before the worker forks, so that no job pays for the imports.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from rq.job import Job
from rq.timeouts import JobTimeoutException
from sqlalchemy import Engine

from extractor import pipeline
from extractor.errors import HosoError
from extractor.profiles import load_profiles
from extractor.record import Dossier
from workers import queue
from workers.configuration import fingerprint
from workers.database import connect, dossiers
from workers.database.dossiers import Task
from workers.doubts import doubts
from workers.errors import JobFailed, TooLarge
from workers.processes import Process
from workers.settings import Settings
from workers.storage import MEDIA_TYPES, Storage, address, sha256_of

log = logging.getLogger(__name__)


@dataclass
class _Post:
    """What a worker is told when it starts; its jobs inherit it through the fork."""

    settings: Settings
    configuration: str


_posts: list[_Post] = []


def serve(settings: Settings, names: tuple[queue.Name, ...] = queue.NAMES, *, burst: bool = False) -> None:
    """Works until told to stop. `burst`: until the queues are empty."""
    _posts[:] = [_Post(settings, fingerprint(settings.reading))]
    _sweep(settings.work_dir)
    pipeline.warm(settings.reading)
    queue.work(settings, names, _killed, burst=burst)


def read_dossier(dossier: str, revision: int) -> None:
    """The job: reads one dossier and publishes its record. Running it twice changes nothing.

    Raises `HosoError` when another try may help; what cannot be helped is noted with the dossier.
    """
    (post,) = _posts
    with _database(post.settings) as engine:
        configuration = dossiers.configuration_id(engine, post.configuration)
        task = dossiers.claim(engine, UUID(dossier), revision, configuration)
        if task is None:
            log.info("nothing to do", extra={"dossier": dossier})
            return
        begun = time.monotonic()
        try:
            record = _read(engine, post, task)
        except HosoError as error:
            if error.retryable:
                raise
            dossiers.give_up(engine, task.id, revision, error.code, error.public_message)
            log.warning("given up", extra={"dossier": dossier, "code": error.code})
        except JobTimeoutException:
            raise JobFailed(f"Took longer than {post.settings.job_seconds} s; split the dossier.") from None
        except Exception as error:  # noqa: BLE001 - the boundary of the job
            # Its text may quote a page or name a person, and RQ keeps and logs what a job raises.
            raise JobFailed(f"Internal error {_place(error)}; please report it.") from None
        else:
            seconds = round(time.monotonic() - begun, 3)
            log.info("published", extra={"dossier": dossier, "pages": len(record.pages), "seconds": seconds})


def gave_up(job: Job, connection: object, kind: type[BaseException], error: BaseException, trace: object) -> None:
    """Told by RQ after each try that raised or whose worker vanished."""
    code = getattr(error, "code", "worker-lost")
    message = getattr(error, "public_message", "The worker that read this dossier was lost; store it again to retry.")
    _failed_once(job, code, message)


def _killed(job: Job, pid: int, status: int, usage: Any) -> None:
    """Told by the worker when the process of a job died."""
    _failed_once(job, "killed", "Reading this dossier ended in a crash or for lack of memory; look at its files.")


def _failed_once(job: Job, code: str, message: str) -> None:
    (post,) = _posts
    dossier, revision = job.args
    with _database(post.settings) as engine:
        end = dossiers.put_back if job.should_retry else dossiers.give_up
        end(engine, UUID(dossier), revision, code, message)
    log.warning("try failed", extra={"dossier": dossier, "code": code, "another_try": job.should_retry})


def _read(engine: Engine, post: _Post, task: Task) -> Dossier:
    with closing(Storage(post.settings)) as storage, _folder(post.settings.work_dir) as folder:
        paths = _fetch(storage, task, folder, post.settings.reading.limits.max_bytes)
        name = PurePosixPath(task.name).name
        source = _source_hash(name, paths)

        record = _stored_record(storage, post, source)
        if record is None:
            record = pipeline.extract(
                paths, post.settings.reading, name=name, jobs=post.settings.pages_at_a_time, on_page=_teller(engine, task)
            )
            record, has_pdf = _store(storage, post, source, record, paths, folder)
        else:
            has_pdf = record.status != "failed" and not any(finding.code == "pdf-failed" for finding in record.findings)
        profiles = load_profiles(post.settings.reading.profiles)
        dossiers.publish(engine, task, record, doubts(record, profiles), source=source, has_pdf=has_pdf)
    return record


def _fetch(storage: Storage, task: Task, folder: Path, limit: int) -> list[Path]:
    """The dossier's files on disk, each in a folder of its own, so that only its own name is left of its key."""
    paths = []
    for position, file in enumerate(task.files, start=1):
        place = folder / f"{position:06}"
        place.mkdir()
        path = place / _file_name(file.key)
        try:
            storage.get(task.bucket, file.key, path, limit=limit)
        except TooLarge:
            # An empty file of forbidden size makes the library say what is wrong, and read the other files.
            with path.open("wb") as stream:
                stream.truncate(limit + 1)
        paths.append(path)
    return paths


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


def _source_hash(name: str, paths: list[Path]) -> str:
    lines = [name, *(f"{sha256_of(path)} {path.name}" for path in paths)]
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
            dossiers.note_pages(engine, task.id, done, known)

    return tell


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
