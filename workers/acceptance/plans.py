"""How a lot is inspected: what one item is, how many are looked at, and how many may be wrong."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from math import ceil, log1p
from math import log as ln
from typing import Any, Literal

from workers.acceptance.intervals import CONFIDENCE
from workers.acceptance.tables import Level, Severity, code_letter, single
from workers.errors import BadPlan

Scheme = Literal["iso-2859-1", "zero", "all", "running"]
"""By the standard's tables; none wrong allowed; the whole lot; or a share of all that nobody looked at, as it comes."""
Unit = Literal["document", "field"]


@dataclass(frozen=True)
class Plan:
    """Kept with its lot as JSON."""

    scheme: Scheme
    unit: Unit
    lot: int
    """Items of the lot."""
    size: int
    """Items of the sample."""
    accept: int
    """At most so many may be wrong for the lot to be acceptable."""
    promised: float
    """Largest share of wrong items that was promised."""
    level: Level | None = None
    aql: float | None = None
    """In per cent."""
    severity: Severity | None = None
    letter: str | None = None
    share: float | None = None
    """Of a running sample: the share of values that is drawn."""
    after: int | None = None
    """Of a running sample: the id of the record after which it begins."""
    upto: int | None = None
    """Of a running sample: the id of the last record that it has looked at."""

    found: int | None = None
    """Wrong items when the lot was decided."""

    @property
    def is_whole(self) -> bool:
        """Whether every item of the lot is inspected."""
        return self.scheme != "running" and self.size == self.lot

    def to_json(self) -> dict[str, Any]:
        """Without what does not belong to its scheme."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def from_json(kept: dict[str, Any]) -> Plan:
    """The plan of a lot; what a later version adds to it is left out."""
    known = {each.name for each in fields(Plan)}
    return Plan(**{name: value for name, value in kept.items() if name in known})


def by_standard(lot: int, unit: Unit, level: Level, aql: float, severity: Severity) -> Plan:
    """A plan of ISO 2859-1. Where its sample is as large as the lot, all of the lot is inspected. Raises `BadPlan`."""
    found = single(code_letter(lot, level), aql, severity)
    return Plan(
        "iso-2859-1",
        unit,
        lot,
        min(found.size, lot),
        found.accept,
        aql / 100,
        level=level,
        aql=aql,
        severity=severity,
        letter=found.letter,
    )


def without_wrong(lot: int, unit: Unit, worst: float) -> Plan:
    """A sample in which none may be wrong.

    It is so large that a lot with a share of `worst` wrong items passes in one case of twenty at most: about three divided by
    `worst`. Raises `BadPlan`.
    """
    if not 0 < worst < 1:
        raise BadPlan("The share that may be wrong lies between 0 and 100 %.")
    _not_empty(lot)
    return Plan("zero", unit, lot, min(lot, ceil(ln(1 - CONFIDENCE) / log1p(-worst))), 0, worst)


def whole(lot: int, unit: Unit, promised: float) -> Plan:
    """Every item is inspected; acceptable is what holds the promise. Raises `BadPlan`."""
    if not 0 <= promised < 1:
        raise BadPlan("The share that may be wrong lies between 0 and 100 %.")
    _not_empty(lot)
    # Binary fractions lie a little beside: 0.07 of 100 is 7.
    return Plan("all", unit, lot, lot, int(lot * promised + 1e-9), promised)


def running(promised: float, share: float, after: int) -> Plan:
    """A sample that grows with what is published; it has no size of its own."""
    return Plan("running", "field", 0, 0, 0, promised, share=share, after=after, upto=after)


def _not_empty(lot: int) -> None:
    if lot < 1:
        raise BadPlan("There is nothing in this lot yet: nothing of it was read.")
