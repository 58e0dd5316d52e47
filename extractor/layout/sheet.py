"""A page's words as rows and columns in an upright frame, whatever order the reader gave them in.

Documents and fields both look at *where* words stand. Page coordinates may be turned or skewed, so a `Sheet` leads each
word back through `Page.transform` into the frame of the copy that was read: x to the right, y down, in that copy's pixels.
The words themselves keep their boxes in page coordinates, which is what evidence refers to.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from extractor.record import Box, Page, Transform, Word

OPEN = 1.2
"""Width over height from which a page may be an unfolded sheet."""
FOLD = 0.015
"""Share of an unfolded sheet's width on both sides of the fold on which nothing is printed."""


@dataclass(frozen=True)
class Token:
    """A word and its place in the upright frame."""

    word: Word
    box: Box
    page: int

    @property
    def text(self) -> str:
        """The word's text."""
        return self.word.text


@dataclass(frozen=True)
class Row:
    """Tokens on one baseline, left to right; never empty. `box` is in the upright frame."""

    tokens: tuple[Token, ...]

    @cached_property
    def text(self) -> str:
        """Words joined by single spaces."""
        return " ".join(token.text for token in self.tokens)

    @cached_property
    def box(self) -> Box:
        """Around all tokens, upright frame."""
        return Box.around([token.box for token in self.tokens])

    @property
    def page(self) -> int:
        """The dossier's page number."""
        return self.tokens[0].page

    @cached_property
    def middle(self) -> float:
        """The y of the row: the median of its tokens' middles, so that one odd box does not move it."""
        return median(token.box.centre[1] for token in self.tokens)

    @cached_property
    def confidence(self) -> float:
        """The reader's mean word confidence weighted by length."""
        weight = sum(len(token.text) for token in self.tokens)
        return sum(token.word.confidence * len(token.text) for token in self.tokens) / weight if weight else 0.0

    @property
    def evidence(self) -> Box:
        """Around all words, in page coordinates."""
        return evidence(self.tokens)

    def tokens_at(self, start: int, end: int) -> tuple[tuple[Token, str], ...]:
        """The tokens that hold characters `start` to `end` of `text`, each with just those characters."""
        found, at = [], 0
        for token in self.tokens:
            part = token.text[max(0, start - at) : max(0, end - at)]
            if part.strip():
                found.append((token, part.strip()))
            at += len(token.text) + 1
        return tuple(found)

    def between(self, left: float, right: float) -> Row | None:
        """The tokens whose middle lies in [left, right), or None."""
        inside = tuple(token for token in self.tokens if left <= token.box.centre[0] < right)
        return Row(inside) if inside else None


@dataclass(frozen=True)
class Sheet:
    """An upright page: rows from top to bottom. `unit` is the median height of a word in pixels."""

    page: Page
    width: float
    height: float
    unit: float
    rows: tuple[Row, ...]
    handwriting: tuple[Box, ...]
    """Boxes of coloured pen strokes, upright frame."""


def sheet(page: Page) -> Sheet:
    """Lays the page's words out as rows. Rows span all columns; `split_row` parts them."""
    upright = _Upright(page.transform)
    corners = upright.box(Box(0, 0, page.width, page.height))
    lines = [tuple(Token(word, upright.box(word.box), page.number) for word in line.words) for line in page.lines if line.words]
    heights = [token.box.height for tokens in lines for token in tokens if len(token.text) > 1]
    unit = median(heights) if heights else max(1.0, corners.height / 80)
    return Sheet(
        page=page,
        width=max(1.0, corners.width),
        height=max(1.0, corners.height),
        unit=unit,
        rows=_rows(lines, unit),
        handwriting=tuple(upright.box(box) for box in page.handwriting),
    )


def sheets(page: Page) -> tuple[Sheet, ...]:
    """The page as one sheet, or as the two halves of an unfolded one: land certificates are scanned open."""
    whole = sheet(page)
    fold = whole.width / 2
    if whole.width < OPEN * whole.height:
        return (whole,)
    tokens = [token for row in whole.rows for token in row.tokens]
    margin = FOLD * whole.width
    if any(token.box.x0 < fold + margin and token.box.x1 > fold - margin for token in tokens):
        return (whole,)
    left = _part(whole, 0.0, fold)
    right = _part(whole, fold, whole.width)
    return (left, right) if left.rows and right.rows else (whole,)


