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
    """Lines in capitals that stand where a title does, each also with those under it, without the letterhead above."""
    return tuple(_headings(page, profiles))


def _headings(page: Page, profiles: Profiles) -> Iterator[Heading]:
    for sheet in sheets(page):
        head = find_letterhead(sheet, profiles)
        known = {
            token for row in (head.national, head.motto, head.number, head.date, *head.agencies) if row for token in row.tokens
        }
        for row in possible_titles(sheet):
            words = tuple(piece for token in row.tokens for piece in _PIECE.findall(token.text))
            if words and not known.intersection(row.tokens):
                yield Heading(words, page.number, row.evidence)
