"""Agencies of Quảng Ninh as their papers name them, by date: three tiers until 30/6/2025, two tiers since.

Units are real places (names are needed to look real); whoever signs for them is invented. From 1/9/2026 the province is a
city (Resolution 36/2026/QH16).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["commune", "district", "province"]
TWO_TIERS = date(2025, 7, 1)
CITY = date(2026, 9, 1)
OLD_SPELLING = date(2011, 1, 1)

_DISTRICTS = {
    "thành phố Hạ Long": ("Hạ Long", ["phường Hà Tu", "phường Cao Xanh", "phường Giếng Đáy", "xã Sơn Dương"]),
    "thành phố Cẩm Phả": ("Cẩm Phả", ["phường Cửa Ông", "phường Quang Hanh", "xã Cộng Hòa"]),
    "thành phố Uông Bí": ("Uông Bí", ["phường Vàng Danh", "xã Thượng Yên Công"]),
    "huyện Tiên Yên": ("Tiên Yên", ["xã Điền Xá", "xã Đông Ngũ", "thị trấn Tiên Yên"]),
    "huyện Bình Liêu": ("Bình Liêu", ["xã Hoành Mô", "xã Lục Hồn", "xã Húc Động"]),
    "huyện Ba Chẽ": ("Ba Chẽ", ["xã Lương Mông", "xã Đồn Đạc", "xã Thanh Sơn"]),
    "huyện Đầm Hà": ("Đầm Hà", ["xã Quảng Tân", "xã Dực Yên"]),
}
_COMMUNES = [
    "phường Bãi Cháy",
    "phường Hà Lầm",
    "phường Mạo Khê",
    "phường Cửa Ông",
    "xã Hoành Mô",
    "xã Lục Hồn",
    "xã Kỳ Thượng",
    "xã Đông Ngũ",
    "xã Đường Hoa",
    "xã Quảng Đức",
    "phường Yên Tử",
    "xã Hải Lạng",
]
_DEPARTMENTS = [("Tài chính", "STC"), ("Nội vụ", "SNV"), ("Xây dựng", "SXD"), ("Y tế", "SYT"), ("Tư pháp", "STP")]
_OFFICES = [
    ("Tài nguyên và Môi trường", "TNMT"),
    ("Tài chính - Kế hoạch", "TCKH"),
    ("Giáo dục và Đào tạo", "GDĐT"),
    ("Văn hóa và Thông tin", "VHTT"),
    ("Quản lý đô thị", "QLĐT"),
]
_CENTRES = [("Trung tâm Phát triển quỹ đất", "TTPTQĐ"), ("Trung tâm Dịch vụ nông nghiệp", "TTDVNN"), ("Trung tâm Y tế", "TTYT")]
_COMPANIES = [
    ("Công ty cổ phần Xây dựng Bình Ngọc", "BN"),
    ("Công ty TNHH Môi trường Đại Yên", "ĐY"),
    ("Công ty TNHH Thương mại Cái Rồng", "CR"),
]


@dataclass(frozen=True)
class Agency:
    """Who issues a document. `name` in ordinary case (`Ủy ban nhân dân xã Lục Hồn`), `heading` as printed in capitals."""

    name: str
    parent: str | None
    """The printed line above the name, as printed."""
    heading: str
    symbol: str
    unit: str
    """The area it works for, as its texts call it."""
    place: str
    head: str
    deputy: str
    board: str | None = None
    """In whose name its head signs: `ỦY BAN NHÂN DÂN`."""


def province(when: date) -> str:
    """`tỉnh Quảng Ninh`, or the city it became."""
    return "thành phố Quảng Ninh" if when >= CITY else "tỉnh Quảng Ninh"


def somewhere(rng: random.Random, when: date) -> Agency:
    """An agency that existed on `when`."""
    makers: list[Callable[[random.Random, date], Agency]] = [_commune, _commune, _department, _office, _centre]
    return rng.choice(makers)(rng, when)


def company(rng: random.Random, when: date) -> Agency:
    """An invented company."""
    name, symbol = rng.choice(_COMPANIES)
    return Agency(name, None, name.upper(), symbol, province(when), "Quảng Ninh", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def peoples_committee(unit: str, place: str, when: date, *, parent: str | None = None, whole: bool = False) -> Agency:
    """The people's committee of `unit`; with `whole` its head signs in the name of all its words, as certificates have it."""
    board, symbol = _committee_words(when)
    heading = f"{board} {unit.upper()}"
    name = f"Ủy ban nhân dân {unit}"
    return Agency(name, parent, heading, symbol, unit, place, "CHỦ TỊCH", "PHÓ CHỦ TỊCH", heading if whole else board)


def department(field: str, symbol: str, when: date) -> Agency:
    """A department of the province."""
    parent = f"UBND {province(when).upper()}"
    return Agency(
        f"Sở {field}", parent, f"SỞ {field.upper()}", symbol, province(when), "Quảng Ninh", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"
    )


