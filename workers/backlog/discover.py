"""The dossiers under a prefix of a bucket, found while its listing goes by.

One folder is one dossier: the files that lie directly in it, in natural order. A file directly under the prefix is a dossier
of its own. Keys come in bytewise order (S3) or as a walk through directories (SeaweedFS): in both all that lies under a folder
comes in one piece, so a dossier is complete as soon as a key from elsewhere comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractor.pipeline import is_scan_name, natural_sort
from workers.database.dossiers import Found, SourceFile
from workers.database.tables import Rule
from workers.storage import Location, Storage

FULLEST = 5000
"""Files of one dossier. Folders with more are archives that somebody forgot to divide."""


@dataclass(frozen=True)
class Crowded:
    """A folder with more files than one dossier may have."""

    name: str
    files: int


def discover(storage: Storage, place: Location, rule: Rule = "folder") -> Iterator[Found | Crowded]:
    """The dossiers under a place, lazily, from one listing. Raises `StorageError`."""
    stored = storage.objects(place.bucket, place.prefix)
    return group((SourceFile(each.key, each.etag, each.size) for each in stored), place.prefix, rule)


def group(files: Iterable[SourceFile], prefix: str, rule: Rule = "folder") -> Iterator[Found | Crowded]:
    """Files into dossiers; holds no more than the files of the folders that lead to the present one."""
    path: list[_Folder] = []
    for file in files:
        folder, name = _split(file.key)
        while path and not folder.startswith(path[-1].name):
            yield path.pop().dossier()
        # PostgreSQL keeps no text with a zero byte.
        if not is_scan_name(name) or "\0" in file.key:
            continue
        if rule == "file" or folder == prefix:
            yield Found(file.key, (file,))
            continue
        if not path or path[-1].name != folder:
            path.append(_Folder(folder))
        path[-1].add(file)
    while path:
        yield path.pop().dossier()


def in_order(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """Files of one dossier as people count."""
    by_path: dict[Path, list[SourceFile]] = defaultdict(list)
    for file in files:
        by_path[Path(file.key)].append(file)
    return tuple(file for path in natural_sort(sorted(by_path)) for file in by_path[path])


def _split(key: str) -> tuple[str, str]:
    """A key as its folder, with the `/` at its end, and its name."""
    folder, slash, name = key.rpartition("/")
    return folder + slash, name


@dataclass
class _Folder:
    name: str
    files: list[SourceFile] = field(default_factory=list)
    count: int = 0

    def add(self, file: SourceFile) -> None:
        self.count += 1
        if self.count <= FULLEST:
            self.files.append(file)
        else:
            self.files.clear()

    def dossier(self) -> Found | Crowded:
        return Found(self.name, in_order(self.files)) if self.count <= FULLEST else Crowded(self.name, self.count)
