"""Numbers in Vietnamese words: `một nghìn chín trăm tám mươi lăm`, `bảy trăm sáu mươi mốt phẩy hai`.

Marks may be missing or wrong: the grammar tells `mười` from `mươi`. Letters may not: a word that is no number word ends the
number, and where it may be a misread part of it, there is no number at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.values.figures import Span, composed, level, plain

_CODES = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "f", "nam": "5", "lam": "v", "nham": "v", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "muoi": "M", "tram": "T", "linh": "L", "le": "L", "ruoi": "H", "phay": ",",
    "nghin": "K", "ngan": "K", "trieu": "P", "ty": "R", "ti": "R",
}  # fmt: skip
"""One letter a word. Two words for a digit have letters of their own where only one of them can end or begin a number."""

_SCALES = (("R", 10**9), ("P", 10**6), ("K", 10**3))
_UNIT = "[1-9fv]"
_BELOW_HUNDRED = rf"M{_UNIT}?|[1-9]M{_UNIT}?"
_HUNDREDS = re.compile(
    rf"(?P<hundred>[0-9])T(?:L(?P<low>{_UNIT})|(?P<tens>{_BELOW_HUNDRED}|0M{_UNIT}|[1-9]{_UNIT})|(?P<half>H))?"
)
_TENS = re.compile(rf"{_BELOW_HUNDRED}|[2-9][1fv]|[0-9f]")
_LOW = re.compile(rf"L({_UNIT})")
_WORDS = re.compile("|".join(sorted(_CODES, key=len, reverse=True)))
_GOES_ON = re.compile(r"[^;:()]*(?<![a-z])(?:muoi|tram|nghin|ngan|trieu|linh|phay|ruoi)(?![a-z])")
_WORD = re.compile(r"[\s.,-]*([^\W\d_]+)")
_TOKEN = re.compile(r"[a-z]+")
_BETWEEN = re.compile(r"[\s,.…-]*")
_BEFORE = re.compile(r"(?:^|[:;(/\"“]|(?<![a-z])(?:chu|la|tien|gia|tich|so|lan|khoang))[\s.…_*-]*$")
_ENDS = re.compile(r"[\s.…_,-]*(?:$|[;:)\](/\"”])")

TAILS = frozenset(
    (
        "dong", "vnd", "usd", "chan", "viet", "met", "vuong", "hec", "hecta", "thuoc", "phut", "thang", "ngay", "nguoi", "phan",
        "m", "ha", "sào", "mẫu", "đô", "lần", "tầng", "bộ", "bản", "gốc", "giờ", "năm",
    )
)  # fmt: skip
"""Words that may follow a number; any other may be a misread part of it. Those like a number word need their marks."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LIMIT = 10**18


@dataclass(frozen=True)
class Numeral:
    """A number in words: `value` in digits with a decimal point, and the part of the text that says it."""

    value: str
    text: str
    span: Span

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)


def parse_numeral(text: str, tails: frozenset[str] = TAILS) -> Numeral | None:
    """The number that `text` says in words; None where it says none, or where words beside it may be a misread part of it.

    It stands alone, behind a colon or a word such as *chữ*, and before punctuation or one of `tails` (`đồng`, `mét vuông`).
    A digit alone behind a larger unit (`hai triệu năm`) is ambiguous and no number.
    """
    text = composed(text)
    flat = level(text)
    for codes, (start, end) in sorted(_runs(text, flat), key=lambda run: -len(run[0])):
        if not _BEFORE.search(flat[:start]) or _GOES_ON.match(flat, end):
            continue
        follows = _WORD.match(text, end)
        known = follows is not None and (follows[1].lower() in tails or level(follows[1]) in tails)
        if not (known or _ENDS.match(flat, end)) or (codes == "0" and not known):
            continue
        number = _number(codes)
        if number is not None:
            return Numeral(plain(number), text[start:end], (start, end))
    return None


