"""What a probability is worth for one field of one type, as measured on pages that were not learned from.

Groups of fields stand one inside the other: all of them, those of a value type, a field in all types, a field of one type.
Each group corrects what the wider one says, on the scale of log odds, by no more than its own cases can bear out (Platt
scaling with partial pooling): where cases are few, the wider group speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from extractor.fields.features import exact_logit, odds
from extractor.profiles import strip_ordinal
from extractor.record import SURE

NEVER = 1.01
"""A threshold that no confidence reaches."""
MOST = 0.999
"""Nothing is surer than that."""
SURELY = 1.645
"""Standard deviations of the bounds on an accuracy: each is wrong in one case of twenty."""

Step = tuple[float, int, int]
"""A confidence, how many cases are at least that sure, and how many of those are wrong."""


@dataclass(frozen=True)
class Group:
    """What was measured of one group."""

    slope: float = 1.0
    offset: float = 0.0
    """Log odds become `slope` times those of the wider group, plus `offset`."""
    cases: int = 0
    wrong: int = 0
    steps: tuple[Step, ...] = ()
    """From sure to unsure, ending before a wrong case each; all calibrated, none learned from."""

    def lowest(self, accuracy: float) -> float | None:
        """The lowest confidence from which the accuracy certainly holds, or None."""
        return min((at for at, cases, wrong in self.steps if bounds(cases, wrong)[0] >= accuracy), default=None)

    def highest_failing(self, accuracy: float) -> float:
        """The highest confidence from which the accuracy certainly does not hold; 0 where there is none."""
        return max((at for at, cases, wrong in self.steps if bounds(cases, wrong)[1] < accuracy), default=0.0)

    def above(self, confidence: float) -> float:
        """The next step's confidence above `confidence`."""
        return min((at for at, _, _ in self.steps if at > confidence), default=NEVER)


@dataclass(frozen=True)
class Calibration:
    """State → key of a group → what was measured of it."""

    groups: Mapping[str, Mapping[str, Group]]

    def confidence(self, type_name: str, field: str, kind: str, p: float, state: str) -> float:
        """`p` calibrated; as it is where nothing was measured of the state."""
        score = exact_logit(p)
        for group in self._chain(type_name, field, kind, state):
            score = group.slope * score + group.offset
        return min(MOST, odds(score))

    def threshold(self, type_name: str, field: str, kind: str, accuracy: float, state: str) -> float:
        """The confidence from which `accuracy` holds: proven by the group itself, or by the wider one as long as its own
        cases do not speak against it. `SURE` where nothing was measured, 1.01 where the accuracy is never reached."""
        found: float | None = None
        for group in self._chain(type_name, field, kind, state):
            own = group.lowest(accuracy)
            if own is not None:
                found = own
            elif found is None:
                found = NEVER
            else:
                failing = group.highest_failing(accuracy)
                found = group.above(failing) if failing >= found else found
        return SURE if found is None else found

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            state: {
                key: {
                    "slope": round(group.slope, 4),
                    "offset": round(group.offset, 4),
                    "cases": group.cases,
                    "wrong": group.wrong,
                    "steps": [[round(at, 4), cases, wrong] for at, cases, wrong in group.steps],
                }
                for key, group in groups.items()
            }
            for state, groups in self.groups.items()
        }

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Calibration:
        """The inverse of `to_dict`."""
        return Calibration(
            {
                state: {
                    key: Group(**{**each, "steps": tuple((at, cases, wrong) for at, cases, wrong in each["steps"])})
                    for key, each in groups.items()
                }
                for state, groups in data.items()
            }
        )

    def _chain(self, type_name: str, field: str, kind: str, state: str) -> Iterator[Group]:
        groups = self.groups.get(state, {})
        return (groups[key] for key in keys(type_name, field, kind) if key in groups)


def keys(type_name: str, field: str, kind: str) -> Sequence[str]:
    """The groups that a field belongs to, the widest first."""
    base = strip_ordinal(field)
    return ("all", f"kind {kind}", f"field {base}", f"{type_name}: {base}")


def bounds(cases: int, wrong: int) -> tuple[float, float]:
    """Between what an accuracy certainly lies that was seen as `wrong` of `cases`.

    Wilson's score interval; without mistakes its lower end is that of the rule of three.
    """
    if cases == 0:
        return 0.0, 1.0
    share, z = 1 - wrong / cases, SURELY**2 / cases
    middle = (share + z / 2) / (1 + z)
    half = sqrt(z * (share * (1 - share) + z / 4)) / (1 + z)
    return max(0.0, middle - half), min(1.0, middle + half)
