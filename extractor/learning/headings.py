"""Printed lines that may be a document's title, where no declared type has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.layout import find_letterhead, possible_titles, sheets
from extractor.profiles import Profiles
from extractor.record import Box, Page

_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Heading:
    """Words as they were read, without punctuation. `box`: around them, page coordinates."""

    words: tuple[str, ...]
    page: int
    box: Box


def headings(page: Page, profiles: Profiles) -> tuple[Heading, ...]:
    """The first line in capitals that stands where a title does, alone and with those under it; not the letterhead above.

    Lines further down (`BẢN SAO`) say more of a paper that has its title already, and other types of paper bear them too.
    """
    return tuple(_headings(page, profiles))


def _headings(page: Page, profiles: Profiles) -> Iterator[Heading]:
    for sheet in sheets(page):
        head = find_letterhead(sheet, profiles)
        rows = (head.national, head.motto, head.number, head.date, *head.agencies)
        known = {token for row in rows if row is not None for token in row.tokens}
        titles = (lines for lines in possible_titles(sheet) if not known.intersection(lines[0].tokens))
        for row in next(titles, ()):
            words = tuple(piece for token in row.tokens for piece in _PIECE.findall(token.text))
            if words:
                yield Heading(words, page.number, row.evidence)
