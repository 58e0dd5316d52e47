"""How many pixels make an inch, whatever the file says, and how many a reader wants."""

from __future__ import annotations

import numpy as np

from extractor.cleaning.ink import components
from extractor.raster import Pixels

READING_DPI = 200.0
"""Resolution of the copy for reading. Between 150 and 300 dpi the readers' networks make equally many errors, so it is chosen
for Tesseract, which is best and quick at 200. Pages with less read better enlarged to it (docs/cleaning.md)."""

MOST_PIXELS = 24_000_000
"""Bound on the copy: A2 at 200 dpi has 15 million."""

_LETTER_INCH = 0.1
"""Median height of letters with their marks, by page, on 107 real pages: 0.08 to 0.14 inches."""

_PLAUSIBLE = (40.0, 1300.0)
_PAPER_INCHES = (2.0, 60.0)
_A4_INCHES = 11.7


def claimed_dpi(dpi: float, width: int, height: int) -> float:
    """`dpi` if it is possible for a page of that size in pixels, else the resolution at which the page would be A4."""
    longest = max(width, height)
    possible = np.isfinite(dpi) and _PLAUSIBLE[0] <= dpi <= _PLAUSIBLE[1]
    if possible and _PAPER_INCHES[0] <= longest / dpi <= _PAPER_INCHES[1]:
        return float(dpi)
    return max(1.0, longest / _A4_INCHES)


def corrected_dpi(ink: Pixels, dpi: float) -> float:
    """`dpi` unless the letters of `ink` contradict it: then the resolution at which they have their usual height.

    Letters are believed only when there are many, and only against a claim that makes them less than 55 % or more than
    twice as large as usual; small print and headlines stay within that.
    """
    _, stats = components(ink)
    height, width = stats[1:, 3], stats[1:, 2]
    letters = height[(height >= 4) & (height <= 80) & (width >= 2) & (width <= 3 * height)]
    if len(letters) < 80:
        return dpi
    ratio = float(np.median(letters)) / (_LETTER_INCH * dpi)
    return dpi if 0.55 <= ratio <= 2.0 else dpi * ratio


def reading_scale(dpi: float, width: float, height: float) -> float:
    """Factor from a page of `dpi` to its copy for reading, bounded so that the copy has at most `MOST_PIXELS`."""
    wanted = min(READING_DPI / dpi, 3.0)
    return min(wanted, float(np.sqrt(MOST_PIXELS / max(1.0, width * height))))
