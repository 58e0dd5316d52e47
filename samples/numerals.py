"""Numbers as Vietnamese papers print them, in figures and in words."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TypeVar

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu", " tỷ")


Number = TypeVar("Number", int, Decimal)
SLIPS = 0.05
"""Share of papers whose words say another number than their figures."""


def misstated(rng: random.Random, number: Number) -> Number:
    """The number itself, or now and then another one of the same size: its first digit is another."""
    if rng.random() >= SLIPS:
        return number
    text = str(number)
    return type(number)(rng.choice([d for d in "123456789" if d != text[0]]) + text[1:])


def in_words(number: int) -> str:
    """A whole number below 10¹²: `một tỷ hai trăm năm mươi triệu`."""
    if number == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, rest = divmod(number, 1000)
        groups.append(rest)
    top = len(groups) - 1
    parts = [_hundreds(group, whole=n < top) + _SCALES[n] for n, group in enumerate(groups) if group]
    return " ".join(reversed(parts))


def area_in_words(area: Decimal) -> str:
    """Square metres: `bảy trăm sáu mươi mốt phẩy hai mét vuông`."""
    whole, _, rest = plain(area).partition(".")
    tail = " phẩy " + " ".join(_DIGITS[int(digit)] for digit in rest) if rest else ""
    return f"{in_words(int(whole))}{tail} mét vuông"


def dotted(number: int) -> str:
    """`1.250.000`."""
    return f"{number:,}".replace(",", ".")


def comma(number: Decimal, places: int = 1) -> str:
    """`761,2`, always with `places` decimals: certificates print `400,0`."""
    return f"{number:.{places}f}".replace(".", ",")


def plain(number: Decimal) -> str:
    """As the truth has it: a point, no trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _hundreds(number: int, *, whole: bool) -> str:
    """Below 1000; `whole` says zero hundreds too, as they are said behind a higher group."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or whole else []
    if tens == 0 and units:
        parts += ["linh", _DIGITS[units]] if parts else [_DIGITS[units]]
    elif tens == 1:
        parts.append("mười")
    elif tens:
        parts.append(f"{_DIGITS[tens]} mươi")
    if tens and units:
        parts.append({1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(units, _DIGITS[units]))
    return " ".join(parts)
