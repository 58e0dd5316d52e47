"""Machine readable zones: the lines of OCR-B at the foot of cards and passports (ICAO Doc 9303, part 3).

Readers of text have not learnt the filler `<` and take it for K, x, c or nothing. But a zone's characters stand in columns
of one width, and the filler is the only chevron among them. So a zone is found by its columns and its fillers by their
form; only what is left is read as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.raster import CleanImage, Pixels
from extractor.reading.glyphs import text_of
from extractor.reading.trueocr import read_lines
from extractor.record import Box, Code, Line
from extractor.values.mrz import FILLER, SHAPES, shape
from extractor.values.text import deaccent

FORMAT = "MRZ"

_CHARACTERS = 20
"""A zone's line, however badly read, has this many signs and hardly a space; no Vietnamese word has."""

_MOST_ZONES = 8
"""A page has room for eight cards."""

_REACH = 6
"""Columns above and below the lines found in which there may be others: lines are 2.5 columns apart (part 3, 4.2)."""

_STEEPEST, _STEP = 5.0, 0.25
"""Degrees by which a copied card may lie crooked on its page, and how finely that is found."""

_CHEVRON = 0.66
"""Correlation with a drawn chevron from which a sign is a filler. In two cuts of OCR-B and two typewriter faces, drawn and
scanned at 150 to 300 dpi, fillers had 0.86 to 0.97, the letter K at most 0.60, any other sign at most 0.43."""

_LEAST_FILLERS = 2

_COUNTS = {count for _, count in SHAPES}
_GAP = 1.7
"""Every column of a zone has ink, so that middles further apart than this many columns belong to something else."""

_SIDE = 20
"""Pixels of the square in which signs are compared with the chevron."""


@dataclass(frozen=True)
class _Row:
    """A line of a zone in a level piece of the page, in its pixels. `first` is the middle of its first column."""

    top: float
    bottom: float
    first: float
    pitch: float
    count: int

    def column(self, index: int) -> slice:
        """The pixels of a column."""
        left = self.first + (index - 0.5) * self.pitch
        return slice(max(0, round(left)), round(left + self.pitch))

    def like(self, other: _Row) -> bool:
        """Whether both have their columns in the same places."""
        apart = abs(self.first - other.first) + self.count * abs(self.pitch - other.pitch)
        return self.count == other.count and apart < self.pitch


def read_mrz(image: CleanImage, lines: Sequence[Line]) -> tuple[Code, ...]:
    """The zones on a page, as codes of the format `MRZ`; boxes in the pixels of `image`, lines parted by line breaks.

    `lines` are the page's lines, in any order, before any was thrown away as rubbish; they only tell where to look. What is
    returned has the number, length and alphabet of a zone's lines; whether its check digits hold is for
    `extractor.values.mrz` to say. A zone in which the number of signs cannot be told is left out.
    """
    zones = (_zone(image.pixels, place) for place in list(_places(lines))[:_MOST_ZONES])
    return tuple(zone for zone in zones if zone is not None)


def _places(lines: Sequence[Line]) -> Iterator[Box]:
    """Boxes around lines that may belong to one zone, from the top down."""
    boxes = sorted((line.box for line in lines if _may_be_of_a_zone(line.text)), key=lambda box: box.y0)
    while boxes:
        place, others = boxes[0], []
        for box in boxes[1:]:
            if box.y0 - place.y1 < 2 * box.height and abs(box.x0 - place.x0) < 0.3 * box.width:
                place = place.union(box)
            else:
                others.append(box)
        yield place
        boxes = others


def _may_be_of_a_zone(text: str) -> bool:
    signs = "".join(text.split())
    return len(signs) >= _CHARACTERS and text.count(" ") <= len(signs) / 8 and len(set(signs)) > 3


