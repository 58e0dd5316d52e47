"""Which fields do worst, and which of their failures are worth showing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.evaluation.fields import FieldOutcome, FieldScore, tally
from extractor.evaluation.reliability import Reliability
from extractor.evaluation.report import FileResult, Report, reliability
from extractor.fields.calibration import bounds

PER_FIELD = 4
"""Failures shown of one field of one type."""
SHOWN = 100
"""Failures shown in all."""


@dataclass(frozen=True)
class Failure:
    """An outcome that misleads, and the file that it is of."""

    file: FileResult
    outcome: FieldOutcome


@dataclass(frozen=True)
class Row:
    """One field of one document type, printed or written by hand."""

    type: str
    field: str
    handwritten: bool
    score: FieldScore
    reliability: Reliability
    """Of the values found."""
    failures: tuple[Failure, ...]
    """The ones that pass unseen first, then wrong values, then missed ones."""

    @property
    def faultless(self) -> bool:
        """Whether there is nothing to complain of."""
        return (self.score.honest if self.handwritten else self.score.exact) == 1


def rows(report: Report) -> tuple[Row, ...]:
    """Every field of every type, the worst first."""
    parts: dict[tuple[str, str, bool], list[Failure]] = {}
    for file in report.files:
        for each in file.fields:
            parts.setdefault((each.type, each.field, each.handwritten), []).append(Failure(file, each))
    found = [_row(*key, part) for key, part in parts.items()]
    return tuple(sorted(found, key=lambda row: badness(row.score, handwritten=row.handwritten)))


def badness(score: FieldScore, *, handwritten: bool) -> tuple[float, float]:
    """A key that sorts the worst first: by the best share that the counts leave possible (so that one wrong of one does not
    outdo forty wrong of eighty), then by the share itself. By hand it is honesty that counts, else exactness."""
    good = score.right + score.partial + score.flagged if handwritten else score.right
    return bounds(score.total, score.total - good)[1], good / max(1, score.total)


def shown(table: Sequence[Row]) -> tuple[tuple[Row, tuple[Failure, ...]], ...]:
    """The failures to be shown: of the worst fields, a few each."""
    chosen: list[tuple[Row, tuple[Failure, ...]]] = []
    left = SHOWN
    for row in table:
        some = row.failures[: min(PER_FIELD, left)]
        if some:
            chosen.append((row, some))
            left -= len(some)
    return tuple(chosen)


def _row(kind: str, name: str, handwritten: bool, part: Iterable[Failure]) -> Row:
    all_of_it = list(part)
    outcomes = [each.outcome for each in all_of_it]
    bad = sorted((each for each in all_of_it if each.outcome.bad), key=lambda each: _rank(each.outcome))
    return Row(kind, name, handwritten, tally(outcomes), reliability(outcomes), tuple(bad))


def _rank(outcome: FieldOutcome) -> tuple[bool, bool]:
    return outcome.doubtful, outcome.outcome != "wrong"
