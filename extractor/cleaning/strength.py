"""Faint print made darker."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.cleaning.ink import binarise
from extractor.raster import Pixels

_LEVELS = (60.0, 150.0)
"""Grey level of the darker quarter of the ink on a well printed page, and on a faint one."""

_EXPONENTS = (3.0, 6.0)
"""For the two levels; in between on a straight line."""

_HALO = 1.5
_SHARPENING = 2.0
"""Pixels at the resolution for reading, and how many times the difference from that blur is added to the page."""

_SMOOTHING = 0.6
"""Pixels: closes the pinholes of worn toner before it is darkened."""


def strengthen(grey: Pixels, dpi: float) -> Pixels:
    """`grey` sharpened, and with its halftones darkened, the more so the fainter the print; paper stays 255.

    The curve is a power of the brightness. What lies between 240 and 255 is often all that a scanner's compression left of a
    thin stroke, so nothing is clipped to white. `docs/cleaning.md` has the figures with and without.
    """
    sample = np.ascontiguousarray(grey[::2, ::2])
    dark = sample[binarise(sample, dpi / 2) > 0]
    level = float(np.percentile(dark, 25)) if dark.size else _LEVELS[0]
    exponent = float(np.interp(level, _LEVELS, _EXPONENTS))
    curve = np.rint(255 * (np.arange(256) / 255.0) ** exponent).astype(np.uint8)
    sharp = cv2.addWeighted(grey, 1 + _SHARPENING, cv2.GaussianBlur(grey, (0, 0), _HALO), -_SHARPENING, 0)
    return np.asarray(cv2.LUT(cv2.GaussianBlur(sharp, (0, 0), _SMOOTHING), curve), dtype=np.uint8)
