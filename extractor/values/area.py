"""Areas in square metres: `761,2 m²`, `1.041,9 m2`, `0,5 ha`, `2 sào 5 thước`, `bốn trăm mét vuông`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.values.figures import GROUPED, LEADERS, Span, composed, level, plain, read_amount
from extractor.values.numerals import parse_numeral

AreaUnit = Literal["m2", "ha", "km2", "sào", "mẫu", "thước", ""]

SIZES: dict[AreaUnit, int] = {"m2": 1, "": 1, "ha": 10_000, "km2": 1_000_000, "thước": 24, "sào": 360, "mẫu": 3600}
"""Square metres. Sào, mẫu (10 sào) and thước (a fifteenth) are those of Bắc Bộ; in Trung Bộ a sào is 500 m²."""

_UNITS: tuple[tuple[AreaUnit, re.Pattern[str]], ...] = (
    ("km2", re.compile(r"km\s?[²2](?![0-9])")),
    ("m2", re.compile(r"m\s?[²2](?![0-9])|met\s*vuong")),
    ("ha", re.compile(r"ha(?![a-z])|hec-?\s*ta(?![a-z])")),
    ("sào", re.compile(r"sao(?![a-z])")),
    ("mẫu", re.compile(r"mau(?![a-z])")),
    ("thước", re.compile(r"thuoc(?![a-z])")),
)
_TORN = re.compile(r"m\s?(?:[?°*\"'^ˆ”“’‘`~ºª%]|[a-z](?![a-z]))?(?![a-z0-9])")
"""A square metre whose ² was read as something else, or not at all."""
_GAP = re.compile(rf"{LEADERS}*")
_FAMILY = ("mẫu", "sào", "thước")
_UNSURE = re.compile(r"[0-9]{1,3}\s?[.,]\s?[0-9]{3}")


@dataclass(frozen=True)
class Area:
    """An area: `value` in square metres with a decimal point, and the unit that is printed (empty: none)."""

    value: str
    unit: AreaUnit
    text: str
    span: Span
    in_words: bool = False
    repaired: bool = False
    faults: tuple[str, ...] = ()


def parse_area(text: str) -> Area | None:
    """The first area of `text`, in figures or else in words; a number without a unit only where none has one.

    None where there is no number, or its groups make none. `repaired` tells a letter taken for a digit, and an `m` whose ²
    was not read.
    """
    areas = find_areas(text)
    if areas:
        return areas[0]
    text = composed(text)
    bare = GROUPED.search(text)
    if bare:
        return _figure(text, level(text), bare, "", bare.end())
    numeral = parse_numeral(text)
    if numeral is None:
        return None
    unit, end, _ = _unit(text, level(text), numeral.span[1])
    span = (numeral.span[0], end)
    return Area(plain(numeral.number * SIZES[unit]), unit, text[slice(*span)], span, in_words=True)


def find_areas(text: str) -> tuple[Area, ...]:
    """All areas in figures that have their unit, in order; sào and thước of one area are added up."""
    text = composed(text)
    flat = level(text)
    areas: list[Area] = []
    for found in GROUPED.finditer(text):
        unit, end, torn = _unit(text, flat, found.end())
        area = _figure(text, flat, found, unit, end, torn) if unit else None
        if area is None:
            continue
        before = areas[-1] if areas else None
        if before and _smaller(area.unit, before.unit) and not text[before.span[1] : area.span[0]].strip(" ,"):
            areas[-1] = _joined(text, before, area)
        else:
            areas.append(area)
    return tuple(areas)


def _unit(text: str, flat: str, start: int) -> tuple[AreaUnit, int, bool]:
    """The unit printed from `start` on, where it ends, and whether its ² had to be completed."""
    gap = _GAP.match(flat, start)
    begin = gap.end() if gap else start
    for unit, pattern in _UNITS:
        found = pattern.match(flat, begin)
        if found and (unit != "ha" or text[begin : begin + 2].lower() in ("ha", "hé")):  # not `Hạ Long`
            return unit, found.end(), False
    torn = _TORN.match(flat, begin)
    return ("m2", torn.end(), True) if torn else ("", start, False)


def _figure(text: str, flat: str, found: re.Match[str], unit: AreaUnit, end: int, torn: bool = False) -> Area | None:
    amount = read_amount(found[0])
    if amount is None:
        return None
    large = unit in ("ha", "km2")
    number = amount.number if amount.other is None or large else amount.other
    unsure = amount.other is not None or (large and _UNSURE.fullmatch(found[0]))
    faults = ("Dấu ngăn có thể là phần nghìn hoặc phần lẻ",) if unsure else ()
    span = (found.start(), end)
    return Area(plain(number * SIZES[unit]), unit, text[slice(*span)], span, False, amount.repaired or torn, faults)


def _smaller(unit: AreaUnit, than: AreaUnit) -> bool:
    return unit in _FAMILY and than in _FAMILY and _FAMILY.index(unit) > _FAMILY.index(than)


def _joined(text: str, first: Area, second: Area) -> Area:
    span = (first.span[0], second.span[1])
    total = Decimal(first.value) + Decimal(second.value)
    return Area(
        plain(total),
        first.unit,
        text[slice(*span)],
        span,
        False,
        first.repaired or second.repaired,
        first.faults + second.faults,
    )
