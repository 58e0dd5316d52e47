"""Text that runs down a page and on to the next, with the page number in the top margin from page 2 on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from samples.sheet import Rule, Sheet, mm, pt
from samples.typeset import Align, Piece, Style, balanced, broken, set_line, words

LEADING = 1.17
"""Line pitch of single-spaced Times New Roman, in ems."""


@dataclass
class Flow:
    """The sheets of one document while it is being set. Margins after NĐ 30/2020, annex I."""

    rng: random.Random
    size: float = pt(14)
    spacing: float = 1.0
    top: float = mm(21)
    bottom: float = mm(275)
    left: float = mm(31)
    right: float = mm(193)
    sheets: list[Sheet] = field(default_factory=lambda: [Sheet()])
    y: float = mm(21)
    """Top of the next line."""

    @property
    def sheet(self) -> Sheet:
        """The page that is being set."""
        return self.sheets[-1]

    @property
    def style(self) -> Style:
        """The body's type."""
        return Style(size=self.size)

    def turn(self) -> None:
        """Begins a new page and numbers it."""
        self.sheets.append(Sheet())
        style = Style(size=pt(13))
        set_line(self.sheet, words(str(len(self.sheets)), style), self.left, mm(15), self.right - self.left, "centre", self.rng)
        self.y = self.top

    def keep(self, height: float) -> None:
        """Begins a new page unless `height` pixels are left on this one."""
        if self.y + height > self.bottom:
            self.turn()

    def paragraph(
        self,
        pieces: Sequence[Piece],
        *,
        align: Align = "justify",
        indent: float = 0.0,
        before: float = 0.0,
        inset: float = 0.0,
        narrow: float = 0.0,
    ) -> None:
        """Sets a paragraph; `inset` and `narrow` are added to the left and right margins, all in pixels."""
        if not pieces:
            return
        x, width = self.left + inset, self.right - narrow - self.left - inset
        size = max(piece.style.size for piece in pieces)
        pitch = size * LEADING * self.spacing
        self.y += before
        lines = balanced(pieces, width) if align == "centre" else broken(pieces, width, indent)
        for number, line in enumerate(lines):
            self.keep(pitch)
            shift = indent if number == 0 else 0.0
            last = number == len(lines) - 1
            justified: Align = "left" if last and align == "justify" else align
            set_line(self.sheet, line, x + shift, self.y + size, width - shift, justified, self.rng)
            self.y += pitch

    def body(self, text: str) -> None:
        """An ordinary justified paragraph with an indented first line."""
        self.paragraph(words(text, self.style), indent=mm(10), before=mm(1.6))

    def centred(self, text: str, style: Style, field: str = "", *, before: float = 0.0, narrow: float = 0.0) -> None:
        """Centred lines, kept `narrow` pixels away from both margins."""
        self.paragraph(words(text, style, field), align="centre", before=before, inset=narrow, narrow=narrow)

    def rule(self, length: float, *, before: float = mm(1)) -> None:
        """A centred rule below the last line."""
        self.y += before
        middle = (self.left + self.right) / 2
        self.sheet.rules.append(Rule(middle - length / 2, self.y, middle + length / 2, self.y))
        self.y += mm(1.5)
