"""What the QR code of a chip card says: `number|old number|name|DDMMYYYY|Nam|address|DDMMYYYY`, perhaps with more parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from extractor.values.figures import composed
from extractor.values.personal_number import facts_of


@dataclass(frozen=True)
class CardCode:
    """The parts of a card's code. Text is as encoded (NFC); dates are ISO, cut to the year where no day is encoded.

    `old_number` is the identity card's of 9 digits, or empty; `issued` is None where it is not encoded or no date. `extra`
    holds what follows (cards of 2024 add the parents' names). `faults`: where the number disagrees with sex or year of birth.
    """

    number: str
    old_number: str
    name: str
    born: str | None
    sex: Literal["Nam", "Nữ"]
    address: str
    issued: str | None
    extra: tuple[str, ...]
    faults: tuple[str, ...] = ()


def parse_card_code(text: str) -> CardCode | None:
    """The parts of a card's code by their positions; None for any other code.

    At least six parts, the first of twelve digits and the fifth a sex; what follows the seventh is kept and not judged.
    """
    parts = [part.strip() for part in composed(text).split("|")]
    if len(parts) < 6:
        return None
    number, old_number, name, born, sex, address = parts[:6]
    facts = facts_of(number)
    if facts is None or not name or sex not in ("Nam", "Nữ") or not re.fullmatch(r"[0-9]{9}|[0-9]{12}|", old_number):
        return None
    birth = _date(born)
    faults = []
    if birth is None:
        faults.append("Ngày sinh trong mã QR không có thật")
    elif int(birth[:4]) != facts.birth_year:
        faults.append("Năm sinh trong mã QR khác số định danh")
    if sex != facts.sex:
        faults.append("Giới tính trong mã QR khác số định danh")
    issued = _date(parts[6]) if len(parts) > 6 else None
    if len(parts) > 6 and parts[6] and issued is None:
        faults.append("Ngày cấp trong mã QR không có thật")
    known = cast(Literal["Nam", "Nữ"], sex)
    return CardCode(number, old_number, name, birth, known, address, issued, tuple(parts[7:]), tuple(faults))


def _date(text: str) -> str | None:
    """`DDMMYYYY` as ISO, `0000YYYY` and `YYYY` as the year; None for what is no date."""
    parts = re.fullmatch(r"(?:([0-9]{2})([0-9]{2}))?([0-9]{4})", text)
    if parts is None:
        return None
    day, month, year = parts.groups()
    try:
        whole = date(int(year), int(month or 0) or 1, int(day or 0) or 1)
    except ValueError:
        return None
    if not month or month == "00":
        return year
    return whole.isoformat() if day != "00" else whole.isoformat()[:7]
