"""`find_fields`: one document's pages in, the document with its fields out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import spacy
from spacy.language import Language

from extractor import learned
from extractor.fields import (
    anchors,
    codes,
    entities,
    header,
    issuer,
    labels,
    marks,
    matter,
    notes,
    ranking,
    shapes,
    signer,
    zones,
)
from extractor.fields.checks import check
from extractor.fields.words import make_doc
from extractor.layout import Sheet, find_form_title, sheets, without_certification
from extractor.profiles import Profiles
from extractor.record import Document, Field, Page

COMPONENTS = (
    zones.NAME,
    anchors.NAME,
    header.NAME,
    matter.NAME,
    signer.NAME,
    issuer.NAME,
    marks.NAME,
    notes.NAME,
    labels.NAME,
    shapes.NAME,
    codes.NAME,
    ranking.NAME,
)
"""In order: where things stand, what announces what, candidates by kind, and the choice among them. A trained recogniser
comes before the choice where one is shipped (`hoso train --entities` keeps it only where it helps)."""


def find_fields(
    document: Document, pages: Sequence[Page], profiles: Profiles, accuracy: float = 0.99, today: date | None = None
) -> Document:
    """`document` with every field that its type declares, found or absent, and its title with the marks that print has lost.

    `pages` may hold more than the document's own; `accuracy` is the share of values
    accepted without a person that must be right; what is dated after `today` (default: this day) fails a check.

    Fields carry evidence boxes in page coordinates. A document without a readable word gets only absent fields.
    """
    laid_out = lay_out(document, pages, profiles)
    if not any(each.rows for each in laid_out):
        return replace(document, fields={name: Field() for name in profiles.fields(document.type)})
    nlp = pipeline()
    doc = nlp(make_doc(nlp.vocab, document, laid_out, profiles, accuracy))
    title = doc._.fields["doc_type"].text if "doc_type" in doc._.fields else None
    fields = check(doc._.fields, profiles.get(document.type), profiles, today or date.today())
    return replace(document, title=title or document.title, fields=fields)


def lay_out(document: Document, pages: Sequence[Page], profiles: Profiles) -> list[Sheet]:
    """The document's written pages as sheets, in reading order, without what an authority added to a copy.

    Of an unfolded sheet the half with the title comes first.
    """
    found: list[Sheet] = []
    for page in pages:
        if page.number in document.pages and not page.blank:
            halves = [without_certification(half) for half in sheets(page)]
            found += sorted(halves, key=lambda half: len(halves) > 1 and find_form_title(half, profiles) is None)
    return found


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The spaCy pipeline; it holds no document and can be shared within a process."""
    nlp = spacy.blank("xx")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    if "entities" in learned.manifest():
        nlp.add_pipe(entities.NAME, before=ranking.NAME)
    return nlp