def in_words(number: int | Decimal) -> str:
    """The number in words, as offices write it: `hai nghìn không trăm linh năm`. Exact inverse of `parse_numeral`.

    Only 0 is not read back, for `không` alone also means none. Raises `ValueError` below 0 and from 10**18.
    """
    if not 0 <= number < _LIMIT:
        raise ValueError(f"{number} has no number words here")
    whole, _, fraction = f"{Decimal(number):f}".partition(".")
    said = _whole_in_words(int(whole))
    if not fraction:
        return said
    zeros = len(fraction) - len(fraction.lstrip("0"))
    rest = [_whole_in_words(int(fraction))] if fraction.strip("0") else []
    return " ".join([said, "phẩy", *["không"] * zeros, *rest])


def _runs(text: str, flat: str) -> list[tuple[str, Span]]:
    """Runs of number words, coded, and where they stand. Words that lost the space between them still count."""
    runs: list[tuple[str, Span]] = []
    for token in _TOKEN.finditer(flat):
        words = _WORDS.findall(token[0])
        if "".join(words) != token[0] or text[slice(*token.span())].lower() == "bả":  # ba, or bảy that lost its end
            continue
        codes = "".join(_CODES[word] for word in words)
        if runs and _BETWEEN.fullmatch(flat, runs[-1][1][1], token.start()):
            before, (start, _) = runs.pop()
            runs.append((before + codes, (start, token.end())))
        else:
            runs.append((codes, token.span()))
    return runs


def _number(codes: str) -> Decimal | None:
    whole, comma, fraction = codes.partition(",")
    if not comma:
        number = _whole(whole, _SCALES)
        return None if number is None else Decimal(number)
    size = next((size for code, size in _SCALES if fraction.endswith(code)), 1)
    number, digits = _whole(whole, _SCALES if size == 1 else ()), _fraction(fraction if size == 1 else fraction[:-1])
    return None if number is None or digits is None else Decimal(f"{number}.{digits}") * size


def _fraction(codes: str) -> str | None:
    """Digits behind the comma, read one by one or as a number behind its zeros."""
    if re.fullmatch(r"[0-9fv]+", codes):
        return codes.replace("f", "4").replace("v", "5")
    rest = codes.lstrip("0")
    number = _whole(rest, _SCALES[2:])
    return None if number is None else "0" * (len(codes) - len(rest)) + str(number)


def _whole(codes: str, scales: Sequence[tuple[str, int]], after: bool = False, last: bool = True) -> int | None:
    """A whole number; `after`: a larger unit stands before it; `last`: no unit follows it."""
    for place, (code, size) in enumerate(scales):
        if code not in codes:
            continue
        head, _, tail = codes.rpartition(code)
        left = _whole(head, scales[place + 1 :], after, last=False)
        right = 0 if not tail else size // 2 if tail == "H" else _whole(tail, scales[place + 1 :], after=True, last=last)
        return None if left is None or right is None else left * size + right
    return _group(codes, after, last)


def _group(codes: str, after: bool, last: bool) -> int | None:
    """What stands before a unit of three digits, 0 to 999."""
    hundreds = _HUNDREDS.fullmatch(codes)
    if hundreds:
        low = hundreds["low"] or hundreds["tens"]
        return 100 * int(hundreds["hundred"]) + (50 if hundreds["half"] else _tens(low) if low else 0)
    low_digit = _LOW.fullmatch(codes)
    if low_digit:
        return _tens(low_digit[1]) if after else None
    if not _TENS.fullmatch(codes) or (after and last and len(codes) == 1 and codes != "M"):
        return None
    return _tens(codes)


def _tens(codes: str) -> int:
    """`M5` 15, `8M5` and `85` 85, `8M` 80, `5` 5."""
    digits = codes.replace("f", "4").replace("v", "5")
    tens, ten, unit = digits.partition("M")
    return 10 * int(tens or 1) + int(unit or 0) if ten else int(digits)


def _whole_in_words(number: int) -> str:
    said: list[str] = []
    for size, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        part, number = divmod(number, size)
        if part:
            below = _whole_in_words(part) if part >= 1000 else _group_in_words(part, bool(said))
            said.extend([below, name] if name else [below])
    return " ".join(said) or _DIGITS[0]


def _group_in_words(number: int, after: bool) -> str:
    hundreds, (tens, unit) = number // 100, divmod(number % 100, 10)
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds or after else []
    if tens:
        said.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif unit and said:
        said.append("linh")
    if unit:
        said.append(
            {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm" if tens else "năm"}.get(
                unit, _DIGITS[unit]
            )
        )
    return " ".join(said)
