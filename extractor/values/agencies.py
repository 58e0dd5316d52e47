"""Agencies in a letterhead: where one name ends and the next begins, and place names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractor.values.text import fold, is_caps, tidy

_BODY_NAMES = (
    "bo", "so", "uy ban", "ubnd", "ubmttq", "hoi dong nhan dan", "hdnd", "chi cuc", "cuc", "tong cuc", "vu", "phong",
    "trung tam", "truong", "dai hoc", "hoc vien", "van phong", "ban", "hoi", "chinh phu", "thu tuong", "quoc hoi", "toa an",
    "tand", "vien", "vksnd", "dang uy", "dang bo", "chi bo", "tinh uy", "thanh uy", "huyen uy", "quan uy", "thi uy",
    "thanh tra", "cong an", "bao hiem", "bhxh", "kho bac", "benh vien", "lien doan", "cong doan", "doan", "tram", "chi nhanh",
    "ngan hang", "xi nghiep", "tap doan", "tong cong ty", "cong ty", "hop tac xa", "dang cong san", "mat tran", "quan khu",
    "su doan", "bo chi huy", "bo tu lenh", "hat kiem lam", "doanh nghiep", "nha may", "nha xuat ban", "lien hiep",
)  # fmt: skip
_CONTINUES = (
    "va",
    "cua",
    "cac",
    "thuoc",
    "ve",
    "hanh",
    "tai",
    "xa",
    "lien",
    "hiep",
    "moi",
    "can",
    "co",
    "van",
    "quoc",
    "dich",
    "phuc",
    "nhiem",
)
"""Words after which a line cannot end a name: `BẢO HIỂM XÃ` goes on with `HỘI`."""
_BEGINS = re.compile(rf"^(?:{'|'.join(sorted(_BODY_NAMES, key=len, reverse=True))})\b")


def split_agencies(lines: Sequence[str]) -> tuple[int, ...]:
    """The indices of `lines` at which an agency's name begins; the first line always begins one.

    A line that starts with a kind of body begins a new name unless the line before it breaks off (`… PHÒNG CÁC`) or is
    itself only a kind of body's first word.
    """
    starts = [0] if lines else []
    for index in range(1, len(lines)):
        before, text = fold(lines[index - 1]), fold(lines[index])
        broken = before.split()[-1:] and (
            before.split()[-1] in _CONTINUES or before.endswith("dau tu") or lines[index - 1].rstrip().endswith((",", "-", "&"))
        )
        if _BEGINS.match(text) and not broken and len(before.split()) > 1:
            starts.append(index)
    return tuple(starts)


def tidy_place(text: str, places: Iterable[str]) -> str:
    """A place as printed, its marks and spaces settled by a known name of the same letters: `VịThanh,` → `Vị Thanh`."""
    text = re.sub(r"^[^\wĐđ]+|[^\w)]+$", "", tidy(text))
    letters = _letters(text)
    known = next((place for place in places if _letters(place) == letters), None)
    return known or " ".join(word.capitalize() if is_caps(word, 1.0) and len(word) == 2 else word for word in text.split())


def mend_agency(text: str, names: Iterable[str]) -> str:
    """An agency's printed capitals with the marks and spaces of a known name of the same letters that they begin with.

    Spaces and marks are what faint capitals lose first: `SỞY TÊ HẬU GIANG` → `SỞ Y TẾ HẬU GIANG`. No letter is exchanged, and
    what follows the known name stays as printed.
    """
    if not is_caps(text, 0.6):
        return text
    words = text.split()
    begun = {_letters(" ".join(words[:end])): end for end in range(1, len(words) + 1)}
    fitting = [(begun[_letters(name)], name) for name in names if _letters(name) in begun]
    if not fitting:
        return text
    end, name = max(fitting)
    return " ".join([name.upper(), *words[end:]])


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")
