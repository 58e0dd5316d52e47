"""What the numbers and codes of people, firms, land and dossiers have in common once they are read.

A shape proves nothing: only tax numbers have a check digit. What a number says of itself (province, sex, year, day) stands in
its parts, so that it can be compared with other fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from extractor.values.figures import CLEAR_BEFORE, CLEAR_BEHIND, FIGURE, Span, composed, read_digits

Kind = Literal[
    "personal-number",
    "old-identity-card",
    "passport",
    "tax-number",
    "dossier-code",
    "archive-code",
    "land-serial",
    "registry-number",
]


@dataclass(frozen=True)
class Identifier:
    """A number or code: `value` without inner spaces, `text` as printed, `span` in the NFC text.

    `proved`: a check digit holds. `repaired`: a letter was taken for the digit that it looks like. `faults`: sentences about
    what is unusual or cannot be; the value stands nevertheless.
    """

    kind: Kind
    value: str
    text: str
    span: Span
    parts: Mapping[str, str] = field(default_factory=dict)
    proved: bool = False
    repaired: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """Digits that stand together, and the lengths of their groups.

    `before` and `behind`: the lengths of the groups that adjoin them, 0 where there is none.
    """

    digits: str
    groups: tuple[int, ...]
    span: Span
    repaired: bool
    before: int
    behind: int


_GROUP = re.compile(rf"{CLEAR_BEFORE}{FIGURE}+{CLEAR_BEHIND}")


def find_runs(text: str, most: int, between: str = r"[ .]{1,2}") -> Iterator[Run]:
    """Every run of groups of digits in `text` with up to `most` digits; `between` (a pattern) parts the groups of one run."""
    text = composed(text)
    found = [(group.span(), digits) for group in _GROUP.finditer(text) if (digits := read_digits(group[0]))]
    adjoin = [re.fullmatch(between, text[a[0][1] : b[0][0]]) is not None for a, b in pairwise(found)]
    for first in range(len(found)):
        for last in range(first, len(found)):
            read = [digits for _, digits in found[first : last + 1]]
            lengths = tuple(len(digits.value) for digits in read)
            if (last > first and not adjoin[last - 1]) or sum(lengths) > most:
                break
            before = len(found[first - 1][1].value) if first and adjoin[first - 1] else 0
            behind = len(found[last + 1][1].value) if last < len(adjoin) and adjoin[last] else 0
            value, repaired = "".join(digits.value for digits in read), any(digits.repaired for digits in read)
            yield Run(value, lengths, (found[first][0][0], found[last][0][1]), repaired, before, behind)
