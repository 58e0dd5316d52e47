"""The stretch of time that a date names: `1969` is a year long, `2022-03-05T07:30` a minute.

What is not printed is not compared.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

Unit = Literal["years", "months", "days"]

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?", re.ASCII)


@dataclass(frozen=True)
class Stretch:
    """From `first` to `last`, both within it."""

    first: datetime
    last: datetime

    def may_be(self, other: Stretch) -> bool:
        """Whether both can name one moment: a year and a day of it, a day and an hour of it."""
        return self.first <= other.last and other.first <= self.last

    def may_precede(self, other: Stretch) -> bool:
        """Whether this one can lie before the other, or be it."""
        return self.first <= other.last

    def until(self, other: Stretch, unit: Unit) -> tuple[float, float]:
        """The least and the most `unit`s that can lie between this one and the other; negative where the other is earlier."""
        least = _elapsed(self.last.date(), other.first.date(), unit)
        return least, _elapsed(self.first.date(), other.last.date(), unit)


def stretch(value: object) -> Stretch | None:
    """What an ISO date cut to its precision, or a date with a time, names; None for anything else (`Không thời hạn`)."""
    found = _ISO.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = first if day is not None else date(first.year, month or 12, monthrange(first.year, month or 12)[1])
        if hour is not None:
            moment = datetime.combine(first, time(hour, minute or 0))
            return Stretch(moment, moment)
    except ValueError:
        return None
    return Stretch(datetime.combine(first, time.min), datetime.combine(last, time.max))


def _elapsed(start: date, end: date, unit: Unit) -> float:
    """Calendar months and years, whole on the same day of a month: nobody turns 18 a day late for want of a leap year."""
    if end < start:
        return -_elapsed(end, start, unit)
    if unit == "days":
        return float((end - start).days)
    whole = 12 * (end.year - start.year) + end.month - start.month
    lasts = monthrange(end.year, end.month)[1]
    rest = end.day - min(start.day, lasts)
    if rest < 0:
        # The days since the same day of the month before, as a part of that month.
        before = monthrange(end.year - (end.month == 1), end.month - 1 or 12)[1]
        whole, rest, lasts = whole - 1, end.day + max(0, before - start.day), before
    months = whole + rest / (lasts + 1)
    return months if unit == "months" else months / 12
