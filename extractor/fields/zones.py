"""`hoso_header_zones`: marks the letterhead's zones on the document's first page."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor.layout import find_letterhead

NAME = "hoso_header_zones"


@Language.component(NAME)
def header_zones(doc: Doc) -> Doc:
    """Sets `doc._.head` to the first page's letterhead."""
    work = doc._.work
    doc._.head = find_letterhead(work.sheets[0], work.profiles)
    return doc
