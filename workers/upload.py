"""Scans from a folder of this machine into object storage, each under its path below the folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.pipeline import is_scan_name
from workers.storage import Location, Storage


@dataclass(frozen=True)
class Uploaded:
    """What `put_folder` did, in files."""

    stored: int
    unchanged: int
    removed: int


def scans_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every scan below a folder (or the file itself) and its path below it, `/`-separated; linked folders are left out."""
    if folder.is_file():
        yield folder, _text(folder.name)
        return
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(files):
            path = Path(place) / name
            if is_scan_name(name) and path.is_file():
                yield path, _text(path.relative_to(folder).as_posix())


def put_folder(
    storage: Storage,
    scans: list[tuple[Path, str]],
    place: Location,
    *,
    mirror: bool = False,
    on_file: Callable[[int, int], None] | None = None,
) -> Uploaded:
    """Stores the scans under the place; what is there already with the same bytes is left alone.

    `mirror` removes what lies under the place and is not among the scans.
    """
    stored = unchanged = 0
    kept = set()
    for done, (path, name) in enumerate(scans, start=1):
        key = place.prefix + name
        kept.add(key)
        if storage.same(place.bucket, key, path):
            unchanged += 1
        else:
            storage.put(place.bucket, key, path)
            stored += 1
        if on_file is not None:
            on_file(done, len(scans))
    stale = [key for key in storage.keys(place.bucket, place.prefix) if key not in kept] if mirror else []
    storage.remove(place.bucket, stale)
    return Uploaded(stored, unchanged, len(stale))


def _text(name: str) -> str:
    """A file name as Unicode; bytes that are none become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")