def _part(whole: Sheet, start: float, end: float) -> Sheet:
    """The part of a sheet between two x, as a sheet of its own with its left edge at 0."""

    def moved(box: Box) -> Box:
        return Box(box.x0 - start, box.y0, box.x1 - start, box.y1)

    rows = []
    for row in whole.rows:
        inside = row.between(start, end)
        if inside is not None:
            rows.append(Row(tuple(replace(token, box=moved(token.box)) for token in inside.tokens)))
    return replace(
        whole,
        width=end - start,
        rows=tuple(rows),
        handwriting=tuple(moved(box) for box in whole.handwriting if start <= box.centre[0] < end),
    )


def split_row(row: Row, gap: float) -> tuple[Row, ...]:
    """Parts a row wherever two neighbours stand more than `gap` pixels apart."""
    parts: list[list[Token]] = [[row.tokens[0]]]
    for before, token in zip(row.tokens, row.tokens[1:], strict=False):
        if token.box.x0 - before.box.x1 > gap:
            parts.append([])
        parts[-1].append(token)
    return tuple(Row(tuple(part)) for part in parts)


def _rows(lines: Sequence[tuple[Token, ...]], unit: float) -> tuple[Row, ...]:
    """Joins the reader's lines that share a baseline: a header's two columns, or the pieces of a torn line."""
    pieces = sorted((Row(tuple(tokens)) for tokens in lines), key=lambda row: row.middle)
    rows: list[list[Row]] = []
    for piece in pieces:
        home = next((row for row in reversed(rows[-4:]) if _same_baseline(row, piece, unit)), None)
        if home is None:
            rows.append([piece])
        else:
            home.append(piece)
    joined = [Row(tuple(sorted((t for piece in row for t in piece.tokens), key=lambda t: t.box.x0))) for row in rows]
    return tuple(sorted(joined, key=lambda row: row.middle))


def _same_baseline(row: list[Row], piece: Row, unit: float) -> bool:
    nearest = min(row, key=lambda other: abs(other.box.centre[0] - piece.box.centre[0]))
    if any(_overlap(other, piece) > 0.2 * min(other.box.width, piece.box.width) for other in row):
        return False
    return abs(nearest.middle - piece.middle) < 0.5 * unit


def _overlap(one: Row, other: Row) -> float:
    return max(0.0, min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0))


class _Upright:
    """Leads boxes from page coordinates into the frame of the copy that was read.

    The box around a turned box is larger than the box itself; the true size is solved from width = w·cos + h·sin and
    height = w·sin + h·cos, which a skew of a few degrees and quarter turns both allow.
    """

    def __init__(self, transform: Transform) -> None:
        a, b, c, d, e, f, g, h, i = transform.m
        self._inverse = Transform(
            (e * i - f * h, c * h - b * i, b * f - c * e,
             f * g - d * i, a * i - c * g, c * d - a * f,
             d * h - e * g, b * g - a * h, a * e - b * d)
        )  # fmt: skip
        scale = math.hypot(a, d) or 1.0
        self._cos, self._sin, self._scale = abs(a) / scale, abs(d) / scale, scale / (abs(i) or 1.0)
        self._identity = transform == Transform()

    def box(self, box: Box) -> Box:
        """`box` of the page in the upright frame."""
        if self._identity:
            return box
        x, y = self._inverse.point(*box.centre)
        determinant = self._cos**2 - self._sin**2
        if abs(determinant) < 0.2:
            return self._inverse.box(box)
        width = (box.width * self._cos - box.height * self._sin) / determinant / self._scale
        height = (box.height * self._cos - box.width * self._sin) / determinant / self._scale
        width, height = max(width, 1.0), max(height, 1.0)
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def evidence(tokens: Iterable[Token]) -> Box:
    """The box around `tokens` in page coordinates; there must be at least one."""
    return Box.around([token.word.box for token in tokens])
