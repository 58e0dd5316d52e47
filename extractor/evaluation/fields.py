"""How well fields were found: printed ones by exact match, handwritten ones by whether they were told to be so.

Equality is `extractor.values.compare.same` for the field's value type, the definition that all reports share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz

from extractor.evaluation.pairing import pair
from extractor.evaluation.truth import Evidence, TrueDocument, Value
from extractor.profiles import Profiles, strip_ordinal
from extractor.record import Document, Field
from extractor.values.compare import same

Outcome = Literal["right", "partial", "flagged", "wrong", "missed"]
"""right: the true value, or rightly nothing. partial: by hand, reported so, and what is certain is true (the year of a
date). flagged: by hand and reported so, without a value. wrong: a value that is not true. missed: on the paper, but not
found and, if by hand, not reported."""

NEAR = 0.01
"""Most that the likeness of a wrong value counts when owners are paired; a right value counts 1."""


@dataclass(frozen=True)
class FieldOutcome:
    """What became of one field of one document."""

    type: str
    """The document's, by the truth."""
    name: str
    """With its ordinal: the truth's, or the record's for a value that is not on the paper."""
    handwritten: bool
    """By the truth."""
    true: Value
    read: Field | None
    """Without its candidates; None where the record says nothing of the field, or has no such document."""
    outcome: Outcome
    page: int
    """1-based page of the file on which the document begins."""
    taken_for: str | None
    """The type of the document that was read from there; None where none begins there."""
    evidence: Evidence | None = None
    """Where the true value stands, if the truth knows."""

    @property
    def field(self) -> str:
        """The name as it is declared."""
        return strip_ordinal(self.name)

    @property
    def on_paper(self) -> bool:
        """Whether there is something to find."""
        return self.true is not None

    @property
    def right(self) -> bool:
        """Whether the value, or its absence, is exactly right."""
        return self.outcome == "right"

    @property
    def bad(self) -> bool:
        """Whether somebody who trusts the record is misled."""
        return self.outcome in ("wrong", "missed")

    @property
    def found(self) -> bool:
        """Whether the record gives a value that it takes to be right."""
        return self.read is not None and self.read.state == "found"

    @property
    def doubtful(self) -> bool:
        """Sent to a person."""
        return self.read is not None and self.read.doubtful


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
    on_paper: int = 0
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
    def given(self) -> int:
        """Outcomes with a value."""
        return self.wrong + self.partial + self.right - self.right_absent

    @property
    def precision(self) -> float | None:
        """Of the values that were given, the share that is right."""
        return _share(self.right - self.right_absent, self.given)

    @property
    def recall(self) -> float | None:
        """Of the values on the paper, the share that was given rightly."""
        return _share(self.right - self.right_absent, self.on_paper)

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
        return _share(self.wrong, self.given)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def tally(outcomes: Iterable[FieldOutcome]) -> FieldScore:
    """The counts of `outcomes`."""
    total = FieldScore()
    for each in outcomes:
        total += FieldScore(
            **{each.outcome: 1},
            right_absent=int(each.right and not each.on_paper),
            on_paper=int(each.on_paper),
            accepted=int(not each.doubtful),
            accepted_wrong=int(each.bad and not each.doubtful),
        )
    return total


def judge(truth: TrueDocument, documents: Sequence[Document], profiles: Profiles) -> tuple[FieldOutcome, ...]:
    """The outcomes of a true document's fields in the document that was read from its first page.

    Where no document was found to begin there, all of its fields were missed. Repeated fields are compared with those of the
    same owner, wherever the record has put him; a further owner that the paper does not name has wrong values. Values of a
    document that begins where none does are judged by no field; boundaries count them.
    """
    read = next((each for each in documents if each.pages and each.pages[0] == truth.pages[0]), None)
    fields = _fields(read)
    judged = _Judged(truth, read.type if read else None, fields, profiles)
    groups = {name: f"group {spec.group}" for name, spec in profiles.fields(truth.type).items() if spec.group}
    answers = pair(list(truth.fields), list(fields), groups, judged.worth)
    known = set(map(strip_ordinal, truth.fields))
    further = (
        name for name, field in fields.items()
        if strip_ordinal(name) in known and name not in answers.values() and _value(field) is not None
    )  # fmt: skip
    return (*(judged.outcome(*each) for each in answers.items()), *(judged.further(name) for name in further))


@dataclass(frozen=True)
class _Judged:
    """One true document beside the fields of the one that was read."""

    truth: TrueDocument
    taken_for: str | None
    fields: Mapping[str, Field]
    profiles: Profiles

    def outcome(self, name: str, answer: str | None) -> FieldOutcome:
        """Of the truth's field `name` that the record's `answer` is about."""
        read = self.fields.get(answer) if answer is not None else None
        return FieldOutcome(
            type=self.truth.type,
            name=name,
            handwritten=name in self.truth.handwritten,
            true=self.truth.fields[name],
            read=None if read is None else replace(read, candidates=()),
            outcome=self._judge(name, read or Field()),
            page=self.truth.pages[0],
            taken_for=self.taken_for,
            evidence=self.truth.evidence.get(name),
        )

    def further(self, name: str) -> FieldOutcome:
        """Of the record's field `name`, a repetition that the paper does not have."""
        read = replace(self.fields[name], candidates=())
        return FieldOutcome(self.truth.type, name, False, None, read, "wrong", self.truth.pages[0], self.taken_for)

    def worth(self, name: str, answer: str | None) -> float:
        """How well the record's `answer` fits the truth's field `name`."""
        field = self.fields.get(answer, Field()) if answer is not None else Field()
        if self._judge(name, field) in ("right", "partial", "flagged"):
            return 1.0
        return NEAR * _likeness(self.truth.fields[name], field)

    def _judge(self, name: str, field: Field) -> Outcome:
        spec = self.profiles.spec(self.truth.type, name)
        kind = spec.type if spec else "text"
        by_hand = name in self.truth.handwritten
        return _outcome(kind, self.truth.fields[name], self.truth.alternatives.get(name, ()), field, by_hand=by_hand)


def _outcome(kind: str, true: Value, alternatives: Sequence[str], field: Field, *, by_hand: bool) -> Outcome:
    value = _value(field)
    reported = field.state == "unreadable" or field.handwritten
    if value is not None:
        if same(kind, true, value, alternatives):
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


def _value(field: Field) -> Value:
    """What the field says to be true; None where it claims nothing."""
    if field.state not in ("found", "conflict"):
        return None
    return field.value if field.value is not None else field.text


def _certain(true: Value, field: Field) -> bool:
    """Whether the value is the part of the true date that it says to be certain of."""
    return field.precision in ("year", "month") and isinstance(field.value, str) and str(true).startswith(field.value)


def _likeness(true: Value, field: Field) -> float:
    value = _value(field)
    return fuzz.ratio(true, value) / 100 if isinstance(true, str) and isinstance(value, str) else 0.0


def _fields(document: Document | None) -> Mapping[str, Field]:
    """What the record says; type and title of a document are fields of its header too."""
    if document is None:
        return {}
    sure = document.type_confidence
    header = {"doc_type": Field(document.type, document.type, "found", sure)}
    if document.title:
        header["doc_type_printed"] = Field(document.title, document.title, "found", sure)
    return {**header, **document.fields}
