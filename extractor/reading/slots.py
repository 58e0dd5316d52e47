"""Where a printed form leaves room for a pen: between `Số:` and `/SYMBOL`, between `ngày`, `tháng` and `năm`.

Slots are found in the printed words around them, whatever a reader made of their contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from extractor.layout import Letterhead, Row, Sheet
from extractor.layout.labels import find_labels, vocabulary
from extractor.profiles import Profile
from extractor.values.dates import find_date_line
from extractor.values.symbols import Span, find_reference
from extractor.values.text import deaccent

_DATE = re.compile(r"\bngay(?P<day>.{0,16}?)t?hang(?P<month>.{0,14}?)nam\b(?P<year>\s*\W{0,12}\s*\w{0,4})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CERTAIN = 0.9
"""Reader's confidence from which a year is print: no pen is read so surely four figures long."""

_WRITTEN = re.compile(r"\w")
_ROOM = 2.0
"""A pen needs at least this much room behind a label, in word heights."""

_LABEL = re.compile(r"^\W*so\b\s*[:;.,]?(?=.{0,24}/)")


@dataclass(frozen=True)
class Slot:
    """Room on a row. `left` and `right` are where the print before ends and the print behind begins, pixels of the copy.

    `text` is what was read in it, `confidence` the reader's least for a word of it, 0 where nothing was read.
    """

    row: Row
    left: float
    right: float
    text: str
    confidence: float


def find_slots(sheet: Sheet, head: Letterhead) -> tuple[Slot, ...]:
    """The slots of the letterhead's number and date, then those of all other rows."""
    found = [*_of_head(head)]
    for row in sheet.rows:
        found += [slot for slot in _of_row(row) if not any(_same(slot, other) for other in found)]
    return tuple(found)


def find_blanks(sheet: Sheet, profile: Profile) -> tuple[Slot, ...]:
    """The room behind the labels of a form where no reader saw anything: empty, or a pen that nobody could read."""
    edge = max((row.box.x1 for row in sheet.rows), default=0.0)
    found = []
    for labels in find_labels(sheet, vocabulary(profile)):
        for label, behind in zip_longest(labels, labels[1:]):
            if not any(claim.role == "field" for claim in label.phrase.claims):
                continue
            end = behind.start if behind else len(label.row.text)
            right = behind.left if behind else edge
            if not _WRITTEN.search(label.row.text[label.end : end]) and right - label.right > _ROOM * sheet.unit:
                found.append(Slot(label.row, label.right, right, "", 0.0))
    return tuple(found)


def _same(slot: Slot, other: Slot) -> bool:
    overlap = min(slot.right, other.right) - max(slot.left, other.left)
    return abs(slot.row.middle - other.row.middle) < slot.row.box.height and overlap > 0


def _of_head(head: Letterhead) -> Iterator[Slot]:
    if head.number:
        slot = slot_at(head.number, find_reference(head.number.text).slot)
        yield from [slot] if slot else []
    line = find_date_line(head.date.text) if head.date else None
    if head.date and line:
        for span in (line.day, line.month, line.year):
            slot = slot_at(head.date, span) if span else None
            if slot and not _printed_year(slot):
                yield slot


def _printed_year(slot: Slot) -> bool:
    return slot.confidence >= _CERTAIN and _YEAR.fullmatch(slot.text.strip(" .,;:/")) is not None


def _of_row(row: Row) -> Iterator[Slot]:
    plain = deaccent(row.text).lower()
    if len(plain) != len(row.text):
        return
    spans = [match.span(part) for match in _DATE.finditer(plain) for part in ("day", "month", "year")]
    if _LABEL.match(plain):
        spans.append(find_reference(row.text).slot)
    for span in spans:
        slot = slot_at(row, span)
        if slot and not _printed_year(slot):
            yield slot


def slot_at(row: Row, span: Span) -> Slot | None:
    """The slot that characters `span` of `row.text` stand for; None at a row's end, or where there is no room."""
    places = _places(row)
    start, end = span
    text = row.text
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    before = [place for index, place in enumerate(places[:start]) if text[index] != " "]
    behind = [place for index, place in enumerate(places[end:], end) if text[index] != " "]
    inside = places[start:end]
    if not before or not (behind or inside):
        return None
    left = before[-1][1]
    right = behind[0][0] if behind else inside[-1][1]
    if start == end and behind:
        left, right = _freed(row, left, right)
    words = [token.word.confidence for token, _ in row.tokens_at(start, end)]
    return Slot(row, left, right, text[start:end], min(words, default=0.0)) if right > left else None


def _freed(row: Row, left: float, right: float) -> tuple[float, float]:
    """A slot in which nothing was read, without its neighbours' boxes beyond the width of their letters."""
    pitch = median(token.box.width / len(token.text) for token in row.tokens)
    before = next((token for token in row.tokens if abs(token.box.x1 - left) < 1), None)
    behind = next((token for token in row.tokens if abs(token.box.x0 - right) < 1), None)
    if before:
        left = min(left, before.box.x0 + (len(before.text) + 1) * pitch)
    if behind:
        right = max(right, behind.box.x1 - (len(behind.text) + 1) * pitch)
    return left, right


def _places(row: Row) -> list[tuple[float, float]]:
    """Where each character of the row's text begins and ends: the characters of a word share its box evenly."""
    places: list[tuple[float, float]] = []
    for token in row.tokens:
        if places:
            places.append((places[-1][1], token.box.x0))
        step = token.box.width / max(1, len(token.text))
        places += [(token.box.x0 + n * step, token.box.x0 + (n + 1) * step) for n in range(len(token.text))]
    return places
