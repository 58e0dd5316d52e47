"""Plain numbers with a unit: lengths (`3,6 m`), shares (`60 %`), counts (`03 (ba) bộ`, `mười hai tháng`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor.values.figures import GROUPED, Span, composed, plain, read_amount, read_digits
from extractor.values.numerals import parse_numeral

_UNIT = re.compile(r"\s*(%|[^\W\d_]+[²³]?)")
_COUNT = re.compile(r"(?<![0-9A-Za-zÀ-ỹ,?*#])(?<![0-9]\.)[0-9OoIl|]{1,9}(?:[.,][0-9]{3})*(?![0-9A-Za-zÀ-ỹ?*#]|[.,][0-9])")


@dataclass(frozen=True)
class Quantity:
    """A number with a decimal point and without needless zeros, and the unit behind it as printed (empty: none)."""

    value: str
    unit: str
    text: str
    span: Span
    in_words: bool = False
    repaired: bool = False
    faults: tuple[str, ...] = ()


def parse_decimal(text: str, least: float | None = None, most: float | None = None) -> Quantity | None:
    """The first number of `text`, in figures or words; None where it holds none, or one whose groups make no number.

    `least` and `most` are plausible limits in the printed unit; a number beyond them keeps its value and has a fault.
    """
    text = composed(text)
    found = GROUPED.search(text)
    if found is None:
        return _said(text, least, most)
    amount = read_amount(found[0])
    if amount is None:
        return None
    faults = () if amount.other is None else ("Dấu phẩy có thể ngăn phần nghìn",)
    return _quantity(text, found.span(), amount.number, least, most, repaired=amount.repaired, faults=faults)


def parse_integer(text: str, least: float | None = None, most: float | None = None) -> Quantity | None:
    """The first whole number of `text`, in figures or words; None where it holds none. Limits as for `parse_decimal`."""
    text = composed(text)
    for found in _COUNT.finditer(text):
        digits = read_digits(re.sub(r"[.,]", "", found[0]), 0.5)
        if digits:
            said = parse_numeral(text[found.end() :])
            differs = said is not None and said.value != str(int(digits.value))
            faults = ("Bằng số và bằng chữ khác nhau",) if differs else ()
            return _quantity(text, found.span(), Decimal(digits.value), least, most, repaired=digits.repaired, faults=faults)
    count = None if re.search(r"[0-9]", text) else _said(text, least, most)
    return count if count and count.value.isdigit() else None


def _said(text: str, least: float | None, most: float | None) -> Quantity | None:
    numeral = parse_numeral(text)
    return _quantity(text, numeral.span, numeral.number, least, most, in_words=True) if numeral else None


def _quantity(
    text: str, span: Span, number: Decimal, least: float | None, most: float | None, *,
    in_words: bool = False, repaired: bool = False, faults: tuple[str, ...] = (),
) -> Quantity:  # fmt: skip
    unit = _UNIT.match(text, span[1])
    if (least is not None and number < Decimal(str(least))) or (most is not None and number > Decimal(str(most))):
        limits = f"từ {least:g}" if most is None else f"đến {most:g}" if least is None else f"{least:g} đến {most:g}"
        faults = (*faults, f"Ngoài khoảng hợp lý {limits}")
    return Quantity(plain(number), unit[1] if unit else "", text[slice(*span)], span, in_words, repaired, faults)
