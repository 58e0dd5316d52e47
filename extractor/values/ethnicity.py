"""Ethnic groups: the 54 of the official list (QĐ 121-TCTK/PPCĐ of 1979) with their codes, and what local papers call them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.values.text import fold, tidy
from extractor.values.units import lacks_marks

_GROUPS = """
01 Kinh: Việt | 02 Tày | 03 Thái | 04 Hoa: Hán | 05 Khơ-me: Khmer, Khơ me, Miên | 06 Mường | 07 Nùng
08 Hmông: Mông, H'Mông, Hơ Mông, Mèo | 09 Dao: Mán | 10 Gia-rai: Jrai, Gia Lai | 11 Ngái | 12 Ê-đê: Ê Đê, Rađê
13 Ba-na: Bahnar | 14 Xơ-đăng: Sedang | 15 Sán Chay: Cao Lan, Sán Chỉ, Sán Chí | 16 Cơ-ho: K'Ho | 17 Chăm: Chàm
18 Sán Dìu: Sán Rìu, Sán Déo | 19 Hrê | 20 Mnông: M'Nông | 21 Ra-glai: Raglay | 22 Xtiêng: Stiêng, S'Tiêng
23 Bru - Vân Kiều: Bru, Vân Kiều | 24 Thổ | 25 Giáy: Nhắng | 26 Cơ-tu: Katu | 27 Gié - Triêng: Giẻ Triêng | 28 Mạ
29 Khơ-mú: Khmu | 30 Co: Cor | 31 Ta-ôi: Tà Ôi, Pa Cô
32 Chơ-ro | 33 Kháng | 34 Xinh-mun: Puộc | 35 Hà Nhì | 36 Chu-ru | 37 Lào | 38 La Chí | 39 La Ha | 40 Phù Lá | 41 La Hủ | 42 Lự
43 Lô Lô | 44 Chứt | 45 Mảng | 46 Pà Thẻn | 47 Cơ Lao | 48 Cống | 49 Bố Y | 50 Si La | 51 Pu Péo | 52 Brâu | 53 Ơ-đu | 54 Rơ-măm
"""

_SUBGROUPS = frozenset(
    re.split(
        "[|]",
        "thanh y|thanh phán|lô gang|lô giang|quần chẹt|quần trắng|áo dài|tiền|đỏ|đen|trắng|hoa|xanh|phàn slình|cháo|lòi|giang"
        "|inh|an",
    )
)
"""What may follow a group's name without brackets; anything else makes it another word (`Thái Lan`, `Hoa Kỳ`)."""


@dataclass(frozen=True)
class EthnicGroup:
    """A group as printed; `name` and `code` of the official list, `subgroup` what print adds: `Dao (Thanh Y)`."""

    text: str
    name: str
    code: str
    subgroup: str


def _read() -> tuple[tuple[str, str, str], ...]:
    found = []
    for entry in re.split(r"[|\n]", _GROUPS.strip()):
        code, names = entry.strip().split(" ", 1)
        name, _, others = names.partition(": ")
        found += [(code, name, each) for each in (name, *filter(None, others.split(", ")))]
    return tuple(sorted(found, key=lambda each: -len(fold(each[2]).split())))


GROUPS = _read()
"""Code, official name and a spelling, those of most words first."""


def parse_ethnic_group(text: str) -> EthnicGroup | None:
    """The group that a value names: `Dao (Thanh Y)`, `SÁN DÌU`, `Cao Lan`; None for any other text. Lost marks are forgiven."""
    printed = tidy(text).strip(" .,:;-")
    printed = re.sub(r"^(?:dân tộc|người)\s*:?\s*", "", printed, flags=re.IGNORECASE)
    words = list(re.finditer(r"[^\W\d_]+", printed))
    for exact in (True, False):
        for code, name, spelling in GROUPS:
            size = len(re.findall(r"[^\W\d_]+", spelling))
            head = " ".join(word[0] for word in words[:size])
            plain = " ".join(re.findall(r"[^\W\d_]+", spelling))
            if len(words) < size or not (head.casefold() == plain.casefold() if exact else lacks_marks(head, plain)):
                continue
            rest = printed[words[size - 1].end() :].strip(" .,:;-/")
            bracketed = rest.startswith("(")
            rest = rest.strip("() ")
            if rest and not bracketed and rest.casefold() not in _SUBGROUPS:
                continue
            return EthnicGroup(printed, name, code, rest or ("" if spelling == name else printed))
    return None
