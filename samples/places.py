"""Where people live and land lies: real units of Quảng Ninh, three tiers until 30/6/2025 and two tiers since.

Which old commune went into which new one follows the table of Resolution 1679/NQ-UBTVQH15; house numbers, groups and streets
are made up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from samples.agencies import TWO_TIERS, bare, province

_UNITS = [
    ("phường Hà Tu", "thành phố Hạ Long", "phường Hà Tu"),
    ("phường Hà Khánh", "thành phố Hạ Long", "phường Cao Xanh"),
    ("phường Giếng Đáy", "thành phố Hạ Long", "phường Việt Hưng"),
    ("phường Hùng Thắng", "thành phố Hạ Long", "phường Bãi Cháy"),
    ("phường Cao Thắng", "thành phố Hạ Long", "phường Hà Lầm"),
    ("phường Hồng Hải", "thành phố Hạ Long", "phường Hạ Long"),
    ("xã Sơn Dương", "thành phố Hạ Long", "phường Hoành Bồ"),
    ("phường Ninh Dương", "thành phố Móng Cái", "phường Móng Cái 2"),
    ("xã Quảng Nghĩa", "thành phố Móng Cái", "xã Hải Ninh"),
    ("phường Cẩm Thủy", "thành phố Cẩm Phả", "phường Quang Hanh"),
    ("phường Cẩm Thịnh", "thành phố Cẩm Phả", "phường Cửa Ông"),
    ("xã Dương Huy", "thành phố Cẩm Phả", "phường Mông Dương"),
    ("phường Yên Thanh", "thành phố Uông Bí", "phường Uông Bí"),
    ("xã Thượng Yên Công", "thành phố Uông Bí", "phường Yên Tử"),
    ("xã Đồng Văn", "huyện Bình Liêu", "xã Hoành Mô"),
    ("xã Đồng Tâm", "huyện Bình Liêu", "xã Lục Hồn"),
    ("xã Húc Động", "huyện Bình Liêu", "xã Bình Liêu"),
    ("xã Tiên Lãng", "huyện Tiên Yên", "xã Tiên Yên"),
    ("xã Đông Hải", "huyện Tiên Yên", "xã Đông Ngũ"),
    ("xã Tân Bình", "huyện Đầm Hà", "xã Đầm Hà"),
    ("xã Dực Yên", "huyện Đầm Hà", "xã Quảng Tân"),
    ("xã Quảng Phong", "huyện Hải Hà", "xã Quảng Hà"),
    ("xã Quảng Thịnh", "huyện Hải Hà", "xã Quảng Đức"),
    ("xã Đồn Đạc", "huyện Ba Chẽ", "xã Ba Chẽ"),
    ("xã Đạp Thanh", "huyện Ba Chẽ", "xã Kỳ Thượng"),
    ("xã Hạ Long", "huyện Vân Đồn", "đặc khu Vân Đồn"),
    ("xã Quan Lạn", "huyện Vân Đồn", "đặc khu Vân Đồn"),
    ("phường Xuân Sơn", "thị xã Đông Triều", "phường Mạo Khê"),
    ("xã Việt Dân", "thị xã Đông Triều", "phường An Sinh"),
    ("phường Minh Thành", "thị xã Quảng Yên", "phường Đông Mai"),
    ("xã Tiền An", "thị xã Quảng Yên", "phường Quảng Yên"),
]
_STREETS = ("Trần Phú", "Lê Lợi", "Vũ Văn Hiếu", "Nguyễn Du", "Lý Thường Kiệt", "Hạ Long", "Bãi Muối", "Quang Trung")
_HAMLETS = ("Khe Và", "Nà Cáp", "Bản Ngày", "Đồng Mậu", "Cái Rồng", "Pắc Liềng", "Khe Mằn", "Đông Thành", "Tân Tiến", "Trại Me")


@dataclass(frozen=True)
class Place:
    """A house or a field. `near` is the part of its address below the commune: `Tổ 5, khu 3`."""

    near: str
    commune: str
    """Until 30/6/2025: `phường Hà Tu`."""
    district: str
    merged: str
    """The commune of today."""

    def unit(self, when: date) -> str:
        """The commune of the day."""
        return self.merged if when >= TWO_TIERS else self.commune

    def seat(self, when: date) -> str:
        """The name without its kind of the unit whose office is nearest: `Hà Tu`, or before two tiers `Hạ Long`."""
        return bare(self.merged if when >= TWO_TIERS else self.district)

    def units(self, when: date) -> str:
        """Commune, district while there are any, and province: `phường Hà Tu, thành phố Hạ Long, tỉnh Quảng Ninh`."""
        middle = [] if when >= TWO_TIERS else [self.district]
        return ", ".join([self.unit(when), *middle, province(when)])

    def address(self, when: date) -> str:
        """The whole address as papers of that day spell it out."""
        return f"{self.near}, {self.units(when)}"

    def short(self, when: date) -> str:
        """As people shorten it: `Tổ 5, khu 3, P. Hà Tu, TP. Hạ Long, Quảng Ninh`."""
        text = self.address(when)
        for long, brief in (("phường ", "P. "), ("thành phố ", "TP. "), ("thị xã ", "TX. "), ("huyện ", "H. "), ("tỉnh ", "")):
            text = text.replace(f", {long}", f", {brief}")
        return text


def somewhere_to_live(rng: random.Random) -> Place:
    """A place with an invented house."""
    return _place(rng, rng.choice(_UNITS), house=rng.random() < 0.4)


def neighbour(rng: random.Random, place: Place) -> Place:
    """Another spot of the same commune: a person's field is rarely far."""
    return _place(rng, (place.commune, place.district, place.merged), house=False)


def _place(rng: random.Random, units: tuple[str, str, str], *, house: bool) -> Place:
    commune, district, merged = units
    if commune.startswith("xã"):
        return Place(f"{rng.choice(['Thôn', 'Thôn', 'Xóm', 'Đội'])} {rng.choice(_HAMLETS)}", commune, district, merged)
    group = f"tổ {rng.randint(1, 12)}, khu {rng.randint(1, 9)}"
    if house and rng.random() < 0.5:
        return Place(f"Số nhà {rng.randint(2, 480)}, đường {rng.choice(_STREETS)}, {group}", commune, district, merged)
    return Place(f"Số {rng.randint(2, 98)}, {group}" if house else "T" + group[1:], commune, district, merged)
