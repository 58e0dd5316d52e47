"""The objects of a backup: where each came from, and which file holds its bytes. An SQLite file, as there may be millions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from workers.storage import Stored

_TABLE = """
CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, sha256 TEXT, seen INTEGER NOT NULL,
    PRIMARY KEY (bucket, key)
) WITHOUT ROWID
"""
_BY_CONTENT = "CREATE INDEX IF NOT EXISTS by_content ON objects (sha256)"
_PORTION = 500


@dataclass(frozen=True)
class Entry:
    """An object. `sha256` names the file that holds its bytes; none while it is not copied."""

    bucket: str
    key: str
    size: int
    etag: str
    sha256: str | None


def is_whole(path: Path) -> bool:
    """Whether there is a catalog that can be gone on with."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path)) as database:
            return bool(database.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


class Catalog:
    """Use as a context manager. For one thread."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}", uri=True)
        if not read_only:
            self._database.execute(_TABLE)
            self._database.execute(_BY_CONTENT)

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *error: object) -> None:
        self._database.commit()
        self._database.close()

    def begin(self) -> None:
        """Nothing has been seen yet."""
        with self._database:
            self._database.execute("UPDATE objects SET seen = 0")

    def see(self, bucket: str, stored: Stored) -> None:
        """Storage has this object. It is to be copied unless it is known with the same size and etag."""
        self._database.execute(
            "INSERT INTO objects VALUES (?, ?, ?, ?, NULL, 1) ON CONFLICT (bucket, key) DO UPDATE SET seen = 1,"
            " sha256 = CASE WHEN size = excluded.size AND etag = excluded.etag THEN sha256 END,"
            " size = excluded.size, etag = excluded.etag",
            (bucket, stored.key, stored.size, stored.etag),
        )

    def note(self, entries: Iterable[Entry]) -> None:
        """These are copied, or, without a hash, were gone when they were to be copied."""
        with self._database:
            for each in entries:
                if each.sha256 is None:
                    self._database.execute("DELETE FROM objects WHERE bucket = ? AND key = ?", (each.bucket, each.key))
                else:
                    self._database.execute(
                        "UPDATE objects SET sha256 = ?, size = ?, etag = ? WHERE bucket = ? AND key = ?",
                        (each.sha256, each.size, each.etag, each.bucket, each.key),
                    )

    def finish(self) -> None:
        """What was not seen is no longer in storage, and no part of the backup."""
        with self._database:
            self._database.execute("DELETE FROM objects WHERE seen = 0")

    def forget(self, entry: Entry) -> None:
        """The file that should hold this object does not: it is copied again."""
        self._database.execute("UPDATE objects SET sha256 = NULL WHERE bucket = ? AND key = ?", (entry.bucket, entry.key))

    def entries(self, bucket: str | None = None, *, copied: bool = True) -> Iterator[Entry]:
        """Objects that are copied, or are not, in the order of their keys. It may be changed meanwhile."""
        wanted = f"sha256 IS {'NOT ' if copied else ''}NULL AND seen = 1 AND (bucket, key) > (?, ?)"
        last = (bucket or "", "")
        while True:
            query = f"SELECT bucket, key, size, etag, sha256 FROM objects WHERE {wanted} ORDER BY bucket, key LIMIT ?"  # noqa: S608
            rows = [Entry(*row) for row in self._database.execute(query, (*last, _PORTION))]
            for each in rows:
                if bucket is not None and each.bucket != bucket:
                    return
                yield each
            if len(rows) < _PORTION:
                return
            last = (rows[-1].bucket, rows[-1].key)

    def missing_bytes(self) -> int:
        """What is yet to be copied."""
        query = "SELECT coalesce(sum(size), 0) FROM objects WHERE sha256 IS NULL AND seen = 1"
        return int(self._database.execute(query).fetchone()[0])

    def totals(self, bucket: str) -> tuple[int, int]:
        """How many objects of a bucket there are, and their bytes."""
        query = "SELECT count(*), coalesce(sum(size), 0) FROM objects WHERE bucket = ?"
        number, size = self._database.execute(query, (bucket,)).fetchone()
        return number, size

    def size_of(self, bucket: str, key: str) -> int | None:
        """The size of an object; None when the backup has none of this key."""
        with closing(self._database.execute("SELECT size FROM objects WHERE bucket = ? AND key = ?", (bucket, key))) as rows:
            row = rows.fetchone()
        return None if row is None else int(row[0])

    def holds(self, sha256: str) -> bool:
        """Whether an object of the backup has these bytes."""
        return self._database.execute("SELECT 1 FROM objects WHERE sha256 = ? LIMIT 1", (sha256,)).fetchone() is not None
