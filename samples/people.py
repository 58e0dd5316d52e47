"""Invented people. Families and given names are drawn apart, so that no list of real officials is followed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Ngô",
    "Dương",
    "Đinh",
    "Đoàn",
    "Lưu",
    "Trịnh",
    "Mạc",
    "Quách",
    "Khổng",
    "Thân",
    "Tống",
]
_MIDDLE_MEN = ["Văn", "Đức", "Quang", "Hữu", "Xuân", "Mạnh", "Công", "Đình", "Bá", "Thế", "Huy", "Khắc"]
_MIDDLE_WOMEN = ["Thị", "Thị Thu", "Thị Kim", "Ngọc", "Thị Bích", "Thị Hồng", "Minh", "Thị Phương"]
_MEN = [
    "Khải",
    "Thuận",
    "Toản",
    "Nghiệp",
    "Duẩn",
    "Lộc",
    "Vĩnh",
    "Chuyên",
    "Thưởng",
    "Quyền",
    "Đạo",
    "Khuê",
    "Bằng",
    "Sửu",
    "Tuệ",
    "Kiểm",
    "Trữ",
    "Nhượng",
    "Thụ",
]
_WOMEN = [
    "Thoa",
    "Nguyệt",
    "Quỳnh",
    "Uyên",
    "Diễm",
    "Lượt",
    "Hiển",
    "Nhạn",
    "Tuyết",
    "Khuyên",
    "Hợi",
    "Mười",
    "Thêu",
    "Duyệt",
    "Ngoan",
    "Bưởi",
    "Sáu",
    "Huệ",
    "Loan",
    "Xuyến",
]
_HIGHLAND = {
    "Dao": (
        ["Chíu", "Tằng", "Phùn", "Bàn", "Dường", "Đặng", "Triệu", "Lý"],
        ["Sìn", "Dảu", "A", "Cắm", "Phúc", "Chăn", "Tài"],
        ["Múi", "Coóng", "Sáng", "Quay", "Hếnh"],
    ),
    "Tày": (
        ["Hoàng", "Nông", "Lương", "Vi", "Lô", "La"],
        ["Văn", "Thị", "A", "Viết"],
        ["Pảo", "Lỷ", "Slỉn", "Thìn", "Khoằn", "Dìn"],
    ),
    "Sán Chỉ": (
        ["Lỷ", "Ninh", "Trần", "Lục", "Hoàng"],
        ["A", "Thị", "Sau", "Vằn"],
        ["Nhộc", "Tắc", "Vảy", "Dưỡng", "Sập", "Lẩu"],
    ),
    "Sán Dìu": (["Tạ", "Lục", "Từ", "Trương", "Diệp"], ["Văn", "Thị", "Sủi", "A"], ["Múi", "Sáng", "Lìn", "Phí", "Nhì", "Pẩu"]),
}


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    woman: bool
    people: str
    """Ethnic group."""
    born: date
    identity: str
    """Twelve digits in the pattern of a citizen's number: province 022, sex and century, year, then six at random."""

    @property
    def old_identity(self) -> str:
        """The nine digits of their old card; 100 and 101 were Quảng Ninh's."""
        return f"10{self.born.day % 2}{self.identity[-6:]}"

    @property
    def address(self) -> str:
        """Ông or bà."""
        return "bà" if self.woman else "ông"


def somebody(rng: random.Random, *, highland: float = 0.15) -> Person:
    """A person; `highland` is the chance that they belong to one of the peoples of the province's mountains."""
    woman = rng.random() < 0.45
    people = rng.choice(sorted(_HIGHLAND)) if rng.random() < highland else "Kinh"
    if people == "Kinh":
        middle, given = (_MIDDLE_WOMEN, _WOMEN) if woman else (_MIDDLE_MEN, _MEN)
        name = f"{rng.choice(_FAMILIES)} {rng.choice(middle)} {rng.choice(given)}"
    else:
        families, middles, givens = _HIGHLAND[people]
        second = "Thị" if woman and "Thị" in middles else rng.choice([m for m in middles if m != "Thị"])
        name = f"{rng.choice(families)} {second} {rng.choice(givens)}"
    born = date(rng.randint(1950, 2003), rng.randint(1, 12), rng.randint(1, 28))
    century = 2 if born.year >= 2000 else 0
    identity = f"022{century + woman}{born.year % 100:02d}{rng.randint(0, 999999):06d}"
    return Person(name, woman, people, born, identity)
