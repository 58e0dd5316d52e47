"""Printed lines that may be a document's title, where no declared type has it."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.layout import find_letterhead, possible_titles, sheets
from extractor.learning.wording import Printed, pieces
from extractor.profiles import Profiles
from extractor.record import Page


def headings(page: Page, profiles: Profiles) -> tuple[Printed, ...]:
    """The first line in capitals that stands where a title does, alone and with those under it; not the letterhead above.

    Lines further down (`BẢN SAO`) say more of a paper that has its title already, and other types of paper bear them too.
    """
    return tuple(_headings(page, profiles))


def _headings(page: Page, profiles: Profiles) -> Iterator[Printed]:
    for sheet in sheets(page):
        head = find_letterhead(sheet, profiles)
        rows = (head.national, head.motto, head.number, head.date, *head.agencies)
        known = {token for row in rows if row is not None for token in row.tokens}
        titles = (lines for lines in possible_titles(sheet) if not known.intersection(lines[0].tokens))
        for row in next(titles, ()):
            words = pieces(row.tokens)
            if words:
                yield Printed(words, page.number, row.evidence)
