"""Tick boxes: printed squares of 2.5 to 6 mm, empty, ticked, crossed or filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.raster import CleanImage, Pixels
from extractor.record import Box, TickBox, Transform

MOST_BOXES = 400
"""Boxes kept of one page; a dense form has a hundred."""

_DPI = 200.0
"""Resolution at which squares are looked for: a printed line is 2 to 4 pixels thick."""

_MOST_PIXELS = 24_000_000

_SHORTEST_MM, _LONGEST_MM = 2.3, 6.5
"""Sides, outer edges, with a little room for blur."""

_MOST_RUNS = 5000
"""Level strokes looked at; a page of print has a few hundred."""

_RUN_MM = 1.8
"""A level side shows an unbroken run of this length."""

_THICK_MM = 0.7
"""A side is thinner than this."""

_SQUARE = 0.2
"""Share by which height and width may differ."""

_DRAWN = 0.93
"""Share of a side that is ink."""

_CORNER_MM = 0.3
"""Blur rounds the corners of a square so far."""

_SHARP = 0.3
"""Share of ink close outside a side, at most; letters are round, and their edges fade into what was taken for a side."""

_UNEVEN, _STOUT = 1.7, 0.25
"""The thicker sides are at most so many times as thick as the thinner, and a pixel, and this share of the box: the stems of
bold letters are stouter."""

_MARGIN = 0.1
"""Share of the box inside its sides in which nothing counts."""

_BEYOND = 1
"""Of the eight ways in which sides could go on beyond the corners, so many may: a tick may, the lines of a table do more."""

_INSIDE = 0.05
"""Share of ink inside from which a box is ticked."""

_FULL = 0.9
"""Share of ink from which a square without sides is a filled one."""

_CORE = 0.15
"""A QR code's corner has a clear ring inside its sides, this share of them wide; a tick does not keep one clear."""

_ROW = 3
"""So many equal squares close to one another are places for digits."""


def find_ticks(image: CleanImage) -> tuple[TickBox, ...]:
    """The tick boxes on a page, from the top down; boxes in the pixels of `image`, around the outer edges of the sides.

    Left out are squares in a close row, which are places for digits, cells of tables, and corners of QR codes. A box whose
    sides vanished under a scribble is not found.
    """
    if image.dpi <= 0 or min(image.pixels.shape) < _LONGEST_MM * image.dpi / 25.4:
        return ()
    scale = min(_DPI / image.dpi, (_MOST_PIXELS / image.pixels.size) ** 0.5)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    pixels = image.pixels if abs(scale - 1) < 0.01 else cv2.resize(image.pixels, None, fx=scale, fy=scale, interpolation=how)
    ink, millimetre = _ink(np.asarray(pixels, np.uint8)), image.dpi * scale / 25.4
    found = _without_rows(_without_doubles([*_outlined(ink, millimetre), *_filled(ink, millimetre)]))
    back = Transform((image.pixels.shape[1] / ink.shape[1], 0, 0, 0, image.pixels.shape[0] / ink.shape[0], 0, 0, 0, 1))
    ticks = (TickBox(back.box(tick.box), tick.ticked) for tick in found)
    return tuple(sorted(ticks, key=lambda tick: (tick.box.y0, tick.box.x0)))[:MOST_BOXES]


def _ink(pixels: Pixels) -> Pixels:
    """1 where the page is darker than a third of the way from paper to print."""
    paper, dark = np.percentile(pixels[::4, ::4], (90, 1))
    return np.asarray(pixels < paper - max(20.0, 0.35 * float(paper - dark)), np.uint8)


def _outlined(ink: Pixels, millimetre: float) -> Iterator[TickBox]:
    runs = _runs(ink, millimetre)
    runs = runs[np.argsort(runs[:, 1])][:_MOST_RUNS]
    nearest, furthest = (np.searchsorted(runs[:, 1], runs[:, 1] + side * millimetre) for side in (1, 1.4 * _LONGEST_MM))
    for (left, y, width, _), start, end in zip(runs.tolist(), nearest.tolist(), furthest.tolist(), strict=True):
        reach = 0.3 * width
        for other_left, other_y, other_width, other_thick in runs[start:end].tolist():
            if abs(other_left - left) >= reach:
                continue
            longer = max(width, other_width)
            if abs(other_width - width) < 0.35 * longer and abs(other_y - y - longer) < 0.35 * longer:
                x0, x1 = min(left, other_left), max(left + width, other_left + other_width)
                tick = _square(ink, (x0, y, x1, other_y + other_thick), millimetre)
                if tick is not None:
                    yield tick


