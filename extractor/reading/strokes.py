"""What the ink of a slot looks like beside the print of its row: the evidence for a pen.

Printed figures are all of one height, stand on the row's baseline, apart from each other, in the row's ink. A pen writes
larger, above or below the line, joins figures or leans over its neighbours, often in blue, and its slot has dots to write on.
Lengths are measured in heights of the row's capitals and figures, so that they hold at any size.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.layout import Row
from extractor.raster import CleanImage, PageImage, Pixels
from extractor.reading.slots import Slot
from extractor.record import Box, Transform

_REACH = 12
"""Print so many row heights left and right of a slot is what its ink is compared with."""

_ABOVE = 1.1
"""Row heights above and below the row's middle in which ink is looked at: pens reach out of the row."""

_PITCH = 0.75
"""Printed figures follow each other so many of their heights apart: half an em, two thirds of an em high."""

_LEADERS = 0.4
"""Share of a slot under dots from which it is a line of dots; a reader that reads two of them saw one."""

_SPACES = 0.9
"""Width of two word spaces in heights of figures."""

_FEWEST = 3
"""Fewer printed letters tell nothing of the row's print."""


class Strokes(NamedTuple):
    """The evidence, 0 for print in each. Order and limits are those of the model in `handwriting`."""

    doubt: float
    """1 less the reader's least confidence in a word of the slot, 0 to 0.5."""
    odd: float
    """Share of the slot's characters that are no digits."""
    tall: float
    """How much taller or lower its tallest piece is than printed figures: the ratio's logarithm without sign, 0 to 0.35."""
    uneven: float
    """How far from the baseline its pieces end, 0 to 0.35 heights."""
    broad: float
    """How much broader its ink is than so many printed figures as were read: the logarithm of the ratio, 0 to 0.5."""
    blue: float
    """How much bluer its ink is than the print's, 0 to 0.3 of the ink's depth."""
    loose: float
    """Room left and right of its ink beyond two word spaces, 0 to 1 height."""
    dots: float
    """Share of the slot that stands on dot leaders, 0 to 0.4."""


@dataclass(frozen=True)
class SlotInk:
    """`strokes` and the `box` of the slot's ink in the copy. `strokes` is None where the slot is empty."""

    strokes: Strokes | None
    box: Box


@dataclass(frozen=True)
class _Piece:
    """What hangs together: its box in the crop, and its label there."""

    label: int
    x: int
    y: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


def look(slot: Slot, others: tuple[Slot, ...], image: PageImage, copy: CleanImage) -> SlotInk | None:
    """The ink of `slot`; None where its row holds too little print to compare it with.

    `others` are the slots of the page: their ink is not taken for print.
    """
    near = [token for token in slot.row.tokens if _apart(token.box, slot) < 2 * token.box.height] or list(slot.row.tokens)
    high = float(np.median([token.box.height for token in near]))
    middle = float(np.median([token.box.centre[1] for token in near]))
    height, width = copy.pixels.shape
    area = Box(slot.left - _REACH * high, middle - _ABOVE * high, slot.right + _REACH * high, middle + _ABOVE * high)
    left, top, right, bottom = (int(edge) for edge in vars(area.clipped(width, height)).values())
    grey = copy.pixels[top:bottom, left:right]
    if grey.shape[0] < 8 or grey.shape[1] < 8:
        return None
    ink = _ink(grey)
    labels, pieces = _pieces(ink, middle - top, high)
    inside = [piece for piece in pieces if slot.left <= left + piece.middle[0] <= slot.right]
    rooms = [(other.left, other.right) for other in (slot, *others) if abs(other.row.middle - slot.row.middle) < 0.5 * high]
    row = [piece for piece in pieces if not any(low <= left + piece.middle[0] <= up for low, up in rooms)]
    letters = [piece for piece in row if 0.25 * high < piece.height < 1.3 * high and piece.width < 3 * high]
    if len(letters) < _FEWEST:
        return None
    even = [piece for piece in letters if any(box.x0 <= left + piece.middle[0] <= box.x1 for box in _even_words(slot.row))]
    base, unit = (
        _print_lines(even, (slot.left + slot.right) / 2 - left, 4 * high, 0.5)
        if len(even) >= 2
        else _print_lines(letters, (slot.left + slot.right) / 2 - left, 4 * high, 0.25)
    )
    strokes = [piece for piece in inside if piece.height > 0.35 * unit]
    dots = [piece for piece in inside if _is_dot(piece, base, unit)]
    box = Box(slot.left, slot.row.box.y0, slot.right, slot.row.box.y1)
    if not strokes:
        return SlotInk(None, box)
    for piece in strokes:
        box = box.union(Box(left + piece.x, top + piece.y, left + piece.x + piece.width, top + piece.bottom))
    return SlotInk(
        Strokes(
            doubt=_within(1 - slot.confidence, 0, 0.5),
            odd=_odd(slot.text),
            tall=_within(abs(math.log(max(piece.height for piece in strokes) / unit)), 0, 0.35),
            uneven=_within(max(abs(piece.bottom - base) for piece in strokes) / unit, 0, 0.35),
            broad=_broad(strokes, slot.text, unit),
            blue=_blueness(image, copy.transform, (left, top), labels, strokes, letters),
            loose=_within((slot.right - slot.left - _width(strokes)) / unit - _SPACES, 0, 1),
            dots=_LEADERS if ".." in slot.text else _within(0.35 * len(dots) * unit / (slot.right - slot.left), 0, _LEADERS),
        ),
        box,
    )


