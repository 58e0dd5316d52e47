"""Invented companies and household businesses: codes with their check digit, names, trades, capital."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from samples.people import Person
from samples.places import Place, neighbour
from samples.story import Story, workday

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
"""Of the tax code's check digit (TT 86/2024/TT-BTC); no code has the remainder 10."""
_WORDS = (
    "Bình Ngọc",
    "Đại Yên",
    "Cái Rồng",
    "Vân Hải",
    "Hoành Bồ Xanh",
    "Đông Bắc Á",
    "Thiên Phú",
    "Hải Sơn",
    "Minh Thành Phát",
)
_FIELDS = (
    ("Xây dựng", "Construction", "XD"),
    ("Thương mại và Dịch vụ", "Trading and Services", "TM&DV"),
    ("Vận tải", "Transport", "VT"),
    ("Chế biến thủy sản", "Seafood Processing", "CBTS"),
    ("Du lịch", "Travel", "DL"),
)
_TRADES = (
    "Bán lẻ lương thực, thực phẩm, đồ uống",
    "Dịch vụ ăn uống, nhà nghỉ",
    "Sửa chữa mô tô, xe máy; bán lẻ phụ tùng",
    "May đo quần áo; bán lẻ vải",
    "Bán buôn vật liệu xây dựng (trừ gỗ)",
    "Nuôi trồng và chế biến thủy sản",
    "Cắt tóc, gội đầu; bán lẻ mỹ phẩm",
)


@dataclass(frozen=True)
class Enterprise:
    """A company or a household's business, and who stands for it."""

    code: str
    name: str
    foreign: str
    short: str
    kind: str
    """As printed under the title: `CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN`."""
    seat: Place
    capital: int
    head: Person
    trades: str
    first: date
    changes: int
    changed: date | None
    phone: str
    email: str


def company(rng: random.Random, story: Story) -> Enterprise:
    """A limited company of the applicant's."""
    word, (field, english, brief) = rng.choice(_WORDS), rng.choice(_FIELDS)
    alone = rng.random() < 0.6
    form = "TNHH một thành viên" if alone and rng.random() < 0.5 else "TNHH"
    kind = "CÔNG TY TRÁCH NHIỆM HỮU HẠN " + ("MỘT THÀNH VIÊN" if alone else "HAI THÀNH VIÊN TRỞ LÊN")
    first = workday(rng, date(2010, 3, 1), story.filed)
    changes = rng.choice([0, 0, 1, 2, 3, 7]) if (story.filed - first).days > 400 else 0
    changed = workday(rng, first + timedelta(days=200), story.filed) if changes else None
    plain = _bare(word).replace(" ", "").lower()
    return Enterprise(
        code=tax_code(rng),
        name=f"CÔNG TY {form.upper()} {field.upper()} {word.upper()}",
        foreign=f"{_bare(word).upper()} {english.upper()} {'ONE MEMBER ' if alone else ''}COMPANY LIMITED",
        short=f"{_bare(word).upper()} {brief}" if rng.random() < 0.5 else "",
        kind=kind,
        seat=neighbour(rng, story.home) if rng.random() < 0.5 else story.home,
        capital=rng.choice([1, 2, 5, 9]) * 10 ** rng.choice([8, 9, 9, 10]) + rng.choice([0, 0, 8, 5]) * 10**8,
        head=story.applicant,
        trades="",
        first=first,
        changes=changes,
        changed=changed,
        phone=f"02033{rng.randint(500000, 899999)}" if rng.random() < 0.5 else story.phone,
        email=f"{plain}{rng.randint(1, 99)}@example.vn" if rng.random() < 0.6 else "",
    )


def household(rng: random.Random, story: Story) -> Enterprise:
    """A household's business, whose number is the district's own, or since 7/2025 the owner's personal number."""
    first = workday(rng, date(2012, 3, 1), story.filed)
    name = rng.choice(
        [f"HỘ KINH DOANH {story.applicant.name.upper()}", f"{rng.choice(_WORDS)} {rng.choice(['Quán', 'Shop', 'Store'])}"]
    )
    old = f"22{rng.choice('ABCDEG')}8{rng.randint(1000, 99999):06d}"
    return Enterprise(
        code=story.applicant.identity if first >= date(2025, 7, 1) else rng.choice([old, tax_code(rng)]),
        name=name,
        foreign="",
        short="",
        kind="",
        seat=story.home if rng.random() < 0.6 else neighbour(rng, story.home),
        capital=rng.choice([20, 50, 80, 100, 150, 300, 500]) * 10**6,
        head=story.applicant,
        trades="; ".join(rng.sample(_TRADES, rng.randint(1, 2))),
        first=first,
        changes=0,
        changed=None,
        phone=story.phone if rng.random() < 0.7 else "",
        email="",
    )


def tax_code(rng: random.Random) -> str:
    """Ten digits of Quảng Ninh's range (57…) with a valid check digit."""
    while True:
        digits = f"57{rng.randint(0, 9999999):07d}"
        rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
        if rest:
            return f"{digits}{10 - rest}"


def _bare(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.replace("Đ", "D").replace("đ", "d")
