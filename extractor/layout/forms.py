"""The title of a form, a card or a certificate, and the pages of one that have no title.

Such papers need no letterhead: their title stands by itself in capitals, often over several lines. What has no title is known
by phrases that only such a paper prints: the back of a card, the second page of a certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz

from extractor.layout.sheet import Row, Sheet, split_row
from extractor.profiles import Profile, Profiles, TitleMatch
from extractor.values.text import fold, is_caps

TALLEST = 4
"""Lines of the longest title, `GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC …`."""
HIGH = 0.62
"""A form's title stands above this share of its page; a card may lie anywhere on the sheet that it was copied on."""
PITCH = 2.8
"""Most distance between lines of a title, in word heights."""
CENTRED = 0.2
"""Most distance of a title from the middle of the page, as a share of its width."""
ALIKE = 88
"""Similarity of a printed phrase to a declared one, 0 to 100: one wrong letter of eight."""
ENOUGH = 2
"""Phrases that make a paper known without its title; one alone may be quoted by another paper."""


@dataclass(frozen=True)
class FormTitle:
    """A form's title: its match, and its words as one row (of several lines, if need be)."""

    match: TitleMatch
    row: Row


def find_form_title(sheet: Sheet, profiles: Profiles) -> FormTitle | None:
    """The first title on the page of a type that stands alone; the longest that fits from its first line on."""
    rows = [part for row in sheet.rows for part in split_row(row, 2.5 * sheet.unit)]
    rows = [row for row in rows if is_caps(row.text, 0.75) and len(fold(row.text)) > 3]
    for index, first in enumerate(rows):
        best: FormTitle | None = None
        lines = list(_lines_below(first, rows[index + 1 :], sheet))
        for joined in accumulate(lines, lambda one, other: Row((*one.tokens, *other.tokens))):
            match = profiles.match_title(joined.text)
            if match is None or not match.profile.alone or not _fits(match, first, sheet):
                continue
            if best is None or len(match.title) > len(best.match.title):
                best = FormTitle(match, joined)
        if best is not None:
            return best
    return None


def _lines_below(first: Row, others: Sequence[Row], sheet: Sheet) -> Iterable[Row]:
    """`first` and the capital lines under it in its column, close enough to go on with it."""
    yield first
    at, count = first, 1
    for row in others:
        if count == TALLEST:
            return
        step = row.middle - at.middle
        if step < 0.4 * sheet.unit or abs(row.box.centre[0] - first.box.centre[0]) > CENTRED * sheet.width:
            continue
        if step > PITCH * max(sheet.unit, at.box.height):
            return
        yield row
        at, count = row, count + 1


def _fits(match: TitleMatch, first: Row, sheet: Sheet) -> bool:
    if match.profile.authority == "identity":
        return True
    centred = abs(first.box.centre[0] / sheet.width - 0.5) < CENTRED
    return centred and first.middle < HIGH * sheet.height


def untitled(sheet: Sheet, profiles: Profiles) -> tuple[tuple[Profile, int, bool], ...]:
    """Types whose phrases the page prints: the type, how many of them, and whether they are those of its other pages.

    Only types with `ENOUGH` of them, the most first.
    """
    text = " ".join(fold(row.text) for row in sheet.rows)
    found = []
    for profile in profiles.all:
        if not profile.alone:
            continue
        for phrases, other in ((profile.cues, False), (profile.backs, True)):
            count = _count(phrases, text)
            if count >= ENOUGH:
                found.append((profile, count, other))
    return tuple(sorted(found, key=lambda each: -each[1]))


def _count(phrases: Sequence[str], text: str) -> int:
    return sum(_stands_in(_folded(phrase), text) for phrase in phrases)


@lru_cache(maxsize=4096)
def _folded(phrase: str) -> str:
    return fold(phrase)


def _stands_in(phrase: str, text: str) -> bool:
    if f" {phrase} " in f" {text} ":
        return True
    return len(phrase) > 8 and len(text) >= len(phrase) and fuzz.partial_ratio(phrase, text, score_cutoff=ALIKE) > 0