def _zone(pixels: Pixels, place: Box) -> Code | None:
    """The zone in `place` or around it."""
    pitch = place.width / 30
    around = Box(place.x0 - 2 * pitch, place.y0 - _REACH * pitch, place.x1 + 2 * pitch, place.y1 + _REACH * pitch)
    around = around.clipped(pixels.shape[1], pixels.shape[0])
    grey = np.ascontiguousarray(pixels[int(around.y0) : int(around.y1), int(around.x0) : int(around.x1)])
    if min(grey.shape, default=0) < 2 * _SIDE:
        return None
    level, turn = _levelled(grey, pitch)
    ink = _ink(level, pitch)
    rows = _alike(_rows(ink, pitch))
    if (len(rows), rows[0].count if rows else 0) not in SHAPES:
        return None
    fillers = [[_is_filler(ink[round(row.top) : round(row.bottom), row.column(at)]) for at in range(row.count)] for row in rows]
    if sum(map(sum, fillers)) < _LEAST_FILLERS:
        return None
    texts = _texts(level, rows, fillers)
    if shape(texts) is None:
        return None
    left, right = rows[0].first - rows[0].pitch / 2, rows[0].first + (rows[0].count - 0.5) * rows[0].pitch
    corners = np.array([[x, y, 1] for x in (left, right) for y in (rows[0].top, rows[-1].bottom)])
    back = corners @ cv2.invertAffineTransform(turn).T + (int(around.x0), int(around.y0))
    (x0, y0), (x1, y1) = back.min(axis=0).tolist(), back.max(axis=0).tolist()
    return Code(FORMAT, "\n".join(texts), Box(x0, y0, x1, y1).clipped(pixels.shape[1], pixels.shape[0]))


def _ink(grey: Pixels, pitch: float) -> Pixels:
    """255 where something is darker than its surroundings by a good part of the piece's contrast."""
    light, dark = np.percentile(grey, (95, 2))
    block = 2 * round(0.8 * pitch) + 1
    least = max(6.0, 0.18 * float(light - dark))
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    black = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(3, block), least)
    return np.asarray(black, np.uint8)


def _signs(ink: Pixels, pitch: float) -> NDArray[np.float64]:
    """Left, top, width and height of the blots that may be signs, one row each."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    stats = stats[1:]
    width, height = stats[:, 2], stats[:, 3]
    kept = (height > 0.4 * pitch) & (height < 1.8 * pitch) & (width > 0.08 * pitch) & (width < 2.4 * pitch)
    return stats[kept][:, :4].astype(np.float64)


def _levelled(grey: Pixels, pitch: float) -> tuple[Pixels, NDArray[np.float64]]:
    """The piece turned so that its lines are level, and the affine map that did it."""
    signs = _signs(_ink(grey, pitch), pitch)
    x, y = signs[:, 0] + signs[:, 2] / 2, signs[:, 1] + signs[:, 3] / 2
    best, angle = -1.0, 0.0
    for degrees in np.arange(-_STEEPEST, _STEEPEST + _STEP, _STEP).tolist():
        height = y - np.tan(np.radians(degrees)) * x
        rows = np.bincount(((height - height.min(initial=0)) / (pitch / 3)).astype(int)) if len(height) else np.zeros(1)
        score = float((rows.astype(float) ** 2).sum()) - abs(degrees) / 100
        if score > best:
            best, angle = score, degrees
    middle = grey.shape[1] / 2, grey.shape[0] / 2
    turn = np.asarray(cv2.getRotationMatrix2D(middle, angle, 1), np.float64)
    if angle == 0:
        return grey, turn
    size = grey.shape[1], grey.shape[0]
    level = cv2.warpAffine(grey, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level, np.uint8), turn


def _rows(ink: Pixels, pitch: float) -> list[_Row]:
    """The lines in which 30, 36 or 44 signs stand in columns of one width, from the top down."""
    signs = _signs(ink, pitch)
    rows: list[_Row] = []
    order = np.argsort(signs[:, 1] + signs[:, 3] / 2)
    middles = (signs[:, 1] + signs[:, 3] / 2)[order]
    for group in np.split(order, np.flatnonzero(np.diff(middles) > 0.3 * pitch) + 1):
        row = _row(signs[group]) if len(group) >= _CHARACTERS else None
        if row is not None:
            rows.append(row)
    return rows


def _row(signs: NDArray[np.float64]) -> _Row | None:
    """The longest run of `signs` without a gap as a line of a zone, if it is one."""
    signs = signs[np.argsort(signs[:, 0])]
    middles = signs[:, 0] + signs[:, 2] / 2
    pitch = float(np.median(np.diff(middles)))
    runs = np.split(np.arange(len(signs)), np.flatnonzero(np.diff(middles) > _GAP * pitch) + 1)
    run = max(runs, key=len)
    if len(run) < _CHARACTERS:
        return None
    signs, middles = signs[run], middles[run]
    pitch, first = np.polyfit(np.cumsum([0, *np.round(np.diff(middles) / pitch)]), middles, 1).tolist()
    left, width = signs[:, 0] - first, signs[:, 2]
    covered = {
        column
        for start, end in zip((left / pitch + 0.3).round(), ((left + width) / pitch - 0.3).round(), strict=True)
        for column in range(int(start), int(end) + 1)
    }
    count = len(covered)
    if count not in _COUNTS or max(covered) - min(covered) + 1 != count:
        return None
    top, bottom = np.percentile(signs[:, 1], 10), np.percentile(signs[:, 1] + signs[:, 3], 90)
    margin = 0.15 * (bottom - top)
    return _Row(float(top - margin), float(bottom + margin), first + min(covered) * pitch, pitch, count)


def _alike(rows: Sequence[_Row]) -> list[_Row]:
    """The longest run of rows, one below the other, with their columns in the same places."""
    best: list[_Row] = []
    run: list[_Row] = []
    for row in rows:
        below = run and row.like(run[-1]) and row.top - run[-1].bottom < 3 * row.pitch
        run = [*run, row] if below else [row]
        best = max(best, run, key=len)
    return best


def _is_filler(cell: Pixels) -> bool:
    """Whether the largest blot of a column is a chevron."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(cell), connectivity=8)
    if count < 2:
        return False
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    x, y, width, height, _ = stats[largest].tolist()
    sign = (labels[y : y + height, x : x + width] == largest).astype(np.float32)
    return _likeness(sign, _drawn_chevron()) > _CHEVRON


