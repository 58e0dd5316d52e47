"""Where a form prints its labels: phrases that announce a value, begin a section, or end the value before them.

A label is found under misread letters, torn and glued words. What stands around it decides whether it is one: it opens a row
(or an item, or a column), or a colon or a dot leader follows. A phrase in the middle of a sentence announces nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import Levenshtein

from extractor.layout.sheet import Row, Sheet
from extractor.profiles import Profile
from extractor.values.text import fold

Role = Literal["field", "section", "stop"]

SHORT = 6
"""Letters of phrases that must be read exactly: `bên bán` is one letter from `biên bản`, `chức vụ` from `phục vụ`."""
ONE = 3
"""Letters of phrases that are too common for a colon alone to make them labels in the middle of a sentence."""
ALIKE = 0.82
"""Similarity of longer phrases: `Ho, chu dem, ten nguoi me` is 0.84 from that of the father, so the best match decides."""
LEEWAY = 0.2
"""Share of a phrase's letters that may be missing or too many."""
APART = 1.5
"""White space, in word heights, that parts a row into columns."""

_PIECE = re.compile(r"[^\W_]+")
_ITEM = re.compile(r"^\W*(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[ivx]{1,4})\s*[.)/:–-]\s*)?[\W_]*$", re.IGNORECASE)
_CLOSER = re.compile(r"^[\s)*]*(?::|\(\d\)\s*:|;(?=\s)|[.…·_]{2,}|…)")
_PAUSE = re.compile(r"[,;.)(\]/–-]\s*$")


@dataclass(frozen=True)
class Claim:
    """What a phrase is to a profile: a field's or section's name, or nothing for a stop."""

    role: Role
    name: str = ""


@dataclass(frozen=True)
class Phrase:
    """A declared phrase, folded, and all that it stands for."""

    words: tuple[str, ...]
    claims: tuple[Claim, ...]
    inside: bool = False
    """Declared in small letters: it stands inside a sentence, before a figure (`số 63, ngày 06/01/2023`)."""

    @cached_property
    def letters(self) -> str:
        """Its words without spaces, which scans lose and add."""
        return "".join(self.words)

    @property
    def stops(self) -> bool:
        """Whether it only ends values."""
        return all(claim.role == "stop" for claim in self.claims)

    @property
    def numbered(self) -> bool:
        """Whether a digit is part of it, which tells it from its neighbours: `Điều 1`."""
        return any(word.isdigit() for word in self.words)


@dataclass(frozen=True)
class Label:
    """A printed label: characters `start` to `end` of its row's text, and how like the phrase they are, 0 to 1."""

    phrase: Phrase
    row: Row
    start: int
    end: int
    alike: float
    opens: bool
    """Whether it opens its row, an item or a column."""
    closes: bool
    """Whether a colon or a dot leader follows it."""
    left: float
    right: float
    """Its extent, pixels of the upright frame."""


def vocabulary(profile: Profile) -> tuple[Phrase, ...]:
    """Every phrase that a profile declares, each once."""
    declared = [
        *((anchor, Claim("field", name)) for name, spec in profile.fields.items() for anchor in spec.anchors),
        *((each, Claim("section", name)) for name, phrases in profile.sections.items() for each in phrases),
        *((each, Claim("stop")) for each in profile.stops),
    ]
    claims: dict[tuple[str, ...], list[Claim]] = {}
    small = set()
    for text, claim in declared:
        words = tuple(fold(text).split())
        claims.setdefault(words, []).append(claim)
        if text[:1].islower():
            small.add(words)
    return tuple(Phrase(words, tuple(found), words in small) for words, found in claims.items() if words)


def find_labels(sheet: Sheet, phrases: Sequence[Phrase]) -> tuple[tuple[Label, ...], ...]:
    """The labels of each row of `sheet`, left to right; they do not overlap."""
    exact = {phrase.letters: phrase for phrase in phrases}
    return tuple(_of_row(row, sheet.unit, phrases, exact) for row in sheet.rows)


