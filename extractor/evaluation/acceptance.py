"""How much can be taken without a person looking, and how much of that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from extractor.evaluation.reliability import Case
from extractor.fields.calibration import SURELY, bounds

ASKED = (0.99, 0.995)
"""Accuracies at which acceptance is reported."""


@dataclass(frozen=True)
class Acceptance:
    """Of `cases` values found, `accepted` without a person, `wrong` of those."""

    cases: int
    accepted: int
    wrong: int
    threshold: float | None = None
    """Lowest confidence accepted; None where each field has a threshold of its own, or nothing is accepted."""

    @property
    def share(self) -> float | None:
        """Share accepted, 0 to 1."""
        return self.accepted / self.cases if self.cases else None

    @property
    def error(self) -> float | None:
        """Share of the accepted that is wrong, 0 to 1."""
        return self.wrong / self.accepted if self.accepted else None

    @property
    def error_bounds(self) -> tuple[float, float]:
        """Between what that share lies in truth, each end wrong one time in twenty (Wilson), as if cases were independent:
        those of one page are not, so the truth is wider still."""
        low, high = bounds(self.accepted, self.wrong)
        return 1 - high, 1 - low


def by_thresholds(outcomes: Iterable[tuple[bool, bool]]) -> Acceptance:
    """Of values found, each (accepted, right), as the record's own thresholds have it."""
    known = list(outcomes)
    taken = [right for accepted, right in known if accepted]
    return Acceptance(len(known), len(taken), taken.count(False))


def curve(cases: Iterable[Case]) -> tuple[Acceptance, ...]:
    """Accepting from each confidence that occurs, the surest first: the risk-coverage curve (El-Yaniv and Wiener 2010)."""
    ordered = sorted(cases, reverse=True)
    points: list[Acceptance] = []
    accepted = wrong = 0
    for confidence, alike in groupby(ordered, key=lambda case: case[0]):
        rights = [right for _, right in alike]
        accepted, wrong = accepted + len(rights), wrong + rights.count(False)
        points.append(Acceptance(len(ordered), accepted, wrong, confidence))
    return tuple(points)


def largest(points: Sequence[Acceptance], accuracy: float) -> Acceptance:
    """The point with most accepted of which at least `accuracy` is right; one that accepts nothing where there is none.

    It is chosen on the cases that it is judged by, so unseen ones may do a little worse.
    """
    good = [each for each in points if each.wrong <= (1 - accuracy) * each.accepted + 1e-9]
    return max(good, key=lambda each: each.accepted, default=Acceptance(points[0].cases if points else 0, 0, 0))


def needed(accuracy: float) -> int:
    """How many accepted values, not one of them wrong, it takes to prove `accuracy` (0 to 1, exclusive)."""
    return ceil(SURELY**2 * accuracy / (1 - accuracy))
