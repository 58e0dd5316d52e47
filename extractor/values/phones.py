"""Telephone numbers: `0912.345.678`, `(0203) 3825.555`, `+84 912 345 678`, and the shapes before the renumberings.

Landlines have had eleven digits since 2017 (area 02x or 02xx); before, Quảng Ninh's was 033 and seven digits. Mobiles have had
ten digits since 2018; before, some had eleven (012x, 016x, 018x, 019x). Numbering plan: TT 22/2014/TT-BTTTT, as amended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from extractor.values.figures import FIGURE, Span, composed, read_digits

PhoneKind = Literal["mobile", "landline", "either", "local", "service"]

_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}")
_OLD_MOBILE = re.compile(r"01(?:2[0-9]|6[2-9]|86|88|99)[0-9]{7}")
_LANDLINE = re.compile(r"02(?:[48][0-9]{8}|[0-9]{9})")
_OLD_LANDLINE = re.compile(r"0(?:[2-8][0-9]{8}|[2-7][0-9]{9})")
_OLD_QUANG_NINH = re.compile(r"033[2-7][0-9]{6}")
_SERVICE = re.compile(r"1[89]00(?:[0-9]{4}|[0-9]{6})")
_LOCAL = re.compile(r"[2-7][0-9]{5,7}")
_ANY_MOBILE = re.compile(r"0[3-9][0-9]{8}")
_GROUP = re.compile(rf"(?<![0-9A-Za-zÀ-ỹ?*])\+?{FIGURE}+(?![0-9A-Za-zÀ-ỹ?*])")
_MOST_GROUPS = 12
_BETWEEN = re.compile(r"[ ().·-]{1,3}")


@dataclass(frozen=True)
class Phone:
    """A number's digits, national (`+84` is 0). `either`: a mobile of today, or Quảng Ninh's landline before 2017.

    `local`: without area code; `service`: 1800 and 1900.
    """

    value: str
    kind: PhoneKind
    text: str
    span: Span
    repaired: bool = False
    faults: tuple[str, ...] = ()


def parse_phone(text: str) -> Phone | None:
    """The first telephone number in `text`; None where there is none."""
    return next(iter(find_phones(text)), None)


def find_phones(text: str) -> tuple[Phone, ...]:
    """All telephone numbers in `text`, in order.

    Groups of digits belong together as long as they make a number; an unknown prefix is a fault and no reason to reject.
    """
    text = composed(text)
    groups = [found for found in _GROUP.finditer(text) if read_digits(found[0].lstrip("+"))]
    phones: list[Phone] = []
    place = 0
    while place < len(groups):
        taken = [
            (phone, last)
            for last in range(place + 1, min(place + _MOST_GROUPS, len(groups)) + 1)
            if (phone := _phone(text, groups[place:last]))
        ]
        best = max(taken, key=lambda option: (not option[0].faults, len(option[0].value)), default=None)
        if best:
            phones.append(best[0])
        place = best[1] if best else place + 1
    return tuple(phones)


def _phone(text: str, groups: list[re.Match[str]]) -> Phone | None:
    """The number that these groups make, if they stand together and make one."""
    for before, after in pairwise(groups):
        if not _BETWEEN.fullmatch(text[before.end() : after.start()]):
            return None
    read = [read_digits(group[0].lstrip("+")) for group in groups]
    digits = "".join(part.value for part in read if part)
    if groups[0][0].startswith("+") or re.fullmatch(r"84[2-9][0-9]{8,9}", digits):
        digits = re.sub(r"^840?", "0", digits)
    sort = _sort(digits)
    if sort is None or (sort[0] == "local" and len(groups) > 3):
        return None
    start, end = groups[0].start(), groups[-1].end()
    span = (start - (")" in text[start:end] and text[start - 1 : start] == "("), end)
    return Phone(digits, sort[0], text[slice(*span)], span, any(part.repaired for part in read if part), sort[1])


def _sort(digits: str) -> tuple[PhoneKind, tuple[str, ...]] | None:
    """What kind of number this is, and what is unusual about it."""
    if _OLD_QUANG_NINH.fullmatch(digits):
        return "either", ()
    if _MOBILE.fullmatch(digits) or _OLD_MOBILE.fullmatch(digits):
        return "mobile", ()
    if _LANDLINE.fullmatch(digits):
        return "landline", ()
    if _SERVICE.fullmatch(digits):
        return "service", ()
    if _LOCAL.fullmatch(digits):
        return "local", ("Thiếu mã vùng",)
    if _ANY_MOBILE.fullmatch(digits) and digits[1] in "579":
        return "mobile", ("Đầu số di động lạ",)
    if _OLD_LANDLINE.fullmatch(digits):
        return "landline", ("Số cố định kiểu trước năm 2017",)
    return None
