"""Every page in exactly one document, documents contiguous and in page order.

A page begins a document when its letterhead scores at least `BEGINS`, when it bears the title of a form, a card or a
certificate, or when it is the back of a card that nothing goes before. Everything else - continuation pages, backs,
appendices that say which document they come with, blank pages, pages that could not be read - stays with the document before
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.documents.naming import TypeName, name_form, name_type
from extractor.layout import FormTitle, Letterhead, find_form_title, find_letterhead, folded_lines, prints, sheets, untitled
from extractor.profiles import OTHER, Profiles
from extractor.record import Document, Page

BEGINS = 3
"""Marks of a letterhead that make a beginning: heading and one more, or number, date and title without it."""
UNTITLED = 0.75
"""How sure a type is that is known by the phrases of a page without a title."""


@dataclass(frozen=True)
class _Look:
    """What a page shows of a beginning."""

    head: Letterhead = Letterhead()
    form: FormTitle | None = None
    kin: tuple[str, ...] = ()
    """Types that an untitled page may be of, the likeliest first."""
    lines: tuple[str, ...] = ()
    """Folded, without the marks of items."""
    text: str = ""
    """Empty for a page on which nothing is written or could be read."""


def split(pages: Sequence[Page], profiles: Profiles) -> tuple[Document, ...]:
    """Splits `pages`, in order, into documents with a type and no fields yet. No pages give no documents."""
    runs: list[list[Page]] = []
    names: list[TypeName] = []
    for page in pages:
        look = _look(page, profiles)
        if not runs or (_begins(look, names[-1].name) and not _goes_on(look, names[-1].name, profiles)):
            runs.append([page])
            names.append(_name(look, profiles))
        else:
            if look.text and not any(each.text for each in runs[-1]):
                names[-1] = _name(look, profiles)
            runs[-1].append(page)
    return tuple(
        Document(name.name, round(name.confidence, 3), tuple(page.number for page in run), name.title)
        for name, run in zip(names, runs, strict=True)
    )


def _goes_on(look: _Look, before: str, profiles: Profiles) -> bool:
    """Whether a page without a title that is known prints what only a later page of the document before it does."""
    profile = profiles.get(before)
    return profile is not None and look.form is None and look.head.match is None and prints(look.lines, profile.backs)


def _look(page: Page, profiles: Profiles) -> _Look:
    if page.blank or not page.lines:
        return _Look()
    halves = sheets(page)
    titled = ((half, find_form_title(half, profiles)) for half in halves)
    upright, form = next(((half, form) for half, form in titled if form), (halves[0], None))
    head = find_letterhead(upright, profiles)
    known = form is not None or (head.score >= BEGINS and head.match is not None)
    kin = () if known else tuple(profile.name for half in halves for profile in untitled(half, profiles))
    return _Look(head, form, kin, tuple(line for half in halves for line in folded_lines(half)), page.text)


def _begins(look: _Look, before: str) -> bool:
    """Whether the page begins a document; `before` is the type of the one that it would go on with."""
    if look.form is not None or begins(look.head):
        return True
    return bool(look.kin) and before not in look.kin


def begins(head: Letterhead) -> bool:
    """Whether a page with this letterhead begins a document of its own.

    An appendix repeats the heading or quotes a number of its parent; it begins only where it has a number of its own.
    """
    if head.note and head.number is None:
        return False
    return head.score >= BEGINS


def _name(look: _Look, profiles: Profiles) -> TypeName:
    if look.form is not None:
        return name_form(look.form)
    named = name_type(look.head, look.text, profiles)
    if look.kin and (look.head.score < BEGINS or named.name == OTHER):
        return TypeName(look.kin[0], "", UNTITLED)
    return named
