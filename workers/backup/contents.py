"""The bytes of objects in the folder of a backup, each in a file that is named by their hash."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from workers.backup.catalog import Entry
from workers.errors import MissingObject, StorageError
from workers.storage import Storage, Stored, sha256_of

THREADS = 8
"""Objects on their way at a time."""
TRIES = 3
"""How often an object that changes while it is copied is copied again."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class Contents:
    """The folder that holds them. Safe to share between threads."""

    def __init__(self, folder: Path, drafts: Path) -> None:
        self._folder = folder
        self._drafts = drafts

    def path(self, sha256: str) -> Path:
        """Where bytes with this hash are kept."""
        return self._folder / sha256[:2] / sha256

    def has(self, entry: Entry) -> bool:
        """Whether they are there, by their length."""
        try:
            return entry.sha256 is not None and self.path(entry.sha256).stat().st_size == entry.size
        except FileNotFoundError:
            return False

    def is_sound(self, entry: Entry) -> bool:
        """Whether they are there, byte for byte."""
        return entry.sha256 is not None and self.has(entry) and sha256_of(self.path(entry.sha256)) == entry.sha256

    def fetch(self, storage: Storage, entry: Entry) -> Entry:
        """Copies an object; without a hash when it is gone. Raises `StorageError` when it never stays the same."""
        for _ in range(TRIES):
            draft = self._drafts / uuid4().hex
            try:
                before = storage.stat(entry.bucket, entry.key)
                if before is None:
                    return replace(entry, sha256=None)
                digest, size = _stream(storage, entry, draft)
                if size == before.size and storage.stat(entry.bucket, entry.key) in (before, None):
                    return self._keep(draft, entry, before, digest)
            except MissingObject:
                return replace(entry, sha256=None)
            finally:
                draft.unlink(missing_ok=True)
        raise StorageError("An object changes all the time while it is copied; try again when nobody writes to it.")

    def sweep(self, is_needed: Callable[[str], bool]) -> None:
        """Removes what no object has any more."""
        for path in self._folder.glob("??/*"):
            if not is_needed(path.name):
                path.unlink()

    def _keep(self, draft: Path, entry: Entry, stored: Stored, digest: str) -> Entry:
        kept = replace(entry, size=stored.size, etag=stored.etag, sha256=digest)
        if not self.has(kept):
            self.path(digest).parent.mkdir(parents=True, exist_ok=True)
            draft.replace(self.path(digest))
        return kept


def _stream(storage: Storage, entry: Entry, draft: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as target:
        for piece in storage.stream(entry.bucket, entry.key):
            digest.update(piece)
            size += target.write(piece)
    return digest.hexdigest(), size


def abreast(work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made]]:
    """Does the work for several at a time, in their order; never more than a few are held in memory."""
    waiting: deque[tuple[_Given, Future[_Made]]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for each in given:
                waiting.append((each, pool.submit(work, each)))
                if len(waiting) > 4 * THREADS:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            for _, future in waiting:
                future.cancel()
