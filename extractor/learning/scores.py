"""What was learned, against rules alone: figures of files that were not learned from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.fields.calibration import Calibration
from extractor.learning.calibrating import Outcome, learn_calibration
from extractor.learning.folds import FOLDS, folds
from extractor.learning.logistic import Array, log_loss
from extractor.learning.replay import Case
from extractor.record import SURE

ASKED = (0.99, 0.995)
"""Accuracies at which acceptance is measured."""
BINS = 10


@dataclass(frozen=True)
class Score:
    """Shares are 0 to 1. `accepted` and `wrong`: of the values that were found, the share that no person need look at, and
    of those the share that is wrong, by asked accuracy."""

    cases: int
    exact: float
    """Right values, absences and reports of what cannot be read."""
    found: int
    """Cases in which a value was given; all that follows is about them."""
    log_loss: float
    calibration_error: float
    accepted: Mapping[float, float]
    wrong: Mapping[float, float]

    def to_dict(self) -> dict[str, float]:
        """The figures by name, rounded."""
        flat: dict[str, float] = {
            "cases": self.cases, "found": self.found, "exact": self.exact,
            "log_loss": self.log_loss, "calibration_error": self.calibration_error,
        }  # fmt: skip
        for asked in self.accepted:
            flat[f"accepted_{asked:g}"] = self.accepted[asked]
            flat[f"wrong_{asked:g}"] = self.wrong[asked]
        return {name: round(value, 4) for name, value in flat.items()}


@dataclass(frozen=True)
class _Judged:
    """A chosen proposal, the confidence stated of it, and from which one it would be accepted, by asked accuracy."""

    state: str
    right: bool
    confidence: float
    thresholds: tuple[float, ...]


def score_rules(cases: Sequence[Case]) -> Score:
    """As hand-made confidences have it: the largest wins, and 0.8 is sure."""
    judged = []
    for case in cases:
        best = max(case.offers, key=lambda offer: (offer.proposal.state != "absent", offer.proposal.confidence))
        judged.append(_Judged(best.proposal.state, best.right, best.proposal.confidence, (SURE,) * len(ASKED)))
    return _score(judged)


def score_learned(outcomes: Sequence[Outcome], only: Collection[str] | None = None) -> Score:
    """As the ranking chose, calibrated; both learned from other files than they are judged on.

    `only`: the files that are judged; all are learned from.
    """
    parts = folds(each.file for each in outcomes)
    judged = []
    for part in range(FOLDS):
        calibration = learn_calibration([each for each in outcomes if parts[each.file] != part])
        for each in outcomes:
            if parts[each.file] == part and (only is None or each.file in only):
                judged.append(_judged(each, calibration))
    return _score(judged)


def score_with(outcomes: Sequence[Outcome], calibration: Calibration) -> Score:
    """With a calibration that is there, which learned from none of these files."""
    return _score([_judged(each, calibration) for each in outcomes])


def _judged(outcome: Outcome, calibration: Calibration) -> _Judged:
    group = outcome.type, outcome.field, outcome.kind
    confidence = calibration.confidence(*group, outcome.p, outcome.state)
    thresholds = tuple(calibration.threshold(*group, asked, outcome.state) for asked in ASKED)
    return _Judged(outcome.state, outcome.right, confidence, thresholds)


def _score(judged: Sequence[_Judged]) -> Score:
    found = [each for each in judged if each.state == "found"]
    p = np.array([each.confidence for each in found])
    right = np.array([float(each.right) for each in found])
    accepted, wrong = {}, {}
    for index, asked in enumerate(ASKED):
        taken = [each for each in found if each.confidence >= each.thresholds[index]]
        accepted[asked] = len(taken) / max(1, len(found))
        wrong[asked] = sum(not each.right for each in taken) / max(1, len(taken))
    return Score(
        cases=len(judged),
        exact=sum(each.right for each in judged) / max(1, len(judged)),
        found=len(found),
        log_loss=log_loss(p, right),
        calibration_error=calibration_error(p, right),
        accepted=accepted,
        wrong=wrong,
    )


def calibration_error(p: Array, right: Array) -> float:
    """Expected calibration error: mean distance of stated and true shares in `BINS` bins of equally many cases (Nixon et al.,
    Measuring Calibration in Deep Learning, 2019)."""
    if not len(p):
        return 0.0
    parts = np.array_split(np.argsort(p, kind="stable"), BINS)
    return float(sum(len(part) * abs(p[part].mean() - right[part].mean()) for part in parts if len(part)) / len(p))
