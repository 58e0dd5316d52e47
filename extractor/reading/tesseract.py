"""What both ways to Tesseract share: how it is asked, and at what scale.

Measured on 17 real pages with tests/benchmarks/reading.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from extractor.raster import Pixels
from extractor.reading.grid import without_grid

PAGE_SEGMENTATION = 3
"""Automatic: 3.9 % CER in order against 4.2 % of 4 (one column) and of 6 (one block), on cleaned pages."""

SINGLE_LINE = 7
"""The image is one line of text."""

DPI = 300
"""The resolution to which pages far from it are brought."""

VARIABLES = {"tessedit_do_invert": "0"}
"""No second look at each weak line in inverse colours: administrative print is dark on light."""

_READABLE = (150.0, 400.0)
"""Resolutions at which 13-point letters are 20 to 55 pixels tall, which is what Tesseract's model was trained on."""


@dataclass(frozen=True)
class Prepared:
    """Grey contiguous pixels for Tesseract, their dots per inch, and the factor from them back to the pixels they came from."""

    pixels: Pixels
    dpi: int
    factor: float


def prepared(pixels: Pixels, dpi: float) -> Prepared:
    """A copy of a page without table rules, near `DPI`; pages between 150 and 400 dpi keep their size."""
    grey = np.asarray(pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    dpi = dpi if dpi > 0 else DPI
    low, high = _READABLE
    scale = 1.0
    if not low <= dpi <= high:
        scale = DPI / dpi
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    return Prepared(np.ascontiguousarray(without_grid(grey, dpi * scale)), round(dpi * scale), 1 / scale)
