"""`hoso_anchors`: phrases that announce something, found by folded words wherever they begin a row."""

from __future__ import annotations

from functools import lru_cache

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

NAME = "hoso_anchors"

PHRASES: dict[str, tuple[str, ...]] = {
    "addressees": ("kinh gui", "kinh goi", "kinh gui cac", "kinh trinh"),
    "recipients": ("noi nhan", "noi gui", "noi nham"),
    "bases": ("can cu", "can cir", "xet de nghi", "theo de nghi", "thuc hien"),
    "article": ("dieu 1", "dieu i", "dieu l"),
}
"""Anchor → what it begins with, after folding; the list forgives the commonest misreadings."""


@Language.component(NAME)
def anchors(doc: Doc) -> Doc:
    """Sets `doc.spans["anchors"]`: spans labelled with the keys of `PHRASES`, each at the beginning of a row's column."""
    rows = {span.start for span in doc.spans["rows"]}
    found = []
    for label, start, end in _matcher(doc.vocab)(doc):
        span = Span(doc, start, end, label=label)
        first = start in rows or (start - 1 in rows and len(doc[start - 1].text) <= 2)
        apart = start > 0 and _gap_before(span) > 1.5
        if first or apart:
            found.append(span)
    doc.spans["anchors"] = found
    return doc


def anchored(doc: Doc, label: str) -> list[Span]:
    """The anchors of one kind, in reading order."""
    return [span for span in doc.spans["anchors"] if span.label_ == label]


def _gap_before(span: Span) -> float:
    """White space before the span on its row, in word heights; large at the row's beginning."""
    row, sheet = span._.row, span._.sheet
    index = span.start - span.doc._.work.starts[span.doc._.work.row_of(span.start)]
    if index == 0:
        return float("inf")
    return float((row.tokens[index].box.x0 - row.tokens[index - 1].box.x1) / sheet.unit)


@lru_cache(maxsize=2)
def _matcher(vocab: Vocab) -> Matcher:
    matcher = Matcher(vocab)
    for label, phrases in PHRASES.items():
        matcher.add(label, [[{"NORM": word} for word in phrase.split()] for phrase in phrases])
    return matcher
