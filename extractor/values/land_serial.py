"""Serial numbers of land certificates: `CĐ 123456` and `B 123456` to 2024, `AA 02378604` since 2025 (TT 10/2024/TT-BTNMT)."""

from __future__ import annotations

import re

from extractor.values.figures import CLEAR_BEFORE, CLEAR_BEHIND, FIGURE, composed, read_digits
from extractor.values.identifiers import Identifier

_SERIAL = re.compile(
    rf"{CLEAR_BEFORE}([A-ZĐÐ]{{1,2}})[\s.]{{0,3}}({FIGURE}{{8}}|{FIGURE}{{6}}|[0-9]{{3}} [0-9]{{3}})"
    rf"{CLEAR_BEHIND}"
)

_TORN = re.compile(r"(?<!\w)[A-ZĐ]\s$")
"""A lone letter before the serial, which may be the first of its two."""


def parse_land_serial(text: str) -> Identifier | None:
    """The first serial in `text`, stored without its space: `CĐ123456`; None where there is none.

    Parts: `letters`, `digits`, `generation`: `1-2` (one or two letters, six digits) or `3` (two letters, eight digits). Letters
    of the series are never exchanged.
    """
    text = composed(text)
    for found in _SERIAL.finditer(text):
        letters, digits = found[1].replace("Ð", "Đ"), read_digits(found[2])
        if digits is None or (len(digits.value) == 8 and len(letters) == 1) or letters == "SO":  # SỐ without its marks
            continue
        if _TORN.search(text, 0, found.start()):
            continue
        parts = {"letters": letters, "digits": digits.value, "generation": "3" if len(digits.value) == 8 else "1-2"}
        return Identifier("land-serial", letters + digits.value, found[0], found.span(), parts, repaired=digits.repaired)
    return None
