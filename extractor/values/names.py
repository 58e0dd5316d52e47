"""Names of persons, positions and authorities in a signature block (NĐ 30/2020, Phụ lục I, mục II.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.values.text import fold, is_caps, tidy

_DEGREES = re.compile(
    r"^(?:(?:gs|pgs|ts|ths|th\.s|cn|ks|bs|ds|bsck\s?[i1l]{0,2}|bscki{1,2}|ck\s?[i1l]{1,2}|dsck\s?[i1l]{0,2}|luật sư|ls|cử nhân"
    r"|kỹ sư|bác sĩ|dược sĩ|thạc sĩ|tiến sĩ|giáo sư|phó giáo sư|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá"
    r"|trung tá|thiếu tá|đại úy|thượng úy|trung úy|ông|bà|ktv|nsnd|nsưt)\b[.,]*\s*)+",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(r"^\W*(t\s?m|k\s?t|t\s?l|t\s?u\s?q|t/m|k/t)\b(?=\s+\w)")


def bare_name(text: str) -> str:
    """A person's name without academic, medical and military titles: `BSCKI. Võ Văn A` → `Võ Văn A`."""
    text = tidy(text).strip(" .,:;-_*'\"|")
    stripped = _DEGREES.sub("", text).strip(" .,:;-")
    return stripped or text


def name_likeness(text: str, surnames: Iterable[str]) -> float:
    """How much `text` looks like a Vietnamese person's name, 0 to 1: two to five words, capitalised, a known surname first."""
    words = bare_name(text).split()
    if not 2 <= len(words) <= 5 or not all(word.isalpha() and len(word) <= 7 for word in words):
        return 0.0
    if not all(word[0].isupper() for word in words):
        return 0.0
    known = {fold(surname) for surname in surnames}
    mixed = not is_caps(" ".join(words))
    return 0.35 + 0.45 * (fold(words[0]) in known) + 0.2 * mixed


def is_authority(text: str) -> bool:
    """Whether a caption states on whose behalf one signs: `TM.`, `KT.`, `TL.`, `TUQ.` before a name of office."""
    return is_caps(text, 0.8) and bool(_AUTHORITY.match(fold(text)))


def tidy_authority(text: str) -> str:
    """A caption with its abbreviation spelt as the decree does: `KT,BỘ TRƯỞNG` → `KT. BỘ TRƯỞNG`."""
    text = tidy(text).strip(" ,;:-_|")
    return re.sub(r"^(TM|KT|TL|TUQ|T/M|K/T|Q)\s*[.,:;]*\s*(?=\w{2})", r"\1. ", text)
