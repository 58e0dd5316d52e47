"""Sets words on lines: measuring, breaking, aligning, dot leaders and what a hand writes over them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.record import Box
from samples.fonts import Face, advance
from samples.sheet import BLUE, TONER, Colour, Evidence, Row, Run, Sheet

Align = Literal["left", "centre", "right", "justify"]
REST = -1.0
"""A slot that takes what is left of its line."""
MIN_SLOT = 120.0


@dataclass(frozen=True)
class Style:
    """Face, size in pixels per em, and ink."""

    face: Face = Face.SERIF
    size: float = 54.0
    colour: Colour = TONER

    def bold(self) -> Style:
        """The same in bold."""
        return replace(self, face=Face.SERIF_BOLD_ITALIC if self.face is Face.SERIF_ITALIC else Face.SERIF_BOLD)

    def italic(self) -> Style:
        """The same in italic."""
        return replace(self, face=Face.SERIF_BOLD_ITALIC if self.face is Face.SERIF_BOLD else Face.SERIF_ITALIC)


@dataclass(frozen=True)
class Pen:
    """Whoever fills a slot: face, ink, and size relative to the print."""

    face: Face = Face.HAND
    colour: Colour = BLUE
    scale: float = 1.25

    def for_text(self, text: str) -> Pen:
        """The same hand in a face that has every letter of `text`."""
        return self if self.face is not Face.HAND_DIGITS or text.isascii() else replace(self, face=Face.HAND)


@dataclass(frozen=True)
class Piece:
    """A word, or a slot: dot leaders `slot` pixels wide that `pen` has filled with `text` (or nobody has)."""

    text: str
    style: Style
    space: bool = True
    """A space before it, unless it begins a line."""
    slot: float = 0.0
    pen: Pen | None = None
    field: str = ""
    """The field that it is a part of; several have spaces between."""

    @property
    def width(self) -> float:
        """Pixels it takes on a line; a slot that takes the rest of its line counts with its least width."""
        if self.slot == REST:
            return MIN_SLOT
        return self.slot or advance(self.style.face, self.style.size, self.text)

    @property
    def truth(self) -> str:
        """What a reader should read: the handwriting without its dots, or the empty dots."""
        return self.text if self.text or not self.slot else "........"


def words(text: str, style: Style, field: str = "", *, space: bool = True) -> tuple[Piece, ...]:
    """`text` cut at its spaces; `space` says whether one stands before its first word."""
    return tuple(Piece(word, style, space or n > 0, field=field) for n, word in enumerate(text.split()))


def blank(text: str, style: Style, width: float, pen: Pen | None, field: str = "", *, space: bool = True) -> Piece:
    """A slot of dot leaders filled by `pen` with `text`; without a pen it stays empty."""
    return Piece(text if pen else "", style, space, width, pen, field)


def gap(piece: Piece) -> float:
    """Width of the space before `piece`."""
    return advance(piece.style.face, piece.style.size, " ") if piece.space else 0.0


def natural(pieces: Sequence[Piece]) -> float:
    """Width of `pieces` on one line, unjustified."""
    return sum(piece.width for piece in pieces) + sum(gap(piece) for piece in pieces[1:])


def broken(pieces: Iterable[Piece], width: float, indent: float = 0.0) -> list[list[Piece]]:
    """`pieces` as lines of at most `width` pixels, the first shorter by `indent`; glued pieces stay together."""
    lines: list[list[Piece]] = [[]]
    for group in _glued(pieces):
        room = width - (indent if len(lines) == 1 else 0.0)
        if lines[-1] and natural([*lines[-1], *group]) > room:
            lines.append([])
        lines[-1].extend(group)
    return lines


def balanced(pieces: Sequence[Piece], width: float) -> list[list[Piece]]:
    """`pieces` on as few lines as `broken` needs, of lengths as even as possible: how a typist breaks a heading."""
    lines = broken(pieces, width)
    narrow = width
    while len(lines) > 1 and narrow > width / 2:
        narrow -= 10
        tighter = broken(pieces, narrow)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def set_line(sheet: Sheet, pieces: Sequence[Piece], x: float, y: float, width: float, align: Align, rng: random.Random) -> Box:
    """Sets one line with its baseline at `y` between `x` and `x + width`, records its truth, returns its box."""
    pieces = _stretched(pieces, width)
    slack = width - natural(pieces)
    gaps = sum(piece.space for piece in pieces[1:])
    extra = slack / gaps if align == "justify" and gaps else 0.0
    pen_x = x + {"left": 0.0, "justify": 0.0, "centre": slack / 2, "right": slack}[align]
    boxes: list[Box] = []
    text = ""
    for number, piece in enumerate(pieces):
        if number and piece.space:
            pen_x += gap(piece) + extra
            text += " "
        box = _set_slot(sheet, piece, pen_x, y, rng) if piece.slot else _set_word(sheet, piece, pen_x, y)
        sheet.evidence += [Evidence(name, box) for name in piece.field.split()]
        boxes.append(box)
        text += piece.truth
        pen_x += piece.width
    row = Row(text, Box.around(boxes))
    sheet.rows.append(row)
    return row.box


def write(sheet: Sheet, text: str, x: float, y: float, size: float, pen: Pen, rng: random.Random) -> Box:
    """Handwriting: every letter a little off its baseline and size."""
    boxes = []
    for letter in text:
        run = Run(letter, x, y + rng.gauss(0, size * 0.02), pen.face, size * rng.uniform(0.95, 1.05), pen.colour)
        if letter != " ":
            sheet.runs.append(run)
            boxes.append(run.box)
        x += advance(run.face, run.size, letter) * rng.uniform(0.97, 1.04)
    return Box.around(boxes)


def _set_word(sheet: Sheet, piece: Piece, x: float, y: float) -> Box:
    run = Run(piece.text, x, y, piece.style.face, piece.style.size, piece.style.colour)
    sheet.runs.append(run)
    return run.box


def _set_slot(sheet: Sheet, piece: Piece, x: float, y: float, rng: random.Random) -> Box:
    style = piece.style
    dot = advance(style.face, style.size, ".")
    dots = Run("." * max(1, int(piece.slot / dot)), x, y, style.face, style.size, style.colour)
    sheet.runs.append(dots)
    box = Box(x, y - style.size * 0.7, x + piece.slot, y + style.size * 0.1)
    if not piece.pen or not piece.text:
        return box
    pen = piece.pen.for_text(piece.text)
    size = style.size * pen.scale
    size *= min(1.0, 0.96 * piece.slot / advance(pen.face, size, piece.text))
    spare = piece.slot - advance(pen.face, size, piece.text)
    lift = style.size * rng.uniform(0.02, 0.10)
    start = x + min(0.25 * piece.slot, 30.0 + rng.random() * 20, spare / 2)
    return box.union(write(sheet, piece.text, start, y - lift, size, pen, rng))


def _stretched(pieces: Sequence[Piece], width: float) -> list[Piece]:
    rest = [piece for piece in pieces if piece.slot == REST]
    room = width - natural(pieces)
    return [replace(p, slot=MIN_SLOT + max(0.0, room) / len(rest)) if p.slot == REST else p for p in pieces]


def _glued(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    group: list[Piece] = []
    for piece in pieces:
        if group and piece.space:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group
