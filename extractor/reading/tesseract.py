"""What both ways to Tesseract share: how it is asked, and at what scale.

Measured on 17 real pages with tests/benchmarks/reading.py.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractor.raster import Pixels
from extractor.reading.grid import without_grid

PAGE_SEGMENTATION = 3
"""Automatic: 3.9 % CER in order against 4.2 % of 4 (one column) and of 6 (one block), on cleaned pages."""

DPI = 300
"""The resolution that Tesseract is told. It only shapes its idea of speckle; what a page really has is seldom known better."""

VARIABLES = {"tessedit_do_invert": "0"}
"""No second look at each weak line in inverse colours: administrative print is dark on light."""

_READABLE = (150.0, 400.0)
"""Resolutions at which 13-point letters are 20 to 55 pixels tall, which is what Tesseract's model was trained on."""


def prepared(pixels: Pixels, dpi: float) -> tuple[Pixels, float]:
    """A contiguous grey copy near `DPI` without table rules, and the factor from its pixels back to those of `pixels`.

    Pages between 150 and 400 dpi keep their size.
    """
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    low, high = _READABLE
    if low <= dpi <= high or dpi <= 0:
        return np.ascontiguousarray(without_grid(np.asarray(grey, np.uint8), dpi if dpi > 0 else DPI)), 1.0
    factor = DPI / dpi
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    copy = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how)
    return np.ascontiguousarray(without_grid(np.asarray(copy, np.uint8), DPI)), 1 / factor
