"""The invisible text of one page, in register with its words.

A word is set in the glyphless font at a size that makes it as high as its box and stretched (`Tz`) to be as wide. Each
word is level, even on a skewed page: readers such as poppler break a word whose letters do not share a baseline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.export.glyphless import ADVANCE, ASCENT, DESCENT, Alphabet
from extractor.record import Box, Line, Page, Word

FONT = "HosoText"
"""Name of the font among the page's resources."""

Vector = tuple[float, float]

_DIRECTIONS: dict[int, tuple[Vector, Vector]] = {
    0: ((1, 0), (0, 1)),
    90: ((0, -1), (1, 0)),
    180: ((-1, 0), (0, -1)),
    270: ((0, 1), (-1, 0)),
}
"""By the clockwise turn that makes a page upright: where its lines run, and where the next line lies, in page coordinates
(x right, y down)."""


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


def text_layer(page: Page, placement: Placement, alphabet: Alphabet) -> bytes:
    """Content stream that shows the page's lines invisibly; empty bytes when there is nothing to show."""
    parts = [part for line in page.lines for part in _line(line, page.rotation, placement, alphabet)]
    if not parts:
        return b""
    return ("q BT 3 Tr\n" + "\n".join(parts) + "\nET Q\n").encode("ascii")


def _line(line: Line, rotation: int, placement: Placement, alphabet: Alphabet) -> Iterable[str]:
    words = [word for word in line.words if alphabet.length(word.text)]
    for word, following in zip(words, [*words[1:], None], strict=True):
        yield _set(word.text, word.box, rotation, placement, alphabet)
        yield _set(" ", _gap(word, following, rotation), rotation, placement, alphabet)


def _gap(word: Word, following: Word | None, rotation: int) -> Box:
    """Where the space after `word` goes: up to the next word of the line, at least a hair wide."""
    box = word.box
    hair = 0.05 * (box.width if rotation in (90, 270) else box.height)
    if rotation == 0:
        return Box(box.x1, box.y0, max(following.box.x0 if following else 0.0, box.x1 + hair), box.y1)
    if rotation == 180:
        return Box(min(following.box.x1 if following else box.x0, box.x0 - hair), box.y0, box.x0, box.y1)
    if rotation == 90:
        return Box(box.x0, min(following.box.y1 if following else box.y0, box.y0 - hair), box.x1, box.y0)
    return Box(box.x0, box.y1, box.x1, max(following.box.y0 if following else 0.0, box.y1 + hair))


def _set(text: str, box: Box, rotation: int, placement: Placement, alphabet: Alphabet) -> str:
    """The operators that show `text` so that it fills `box`."""
    along, across = _DIRECTIONS[rotation]
    if along[0] == 0:
        length, rise = box.height, box.width
    else:
        length, rise = box.width, box.height
    start_x, start_y = _corner(box, along, across)
    right = placement.vector(*along)
    up = placement.vector(-across[0], -across[1])
    size = max(rise * math.hypot(*up), 0.1)
    wide = max(length * math.hypot(*right), 0.01)
    stretch = 100 * wide / (alphabet.length(text) * size * ADVANCE / 1000)
    corner = placement.point(start_x, start_y)
    right, up = _unit(right), _unit(up)
    lift = size * -DESCENT / (ASCENT - DESCENT)
    origin = corner[0] + lift * up[0], corner[1] + lift * up[1]
    matrix = " ".join(_number(value) for value in (*right, *up, *origin))
    return f"/{FONT} {_number(size)} Tf {_number(stretch)} Tz {matrix} Tm <{alphabet.encode(text)}> Tj"


def _corner(box: Box, along: Vector, across: Vector) -> Vector:
    """Where reading of the box starts, at the foot of its letters."""
    x = (box.x0 if along[0] > 0 else box.x1) if along[0] else (box.x1 if across[0] > 0 else box.x0)
    y = (box.y0 if along[1] > 0 else box.y1) if along[1] else (box.y1 if across[1] > 0 else box.y0)
    return x, y


def _unit(vector: Vector) -> Vector:
    length = math.hypot(*vector)
    return vector[0] / length, vector[1] / length


def _number(value: float) -> str:
    """A PDF number: at most four decimals, never an exponent, no negative zero."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
