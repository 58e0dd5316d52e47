"""A backup is made: the database first, then what storage holds."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from extractor import __version__
from workers.backup import manifest, programs
from workers.backup.catalog import Catalog, is_whole
from workers.backup.contents import Contents, abreast
from workers.backup.manifest import Bucket, Manifest, Part
from workers.database import backups
from workers.database.backups import Moment
from workers.errors import BackupBusy, DamagedBackup, DiskFull, NoBackup
from workers.service import Service

SPARE = 64 * 2**20
"""Bytes that stay free."""
NOTED = 200
"""Objects that are noted together."""


@dataclass(frozen=True)
class Made:
    """A backup, and how many objects were copied for it that the earlier one did not have."""

    manifest: Manifest
    copied: int


Tell = Callable[[str, int], None]
"""Is told what is being done, and how many objects of it are done."""


def back_up(service: Service, folder: Path, *, scans: bool = False, tell: Tell = lambda doing, done: None) -> Made:
    """Makes a backup in the folder, in place of an earlier one. `scans`: also of every bucket that dossiers lie in.

    Workers may go on. Raises `BackupBusy`, `DiskFull`, `ProgramMissing`, `CopyFailed` and `StorageError`; the earlier backup is
    then as it was, and what is copied already is not copied again.
    """
    with _roomy(), _alone(folder):
        drafts = _folders(folder)
        with backups.moment(service.engine) as moment:
            _need(folder, moment.size)
            tell("database", 0)
            version = _copy_database(service, moment, drafts / "database")
        records = service.settings.records_bucket
        others = {service.settings.scans_bucket, *moment.buckets} - {records} if scans else set()
        contents = Contents(folder / "objects", drafts)
        _take_over(folder, drafts)
        with Catalog(drafts / "catalog") as catalog:
            _list(service, catalog, (records, *sorted(others)), contents, tell)
            _need(folder, catalog.missing_bytes())
            copied = _copy_objects(service, catalog, contents, tell)
            catalog.finish()
            buckets = tuple(Bucket(name, *catalog.totals(name)) for name in (records, *sorted(others)))
        made = _finish(folder, drafts, moment, version, buckets)
        with Catalog(folder / made.catalog.name, read_only=True) as catalog:
            contents.sweep(catalog.holds)
    return Made(made, copied)


def _copy_database(service: Service, moment: Moment, target: Path) -> int:
    program, version = programs.find("pg_dump", moment.postgres)
    tables = [f"--table={name}" for name in backups.TABLES]
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment.snapshot}", f"--file={target}"]
    programs.call(program, service.settings, [*options, *tables])
    return version


def _take_over(folder: Path, drafts: Path) -> None:
    """Begins with the catalog of an interrupted backup, or else of the earlier one: what they have is not copied again."""
    if is_whole(drafts / "catalog"):
        return
    (drafts / "catalog").unlink(missing_ok=True)
    try:
        earlier = manifest.read(folder).catalog.found_in(folder)
    except (NoBackup, DamagedBackup):
        return
    shutil.copyfile(earlier, drafts / "half-catalog")
    (drafts / "half-catalog").replace(drafts / "catalog")


def _list(service: Service, catalog: Catalog, buckets: tuple[str, ...], contents: Contents, tell: Tell) -> None:
    catalog.begin()
    number = 0
    for bucket in buckets:
        for stored in service.storage.objects(bucket, ""):
            catalog.see(bucket, stored)
            number += 1
            if number % 1000 == 0:
                tell("listing", number)
    for entry in catalog.entries():
        if not contents.has(entry):
            catalog.forget(entry)


def _copy_objects(service: Service, catalog: Catalog, contents: Contents, tell: Tell) -> int:
    fetched = (entry for _, entry in abreast(partial(contents.fetch, service.storage), catalog.entries(copied=False)))
    copied = 0
    while some := list(islice(fetched, NOTED)):
        catalog.note(some)
        copied += sum(each.sha256 is not None for each in some)
        tell("copying", copied)
    return copied


def _finish(folder: Path, drafts: Path, moment: Moment, version: int, buckets: tuple[Bucket, ...]) -> Manifest:
    """Puts everything into its place and, last of all, says so."""
    stamp = time.time_ns()
    names = {draft: f"data/{draft}-{stamp}" for draft in ("database", "catalog")}
    for draft, name in names.items():
        (drafts / draft).replace(folder / name)
    made = Manifest(
        made_at=datetime.now(UTC),
        code=__version__,
        schema=moment.schema,
        postgres=version,
        database=Part.of(folder, names["database"]),
        catalog=Part.of(folder, names["catalog"]),
        rows=moment.rows,
        buckets=buckets,
    )
    # Whoever finds the manifest after a power cut must find everything else.
    os.sync()
    made.write(folder)
    for path in (folder / "data").iterdir():
        if path.name not in {Path(name).name for name in names.values()}:
            path.unlink()
    return made


def _folders(folder: Path) -> Path:
    for name in ("data", "objects", "drafts"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    drafts = folder / "drafts"
    for path in drafts.iterdir():
        if path.name != "catalog" and not path.name.startswith("catalog-"):
            path.unlink()
    return drafts


def _need(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise DiskFull(
            f"The backup needs up to {(size + SPARE) / 2**20:.0f} MiB and {free / 2**20:.0f} MiB are free; make room."
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupBusy("Another backup is being made in this folder; wait for it, or use another folder.") from None
        yield


@contextmanager
def _roomy() -> Iterator[None]:
    """A full disk is told as such."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("There is no room left for the backup; make some and try again.") from error
        raise
