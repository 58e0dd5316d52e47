"""`hoso_header_zones`: marks the letterhead's zones on the document's first page."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.words import Work
from extractor.layout import find_form_title, find_letterhead

NAME = "hoso_header_zones"


@Language.component(NAME)
def header_zones(doc: Doc) -> Doc:
    """Sets `doc._.head` to the first page's letterhead, with the title of its form where it is one."""
    work: Work = doc._.work
    head = find_letterhead(work.sheets[0], work.profiles)
    form = find_form_title(work.sheets[0], work.profiles) if work.profile and work.profile.alone else None
    doc._.head = replace(head, title=form.row, match=form.match, about=()) if form else head
    return doc
