"""Numbers that identify people: the personal number of 12 digits, identity cards of 9, and passports.

The personal number (NĐ 137/2015, điều 13; TT 59/2021/TT-BCA) is the province or country where the birth was registered, a digit
for century and sex, two for the year of birth, and six by chance. It has no check digit. Numbers stayed when provinces merged
in 2025, so all 63 codes are in use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractor.values.figures import CLEAR_BEFORE, CLEAR_BEHIND, composed
from extractor.values.identifiers import Identifier, Run, find_runs

PROVINCES = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên",
    "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh",
    "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định",
    "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị",
    "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định",
    "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai",
    "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương",
    "075": "Đồng Nai", "077": "Bà Rịa - Vũng Tàu", "079": "Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang",
    "083": "Bến Tre", "084": "Trà Vinh", "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang",
    "092": "Cần Thơ", "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
"""Codes of TT 59/2021/TT-BCA, phụ lục I. Births registered abroad have the country's code instead."""

_PASSPORT = re.compile(rf"{CLEAR_BEFORE}[A-Z] ?[0-9]{{7,8}}{CLEAR_BEHIND}")
_LOOKS_LIKE_DIGIT = "OQDISBZ"


@dataclass(frozen=True)
class PersonalFacts:
    """What a personal number says; `province` is None for a code of no province (births registered abroad)."""

    province: str | None
    sex: Literal["Nam", "Nữ"]
    birth_year: int


def facts_of(number: str) -> PersonalFacts | None:
    """What twelve digits say of their bearer; None for any other text."""
    if not re.fullmatch(r"[0-9]{12}", number):
        return None
    century, sex = divmod(int(number[3]), 2)
    return PersonalFacts(PROVINCES.get(number[:3]), "Nữ" if sex else "Nam", 1900 + 100 * century + int(number[4:6]))


def parse_personal_number(text: str) -> Identifier | None:
    """The first personal number, old identity card's number or passport number in `text`; None where there is none.

    Groups may be printed apart (`0011 6902 0213`). An unknown province is a fault and no reason to reject.
    """
    text = composed(text)
    runs = [run for run in find_runs(text, 12) if len(run.digits) in (9, 12) and _grouped(run, text)]
    passport = _PASSPORT.search(text)
    if runs and not (passport and passport.start() <= min(run.span for run in runs)[0]):
        return _number(text, min(runs, key=lambda run: (run.span[0], len(run.groups))))
    if passport is None:
        return None
    value = passport[0].replace(" ", "")
    unsure = len(value) == 9 and value[0] in _LOOKS_LIKE_DIGIT
    faults = ("Có thể là số CMND mà chữ số đầu đọc nhầm thành chữ",) if unsure else ()
    return Identifier("passport", value, passport[0], passport.span(), {"letter": value[0], "digits": value[1:]}, faults=faults)


def _grouped(run: Run, text: str) -> bool:
    """Whether the groups are as cards print them, or else all the digits that the text holds; and not a part of more."""
    if not re.search(r"[0-9]", text[: run.span[0]] + text[run.span[1] :]):
        return True
    if len(run.groups) == 1:
        return len(run.digits) == 12 or not {run.before, run.behind} & {1, 2, 3}
    return set(run.groups) in ({3}, {4}) and not (run.before or run.behind)


def _number(text: str, run: Run) -> Identifier:
    printed = text[slice(*run.span)]
    facts = facts_of(run.digits)
    if facts is None:
        return Identifier("old-identity-card", run.digits, printed, run.span, repaired=run.repaired)
    parts = {
        "province_code": run.digits[:3],
        "province": facts.province or "",
        "sex": facts.sex,
        "birth_year": str(facts.birth_year),
    }
    faults = [] if facts.province else [f"Mã {run.digits[:3]} không phải mã tỉnh"]
    if facts.birth_year >= 2100:
        faults.append(f"Năm sinh {facts.birth_year} theo số định danh không hợp lý")
    return Identifier("personal-number", run.digits, printed, run.span, parts, repaired=run.repaired, faults=tuple(faults))
