"""A document's words as a spaCy `Doc`: tokens with their folded form, rows as spans, and the geometry behind both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extractor.fields.proposal import Proposal
from extractor.fields.spelling import Spelling
from extractor.layout import Row, Sheet
from extractor.profiles import Profile, Profiles
from extractor.record import Document, Field
from extractor.values.text import fold

UNREADABLE = "□"
"""Stands for a word that folds to nothing (a bullet, a rule); spaCy wants a norm for every token."""


@dataclass(frozen=True)
class Work:
    """What every component knows of the document that it works on."""

    document: Document
    profiles: Profiles
    sheets: tuple[Sheet, ...]
    """The document's pages, upright, in order; never empty."""
    rows: tuple[tuple[Sheet, Row], ...]
    """All rows of all pages, in reading order."""
    starts: tuple[int, ...]
    """The token index at which each row begins."""
    accuracy: float = 0.99
    """The share of values accepted without a person that must be right."""

    @property
    def profile(self) -> Profile | None:
        """The declared type, or None for `khác`."""
        return self.profiles.get(self.document.type)

    @cached_property
    def spelling(self) -> Spelling:
        """How this document marks its words."""
        lines = ([(token.text, token.word.confidence) for token in row.tokens] for _, row in self.rows)
        gazetteer = self.profiles.gazetteer
        provinces = tuple(f"tỉnh {place}" for place in gazetteer.places)
        return Spelling(lines, (*gazetteer.agencies, *gazetteer.phrases, *provinces, *gazetteer.positions))

    def row_of(self, token_index: int) -> int:
        """The index of the row that holds a token."""
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= token_index else (low, middle)
        return low


Doc.set_extension("work", default=None, force=True)
Doc.set_extension("head", default=None, force=True)
Doc.set_extension("proposals", default=None, force=True)
Doc.set_extension("fields", default=None, force=True)
Span.set_extension("row", getter=lambda span: span.doc._.work.rows[span.doc._.work.row_of(span.start)][1], force=True)
Span.set_extension("sheet", getter=lambda span: span.doc._.work.rows[span.doc._.work.row_of(span.start)][0], force=True)
Span.set_extension("box", getter=lambda span: span._.row.evidence, force=True)
Span.set_extension("page", getter=lambda span: span._.row.page, force=True)


def make_doc(vocab: Vocab, document: Document, sheets: Sequence[Sheet], profiles: Profiles, accuracy: float = 0.99) -> Doc:
    """The words of `sheets`, one token a word, `token.norm_` folded; rows are `doc.spans["rows"]`."""
    rows = tuple((sheet, row) for sheet in sheets for row in sheet.rows)
    starts, at = [], 0
    for _, row in rows:
        starts.append(at)
        at += len(row.tokens)
    words = [token.text for _, row in rows for token in row.tokens]
    doc = Doc(vocab, words=words)
    for token, word in zip(doc, words, strict=True):
        token.norm_ = fold(word) or UNREADABLE
    doc._.work = Work(document, profiles, tuple(sheets), rows, tuple(starts), accuracy)
    doc._.proposals = list[Proposal]()
    doc._.fields = dict[str, Field]()
    ends = [*starts[1:], at]
    doc.spans["rows"] = [Span(doc, start, end, label="row") for start, end in zip(starts, ends, strict=True)]
    return doc
