"""Every page in exactly one document, documents contiguous and in page order.

A page begins a document when its letterhead scores at least `BEGINS`. Everything else - continuation pages, appendices
that say which document they come with, blank pages, pages that could not be read - stays with the document before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.documents.naming import name_type
from extractor.layout import Letterhead, find_letterhead, sheet
from extractor.profiles import Profiles
from extractor.record import Document, Page

BEGINS = 3
"""Marks of a letterhead that make a beginning: heading and one more, or number, date and title without it."""


def split(pages: Sequence[Page], profiles: Profiles) -> tuple[Document, ...]:
    """Splits `pages`, in order, into documents with a type and no fields yet. No pages give no documents."""
    heads = [Letterhead() if page.blank else find_letterhead(sheet(page), profiles) for page in pages]
    starts = [index for index, head in enumerate(heads) if index == 0 or begins(head)]
    documents = []
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(pages)
        first = _first_written(pages, start, end)
        named = name_type(heads[first], pages[first].text, profiles)
        documents.append(
            Document(
                type=named.name,
                type_confidence=round(named.confidence, 3),
                pages=tuple(page.number for page in pages[start:end]),
                title=named.title,
            )
        )
    return tuple(documents)


def begins(head: Letterhead) -> bool:
    """Whether a page with this letterhead begins a document of its own.

    An appendix repeats the heading or quotes a number of its parent; it begins only where it has a number of its own.
    """
    if head.note and head.number is None:
        return False
    return head.score >= BEGINS


def _first_written(pages: Sequence[Page], start: int, end: int) -> int:
    """The first page of the document that is not blank, or its first page."""
    return next((index for index in range(start, end) if not pages[index].blank), start)
