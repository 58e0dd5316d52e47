"""Files that can be made again, kept on disk up to a limit; the least recently used go first."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path


class DiskCache:
    """A folder of at most `limit` bytes. Not safe for several threads at once; its owner holds a lock."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for draft in folder.glob("*.draft"):
            draft.unlink(missing_ok=True)

    def get(self, key: str, make: Callable[[Path], None]) -> Path:
        """The file of this key; `make` writes it to the path that it is given when it is not there."""
        path = self._folder / hashlib.sha256(key.encode()).hexdigest()
        if path.exists():
            os.utime(path)
            return path
        draft = path.with_suffix(".draft")
        try:
            make(draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        self._make_room(path)
        return path

    def _make_room(self, newest: Path) -> None:
        files = [(path, path.stat()) for path in self._folder.iterdir() if path != newest]
        room = self._limit - newest.stat().st_size - sum(stat.st_size for _, stat in files)
        for path, stat in sorted(files, key=lambda each: each[1].st_mtime_ns):
            if room >= 0:
                return
            path.unlink(missing_ok=True)
            room += stat.st_size
