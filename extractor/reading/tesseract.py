"""What both ways to Tesseract share: how it is asked, and at what scale.

Measured on 17 real pages with tests/benchmarks/reading.py.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractor.raster import Pixels

PAGE_SEGMENTATION = 4
"""Columns of text of variable sizes. Finds the same lines as 3 (automatic) or more, and keeps table rows whole."""

DPI = 300
"""The resolution that Tesseract is told; every page is brought near to it first."""

VARIABLES = {"tessedit_do_invert": "0"}
"""No second look at each weak line in inverse colours: administrative print is dark on light."""

_READABLE = (150.0, 400.0)
"""Resolutions at which 13-point letters are 20 to 55 pixels tall, which is what Tesseract's model was trained on."""


def scaled(pixels: Pixels, dpi: float) -> tuple[Pixels, float]:
    """A contiguous grey copy near `DPI`, and the factor from the copy's pixels back to those of `pixels`.

    Pages between 150 and 400 dpi stay as they are.
    """
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    low, high = _READABLE
    if low <= dpi <= high or dpi <= 0:
        return np.ascontiguousarray(grey, dtype=np.uint8), 1.0
    factor = DPI / dpi
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    copy = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how)
    return np.ascontiguousarray(copy, dtype=np.uint8), 1 / factor
