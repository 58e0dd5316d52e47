"""Single sampling plans of ISO 2859-1:1999 (TCVN 7790-1:2007), for inspection by per cent nonconforming: AQL 0.010 to 10.

Facts of the standard's tables 1, 2-A, 2-B and 2-C. In all three master tables what stands in a cell depends only on its
diagonal, one letter down being one AQL to the left, so each is kept as one ladder. docs/acceptance.md tells by what else every
cell was checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from workers.errors import BadPlan

Level = Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"]
LEVELS: tuple[Level, ...] = get_args(Level)
Severity = Literal["normal", "tightened", "reduced"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

AQLS = (0.01, 0.015, 0.025, 0.04, 0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0)
"""Acceptance quality limits in per cent."""

LETTERS = "ABCDEFGHJKLMNPQR"
"""Code letters; there is no I and no O."""
_LAST = "S"
"""A letter that only tightened inspection has, and only at one AQL."""

_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_SMALL = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
"""Sizes of samples by letter: of normal and tightened, and of reduced inspection."""

_UPTO = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
"""Largest lots of the rows of table 1; its last row has no end."""
_CODES: Mapping[Level, str] = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}

_LADDERS: Mapping[Severity, tuple[int, tuple[int | str, ...]]] = {
    "normal": (14, (0, "up", "down", 1, 2, 3, 5, 7, 10, 14, 21)),
    "tightened": (15, (0, "down", "down", 1, 2, 3, 5, 8, 12, 18)),
    "reduced": (14, (0, "up", "down", "down", 1, 2, 3, 5, 6, 8, 10)),
}
"""Acceptance numbers and arrows from the first diagonal on that has a plan; before it arrows lead down, after it up."""


@dataclass(frozen=True)
class Single:
    """A plan for one sample: the lot is acceptable with at most `accept` nonconforming items among `size`."""

    letter: str
    size: int
    accept: int


def code_letter(lot: int, level: Level) -> str:
    """The code letter for a lot of so many items (table 1). Raises `BadPlan` for fewer than two."""
    if lot < 2:
        raise BadPlan("A lot for a sampling plan has at least two items; inspect all of it instead.")
    return _CODES[level][sum(lot > largest for largest in _UPTO)]


def single(letter: str, aql: float, severity: Severity) -> Single:
    """The plan of a cell of the master tables, its arrows followed. Raises `BadPlan` for an AQL that the standard lacks."""
    if aql not in AQLS:
        raise BadPlan(f"Choose an AQL of the standard: {', '.join(f'{each:g}' for each in AQLS)} %.")
    column = AQLS.index(aql)
    at = LETTERS.index(letter)
    step = 1 if _cell(at, column, severity) == "down" else -1
    for way in (step, -step):
        # At the ends of a column there is a plan on one side alone; the arrows there lead to it.
        row = at
        while 0 <= row < _rows(severity):
            cell = _cell(row, column, severity)
            if isinstance(cell, int):
                sizes = _SMALL if severity == "reduced" else _SIZES
                return Single((LETTERS + _LAST)[row], sizes[row], cell)
            row += way
    raise AssertionError("every column has a plan")


def _rows(severity: Severity) -> int:
    return len(LETTERS) + (severity == "tightened")


def _cell(row: int, column: int, severity: Severity) -> int | str:
    first, ladder = _LADDERS[severity]
    place = row + column - first
    if place < 0:
        return "down"
    return ladder[place] if place < len(ladder) else "up"