def _of_row(row: Row, unit: float, phrases: Sequence[Phrase], exact: dict[str, Phrase]) -> tuple[Label, ...]:
    found = sorted(_matches(row, unit, phrases, exact), key=lambda each: -len(each.phrase.letters) * each.alike**4)
    kept: list[Label] = []
    for label in found:
        if all(label.end <= other.start or other.end <= label.start for other in kept):
            kept.append(label)
    kept.sort(key=lambda each: each.start)
    # `ngày` right behind `Đăng ký lần đầu:` begins that label's value and announces no other.
    return tuple(
        label
        for before, label in zip([None, *kept], kept, strict=False)
        if before is None
        or label.opens
        or label.closes
        or len(label.phrase.words) > 1
        or _PIECE.search(row.text[before.end : label.start])
    )


@dataclass(frozen=True)
class _Piece:
    text: str
    start: int
    end: int


def _matches(row: Row, unit: float, phrases: Sequence[Phrase], exact: dict[str, Phrase]) -> Iterator[Label]:
    text = row.text
    pieces = [_Piece(fold(match.group()), *match.span()) for match in _PIECE.finditer(text)]
    gaps = _gaps(row, unit)
    longest = max((len(phrase.letters) for phrase in phrases), default=0)
    for first, piece in enumerate(pieces):
        opens = piece.start in gaps or _ITEM.match(text[: piece.start]) is not None
        letters = ""
        for last in range(first, len(pieces)):
            letters += pieces[last].text
            if len(letters) > longest * (1 + LEEWAY):
                break
            end = pieces[last].end
            if ":" in text[piece.start : end]:
                # What stands behind a colon is a value's: `Mục đích sử dụng: Đất ở` does not announce `Mục đích sử dụng đất`.
                break
            closes = _CLOSER.match(text[end:]) is not None
            known = exact.get(letters)
            if known is not None:
                candidates = [(known, 1.0)]
            elif opens or closes:
                candidates = list(_like(letters, phrases))
            else:
                continue
            for phrase, alike in candidates:
                if _announces(phrase, alike, text, (piece.start, end), opens=opens, closes=closes):
                    left, right = _extent(row, piece.start, end)
                    yield Label(phrase, row, piece.start, end, alike, opens, closes, left, right)


def _like(letters: str, phrases: Sequence[Phrase]) -> Iterator[tuple[Phrase, float]]:
    size = len(letters)
    for phrase in phrases:
        length = len(phrase.letters)
        if length <= SHORT or phrase.numbered or abs(length - size) > max(1, LEEWAY * length):
            continue
        alike = Levenshtein.normalized_similarity(letters, phrase.letters, score_cutoff=ALIKE)
        if alike >= ALIKE:
            yield phrase, alike


def _announces(phrase: Phrase, alike: float, text: str, span: tuple[int, int], *, opens: bool, closes: bool) -> bool:
    """Whether what stands around characters `span` of a row's text makes a phrase there a label."""
    before, shown = text[: span[0]], text[span[1] :].lstrip()[:1]
    several = len(phrase.words) > 1
    if closes:
        return opens or several or not before.rstrip()[-1:].isalpha() or len(phrase.letters) > ONE
    if opens:
        return several or not shown or shown.isupper() or shown.isdigit() or shown in "(/"
    if _PAUSE.search(before):
        # At a row's end the figure stands on the next one.
        return several or shown.isdigit() or (phrase.inside and not shown)
    if alike < 1:
        return False
    inside = phrase.inside or several
    return (inside and (shown.isdigit() or phrase.stops)) or (len(phrase.words) > 3 and text[span[0]].isupper())


def _gaps(row: Row, unit: float) -> frozenset[int]:
    """Where in the row's text a word stands after white space so wide that a column begins."""
    starts, at = set(), 0
    before = None
    for token in row.tokens:
        if before is not None and token.box.x0 - before.box.x1 > APART * unit:
            starts.add(at + len(token.text) - len(token.text.lstrip()))
        at += len(token.text) + 1
        before = token
    return frozenset(starts)


def _extent(row: Row, start: int, end: int) -> tuple[float, float]:
    parts = row.tokens_at(start, end)
    if not parts:
        return row.box.x0, row.box.x1
    (first, _), (last, part) = parts[0], parts[-1]
    share = len(part) / max(1, len(last.text)) if last.text.startswith(part) else 1.0
    return first.box.x0, last.box.x0 + share * last.box.width
