"""Exact binomial probabilities and intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

CONFIDENCE = 0.95
"""Of every interval that is shown."""
_HALVINGS = 60


@dataclass(frozen=True)
class Estimate:
    """How many of `seen` were wrong, and between which shares the share of wrong ones lies."""

    wrong: int
    seen: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """Share of wrong ones among those seen; None where nothing was."""
        return self.wrong / self.seen if self.seen else None


def at_most(most: int, size: int, p: float) -> float:
    """Probability of at most `most` wrong ones among `size` that are wrong with probability `p` each."""
    if most >= size or p <= 0:
        return 1.0
    if most < 0 or p >= 1:
        return 0.0
    whole = lgamma(size + 1)
    terms = (exp(whole - lgamma(k + 1) - lgamma(size - k + 1) + k * log(p) + (size - k) * log1p(-p)) for k in range(most + 1))
    return min(1.0, sum(terms))


def estimate(wrong: int, seen: int, *, of: int | None = None) -> Estimate:
    """The interval of Clopper and Pearson (Biometrika 26, 1934), which covers the truth at least as often as it says.

    Where all `of` the lot was seen, nothing is left to chance.
    """
    if not seen:
        return Estimate(0, 0, 0.0, 1.0)
    if seen == of:
        return Estimate(wrong, seen, wrong / seen, wrong / seen)
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if wrong == 0 else _where(lambda p: 1 - at_most(wrong - 1, seen, p), tail)
    high = 1.0 if wrong == seen else _where(lambda p: -at_most(wrong, seen, p), -tail)
    return Estimate(wrong, seen, low, high)


def _where(grows: Callable[[float], float], value: float) -> float:
    """The share at which a function that grows with it reaches a value."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if grows(middle) < value else (low, middle)
    return (low + high) / 2
