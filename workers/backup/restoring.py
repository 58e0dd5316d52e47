"""A backup becomes a service again: objects first, the database last and at once, then what was unfinished is taken up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from workers import database, health, local
from workers.backup import manifest, programs
from workers.backup.catalog import Catalog, Entry
from workers.backup.contents import Contents, abreast
from workers.backup.manifest import Manifest
from workers.database import backups
from workers.errors import CopyFailed, DamagedBackup, DiskFull, NewerBackup, NotEmpty, StillWorking
from workers.service import Service
from workers.storage import MEDIA_TYPES

UNPACKED = 8
"""How many times as large as its copy a database is, at most, indexes and all; see docs/backup.md."""


@dataclass(frozen=True)
class Restored:
    """What was put back. `unfinished` dossiers wait to be read; `kept` scans had other bytes in storage and were left alone."""

    manifest: Manifest
    objects: int
    unfinished: int
    kept: int


def restore(
    service: Service, folder: Path, *, replace: bool = False, tell: Callable[[str, int], None] = lambda doing, done: None
) -> Restored:
    """Puts a backup back, into an empty database and empty buckets, or with `replace` in place of what is there.

    Interrupted, it has changed nothing that the service sees, and can be called again. A scan that is in storage is never
    overwritten. Raises `StillWorking`, `NotEmpty`, `DiskFull`, `NoBackup`, `NewerBackup`, `DamagedBackup`, `ProgramMissing`,
    `CopyFailed` and `StorageError`.
    """
    made = manifest.read(folder)
    if not backups.is_known(made.schema):
        raise NewerBackup("This backup was made by a newer version; install that one to restore it.")
    program, _ = programs.find("pg_restore", max(made.postgres, backups.postgres(service.engine)))
    _is_idle(service)
    dump, catalog_path = made.database.found_in(folder), made.catalog.found_in(folder)
    contents = Contents(folder / "objects", folder / "drafts")
    with Catalog(catalog_path, read_only=True) as catalog:
        if not replace:
            _is_empty(service, made, catalog)
        _has_room(service, made)
        objects, kept, changed = _put_back(service, made, catalog, contents, tell)
    tell("database", 0)
    unfinished = _load(service, made, program, dump, changed)
    return Restored(made, objects, unfinished, kept)


def _is_idle(service: Service) -> None:
    connection = service.queues.connection
    if health.workers(connection) or health.dispatchers(connection):
        raise StillWorking("Workers or a dispatcher are running; stop them all (`hoso down`), then restore.")


def _is_empty(service: Service, made: Manifest, catalog: Catalog) -> None:
    """Raises `NotEmpty`. What an interrupted restore has put back already does not count."""
    if not backups.is_empty(service.engine):
        raise NotEmpty("The database is not empty; restore elsewhere, or use --replace, which loses what is in it.")
    for bucket, target in _targets(service, made):
        service.storage.ensure_bucket(target)
        for stored in service.storage.objects(target, ""):
            if catalog.size_of(bucket, stored.key) != stored.size:
                raise NotEmpty("A bucket is not empty; restore elsewhere, or use --replace.")


def _targets(service: Service, made: Manifest) -> Iterator[tuple[str, str]]:
    """Buckets as the backup names them, and where they go: records to where this service keeps them."""
    yield made.buckets[0].name, service.settings.records_bucket
    yield from ((each.name, each.name) for each in made.buckets[1:])


def _has_room(service: Service, made: Manifest) -> None:
    """The embedded servers keep everything on this disk; how much others have cannot be asked."""
    if not local.status(service.settings):
        return
    size = sum(each.size for each in made.buckets) + UNPACKED * made.database.size
    free = shutil.disk_usage(service.settings.work_dir).free
    if free < size + service.settings.min_free_bytes:
        raise DiskFull(f"Restoring needs up to {size / 2**20:.0f} MiB and {free / 2**20:.0f} MiB are free; make room.")


def _put_back(
    service: Service, made: Manifest, catalog: Catalog, contents: Contents, tell: Callable[[str, int], None]
) -> tuple[int, int, list[tuple[str, str, str, str]]]:
    """Stores every object; returns how many, how many scans were left alone, and which scans got other etags."""
    objects = kept = 0
    changed: list[tuple[str, str, str, str]] = []
    for bucket, target in _targets(service, made):
        service.storage.ensure_bucket(target)
        is_record = target == service.settings.records_bucket
        work = partial(_store, service, contents, target, overwrite=is_record)
        for entry, etag in abreast(work, catalog.entries(bucket)):
            objects += 1
            if etag is None:
                kept += 1
            elif not is_record and etag != entry.etag:
                changed.append((target, entry.key, entry.etag, etag))
            if objects % 100 == 0:
                tell("objects", objects)
    return objects, kept, changed


def _store(service: Service, contents: Contents, bucket: str, entry: Entry, *, overwrite: bool) -> str | None:
    """Stores an object and returns its etag; None when other bytes are there that are not to be overwritten."""
    if not contents.is_sound(entry) or entry.sha256 is None:
        raise DamagedBackup("An object of this backup is missing or damaged; `hoso backup check` counts them.")
    path = contents.path(entry.sha256)
    there = service.storage.stat(bucket, entry.key)
    if there is not None and (there.etag == entry.etag or service.storage.same(bucket, entry.key, path)):
        return there.etag
    if there is not None and not overwrite:
        return None
    media_type = MEDIA_TYPES.get(PurePosixPath(entry.key).name, "application/octet-stream")
    return service.storage.put(bucket, entry.key, path, media_type)


def _load(service: Service, made: Manifest, program: Path, dump: Path, changed: list[tuple[str, str, str, str]]) -> int:
    engine = service.engine
    backups.clear(engine)
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    programs.call(program, service.settings, [*options, str(dump)])
    if backups.rows(engine, made.rows) != dict(made.rows):
        raise CopyFailed("Not every row of the backup was restored; restore it again with --replace.")
    database.upgrade(engine)
    backups.renew_etags(engine, changed)
    unfinished = backups.take_up(engine)
    service.queues.clear()
    return unfinished
