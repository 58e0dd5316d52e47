"""The printed words before a value that a person filled in: what a form calls it, where the profile knows no such label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from extractor.fields.finding import lay_out
from extractor.layout import Row, Sheet, Token, split_row
from extractor.layout.labels import APART
from extractor.learning.wording import Printed, pieces
from extractor.profiles import FieldSpec, Profiles
from extractor.record import Box, Document, Page
from extractor.values.compare import same
from extractor.values.kinds import read_value
from extractor.values.text import fold

LONGEST = 8
"""Words of a label at most."""
PLACES = 3
"""A value that stands on more places than this says nothing about any of them, unless a person drew where it is."""
SURE = 8
"""Letters from which a value may be misread and still be the one meant."""
ALIKE = 0.85
PITCH = 3.0
"""Most distance of a label above its value, in word heights; as of values under their labels."""

TEXTUAL = (
    "text",
    "agency",
    "list",
    "place",
    "position",
    "person",
    "address",
    "sex",
    "ethnicity",
    "nationality",
    "areas",
    "email",
)
"""Kinds whose value is what is printed; others are read to be compared."""

_ENDS = re.compile(r"[:;.…]\W*$")
_CLOSER = re.compile(r"(?::|\.{2,}|…)\W*$")
_MARK = re.compile(r"^\W*\w\W*[.)]\W*$")


@dataclass(frozen=True)
class Place:
    """Where somebody says that a value stands."""

    page: int
    box: Box


def captions(
    document: Document,
    pages: Sequence[Page],
    profiles: Profiles,
    spec: FieldSpec,
    value: str,
    place: Place | None = None,
    taken: Sequence[Place] = (),
) -> tuple[Printed, ...]:
    """What is printed before each place where `value` stands in the document, left of it or at the end of the row above.

    `place` is where the person saw it; without one the value is looked for. `taken` are the places of other values: no label
    reaches into one. Nothing where the value is nowhere, or on too many places to mean any.
    """
    found = []
    sheets = lay_out(document, pages, profiles)
    starts = _drawn(sheets, spec, value, place) if place is not None else _written(sheets, spec, value)
    for sheet, number, start in starts:
        boxes = [each.box for each in taken if each.page == sheet.page.number]
        caption = _before(sheet, number, start, boxes)
        if caption is not None:
            found.append(caption)
    return tuple(found)


_Start = tuple[Sheet, int, int]
"""A sheet, the index of a row on it, and of the token in the row that a value begins with."""


def _drawn(sheets: Sequence[Sheet], spec: FieldSpec, value: str, place: Place) -> list[_Start]:
    here = [sheet for sheet in sheets if sheet.page.number == place.page]
    first: _Start | None = None
    for sheet in here:
        for number, row in enumerate(sheet.rows):
            inside = [index for index, token in enumerate(row.tokens) if _holds(place.box, token)]
            if not inside:
                continue
            # A box drawn in haste holds the label too.
            for start in reversed(_starts(row, spec, value)):
                if start in inside:
                    return [(sheet, number, start)]
            first = first or (sheet, number, inside[0])
    return [first] if first else []


def _written(sheets: Sequence[Sheet], spec: FieldSpec, value: str) -> list[_Start]:
    found = [
        (sheet, number, start)
        for sheet in sheets
        for number, row in enumerate(sheet.rows)
        for start in _starts(row, spec, value)
    ]
    if len(found) > PLACES:
        # Inside an address or a sentence it is somebody else's.
        found = [each for each in found if _announced(each[0].rows[each[1]], each[2])]
    return found if len(found) <= PLACES else []


def _announced(row: Row, start: int) -> bool:
    """Whether a colon or a leader stands before the token, or nothing on its row."""
    return start == 0 or _CLOSER.search(row.tokens[start - 1].text) is not None


def _starts(row: Row, spec: FieldSpec, value: str) -> list[int]:
    """The tokens of a row with which the value begins there."""
    if spec.type in TEXTUAL:
        return list(_spelt(row, fold(value).replace(" ", "")))
    start = _read(row, spec, value)
    return [] if start is None else [start]


def _spelt(row: Row, letters: str) -> Iterator[int]:
    pieces = [fold(token.text).replace(" ", "") for token in row.tokens]
    at = 0
    while letters and at < len(pieces):
        end = _match(pieces, at, letters)
        if end is not None:
            yield at
            at = end
        else:
            at += 1


def _match(pieces: Sequence[str], start: int, letters: str) -> int | None:
    """Behind which token a value that begins at `start` ends; None if none does. It may go on in the next row."""
    if not pieces[start] or letters[0] != pieces[start][0]:
        return None
    joined = ""
    for end in range(start, len(pieces)):
        joined += pieces[end]
        if joined == letters:
            return end + 1
        near = len(letters) >= SURE and abs(len(joined) - len(letters)) <= 1
        if near and Levenshtein.normalized_similarity(joined, letters) >= ALIKE:
            return end + 1
    return len(pieces) if len(joined) >= SURE and letters.startswith(joined) else None


def _read(row: Row, spec: FieldSpec, value: str) -> int | None:
    """The last token from which on the row says the value."""
    figures = re.findall(r"\d+", value)
    shown = re.sub(r"\D", "", row.text)
    if figures and not any(each.lstrip("0") in shown for each in figures):
        return None
    for start in range(len(row.tokens) - 1, -1, -1):
        reading = read_value(spec.type, " ".join(token.text for token in row.tokens[start:]), words=spec.words)
        if reading is not None and same(spec.type, value, reading.value):
            return start
    return None


def _before(sheet: Sheet, number: int, start: int, taken: Sequence[Box]) -> Printed | None:
    row = sheet.rows[number]
    tokens = _label(row.tokens[:start], sheet, taken)
    if _day(tokens):
        # `Ngày cấp: ngày 05 …`: the word belongs to the date.
        start = row.tokens.index(tokens[0])
        tokens = _label(row.tokens[:start], sheet, taken) or tokens
    value = row.tokens[start]
    if not pieces(row.tokens[:start]) and number > 0:
        above = sheet.rows[number - 1]
        if row.middle - above.middle <= PITCH * sheet.unit:
            tokens = _label(_over(above, value, sheet), sheet, taken)
    words = pieces(tokens)
    if not words:
        return None
    return Printed(words[-LONGEST:], row.page, Box.around([token.word.box for token in (*tokens, value)]))


def _day(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 1 and fold(tokens[0].text) == "ngay"


def _over(above: Row, value: Token, sheet: Sheet) -> tuple[Token, ...]:
    """The part of the row above that stands over the value, or else its end."""
    parts = split_row(above, APART * sheet.unit)
    over = [part for part in parts if part.box.x0 < value.box.x1 and value.box.x0 < part.box.x1]
    return (over or parts)[-1].tokens


def _label(tokens: Sequence[Token], sheet: Sheet, taken: Sequence[Box]) -> tuple[Token, ...]:
    """The words at the end of `tokens`, back to a mark that ends something, a figure, white space, or another's value.

    Between label and value there may be leaders and any width of white space.
    """
    label: list[Token] = []
    after: Token | None = None
    for token in reversed(tokens):
        if not pieces([token]):
            if label:
                break
            continue
        if any(_holds(box, token) for box in taken) or any(char.isdigit() for char in token.text) or _MARK.match(token.text):
            break
        if label and (_ENDS.search(token.text) or (after is not None and after.box.x0 - token.box.x1 > APART * sheet.unit)):
            break
        label.append(token)
        after = token
    return tuple(reversed(label))


def _holds(box: Box, token: Token) -> bool:
    x, y = token.word.box.centre
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
