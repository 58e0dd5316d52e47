"""The title of a form, a card or a certificate, and the pages of one that have no title.

Such papers need no letterhead: their title stands by itself in capitals, often over several lines. What has no title is known
by phrases that only such a paper prints: the back of a card, the second page of a certificate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
LOST = 0.9
"""How sure a title is whose end is known only by the phrases under it."""
ALIKE = 88
"""Similarity of a printed phrase to a declared one, 0 to 100: one wrong letter of eight."""
LONG = 10
"""Letters from which a phrase may be misread."""
ENOUGH, ENOUGH_OF_CARD = 3, 2
"""Phrases that make a paper known without its title: other papers quote one or two, and cards hold little else."""

_ITEM = re.compile(r"^(?:\d{1,2}(?: \d{1,2})*|[a-z]|[ivx]{1,4}) ")


@dataclass(frozen=True)
class FormTitle:
    """A form's title: its match, and its words as one row (of several lines, if need be)."""

    match: TitleMatch
    row: Row


def find_form_title(sheet: Sheet, profiles: Profiles) -> FormTitle | None:
    """The first title on the page of a type that stands alone; the longest that fits from its first line on."""
    for first, lines in _capitals(sheet):
        best: FormTitle | None = None
        for joined in lines:
            match = profiles.match_title(joined.text)
            if match is None or not match.profile.alone or not (match.profile.authority == "identity" or _fits(first, sheet)):
                continue
            if best is None or len(match.title) > len(best.match.title):
                best = FormTitle(match, Row(joined.tokens[: len(match.title.split())]))
        if best is not None:
            return _completed(best, sheet, profiles)
    return None


def possible_titles(sheet: Sheet) -> tuple[tuple[Row, ...], ...]:
    """Lines in capitals that stand where a title does, whether a type has it or not, from top to bottom.

    Each comes with what it makes together with the lines under it: the line itself, two lines, three, …
    """
    return tuple(tuple(lines) for first, lines in _capitals(sheet) if _fits(first, sheet))


def _capitals(sheet: Sheet) -> Iterator[tuple[Row, Iterator[Row]]]:
    """Every line in capitals, from top to bottom, and what it makes together with none, one, … of those under it."""
    rows = [part for row in sheet.rows for part in split_row(row, 2.5 * sheet.unit)]
    rows = [row for row in rows if is_caps(row.text, 0.75) and len(fold(row.text)) > 3]
    for index, first in enumerate(rows):
        lines = list(_lines_below(first, rows[index + 1 :], sheet))
        yield first, accumulate(lines, lambda one, other: Row((*one.tokens, *other.tokens)))


def _completed(form: FormTitle, sheet: Sheet, profiles: Profiles) -> FormTitle:
    """The title of another type that goes on where this one ends, if the page prints more of that type's phrases: its last
    line, small or coloured, was not read."""
    begun = fold(form.match.title)
    longer = [
        (profile, title)
        for profile in profiles.all
        for title in profile.titles
        if profile.alone and profile is not form.match.profile and fold(title).startswith(f"{begun} ")
    ]
    if not longer:
        return form
    lines = folded_lines(sheet)
    own = _count(form.match.profile.cues, lines)
    count, profile, title = max(
        ((_count(profile.cues, lines), profile, title) for profile, title in longer), key=lambda each: each[0]
    )
    if count <= own:
        return form
    return FormTitle(TitleMatch(profile, LOST * form.match.similarity, form.match.rest, title), form.row)


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


def _fits(first: Row, sheet: Sheet) -> bool:
    """Whether a title that begins with this line stands where one does; those of cards stand anywhere."""
    centred = abs(first.box.centre[0] / sheet.width - 0.5) < CENTRED
    return centred and first.middle < HIGH * sheet.height


def untitled(sheet: Sheet, profiles: Profiles) -> tuple[Profile, ...]:
    """Types whose phrases begin lines of the page, those of its first page or of its others; the most phrases first."""
    lines = folded_lines(sheet)
    found: list[tuple[int, Profile]] = []
    for profile in profiles.all:
        if not profile.alone:
            continue
        enough = ENOUGH_OF_CARD if profile.authority == "identity" else ENOUGH
        count = max(_count(phrases, lines) for phrases in (profile.cues, profile.backs))
        if count >= enough:
            found.append((count, profile))
    return tuple(profile for _, profile in sorted(found, key=lambda each: -each[0]))


def folded_lines(sheet: Sheet) -> list[str]:
    """The page's lines, folded, without the marks of items."""
    return [
        _ITEM.sub("", fold(part.text)) for row in sheet.rows for part in split_row(row, 2 * sheet.unit) if len(part.text) > 2
    ]


def prints(lines: Sequence[str], phrases: Iterable[str]) -> bool:
    """Whether any of the folded `lines` begins with one of `phrases`."""
    return _count(phrases, lines) > 0


def _count(phrases: Iterable[str], lines: Sequence[str]) -> int:
    return sum(any(_begins(line, _folded(phrase)) for line in lines) for phrase in phrases)


def _begins(line: str, phrase: str) -> bool:
    if line.startswith(phrase):
        return True
    return len(phrase) >= LONG and fuzz.ratio(line[: len(phrase)], phrase, score_cutoff=ALIKE) > 0


@lru_cache(maxsize=4096)
def _folded(phrase: str) -> str:
    return fold(phrase)
