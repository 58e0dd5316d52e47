"""How well a file was split into documents, and its pages named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.evaluation.truth import TrueDocument, Truth
from extractor.record import Document
from extractor.values.compare import same


@dataclass(frozen=True)
class BoundaryScore:
    """Counts. A start is the first page of a document; a file's first page is always one and is not counted.

    Shares are 0 to 1, and None where there is nothing to share.
    """

    starts: int = 0
    """By the truth."""
    starts_read: int = 0
    hits: int = 0
    typed_pages: int = 0
    """Pages whose document's type is known."""
    right_types: int = 0

    def __add__(self, other: BoundaryScore) -> BoundaryScore:
        return BoundaryScore(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))

    @property
    def precision(self) -> float | None:
        """Share of the starts read that are true."""
        return self.hits / self.starts_read if self.starts_read else None

    @property
    def recall(self) -> float | None:
        """Share of the true starts that were read."""
        return self.hits / self.starts if self.starts else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        both = self.starts + self.starts_read
        return 2 * self.hits / both if both else None

    @property
    def type_accuracy(self) -> float | None:
        """Share of pages in a document of the right type."""
        return self.right_types / self.typed_pages if self.typed_pages else None


def judge(truth: Truth, documents: Sequence[Document]) -> BoundaryScore:
    """Compares boundaries where the truth knows them, and types on the pages where it knows those."""
    types = {page: each.type for each in documents for page in each.pages}
    known = {page: each for each in truth.described if each.type for page in each.pages}
    right = sum(_right_type(each, types.get(page)) for page, each in known.items())
    true = {each.pages[0] for each in truth.documents if each.pages[0] != 1}
    read = {each.pages[0] for each in documents if each.pages and each.pages[0] != 1} if truth.documents else set()
    return BoundaryScore(len(true), len(read), len(true & read), len(known), right)


def confusions(truth: Truth, documents: Sequence[Document]) -> Mapping[tuple[str, str], int]:
    """Pages by (true type, type read), where the truth knows the type; the type read is empty for a page in no document."""
    types = {page: each.type for each in documents for page in each.pages}
    pairs: Counter[tuple[str, str]] = Counter()
    for each in truth.described:
        for page in each.pages if each.type else ():
            read = types.get(page)
            pairs[each.type, each.type if _right_type(each, read) else read or ""] += 1
    return pairs


def _right_type(true: TrueDocument, read: str | None) -> bool:
    return same("type", true.type, read, true.alternatives.get("doc_type", ()))
