"""Figures in text that a machine has read: folding that keeps every position, look-alike letters, and grouped numbers.

Digits are ASCII digits; other scripts' are never taken for them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from extractor.values.text import deaccent

Span = tuple[int, int]
"""First character and the one after the last, from 0."""

_MEANT = {
    "O": "0",
    "o": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "l": "1",
    "|": "1",
    "i": "1",
    "S": "5",
    "B": "8",
    "Z": "2",
    "g": "9",
}
_LOOKS_LIKE = str.maketrans(_MEANT)

FIGURE = r"[0-9OoQDIl|iSBZg]"
"""A digit, or a letter that readers take for one."""

LEADERS = r"[\s.…·_]"
"""What fills a form's blank."""

CLEAR_BEFORE = r"(?<![^\s.…·_:;,(\[/=\"“–-])"
CLEAR_BEHIND = r"(?![^\s.…·_:;,)\]/\"”–-])"
"""Around a number that was read whole: nothing, or a mark that papers print there. Any other mark may be a digit misread."""

_UNTORN = r"(?<![0-9]\s)(?<![^.…\s][.,])(?<![0-9][.,]\s)(?<!^[.,])"
_BEGINS = rf"(?<![^\s.…·_:;,(\[/=\"“$–-]){_UNTORN}"
_UNIT = r"m\s?[^\s0-9]?[0-9]?|km|k|[hđdvntueHĐVNTUE](?!\s?[.,]?[0-9])"
_ENDS = rf"(?!\s[0-9])(?![.,]\s?[^\s.,…/)–-])(?=[\s.…·_:;,)\]/\"”%$€–-]|$|{_UNIT})"
_GROUP = rf"(?:{FIGURE}*[0-9][OoIl|S]*(?!{FIGURE})|{FIGURE}+(?=\s?[.,]\s?[0-9])|[OoIl|]+(?!{FIGURE}))"
GROUPED = re.compile(rf"{_BEGINS}(?=[0-9])(?>{_GROUP}(?:\s?[.,]\s?{_GROUP})*){_ENDS}")
"""A number with its separators, and not what is left of one that was torn."""

_NORMAL = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LONGEST = 26
"""Characters of a number: more than any sum of money has, fewer than decimals lose digits at."""

SPACED = re.compile(rf"{_BEGINS}(?>[0-9]{{1,3}}(?: [0-9]{{3}})+){_ENDS}(?![.,][0-9])")
"""A whole number with spaces between its thousands."""


@dataclass(frozen=True)
class Digits:
    """Digits without their spaces, and whether letters were taken for some."""

    value: str
    repaired: bool


@dataclass(frozen=True)
class Amount:
    """A number as printed in figures. `other`: what it is if its one comma, before three digits, parts thousands."""

    number: Decimal
    repaired: bool = False
    other: Decimal | None = None


def composed(text: str) -> str:
    """`text` in NFC, which spans of values index."""
    return unicodedata.normalize("NFC", text)


def level(text: str) -> str:
    """Lower case without marks, of the same length as `text` (NFC), so that a span of one is a span of the other."""
    return "".join(map(_level, text))


def _level(char: str) -> str:
    bare = deaccent(char).lower()
    return bare if len(bare) == 1 else char


def read_digits(text: str, share: float = 0.6) -> Digits | None:
    """The digits that `text` is made of, spaces dropped; None for anything else.

    Look-alike letters count as digits where at least `share` of the characters are digits anyway.
    """
    bare = "".join(text.split())
    digits = bare.translate(_LOOKS_LIKE)
    if not re.fullmatch(r"[0-9]+", digits):
        return None
    real = len(re.findall(r"[0-9]", bare))
    return Digits(digits, bare != digits) if real >= share * len(bare) else None


def read_amount(text: str) -> Amount | None:
    """A number in figures whose separators are told by its grouping; None where the groups make no number.

    Three digits behind every separator are thousands (`1.250.000`, and `1,250,000` on older papers); the last of two kinds,
    or one with another number of digits behind it, parts decimals (`1.041,9`, `1,041.9`, `761,2`). A single dot before
    three digits parts thousands; a single comma there is ambiguous: the decimal comma of today, or the other way.
    """
    groups = [read_digits(group, 0.0) for group in re.split(r"[.,]", text)]
    marks = re.findall(r"[.,]", text)
    if len(text) > _LONGEST or any(group is None for group in groups):
        return None
    parts = [group.value for group in groups if group]
    repaired = any(group.repaired for group in groups if group)
    if not marks:
        return Amount(Decimal(parts[0]), repaired)
    whole = Decimal("".join(parts))
    decimal = len(set(marks)) == 2 or (len(marks) == 1 and not _thousands(parts))
    if not decimal and marks != [","]:
        return Amount(whole, repaired) if _thousands(parts) else None
    if decimal and (marks[-1] in marks[:-1] or (len(parts) > 2 and not _thousands(parts[:-1]))):
        return None
    return Amount(whole.scaleb(-len(parts[-1])), repaired, None if decimal else whole)


def _thousands(parts: list[str]) -> bool:
    return 1 <= len(parts[0]) <= 3 and parts[0].strip("0") != "" and all(len(part) == 3 for part in parts[1:])


def plain(number: Decimal) -> str:
    """With a decimal point and without needless zeros: `400.0` → `400`."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.lstrip("0") if text.lstrip("0")[:1].isdigit() else f"0{text.lstrip('0')}"


def written(value: str, *, grouped: bool = False) -> str:
    """A number with a decimal point as people here write it: `139.8` → `139,8`, `grouped` also `1250000` → `1.250.000`.

    `read_amount` reads it back without a doubt: behind a comma never stand exactly three digits, which might be thousands
    (`12.125` → `12,1250`). A text that is no such number stays as it is.
    """
    if _NORMAL.fullmatch(value) is None:
        return value
    whole, _, part = value.partition(".")
    if grouped:
        whole = f"{int(whole):,}".replace(",", ".")
    return f"{whole},{part}{'0' if len(part) == 3 else ''}" if part else whole
