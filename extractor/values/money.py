"""Sums of money: `1.250.000.000 đồng`, `1,8 tỷ đồng`, `Một tỷ hai trăm năm mươi triệu đồng`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.values.figures import GROUPED, SPACED, Span, composed, level, plain, read_amount
from extractor.values.numerals import parse_numeral

Currency = Literal["VND", "USD", "EUR"]

_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_SCALE = re.compile(rf"\s*({'|'.join(_SCALES)})(?![a-z])")
_PRINTED = re.compile(f"{SPACED.pattern}|{GROUPED.pattern}")
_CURRENCY = re.compile(r"[\s.…_]*(?:(?P<VND>dong|vn[dđ]|d(?![a-z]))|(?P<USD>usd|do la|\$)|(?P<EUR>eur|€))")
_UNSURE = re.compile(r"[0-9]{1,3}\s?[.,]\s?[0-9]{3}")
_NEAR = re.compile(r"[\s,]*(?:va\s+)?")


@dataclass(frozen=True)
class Money:
    """A sum: `value` in digits, with a decimal point only in currencies that have cents."""

    value: str
    currency: Currency
    text: str
    span: Span
    in_words: bool = False
    repaired: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Term:
    """One number with its scale: `250 triệu`."""

    number: Decimal
    scale: int
    span: Span
    repaired: bool
    faults: tuple[str, ...]


def parse_money(text: str) -> Money | None:
    """The sum that `text` says, in figures or else in words; None where it says none.

    Figures with a currency or a scale behind them come before figures alone. Separators are told by their grouping, so
    that older papers with commas between thousands are read too: đồng have no decimals. Where words stand beside the
    figures and say another number, there is a fault.
    """
    text = composed(text)
    flat = level(text)
    sums = _sums(text, flat)
    named = [found for found in sums if found[1] or found[0][-1].scale > 1]
    said = _said(text, flat)
    if not (named or sums):
        unread = ("Số tiền bằng số không đọc được",) if re.search(r"[0-9]", text) else ()
        return None if said is None or (unread and not said.currency) else _with(said, unread)
    terms, currency, end = (named or sums)[0]
    total = sum((term.number * term.scale for term in terms), Decimal(0))
    if currency not in ("USD", "EUR") and total % 1:
        return None
    faults = tuple(fault for term in terms for fault in term.faults)
    if said and said.span[0] >= end and Decimal(said.value) != total:
        faults = (*faults, "Số tiền bằng số và bằng chữ khác nhau")
    span = (terms[0].span[0], end)
    return Money(plain(total), currency or "VND", text[slice(*span)], span, False, any(term.repaired for term in terms), faults)


def same_in_words(value: str, words: str) -> bool | None:
    """Whether `words` say the number `value` (digits, perhaps with a decimal point); None where they say no number."""
    numeral = parse_numeral(words)
    return None if numeral is None else numeral.number == Decimal(value)


def _with(money: Money, faults: tuple[str, ...]) -> Money:
    return Money(money.value, money.currency, money.text, money.span, money.in_words, money.repaired, (*money.faults, *faults))


def _said(text: str, flat: str) -> Money | None:
    numeral = parse_numeral(text)
    if numeral is None or not numeral.value.isdigit():
        return None
    end = numeral.span[1]
    currency = _CURRENCY.match(flat, end)
    span = (numeral.span[0], currency.end() if currency else end)
    return Money(numeral.value, _named(currency) or "VND", text[slice(*span)], span, in_words=True)


def _named(currency: re.Match[str] | None) -> Currency | None:
    names: tuple[Currency, ...] = ("VND", "USD", "EUR")
    return next((name for name in names if currency and currency[name]), None)


def _sums(text: str, flat: str) -> list[tuple[list[_Term], Currency | None, int]]:
    """Runs of terms with falling scales (`1 tỷ 250 triệu`), each with its currency and its end."""
    sums: list[tuple[list[_Term], Currency | None, int]] = []
    for term in _terms(text, flat):
        before = sums[-1] if sums else None
        if before and before[1] is None and term.scale < before[0][-1].scale and _NEAR.fullmatch(flat, before[2], term.span[0]):
            sums.pop()
            terms = [*before[0], term]
        else:
            terms = [term]
        currency = _CURRENCY.match(flat, term.span[1])
        sums.append((terms, _named(currency), currency.end() if currency else term.span[1]))
    return sums


def _terms(text: str, flat: str) -> list[_Term]:
    terms: list[_Term] = []
    for printed in _PRINTED.finditer(text):
        scale = _SCALE.match(flat, printed.end())
        amount = read_amount(printed[0].replace(" ", ""))
        if amount is None:
            continue
        size = _SCALES[scale[1]] if scale else 1
        number = amount.other if amount.other is not None and size == 1 else amount.number
        unsure = size > 1 and _UNSURE.fullmatch(printed[0])
        faults = ("Dấu ngăn có thể là phần nghìn hoặc phần lẻ",) if unsure else ()
        span = (printed.start(), scale.end() if scale else printed.end())
        terms.append(_Term(number, size, span, amount.repaired, faults))
    return terms
