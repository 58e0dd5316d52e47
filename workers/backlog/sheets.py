"""Pages by paper format, the way digitization is counted for payment.

A page has the smallest ISO 216 format that it fits into with 10 % to spare on either side: scanners add a border, and paper is
cut by hand. Whatever is smaller than A5 counts as A5, whatever is larger than A0 as A0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from extractor.record import Dossier, Page

FORMATS: Mapping[str, tuple[int, int]] = {
    "A5": (148, 210),
    "A4": (210, 297),
    "A3": (297, 420),
    "A2": (420, 594),
    "A1": (594, 841),
    "A0": (841, 1189),
}
"""Short and long side in millimetres (ISO 216), smallest format first."""

UNKNOWN = "unknown"
"""Pages whose size nobody knows, because they could not be opened."""

OVERSIZE = 1.1

EQUIVALENTS: Mapping[str, float] = {"A5": 0.5, "A4": 1, "A3": 2, "A2": 4, "A1": 8, "A0": 16}
"""A4 sheets by area. The usual rule names A4 to A0; A5 goes on by the same halving."""


def sheets(record: Dossier) -> dict[str, int]:
    """How many pages of a record have each format, smallest format first; formats without pages are left out."""
    counted = Counter(_format(page) for page in record.pages)
    return {name: counted[name] for name in (*FORMATS, UNKNOWN) if counted[name]}


def a4_equivalents(sheets: Mapping[str, int]) -> float:
    """What these pages come to in A4 sheets; pages of unknown size come to nothing."""
    return sum(EQUIVALENTS.get(name, 0) * count for name, count in sheets.items())


def _format(page: Page) -> str:
    if page.width <= 0 or page.height <= 0 or page.dpi <= 0:
        return UNKNOWN
    short, long = sorted(pixels * 25.4 / page.dpi for pixels in (page.width, page.height))
    for name, sides in FORMATS.items():
        if short <= sides[0] * OVERSIZE and long <= sides[1] * OVERSIZE:
            return name
    return "A0"
