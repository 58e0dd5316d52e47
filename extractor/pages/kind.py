"""Scan, born digital, or a mixture: told by what a page draws, not by whether it has text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractor.pages.pdfium import Drawn, Rect
from extractor.record import PageKind

GRID = 64
"""Cells across and down on which coverage is counted: 3.3 by 4.6 mm on A4, about a line of print."""

SCAN_COVER = 0.5
"""A page whose images cover more than this is a scan unless it also shows a page's worth of text."""

PICTURE_COVER = 0.1
"""Below this, images are emblems, seals and signatures on a digital page; above, they may hold text that must be read."""

STAMP_COVER = 0.06
"""Visible text below this share of a scan is a stamp: a digital signature's caption with its time, an arrival stamp or a
copy's mark takes up to 6 by 4 cm, a twenty-sixth of A4."""

WHOLE = 0.95
"""Share of the page that an image must cover to be all of it; scanners leave slivers at the edges."""


def page_kind(objects: Sequence[Drawn], size: tuple[float, float]) -> PageKind:
    """The kind of a page of `size` (width, height in points) from its `objects` in drawing order.

    Invisible text, and text under an opaque image that covers the page, counts for nothing.
    """
    texts = [thing.rect for thing in _visible(objects, size) if thing.kind == "text"]
    images = cover([thing.rect for thing in objects if thing.kind == "image"], size)
    text = cover(texts, size)
    if images > SCAN_COVER and text < STAMP_COVER:
        return "scan"
    if not texts:
        return "scan" if images else "digital"
    return "mixed" if images > PICTURE_COVER else "digital"


def lone_scan(objects: Sequence[Drawn], size: tuple[float, float]) -> Drawn | None:
    """The one image that is all a page shows, or None."""
    visible = [thing for thing in objects if thing.shown]
    if len(visible) == 1 and visible[0].kind == "image" and cover([visible[0].rect], size) >= WHOLE:
        return visible[0]
    return None


def has_content(objects: Sequence[Drawn]) -> bool:
    """Whether the page draws anything that should be seen."""
    return any(thing.shown for thing in objects)


def cover(rects: Sequence[Rect], size: tuple[float, float]) -> float:
    """Share of a page of `size` that `rects` cover together, on a grid of `GRID` by `GRID` cells."""
    cells = np.zeros((GRID, GRID), bool)
    across, down = GRID / max(size[0], 1e-6), GRID / max(size[1], 1e-6)
    for left, top, right, bottom in rects:
        columns = _cells(left * across, right * across)
        rows = _cells(top * down, bottom * down)
        cells[rows, columns] = True
    return float(cells.mean())


def _cells(start: float, end: float) -> slice:
    """The cells between two ends, rounded; one at least where the stretch lies on the page."""
    # Constants first, so that a hostile NaN becomes 0.
    first, last = round(min(GRID, max(0, start))), round(min(GRID, max(0, end)))
    on_page = start < GRID and end > 0
    return slice(first, max(last, first + 1) if on_page else first)


def _visible(objects: Sequence[Drawn], size: tuple[float, float]) -> list[Drawn]:
    visible: list[Drawn] = []
    for thing in objects:
        if thing.kind == "image" and thing.opaque and cover([thing.rect], size) >= WHOLE:
            visible = []
        if thing.shown:
            visible.append(thing)
    return visible
