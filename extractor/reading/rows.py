"""Lines that stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.reading.geometry import core
from extractor.record import Line

Row = tuple[Line, ...]
"""Lines at one height, left to right; never empty."""


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The page's rows, top to bottom. Two lines share a row when half of the lower one's height overlaps and they do not
    stand above one another.
    """
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: sum(core(line))):
        home = next((row for row in found[-4:] if all(_beside(line, other) for other in row)), None)
        if home is None:
            found.append([line])
        else:
            home.append(line)
    rows = [tuple(sorted(row, key=lambda line: line.box.x0)) for row in found]
    return sorted(rows, key=lambda row: sum(sum(core(line)) for line in row) / len(row))


def _beside(line: Line, other: Line) -> bool:
    (top, bottom), (other_top, other_bottom) = core(line), core(other)
    shared = min(bottom, other_bottom) - max(top, other_top)
    if shared < 0.5 * min(bottom - top, other_bottom - other_top):
        return False
    return min(line.box.x1, other.box.x1) - max(line.box.x0, other.box.x0) < 0.5 * min(bottom - top, other_bottom - other_top)
