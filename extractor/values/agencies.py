"""Agencies in a letterhead: where one name ends and the next begins, and place names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from extractor.values.text import fold, is_caps, tidy

_BODY_NAMES = (
    "bo", "so", "uy ban", "ubnd", "ubmttq", "hoi dong nhan dan", "hdnd", "chi cuc", "cuc", "tong cuc", "vu", "phong", "trung tam",
    "truong", "dai hoc", "hoc vien", "van phong", "ban", "hoi", "chinh phu", "thu tuong", "quoc hoi", "toa an", "tand", "vien",
    "vksnd", "dang uy", "dang bo", "chi bo", "tinh uy", "thanh uy", "huyen uy", "quan uy", "thi uy", "thanh tra", "cong an", "bao hiem",
    "bhxh", "kho bac", "benh vien", "lien doan", "cong doan", "doan", "tram", "chi nhanh", "ngan hang", "doi", "xi nghiep",
    "tap doan", "tong cong ty", "cong ty", "hop tac xa", "dang cong san", "khoa", "to", "mat tran", "quan khu", "su doan",
    "bo chi huy", "bo tu lenh", "hat kiem lam", "doanh nghiep", "nha may", "nha xuat ban", "bao", "dai", "lien hiep", "quy",
)  # fmt: skip
_CONTINUES = ("va", "cua", "cac", "thuoc", "ve", "hanh", "tai", "tu")
_BEGINS = re.compile(r"^(?:%s)\b" % "|".join(sorted(_BODY_NAMES, key=len, reverse=True)))


def split_agencies(lines: Sequence[str]) -> tuple[int, ...]:
    """The indices of `lines` at which an agency's name begins; the first line always begins one.

    A line that starts with a kind of body begins a new name unless the line before it breaks off (`… PHÒNG CÁC`) or is
    itself only a kind of body's first word.
    """
    starts = [0] if lines else []
    for index in range(1, len(lines)):
        before, text = fold(lines[index - 1]), fold(lines[index])
        broken = before.split()[-1:] and (
            before.split()[-1] in _CONTINUES or lines[index - 1].rstrip().endswith((",", "-", "&"))
        )
        if _BEGINS.match(text) and not broken and len(before.split()) > 1:
            starts.append(index)
    return tuple(starts)


def tidy_place(text: str, places: Iterable[str]) -> str:
    """A place as printed, its marks and single letters settled by known names: `Tigyên Quang,` → `Tuyên Quang`."""
    text = re.sub(r"^[^\wĐđ]+|[^\w)]+$", "", tidy(text))
    best, score = None, 0.0
    for place in places:
        likeness = fuzz.ratio(fold(place), fold(text))
        if likeness > score:
            best, score = place, likeness
    if best and score >= 85 and len(best.split()) == len(text.split()):
        return best
    return " ".join(word.capitalize() if is_caps(word, 1.0) and len(word) == 2 else word for word in text.split())
