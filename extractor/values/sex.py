"""Sex as papers print it."""

from __future__ import annotations

import re
from typing import Literal

from extractor.values.text import tidy

Sex = Literal["Nam", "Nữ"]

_MALE, _FEMALE = frozenset(["nam", "male", "m"]), frozenset(["nữ", "nư", "nu", "female", "f"])


def parse_sex(text: str) -> Sex | None:
    """`Nam` or `Nữ` for what a value prints (`NỮ`, `Nam / Male`, `F`); None for anything else, both together too."""
    words = set(re.findall(r"\w+", tidy(text).lower()))
    if words and words <= _MALE:
        return "Nam"
    return "Nữ" if words and words <= _FEMALE else None