def _apart(box: Box, slot: Slot) -> float:
    return max(box.x0 - slot.right, slot.left - box.x1, 0.0)


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _broad(strokes: list[_Piece], text: str, unit: float) -> float:
    return _within(math.log(_width(strokes) / (_PITCH * unit * max(1, sum(map(str.isalnum, text))))), 0, 0.5)


def _width(strokes: list[_Piece]) -> float:
    return max(piece.x + piece.width for piece in strokes) - min(piece.x for piece in strokes)


def _odd(text: str) -> float:
    signs = [char for char in text if char.isalnum() or (not char.isspace() and char not in ".,:;…")]
    return sum(not char.isdigit() for char in signs) / len(signs) if signs else 0.0


def _ink(grey: Pixels) -> Pixels:
    """Ink as 1: what is darker than the paper by two fifths of the way to the print, so that a pale pen counts too."""
    paper = float(np.percentile(grey, 85))
    dark = grey[grey < paper - 25]
    depth = paper - float(np.percentile(dark, 20)) if dark.size > 50 else 60.0
    return np.asarray(grey < paper - 0.4 * depth, dtype=np.uint8)


def _pieces(ink: Pixels, middle: float, high: float) -> tuple[NDArray[np.int32], list[_Piece]]:
    """The pieces of ink of the row at `middle`: not those of the rows above and below that reach into the crop."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    pieces = []
    for label in range(1, count):
        x, y, width, height, size = (int(value) for value in stats[label])
        piece = _Piece(label, x, y, width, height)
        cut = y <= 1 or y + height >= ink.shape[0] - 1
        if size >= 6 and abs(piece.middle[1] - middle) <= (0.6 if cut else 0.75) * high:
            pieces.append(piece)
    return np.asarray(labels, dtype=np.int32), pieces


def _even_words(row: Row) -> list[Box]:
    """Words that are as high as figures from end to end."""
    return [token.box for token in row.tokens if re.fullmatch(r"\W*(?:\d{2,}|[/A-ZĐ&-]{3,})\W*", token.text)]


def _print_lines(letters: list[_Piece], x: float, fade: float, high: float) -> tuple[float, float]:
    """Baseline, and height of capitals and figures above it, of print around `x`; the nearer the print the more it counts.

    The tops of `letters` reach the figures' height in the share `high` of cases.
    """
    near = np.array([1 / (1 + abs(piece.middle[0] - x) / fade) for piece in letters])
    base = _quantile(np.array([piece.bottom for piece in letters], float), near, 0.45)
    top = _quantile(np.array([piece.y for piece in letters], float), near, high)
    return base, max(4.0, base - top)


def _quantile(values: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, share * total[-1])])


def _is_dot(piece: _Piece, base: float, unit: float) -> bool:
    return piece.height <= 0.3 * unit and piece.width <= 0.45 * unit and abs(piece.bottom - base) < 0.25 * unit


def _blueness(
    image: PageImage,
    back: Transform,
    corner: tuple[int, int],
    labels: NDArray[np.int32],
    strokes: list[_Piece],
    letters: list[_Piece],
) -> float:
    """How much less blue the strokes take from the light than the letters do, in shares of what they take of all light."""
    if image.pixels.ndim != 3:
        return 0.0
    shifted = back.after(Transform((1, 0, corner[0], 0, 1, corner[1], 0, 0, 1)))
    colour = cv2.warpPerspective(
        image.pixels,
        np.array(shifted.m).reshape(3, 3),
        (labels.shape[1], labels.shape[0]),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    taken = np.median(colour.reshape(-1, 3), axis=0) - colour

    def blue(pieces: list[_Piece]) -> float:
        light = taken[np.isin(labels, [piece.label for piece in pieces])]
        return float(np.median((light[:, 1] + light[:, 2]) / 2 - light[:, 0]) / max(20.0, float(np.median(light))))

    return _within(blue(strokes) - blue(letters), 0, 0.3)
