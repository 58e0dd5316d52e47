"""A backlog as one thing: everything under a prefix of a bucket, read once, continued whenever it is asked for again.

One folder is one dossier: the files that lie directly in it, in natural order. A file that lies directly under the prefix
is a dossier of its own. Folders are listed as they come; nothing but one folder's files is held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from extractor.pipeline import is_scan_name, natural_sort
from workers.database import dossiers
from workers.database.dossiers import Progress, Registered, SourceFile
from workers.queue import Name, Queues, Ticket
from workers.storage import Location, Storage

WINDOW = 200
"""Dossiers that are registered before they are enqueued together."""


@dataclass(frozen=True)
class Found:
    """A dossier as storage shows it. `name` is its file's key, or its folder's prefix, which ends in `/`."""

    name: str
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class Started:
    """What asking for a batch did."""

    id: UUID
    dossiers: tuple[UUID, ...]
    """In the order in which storage lists them."""
    wanted: int
    """Of these, the ones that are to be read now."""


def discover(storage: Storage, place: Location) -> Iterator[Found]:
    """The dossiers under a place, lazily."""
    yield from _level(storage, place.bucket, place.prefix, top=True)


def _level(storage: Storage, bucket: str, prefix: str, *, top: bool) -> Iterator[Found]:
    files: list[SourceFile] = []
    for each in storage.level(bucket, prefix):
        if each.folder is not None:
            yield from _level(storage, bucket, each.folder, top=False)
        elif each.stored is not None and is_scan_name(each.stored.key.rpartition("/")[2]):
            file = SourceFile(each.stored.key, each.stored.etag, each.stored.size)
            if top:
                yield Found(file.key, (file,))
            else:
                files.append(file)
    if files:
        by_path = {Path(file.key): file for file in files}
        yield Found(prefix, tuple(by_path[path] for path in natural_sort(by_path)))


def start(
    engine: Engine,
    storage: Storage,
    queues: Queues,
    place: Location,
    fingerprint: str,
    *,
    queue: Name = "batch",
    retry: bool = False,
    on_found: Callable[[int], None] | None = None,
) -> Started:
    """Registers what lies under the place and enqueues what is new, changed, unfinished or read by an older configuration.

    `retry` also takes up what failed. `on_found` is told how many dossiers were found so far.
    """
    batch = dossiers.open_batch(engine, place.bucket, place.prefix)
    configuration = dossiers.configuration_id(engine, fingerprint)
    seen: list[UUID] = []
    window: list[Registered] = []
    wanted = 0

    def flush() -> None:
        # The database knows of them by now, so whatever happens to the queue, the next start finds them.
        queues.ensure([Ticket(each.id, each.revision) for each in window], queue)
        window.clear()

    for found in discover(storage, place):
        noted = dossiers.register(engine, batch, place.bucket, found.name, found.files, configuration, retry=retry)
        seen.append(noted.id)
        if noted.wanted:
            wanted += 1
            window.append(noted)
        if len(window) >= WINDOW:
            flush()
        if on_found is not None:
            on_found(len(seen))
    flush()
    dossiers.detach_others(engine, batch, seen)
    return Started(batch, tuple(seen), wanted)


def progress(engine: Engine, batch: UUID) -> Progress:
    """How far the batch has come."""
    return dossiers.progress(engine, batch)
