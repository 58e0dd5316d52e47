"""Reading order: the one place that decides it.

Rows run from top to bottom, and each from left to right, except where a page stands in two columns for a while (`zones`):
there the left column comes first. A line that a reader drew across both columns is cut between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from extractor.reading.geometry import core, text_height
from extractor.reading.rows import Row, rows_of
from extractor.reading.zones import Zone, zones_of
from extractor.record import Line


def reading_order(lines: Sequence[Line], width: float, height: float) -> tuple[Line, ...]:
    """The lines of a page of `width` by `height` pixels as a person reads them: left header (agency, number, `V/v`), right
    header (national name, motto, place and date), body, `Nơi nhận`, signature block. Tables stay row by row.

    Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I; pages of any other layout keep their rows. Lines that stood across two
    columns come back as two lines; no word is lost or changed.
    """
    lines = [line for line in lines if line.words]
    if not lines:
        return ()
    unit = median(text_height(line) for line in lines)
    rows = rows_of(lines)
    zones = {zone.start: zone for zone in zones_of(rows, unit, width, height)}
    ordered: list[Line] = []
    at = 0
    while at < len(rows):
        zone = zones.get(at)
        if zone is None:
            ordered += rows[at]
            at += 1
        else:
            ordered += _by_column(rows[zone.start : zone.end], zone)
            at = zone.end
    return tuple(ordered)


def _by_column(rows: Sequence[Row], zone: Zone) -> list[Line]:
    left: list[Line] = []
    right: list[Line] = []
    for row, (row_left, row_right) in zip(rows, zone.halves, strict=True):
        assert len(row_left) + len(row_right) >= len(row)  # noqa: S101 - cutting only adds lines
        left += row_left
        right += row_right
    return [*sorted(left, key=_height), *sorted(right, key=_height)]


def _height(line: Line) -> float:
    return sum(core(line))
