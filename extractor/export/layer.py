"""The invisible text of one page, in register with its words.

The words of a line share one font size and stand on its baseline, so that readers see a line and find a phrase in it; each
is stretched (`Tz`) to the width of its box, and its face says how far the box reaches above and below the baseline. A word
is level, even on a skewed page: readers such as poppler break a word whose letters do not share a baseline.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from extractor.export.glyphless import ADVANCE, Alphabet, Face
from extractor.record import Box, Page

Vector = tuple[float, float]

DESCENDERS = frozenset("gjpqyQJ,;()[]{}/|_@$")
"""Characters that reach below the baseline in common text faces; letters with a dot below do too."""

DOT_BELOW = "\u0323"

CAPITALS = 0.72
"""Height of a capital over the font size, common to text faces; it makes our size close to the printed one."""

TALLEST = 1.5
"""Reach above or below the baseline, in font sizes, from which a box is no word of its line: a rule, a stroke, a stain."""

STEP = 31
"""Faces' extents are rounded to this many thousandths of an em: under one pixel for 12 points at 300 dpi."""


@dataclass(frozen=True)
class Reading:
    """The page's reading frame: page coordinates turned so that lines run along x and the next line lies along y."""

    along: Vector
    across: Vector

    def box(self, box: Box) -> Box:
        """`box` of the page in the reading frame."""
        corners = [
            (x * self.along[0] + y * self.along[1], x * self.across[0] + y * self.across[1])
            for x, y in ((box.x0, box.y0), (box.x1, box.y1))
        ]
        (x0, x1), (y0, y1) = (sorted(values) for values in zip(*corners, strict=True))
        return Box(x0, y0, x1, y1)


READINGS = {
    0: Reading((1, 0), (0, 1)),
    90: Reading((0, -1), (1, 0)),
    180: Reading((-1, 0), (0, -1)),
    270: Reading((0, 1), (-1, 0)),
}
"""By the clockwise turn that makes a page upright."""


@dataclass(frozen=True)
class Placement:
    """The affine map from page coordinates (pixels, y down) to PDF user space (points, y up).

    `matrix` is (a, b, c, d, e, f): X = a x + c y + e, Y = b x + d y + f.
    """

    matrix: tuple[float, float, float, float, float, float]

    def point(self, x: float, y: float) -> Vector:
        """User space point of the page point (x, y)."""
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    def vector(self, x: float, y: float) -> Vector:
        """User space direction of the page direction (x, y)."""
        a, b, c, d, _, _ = self.matrix
        return a * x + c * y, b * x + d * y

    @staticmethod
    def of(visible: Sequence[float], turn: int, width: float, height: float) -> Placement:
        """For a PDF page that shows `visible` (left, bottom, right, top in points) after `/Rotate turn` degrees clockwise
        and whose upright picture is `width` by `height` pixels.

        The picture's edges are laid on the visible edges; that is `72 / dpi` points a pixel but for the fraction of a
        pixel by which rendering rounds.
        """
        left, bottom, right, top = visible
        wide, high = right - left, top - bottom
        if turn in (90, 270):
            wide, high = high, wide
        sx, sy = wide / width, high / height
        matrices = {
            0: (sx, 0.0, 0.0, -sy, left, top),
            90: (0.0, sx, sy, 0.0, left, bottom),
            180: (-sx, 0.0, 0.0, sy, right, bottom),
            270: (0.0, -sx, -sy, 0.0, right, top),
        }
        return Placement(matrices[turn])

    def along(self, reading: Reading) -> Placement:
        """This placement for points given in the reading frame."""
        a, b = self.vector(*reading.along)
        c, d = self.vector(*reading.across)
        return Placement((a, b, c, d, self.matrix[4], self.matrix[5]))


@dataclass(frozen=True)
class TextLayer:
    """A content stream and the faces that it uses."""

    content: bytes
    faces: frozenset[Face]


@dataclass(frozen=True)
class _Seat:
    """A word on its baseline, in the reading frame: pixels, and `size` in points."""

    text: str
    box: Box
    base: float
    size: float


