"""What a stated confidence is worth: cases that claim to be right with 90 % should be right nine times of ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

BINS = 10

Case = tuple[float, bool]
"""A stated confidence, 0 to 1, and whether what it was stated of is right."""


@dataclass(frozen=True)
class Bin:
    """Cases of like confidence. Shares are 0 to 1."""

    cases: int
    stated: float
    """Mean confidence."""
    right: float
    """Share that is right."""
    lowest: float
    highest: float
    """Confidences between which the cases lie."""


@dataclass(frozen=True)
class Reliability:
    """Figures of some cases; shares, errors and score are None where there is no case.

    `error` and `error_by_width` are expected calibration errors, the mean distance of stated and true shares weighted by cases:
    the first in bins of equally many cases (Nixon et al., Measuring Calibration in Deep Learning, 2019), the second in bins of
    equal width (Naeini et al., Obtaining Well Calibrated Probabilities Using Bayesian Binning, 2015). `brier` is the mean
    squared distance of confidence and truth (Brier 1950): 0 is best, and 0.25 what always stating one half gets.
    """

    cases: int
    bins: tuple[Bin, ...]
    """Of equally many cases, as far as equal confidences stay together; from unsure to sure."""
    right: float | None
    """Share that is right."""
    error: float | None
    error_by_width: float | None
    brier: float | None


def measure(cases: Iterable[Case]) -> Reliability:
    """The figures of `cases`."""
    ordered = sorted(cases)
    by_mass, by_width = _by_mass(ordered), _by_width(ordered)
    if not ordered:
        return Reliability(0, (), None, None, None, None)
    brier = sum((stated - right) ** 2 for stated, right in ordered) / len(ordered)
    right = sum(right for _, right in ordered) / len(ordered)
    return Reliability(len(ordered), tuple(map(_bin, by_mass)), right, _error(by_mass), _error(by_width), brier)


def _by_mass(ordered: Sequence[Case]) -> list[Sequence[Case]]:
    """`BINS` parts as even as they can be, or fewer, for equal confidences are never parted."""
    between = [0, *(at for at in range(1, len(ordered)) if ordered[at - 1][0] != ordered[at][0]), len(ordered)]
    wanted = (number * len(ordered) / BINS for number in range(BINS + 1))
    cuts = sorted({min(between, key=lambda at: abs(at - want)) for want in wanted})
    return [ordered[begin:end] for begin, end in pairwise(cuts)]


def _by_width(ordered: Sequence[Case]) -> list[Sequence[Case]]:
    places: dict[int, list[Case]] = {}
    for case in ordered:
        places.setdefault(min(BINS - 1, int(case[0] * BINS)), []).append(case)
    return list(places.values())


def _error(bins: Iterable[Sequence[Case]]) -> float:
    parts = [_bin(each) for each in bins]
    return sum(each.cases * abs(each.stated - each.right) for each in parts) / sum(each.cases for each in parts)


def _bin(cases: Sequence[Case]) -> Bin:
    stated = sum(stated for stated, _ in cases) / len(cases)
    return Bin(len(cases), stated, sum(right for _, right in cases) / len(cases), cases[0][0], cases[-1][0])
