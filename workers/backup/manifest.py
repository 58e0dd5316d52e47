"""What a backup consists of. It is written last: a folder without it holds no backup."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from workers.errors import DamagedBackup, NewerBackup, NoBackup
from workers.storage import sha256_of

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class Part:
    """A file of the backup, relative to its folder; `size` in bytes."""

    name: str
    size: int
    sha256: str

    @staticmethod
    def of(folder: Path, name: str) -> Part:
        """As it is on the disk."""
        path = folder / name
        return Part(name, path.stat().st_size, sha256_of(path))

    def found_in(self, folder: Path) -> Path:
        """Where it is. Raises `DamagedBackup` unless it is there with exactly the bytes that were written."""
        path = folder / self.name
        if not path.is_file() or path.stat().st_size != self.size or sha256_of(path) != self.sha256:
            raise DamagedBackup(f"{self.name} of this backup is missing or damaged; use another backup.")
        return path


@dataclass(frozen=True)
class Bucket:
    """What was copied of a bucket; `size` in bytes."""

    name: str
    objects: int
    size: int


@dataclass(frozen=True)
class Manifest:
    """A finished backup. `rows` are counts by table, from the moment of the copy; the first bucket is that of records."""

    made_at: datetime
    code: str
    """Version of the service that made it."""
    schema: str
    """Newest migration of the database."""
    postgres: int
    """Major version of the program that wrote the copy; the one that reads it must not be older."""
    database: Part
    catalog: Part
    rows: Mapping[str, int]
    buckets: tuple[Bucket, ...]

    def write(self, folder: Path) -> None:
        """Makes this the backup of the folder, wholly or not at all."""
        draft = folder / f"{NAME}.draft"
        values = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        with draft.open("w", encoding="utf-8") as stream:
            json.dump(values, stream, indent=2)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(folder / NAME)


def read(folder: Path) -> Manifest:
    """The backup of a folder. Raises `NoBackup`, `NewerBackup`, or `DamagedBackup` when it cannot be understood."""
    try:
        values: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise NoBackup("There is no finished backup in this folder; `hoso backup DIR` makes one.") from None
    except ValueError:
        raise DamagedBackup("The manifest of this backup is damaged; use another backup.") from None
    try:
        if values.pop("format") > FORMAT:
            raise NewerBackup("This backup was made by a newer version; install that one to restore it.")
        return Manifest(
            **{
                **values,
                "made_at": datetime.fromisoformat(values["made_at"]),
                "database": Part(**values["database"]),
                "catalog": Part(**values["catalog"]),
                "buckets": tuple(Bucket(**each) for each in values["buckets"]),
            }
        )
    except (KeyError, TypeError, ValueError):
        raise DamagedBackup("The manifest of this backup is damaged; use another backup.") from None
