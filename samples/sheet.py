"""A page as a display list: what is printed, written and stamped on it, and what of that is truth.

The frame is the sheet itself at 300 dpi, in pixels, origin top left, before any scanner touched it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PIL import Image

from extractor.record import Box
from samples.fonts import Face, font

DPI = 300
Colour = tuple[int, int, int]
MarkKind = Literal["seal", "signature", "stamp", "arrival", "emblem"]

TONER: Colour = (22, 22, 24)
BLUE: Colour = (38, 58, 158)
BLACK_INK: Colour = (48, 46, 60)
RED: Colour = (206, 32, 52)


def mm(length: float) -> float:
    """Millimetres as pixels."""
    return length * DPI / 25.4


def pt(size: float) -> float:
    """Typographic points as pixels."""
    return size * DPI / 72


@dataclass(frozen=True)
class Run:
    """Glyphs of one face on one baseline; (`x`, `y`) is the pen's origin, `size` in pixels per em."""

    text: str
    x: float
    y: float
    face: Face
    size: float
    colour: Colour = TONER

    @property
    def box(self) -> Box:
        """The box around the ink."""
        x0, y0, x1, y1 = font(self.face, self.size).getbbox(self.text, anchor="ls")
        return Box(self.x + x0, self.y + y0, self.x + x1, self.y + y1)


@dataclass(frozen=True)
class Rule:
    """A straight printed line, `width` pixels thick."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 4
    colour: Colour = TONER


@dataclass(frozen=True)
class Mark:
    """A seal, signature or stamp: a picture with alpha whose top left corner lies at (`x`, `y`)."""

    kind: MarkKind
    picture: Image.Image
    x: float
    y: float
    text: str = ""

    @property
    def box(self) -> Box:
        """The box around the picture's ink."""
        ink = self.picture.getchannel("A").point(lambda a: 255 if a > 40 else 0).getbbox() or (0, 0, 1, 1)
        return Box(self.x + ink[0], self.y + ink[1], self.x + ink[2], self.y + ink[3])


@dataclass(frozen=True)
class Picture:
    """A coloured ground, a photograph or a whole card that lies under the print; its top left corner at (`x`, `y`)."""

    image: Image.Image
    x: float
    y: float


@dataclass(frozen=True)
class Row:
    """One line of truth."""

    text: str
    box: Box


@dataclass(frozen=True)
class Evidence:
    """Where a field, or a part of it, stands; for a slot filled by hand the whole slot."""

    field: str
    box: Box


@dataclass(frozen=True)
class Code:
    """A QR code, a barcode or a machine readable zone and what it says; modules are among the sheet's rules, letters its runs.

    The box is that of the modules or of the zone's lines; a zone's lines are parted by line breaks.
    """

    kind: Literal["qr", "barcode", "mrz"]
    text: str
    box: Box


@dataclass
class Sheet:
    """A page that is being set. Rows are kept in the truth's order: the order in which they are set."""

    width: int = round(mm(210))
    height: int = round(mm(297))
    pictures: list[Picture] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Nothing was put on it."""
        return not (self.pictures or self.runs or self.marks or self.rules)

    @property
    def text(self) -> str:
        """The truth, one row a line."""
        return "\n".join(row.text for row in self.rows)