def _drawn_chevron() -> NDArray[np.float32]:
    side = 4 * _SIDE
    drawn = np.zeros((side, side), np.uint8)
    cv2.polylines(drawn, [np.array([[side - 4, 8], [6, side // 2], [side - 4, side - 8]])], False, 255, 11, cv2.LINE_AA)
    rows, columns = np.nonzero(drawn)
    return drawn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].astype(np.float32)


def _likeness(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Correlation of two pictures brought to one size, -1 to 1."""
    centred = []
    for picture in (first, second):
        small = cv2.GaussianBlur(cv2.resize(picture, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), (0, 0), 1)
        centred.append(small - small.mean())
    norm = float(np.linalg.norm(centred[0]) * np.linalg.norm(centred[1]))
    return float((centred[0] * centred[1]).sum()) / norm if norm else 0.0


def _texts(level: Pixels, rows: Sequence[_Row], fillers: Sequence[Sequence[bool]]) -> list[str]:
    """The rows as text. What is no filler is set closely together and read; a row with too few or too many signs is empty."""
    height = max(round(row.bottom) - round(row.top) for row in rows)
    paper = int(np.percentile(level, 75))
    width = max(round(row.count * row.pitch) for row in rows) + 2 * height
    sheet = np.full((4 * height * len(rows), width), paper, np.uint8)
    boxes = []
    for index, (row, is_filler) in enumerate(zip(rows, fillers, strict=True)):
        top, left = (4 * index + 1) * height, height
        for at in (at for at in range(row.count) if not is_filler[at]):
            sign = level[max(0, round(row.top)) : round(row.bottom), row.column(at)]
            sheet[top : top + sign.shape[0], left : left + sign.shape[1]] = sign
            left += sign.shape[1]
        boxes.append(Box(height, top, max(left, height + 1), top + height))
    texts = []
    for is_filler, reading in zip(fillers, read_lines(sheet, boxes, 0.1), strict=True):
        read = iter("".join(deaccent(text_of(reading)).upper().split()))
        signs = [FILLER if filler else next(read, "") for filler in is_filler]
        texts.append("" if next(read, "") else "".join(signs))
    return texts
