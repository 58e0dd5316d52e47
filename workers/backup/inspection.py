"""A backup is looked at as if it were needed: every byte, and whether every record that counts has its objects."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from workers.backup import manifest, programs
from workers.backup.catalog import Catalog
from workers.backup.contents import Contents, abreast
from workers.backup.manifest import Manifest
from workers.storage import address

_COLUMNS = {
    "configurations": ("id", "fingerprint"),
    "records": ("id", "source", "configuration_id", "has_pdf"),
    "dossiers": ("id", "published_id"),
}


@dataclass(frozen=True)
class Inspection:
    """What is in a backup, and what is wrong with it."""

    manifest: Manifest
    objects: int
    damaged: int
    """Objects whose bytes are missing or changed."""
    records: int
    """Records that count."""
    without_objects: tuple[str, ...]
    """Dossiers whose record counts and is not in the backup."""

    @property
    def is_sound(self) -> bool:
        """Whether all of it can be restored."""
        return not self.damaged and not self.without_objects


def inspect(folder: Path, tell: Callable[[str, int], None] = lambda doing, done: None) -> Inspection:
    """Looks at every part. Raises `NoBackup`, `NewerBackup`, and `DamagedBackup` where all depends on what is damaged."""
    made = manifest.read(folder)
    dump, catalog_path = made.database.found_in(folder), made.catalog.found_in(folder)
    contents = Contents(folder / "objects", folder / "drafts")
    with Catalog(catalog_path, read_only=True) as catalog:
        objects = damaged = 0
        for _, is_sound in abreast(contents.is_sound, catalog.entries()):
            objects += 1
            damaged += not is_sound
            if objects % 100 == 0:
                tell("objects", objects)
        tell("records", 0)
        records, missing = 0, []
        bucket = made.buckets[0].name
        for dossier, source, configuration, has_pdf in _published(dump, made.postgres):
            records += 1
            names = ("record.json", "record.pdf") if has_pdf else ("record.json",)
            if any(catalog.size_of(bucket, address(source, configuration, name)) is None for name in names):
                missing.append(dossier)
    return Inspection(made, objects, damaged, records, tuple(missing))


def _published(dump: Path, postgres: int) -> Iterator[tuple[str, str, str, bool]]:
    """Dossier, source, configuration and whether there is a PDF, of every record that counts in a copy of the database."""
    program, _ = programs.find("pg_restore", postgres)
    # An unnamed SQLite database lies in a temporary file, not in memory.
    with closing(sqlite3.connect("")) as database:
        for table, columns in _COLUMNS.items():
            database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        tables = [f"--table={table}" for table in _COLUMNS]
        with programs.reading(program, ["--data-only", "--file=-", *tables, str(dump)]) as lines:
            for table, rows in _copied(lines):
                wanted = _COLUMNS[table]
                marks = ", ".join("?" * len(wanted))
                database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        database.execute("CREATE INDEX by_record ON records (id)")
        yield from (
            (dossier, source, configuration, has_pdf == "t")
            for dossier, source, configuration, has_pdf in database.execute(
                "SELECT dossiers.id, source, fingerprint, has_pdf FROM dossiers JOIN records ON records.id = published_id"
                " JOIN configurations ON configurations.id = configuration_id"
            )
        )


def _copied(lines: IO[str]) -> Iterator[tuple[str, Iterator[Sequence[str | None]]]]:
    """The tables of a script, each with the values of the columns that are wanted (PostgreSQL manual, COPY, text format)."""
    for line in lines:
        if not line.startswith("COPY "):
            continue
        name, _, rest = line.removeprefix("COPY ").partition(" (")
        columns = [each.strip('"') for each in rest.partition(")")[0].split(", ")]
        table = name.rpartition(".")[2].strip('"')
        chosen = [columns.index(each) for each in _COLUMNS[table]]
        yield table, _values(lines, chosen)


def _values(lines: Iterable[str], chosen: Sequence[int]) -> Iterator[Sequence[str | None]]:
    for line in lines:
        if line == "\\.\n":
            return
        values = line.rstrip("\n").split("\t")
        yield [None if values[each] == "\\N" else values[each] for each in chosen]