def _runs(ink: Pixels, millimetre: float) -> NDArray[np.int64]:
    """Left, top, width and thickness of the level strokes that may be sides, one row each."""
    length = max(3, round(_RUN_MM * millimetre))
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    blots = np.array(_blots(np.asarray(level, np.uint8)), np.int64).reshape(-1, 4)
    kept = (blots[:, 2] <= _LONGEST_MM * millimetre) & (blots[:, 3] <= _THICK_MM * millimetre)
    return np.asarray(blots[kept])


def _blots(mask: Pixels) -> list[Sequence[int]]:
    """Left, top, width and height of what hangs together in a sparse mask: a third of the time of labelling every pixel."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [cv2.boundingRect(contour) for contour in contours]


def _square(ink: Pixels, edges: tuple[int, int, int, int], millimetre: float) -> TickBox | None:
    """The square whose corners lie near those of `edges`, if it has four sharp sides and they go on nowhere."""
    x0, y0, x1, y1 = edges
    reach = round(0.35 * (x1 - x0))
    slack = max(2, round(_THICK_MM * millimetre))
    top = _side(ink.T, range(y0 - 2, y0 + slack), x0 + reach, x1 - reach)
    bottom = _side(ink.T, range(y1, y1 - slack - 2, -1), x0 + reach, x1 - reach)
    if top is None or bottom is None:
        return None
    trim = max(1, round(_CORNER_MM * millimetre))
    left = _side(ink, range(x0 - reach, x0 + reach), top + 1 + trim, bottom + 1 - trim)
    right = _side(ink, range(x1 + reach, x1 - reach, -1), top + 1 + trim, bottom + 1 - trim)
    if left is None or right is None:
        return None
    top = _side(ink.T, range(y0 - 2, y0 + slack), left + 1 + trim, right + 1 - trim)
    bottom = _side(ink.T, range(y1, y1 - slack - 2, -1), left + 1 + trim, right + 1 - trim)
    if top is None or bottom is None:
        return None
    left, top, right, bottom = left + 1, top + 1, right + 1, bottom + 1
    width, height = right - left, bottom - top
    if not _SHORTEST_MM * millimetre <= min(width, height) <= max(width, height) <= _LONGEST_MM * millimetre:
        return None
    if abs(width - height) > _SQUARE * max(width, height) or _goes_on(ink, (left, top, right, bottom)) > _BEYOND:
        return None
    square = ink[top:bottom, left:right]
    level, upright = _strokes(square)
    if max(level, upright) > min(_UNEVEN * min(level, upright) + 1, _STOUT * width):
        return None
    corner = trim
    if not all(square[rows, columns].any() for rows in _ends(corner) for columns in _ends(corner)):
        return None
    inset = max(level, upright) + 1 + round(_MARGIN * width)
    inside = ink[top + inset : bottom - inset, left + inset : right - inset]
    if not inside.size or _is_corner_of_code(inside):
        return None
    return TickBox(Box(left, top, right, bottom), float(inside.mean()) > _INSIDE)


def _strokes(square: Pixels) -> tuple[int, int]:
    """How thick the level and the upright sides are; of two the thinner, which no tick runs along."""
    thick = []
    for plane in (square, square.T):
        full, middle = plane.mean(axis=1) > 0.8, plane.shape[0] // 2
        thick.append(int(min(full[:middle].sum(), full[middle:].sum())))
    return thick[0], thick[1]


def _ends(length: int) -> tuple[slice, slice]:
    return slice(None, length), slice(-length, None)


def _side(ink: Pixels, columns: range, top: int, bottom: int) -> int | None:
    """The first of `columns`, from outside, that is drawn from `top` to `bottom`, if it is sharp: beside it there is paper.

    Its middle must be drawn too: there the serifs of an H leave a gap.
    """
    third = (bottom - top) // 3
    for x in columns:
        if min(_drawn(ink, x, top, bottom), _drawn(ink, x, top + third, bottom - third)) >= _DRAWN:
            beside = x - 2 if columns.step > 0 else x + 3
            sharp = not 0 <= beside < ink.shape[1] or float(ink[top:bottom, beside].mean()) < _SHARP
            return x if sharp else None
    return None


def _drawn(ink: Pixels, x: int, top: int, bottom: int) -> float:
    """Share of the rows from `top` to `bottom` with ink in the column `x` or the one behind it; 0 beyond the page.

    Two columns are as straight as a side of 6 mm that leans by a degree.
    """
    if top < 0 or bottom > ink.shape[0] or x < 0 or x + 2 > ink.shape[1] or bottom <= top:
        return 0.0
    return np.count_nonzero(ink[top:bottom, x] | ink[top:bottom, x + 1]) / (bottom - top)


def _goes_on(ink: Pixels, square: tuple[int, int, int, int]) -> int:
    """In how many of the eight directions the sides go on beyond the corners."""
    left, top, right, bottom = square
    near, far = round(0.15 * (right - left)) + 1, round(0.6 * (right - left)) + 1
    beyond = []
    for plane, sides, (start, end) in ((ink, (left, right - 2), (top, bottom)), (ink.T, (top, bottom - 2), (left, right))):
        for side in sides:
            beyond += [_drawn(plane, side, start - far, start - near), _drawn(plane, side, end + near, end + far)]
    return sum(share >= _DRAWN for share in beyond)


def _is_corner_of_code(inside: Pixels) -> bool:
    """Whether there is a full square in the middle, and nothing around it."""
    height, width = inside.shape
    margin = max(1, round(_CORE * min(height, width)))
    core = inside[2 * margin : height - 2 * margin, 2 * margin : width - 2 * margin]
    ring = float(inside.sum()) - float(inside[margin : height - margin, margin : width - margin].sum())
    return core.size > 0 and float(core.mean()) > 0.95 and ring < 0.1 * core.size


def _filled(ink: Pixels, millimetre: float) -> Iterator[TickBox]:
    side = max(3, round(_RUN_MM * millimetre))
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    for x, y, width, height in _blots(np.asarray(solid, np.uint8)):
        if not _SHORTEST_MM * millimetre <= min(width, height) <= max(width, height) <= _LONGEST_MM * millimetre:
            continue
        if abs(width - height) > _SQUARE * max(width, height) or ink[y : y + height, x : x + width].mean() < _FULL:
            continue
        ring = max(2, round(0.15 * width))
        around = ink[max(0, y - ring) : y + height + ring, max(0, x - ring) : x + width + ring]
        outside = float(around.sum()) - float(ink[y : y + height, x : x + width].sum())
        if outside < 0.25 * (around.size - width * height):
            yield TickBox(Box(x, y, x + width, y + height), True)


def _without_doubles(ticks: Sequence[TickBox]) -> list[TickBox]:
    """Of squares in one place the largest."""
    kept: list[TickBox] = []
    for tick in sorted(ticks, key=lambda tick: -tick.box.area):
        if not any(tick.box.overlap(other.box) for other in kept):
            kept.append(tick)
    return kept


def _without_rows(ticks: Sequence[TickBox]) -> list[TickBox]:
    """Without `_ROW` and more squares of one size in a row whose gaps are narrower than they are."""
    rows: list[list[TickBox]] = []
    for tick in sorted(ticks, key=lambda tick: tick.box.x0):
        for row in rows:
            last = row[-1].box
            near = tick.box.x0 - last.x1 < 0.8 * last.width and abs(tick.box.y0 - last.y0) < 0.3 * last.height
            if near and abs(tick.box.width - last.width) < _SQUARE * last.width:
                row.append(tick)
                break
        else:
            rows.append([tick])
    return [tick for row in rows if len(row) < _ROW for tick in row]
