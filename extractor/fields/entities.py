"""The trained entity recogniser: what a run of words is - a person, a date, an address - whatever label stands before it."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractor import learned
from extractor.fields.words import UNREADABLE, Work
from extractor.values.text import fold

KINDS: Mapping[str, str] = {
    "person": "PERSON", "personal-number": "ID", "date": "DATE", "datetime": "DATE", "address": "ADDRESS", "agency": "AGENCY",
    "money": "MONEY", "area": "AREA", "tax-number": "TAX", "dossier-code": "CODE", "land-serial": "SERIAL",
    "registry-number": "REGISTRY", "phone": "PHONE",
}  # fmt: skip
"""Value type → entity label; value types that a look at the words does not tell apart have none."""

APART = 1.5
"""White space, in word heights, that parts columns."""


def words_for_entities(vocab: Vocab, work: Work) -> Doc:
    """The document's words for the recogniser: folded norms, and a missing space where a row or a column ends."""
    words = [token.text for _, row in work.rows for token in row.tokens]
    spaces = []
    for sheet, row in work.rows:
        gaps = [right.box.x0 - left.box.x1 for left, right in zip(row.tokens, row.tokens[1:], strict=False)]
        spaces += [gap < APART * sheet.unit for gap in gaps] + [False]
    doc = Doc(vocab, words=words, spaces=spaces)
    for token in doc:
        token.norm_ = fold(token.text) or UNREADABLE
    return doc


@functools.cache
def recogniser() -> Language:
    """The trained pipeline, kept for the life of the process. Raises `SetupError`."""
    return spacy.load(learned.located("entities"))
