"""The pages of a TIFF, counted from its directories alone.

Pillow's own count prepares every frame for decoding, fails wholly on one odd frame, and has no upper limit.
Layout: TIFF 6.0, section 2; BigTIFF as in libtiff's `bigtiffdesign`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_NEW_SUBFILE_TYPE = 254
_REDUCED = 1
"""Bit of NewSubfileType: a smaller copy (thumbnail) of another image of the file."""


@dataclass(frozen=True)
class Frames:
    """`pages`: positions in the chain of directories (0-based) that are pages. `broken`: the chain ends in nowhere."""

    pages: tuple[int, ...]
    broken: bool


def frames(path: Path, most: int) -> Frames:
    """Walks the directories of a TIFF and stops once there are more than `most` pages, so a loop or a million ends."""
    with path.open("rb") as stream:
        header = stream.read(16)
        order = "<" if header[:2] == b"II" else ">"
        big = struct.unpack(f"{order}H", header[2:4])[0] == 43
        layout = _Layout.big(order) if big else _Layout.classic(order)
        pages: list[int] = []
        seen: set[int] = set()
        position = 0
        try:
            (offset,) = struct.unpack_from(layout.offset, header, 8 if big else 4)
            while offset and offset not in seen and len(pages) <= most:
                seen.add(offset)
                reduced, offset = _directory(stream, offset, layout)
                if not reduced:
                    pages.append(position)
                position += 1
        except (struct.error, OSError, OverflowError, ValueError):
            return Frames(tuple(pages), broken=True)
    return Frames(tuple(pages), broken=False)


@dataclass(frozen=True)
class _Layout:
    """`struct` formats of a directory's count, of the parts of an entry that matter here, and of an offset."""

    count: str
    entry: str
    offset: str

    @staticmethod
    def classic(order: str) -> _Layout:
        return _Layout(f"{order}H", f"{order}HHII", f"{order}I")

    @staticmethod
    def big(order: str) -> _Layout:
        return _Layout(f"{order}Q", f"{order}HHQQ", f"{order}Q")


def _directory(stream: BinaryIO, offset: int, layout: _Layout) -> tuple[bool, int]:
    """Whether the directory at `offset` is of a thumbnail, and where the next one lies."""
    stream.seek(offset)
    (count,) = struct.unpack(layout.count, stream.read(struct.calcsize(layout.count)))
    if count > 4096:
        raise ValueError("a directory of a scan has some twenty entries")
    size = struct.calcsize(layout.entry)
    entries = stream.read(count * size)
    (following,) = struct.unpack(layout.offset, stream.read(struct.calcsize(layout.offset)))
    for entry in range(count):
        tag, _, _, value = struct.unpack_from(layout.entry, entries, entry * size)
        if tag == _NEW_SUBFILE_TYPE:
            return bool(value & _REDUCED), following
    return False, following
