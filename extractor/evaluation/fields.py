"""How well fields were found: printed ones by exact match, handwritten ones by whether they were told to be so.

Equality is `extractor.values.compare.same`, the definition that all reports share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.evaluation.truth import TrueDocument, Value
from extractor.record import Document, Field
from extractor.values.compare import same

Outcome = Literal["right", "partial", "flagged", "wrong", "missed"]
"""right: the true value, or rightly nothing. partial: by hand, reported so, and what is certain is true (the year of a
date). flagged: by hand and reported so, without a value. wrong: a value that is not true. missed: on the paper, but not
found and, if by hand, not reported."""


@dataclass(frozen=True)
class FieldOutcome:
    """What became of one field of one document."""

    name: str
    handwritten: bool
    """By the truth."""
    on_paper: bool
    outcome: Outcome
    doubtful: bool
    """Sent to a person."""


@dataclass(frozen=True)
class FieldScore:
    """Counts of outcomes; the scores of files add up. Shares are 0 to 1, and None where there is nothing to share."""

    right: int = 0
    partial: int = 0
    flagged: int = 0
    wrong: int = 0
    missed: int = 0
    right_absent: int = 0
    """Among `right`: rightly nothing."""
    accepted: int = 0
    """Not sent to a person."""
    accepted_wrong: int = 0
    """Of those, wrong or missed."""

    def __add__(self, other: FieldScore) -> FieldScore:
        return FieldScore(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))

    @property
    def total(self) -> int:
        """All outcomes."""
        return self.right + self.partial + self.flagged + self.wrong + self.missed

    @property
    def exact(self) -> float | None:
        """Share that is exactly right: the true value, or rightly nothing."""
        return _share(self.right, self.total)

    @property
    def honest(self) -> float | None:
        """Share that is right or reported as handwritten; the figure for handwritten fields."""
        return _share(self.right + self.partial + self.flagged, self.total)

    @property
    def found_but_wrong(self) -> float | None:
        """Of the values that were given, the share that is wrong."""
        return _share(self.wrong, self.wrong + self.partial + self.right - self.right_absent)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def tally(outcomes: Iterable[FieldOutcome]) -> FieldScore:
    """The counts of `outcomes`."""
    total = FieldScore()
    for each in outcomes:
        bad = each.outcome in ("wrong", "missed")
        total += FieldScore(
            **{each.outcome: 1},
            right_absent=int(each.outcome == "right" and not each.on_paper),
            accepted=int(not each.doubtful),
            accepted_wrong=int(bad and not each.doubtful),
        )
    return total


def judge(truth: TrueDocument, documents: Sequence[Document]) -> tuple[FieldOutcome, ...]:
    """The outcomes of a true document's fields in the document that was read from its first page.

    Where no document was found to begin there, all of its fields were missed.
    """
    read = next((each for each in documents if each.pages and each.pages[0] == truth.pages[0]), None)
    return tuple(_judge(name, value, truth, read) for name, value in truth.fields.items())


def _judge(name: str, true: Value, truth: TrueDocument, read: Document | None) -> FieldOutcome:
    field = _field(name, read)
    by_hand = name in truth.handwritten
    outcome = _outcome(name, true, truth.alternatives.get(name, ()), field, by_hand=by_hand)
    return FieldOutcome(name, by_hand, true is not None, outcome, field.doubtful)


def _outcome(name: str, true: Value, alternatives: Sequence[str], field: Field, *, by_hand: bool) -> Outcome:
    value = field.value if field.value is not None else field.text
    reported = field.state == "unreadable" or field.handwritten
    if field.state in ("found", "conflict") and value is not None:
        if same(name, true, value, alternatives):
            return "right"
        if not (by_hand and reported and _certain(true, field)):
            return "wrong"
        return "partial"
    if true is None:
        return "right"
    if not (by_hand and reported):
        return "missed"
    if field.value is None:
        return "flagged"
    return "partial" if _certain(true, field) else "wrong"


def _certain(true: Value, field: Field) -> bool:
    """Whether the value is the part of the true date that it says to be certain of."""
    return field.precision in ("year", "month") and isinstance(field.value, str) and str(true).startswith(field.value)


def _field(name: str, document: Document | None) -> Field:
    """The field of that name; type and title of a document are fields of its header too."""
    if document is None:
        return Field()
    if name in document.fields:
        return document.fields[name]
    if name == "doc_type":
        return Field(document.type, document.type, "found", document.type_confidence)
    if name == "doc_type_printed" and document.title:
        return Field(document.title, document.title, "found", document.type_confidence)
    return Field()