def text_layer(page: Page, placement: Placement, alphabet: Alphabet) -> TextLayer:
    """Shows the page's lines invisibly; `content` is empty when there is nothing to show."""
    reading = READINGS[page.rotation]
    placement = placement.along(reading)
    slope = math.tan(math.radians(page.skew))
    faces: set[Face] = set()
    shown: list[str] = []
    for line in page.lines:
        words = [(word.text, reading.box(word.box)) for word in line.words if alphabet.length(word.text)]
        for face, operators in _line(words, slope, placement, alphabet):
            faces.add(face)
            shown.append(operators)
    if not shown:
        return TextLayer(b"", frozenset())
    return TextLayer(("q BT 3 Tr\n" + "\n".join(shown) + "\nET Q\n").encode("ascii"), frozenset(faces))


def _line(
    words: Sequence[tuple[str, Box]], slope: float, placement: Placement, alphabet: Alphabet
) -> Iterator[tuple[Face, str]]:
    """Each word with the space after it: its face, and the operators that show it."""
    if not words:
        return
    right, down = placement.vector(1, 0), placement.vector(0, 1)
    wide, high = math.hypot(*right), math.hypot(*down)
    seats = _seated(words, slope, high)
    tilt = " ".join(_number(value) for value in (*_unit(right), *_unit((-down[0], -down[1]))))
    for seat, following in zip(seats, [*seats[1:], None], strict=True):
        box, size = seat.box, seat.size
        face = _face(seat, size / high)
        end = max(following.box.x0 if following else 0.0, box.x1 + 0.05 * size / high)
        parts = [f"/{face.name} {_number(size)} Tf"]
        for text, x0, x1 in ((seat.text, box.x0, box.x1), (" ", box.x1, end)):
            stretch = 100 * max((x1 - x0) * wide, 0.01) / (alphabet.length(text) * size * ADVANCE / 1000)
            x, y = placement.point(x0, seat.base)
            parts.append(f"{_number(stretch)} Tz {tilt} {_number(x)} {_number(y)} Tm <{alphabet.encode(text)}> Tj")
        yield face, " ".join(parts)


def _seated(words: Sequence[tuple[str, Box]], slope: float, high: float) -> list[_Seat]:
    """The line's words on its baseline, in one size of whole points, so that neighbouring lines agree.

    `high` is points a pixel across the line. The baseline is the median foot of the words without descenders, sloped as
    the page was.
    """
    standing = [(text, box) for text, box in words if _stands(text)] or list(words)
    foot = median(box.y1 - slope * box.centre[0] for _, box in standing)
    rises = sorted(slope * box.centre[0] + foot - box.y0 for _, box in standing)
    rise = max(rises[int(0.8 * (len(rises) - 1))], 1.0)
    size = max(1.0, round(rise * high / CAPITALS))
    return [_seat(text, box, foot + slope * box.centre[0], size, high) for text, box in words]


def _seat(text: str, box: Box, base: float, size: float, high: float) -> _Seat:
    if box.y1 < base or box.y0 >= base:
        # A dash or quote floats, a comma hangs: a face reaches from the baseline both ways, so these bring their own.
        base = box.y1
    if max(base - box.y0, box.y1 - base) * high > TALLEST * size:
        base, size = box.y1, max(box.height * high, 1.0)
    return _Seat(text, box, base, size)


def _stands(text: str) -> bool:
    letters = unicodedata.normalize("NFD", text)
    return any(each.isalnum() for each in letters) and DOT_BELOW not in letters and not DESCENDERS.intersection(letters)


def _face(seat: _Seat, size: float) -> Face:
    """The face whose extents are those of the seat's box; `size` is the font size in pixels."""

    def units(pixels: float) -> int:
        return round(1000 * pixels / size / STEP) * STEP

    # Readers take an extent of 0 for a missing one and a large one for a mistake.
    return Face(min(max(units(seat.base - seat.box.y0), 1), 2000), -min(max(units(seat.box.y1 - seat.base), 1), 2000))


def _unit(vector: Vector) -> Vector:
    length = math.hypot(*vector)
    return vector[0] / length, vector[1] / length


def _number(value: float) -> str:
    """A PDF number: at most four decimals, never an exponent, no negative zero."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
