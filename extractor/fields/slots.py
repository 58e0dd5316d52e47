"""Whether a slot of a form line (`Số: …/`, `ngày … tháng …`) was filled by print or by hand.

Printed digits are read as digits, stand on the line's baseline and are as high as the printed digits beside them. Pens write
larger, above or below the line, over dots, often in blue, and readers turn their strokes into rubbish. The limits below lie
between the two groups on scans of three agencies; a slot that is not clearly printed counts as written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extractor.layout import Row, Sheet, Token
from extractor.record import Box

HEIGHT = (0.85, 1.06)
"""Height of printed digits over that of other printed digits on the line."""
HEIGHT_TO_SYMBOL = (0.6, 1.12)
"""The same over a symbol's, whose slash reaches above and below the digits."""
OFFSET = 0.21
"""How far printed digits' top or bottom may lie from their neighbours', in heights of those."""
LEAST_CONFIDENCE = 0.55
"""Readers' confidence below which digits are strokes that happen to look like digits."""
GLUED_CONFIDENCE = 0.9
"""The same for digits that were read in one word with their label, so that their height is not known."""
GLUED_HEIGHT = 1.3
"""Height of a word of number and symbol over the other words of its line, above which a pen wrote the number."""
PEN = 0.35
"""Share of a slot under `Page.handwriting`, beyond that of the rest of the line, that means a pen."""


@dataclass(frozen=True)
class Slot:
    """A slot's reading. `box` is in page coordinates; `printed` is the probability that print filled it; `gap` its width
    in word heights."""

    text: str
    box: Box
    printed: float
    gap: float


def read_slot(row: Row, span: tuple[int, int], beside: Sequence[Token], sheet: Sheet, *, symbol: bool = False) -> Slot:
    """Judges characters `span` of `row.text` against the printed tokens `beside` it (a symbol's when `symbol`)."""
    parts = row.tokens_at(*span)
    text = row.text[slice(*span)].strip()
    box, gap = _place(row, span, parts, sheet)
    parts = tuple((token, part) for token, part in parts if re.search(r"\w", part))
    tokens = [token for token, _ in parts]
    text = text if symbol else re.sub(r"^[.,:]\s+", "", text)
    if not tokens or not re.fullmatch(r"\d[\d\s/]*[a-z]?|[lI]?\d|\d[lI]", text.strip(" ,:") or "-"):
        return Slot(text, box, 0.0, gap)
    confidence = min(token.word.confidence for token in tokens)
    if confidence < LEAST_CONFIDENCE or _pen(box, tokens, row, sheet):
        return Slot(text, box, 0.1, gap)
    whole = all(token.text.strip(" ,:") == part.strip(" ,:") for token, part in parts)
    if whole and beside and not _fits(tokens, beside, symbol):
        return Slot(text, box, 0.15, gap)
    if not whole and (_tall(tokens, row) if symbol else confidence < GLUED_CONFIDENCE):
        return Slot(text, box, 0.15, gap)
    printed = 0.6 + 0.38 * confidence - (0.0 if whole else 0.08) - (0.0 if text.isdigit() or symbol else 0.1)
    return Slot(text, box, printed, gap)


def _fits(tokens: Sequence[Token], beside: Sequence[Token], symbol: bool) -> bool:
    reference = beside[0].box
    low, high = HEIGHT_TO_SYMBOL if symbol else HEIGHT
    for token in tokens:
        top, bottom = token.box.y0 - reference.y0, token.box.y1 - reference.y1
        if not low <= token.box.height / reference.height <= high:
            return False
        if top < -OFFSET * reference.height or abs(bottom) > (OFFSET + 0.1 * symbol) * reference.height:
            return False
    return True


def _tall(tokens: Sequence[Token], row: Row) -> bool:
    others = [token.box.height for token in row.tokens if token not in tokens]
    return bool(others) and max(token.box.height for token in tokens) > GLUED_HEIGHT * median(others)


def _pen(box: Box, tokens: Sequence[Token], row: Row, sheet: Sheet) -> bool:
    """Whether a pen's strokes lie on the slot but not on the line as a whole: some scanners tint all print."""
    others = [_inked(token.word.box, sheet) for token in row.tokens if token not in tokens]
    return _inked(box, sheet) - (sum(others) / len(others) if others else 0.0) > PEN


def _inked(box: Box, sheet: Sheet) -> float:
    return max((strokes.overlap(box) for strokes in sheet.page.handwriting), default=0.0) / max(1.0, box.area)


def _place(row: Row, span: tuple[int, int], parts: Sequence[tuple[Token, str]], sheet: Sheet) -> tuple[Box, float]:
    """Where the slot is: its tokens (or their share of a longer word), or the room between its neighbours."""
    if parts:
        boxes = [_share(token, part) for token, part in parts]
        return Box.around(boxes), Box.around([token.box for token, _ in parts]).width / sheet.unit
    before = [token for token, _ in row.tokens_at(0, span[0])]
    after = [token for token, _ in row.tokens_at(span[1], len(row.text))]
    if not (before and after):
        return row.evidence, 0.0
    left, right = before[-1], after[0]
    gap = max(0.0, right.box.x0 - left.box.x1) / sheet.unit
    one, other = left.word.box, right.word.box
    if sheet.page.rotation or other.x0 <= one.x1:
        return one.union(other), gap
    return Box(one.x1, min(one.y0, other.y0), other.x0, max(one.y1, other.y1)), gap


def _share(token: Token, part: str) -> Box:
    """The part of a word's box that some of its characters take, on an upright page."""
    box, text = token.word.box, token.text
    start = text.find(part)
    if part == text or start < 0 or box.height > box.width:
        return box
    step = box.width / len(text)
    return Box(box.x0 + start * step, box.y0, box.x0 + (start + len(part)) * step, box.y1)