def land_office(unit: str, place: str, when: date) -> Agency:
    """Who issued land certificates for people: the district's committee, then the department, its registry, a commune."""
    if when < date(2017, 6, 1):
        return peoples_committee(unit, place, when, whole=True)
    if when < date(2024, 8, 1):
        heading = f"SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG {province(when).upper()}"
        name = f"Sở Tài nguyên và Môi trường {province(when)}"
        return Agency(name, None, heading, "STNMT", province(when), "Quảng Ninh", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    if when < TWO_TIERS:
        name = f"Chi nhánh Văn phòng đăng ký đất đai {unit}"
        return Agency(name, None, name.upper(), "CNVPĐKĐĐ", unit, place, "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    return peoples_committee(unit, place, when, whole=True)


def business_register(when: date) -> Agency:
    """The register of companies: of Sở Kế hoạch và Đầu tư until 2/2025, of Sở Tài chính since."""
    field = "Tài chính" if when >= date(2025, 3, 1) else "Kế hoạch và Đầu tư"
    parent = f"SỞ {field.upper()} {province(when).upper()}"
    head, deputy = "TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"
    return Agency(
        "Phòng Đăng ký kinh doanh", parent, "PHÒNG ĐĂNG KÝ KINH DOANH", "ĐKKD", province(when), "Quảng Ninh", head, deputy
    )


def finance_office(unit: str, place: str, when: date) -> Agency:
    """Who registers households' businesses: the district's finance office, since 7/2025 the commune's economic office."""
    if when < TWO_TIERS:
        name = "Phòng Tài chính - Kế hoạch"
    else:
        name = "Phòng Kinh tế" if unit.startswith("xã") else "Phòng Kinh tế, Hạ tầng và Đô thị"
    board, _ = _committee_words(when)
    return Agency(name, f"{board} {unit.upper()}", name.upper(), "TCKH", unit, place, "TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")


def registry_office(unit: str) -> str:
    """The branch of the land registry, as it confirms changes."""
    return f"CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI {unit.upper()}"


def one_stop(when: date, commune: str, district: str, level: Level) -> Agency:
    """The desk that takes dossiers: a one-stop section of a committee before 7/2025, a public service centre since."""
    board, _ = _committee_words(when)
    if level == "province":
        name, parent, place = (
            f"Trung tâm Phục vụ hành chính công {province(when)}",
            f"{board} {province(when).upper()}",
            "Quảng Ninh",
        )
    elif level == "commune" and when >= TWO_TIERS:
        name, parent, place = f"Trung tâm Phục vụ hành chính công {commune}", f"UBND {commune.upper()}", bare(commune)
    elif level == "commune":
        name, parent, place = "Bộ phận Tiếp nhận và Trả kết quả", f"{board} {commune.upper()}", bare(commune)
    else:
        name, parent, place = "Trung tâm Hành chính công", f"{board} {district.upper()}", bare(district)
    return Agency(name, parent, name.upper(), "TTHCC", commune, place, "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def bare(unit: str) -> str:
    """A unit's name without its kind: `Hạ Long` of `thành phố Hạ Long`."""
    return unit.split(" ", 2 if unit.startswith(("thành phố", "thị xã", "thị trấn", "đặc khu")) else 1)[-1]


def _commune(rng: random.Random, when: date) -> Agency:
    if when >= TWO_TIERS:
        unit = rng.choice(_COMMUNES)
        parent = None if rng.random() < 0.5 else f"UBND {province(when).upper()}"
    else:
        district = rng.choice(sorted(_DISTRICTS))
        unit = rng.choice(_DISTRICTS[district][1])
        parent = None if rng.random() < 0.6 else f"UBND {district.upper()}"
    committee_name, symbol = _committee_words(when)
    return Agency(
        f"Ủy ban nhân dân {unit}",
        parent,
        f"{committee_name} {unit.upper()}",
        symbol,
        unit,
        unit.split(" ", 1)[1].replace("trấn ", ""),
        "CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        committee_name,
    )


def _department(rng: random.Random, when: date) -> Agency:
    field, symbol = rng.choice(_DEPARTMENTS)
    parent = f"UBND {province(when).upper()}" if rng.random() < 0.6 else f"ỦY BAN NHÂN DÂN {province(when).upper()}"
    return Agency(
        f"Sở {field}", parent, f"SỞ {field.upper()}", symbol, province(when), "Quảng Ninh", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"
    )


def _office(rng: random.Random, when: date) -> Agency:
    if when >= TWO_TIERS:
        unit = rng.choice(_COMMUNES)
        field, symbol, place = "Kinh tế, Hạ tầng và Đô thị", "KTHTĐT", unit.split(" ", 1)[1]
    else:
        unit = rng.choice(sorted(_DISTRICTS))
        (field, symbol), place = rng.choice(_OFFICES), _DISTRICTS[unit][0]
    return Agency(
        f"Phòng {field} {unit}",
        f"UBND {unit.upper()}",
        f"PHÒNG {field.upper()}",
        symbol,
        unit,
        place,
        "TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG",
    )


def _centre(rng: random.Random, when: date) -> Agency:
    name, symbol = rng.choice(_CENTRES)
    unit = rng.choice(sorted(_DISTRICTS)) if when < TWO_TIERS else province(when)
    place = _DISTRICTS[unit][0] if unit in _DISTRICTS else "Quảng Ninh"
    return Agency(f"{name} {unit}", f"UBND {unit.upper()}", name.upper(), symbol, unit, place, "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def _committee_words(when: date) -> tuple[str, str]:
    if when < date(2005, 1, 1):
        return "UỶ BAN NHÂN DÂN", "UB"
    return ("UỶ BAN NHÂN DÂN" if when < OLD_SPELLING else "ỦY BAN NHÂN DÂN"), "UBND"
