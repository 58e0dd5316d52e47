"""Pages that nobody would miss: backs of sheets, separators."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.cleaning.ink import MM_PER_INCH, binarise, components
from extractor.raster import Pixels

_MARGIN_MM = 6.0
_CONTRAST = 70
"""Grey levels below white paper. What shines through from the other side stays above it; faint print does not."""


def is_blank(grey: Pixels, red: Pixels, dpi: float) -> bool:
    """Whether a page carries no text, of its evenly lit grey copy (paper 255) and the mask of its red ink.

    Noise, dust, staple shadows and edges are too small, too thin, too pale or too near the edge; red ink does not count,
    since the back of a signed sheet shows the seal's colour. A page number alone makes a page not blank.
    """
    millimetre = dpi / MM_PER_INCH
    ink = binarise(grey, dpi, depth=_CONTRAST // 2)
    ink[cv2.dilate(red, np.ones((5, 5), np.uint8)) > 0] = 0
    labels, stats = components(ink)
    height, width = grey.shape
    margin = _MARGIN_MM * millimetre
    dark = np.bincount(labels[grey <= 255 - _CONTRAST], minlength=len(stats)) > 0
    left, top, w, h, area = (stats[:, column].astype(np.float64) for column in range(5))
    inside = (left >= margin) & (top >= margin) & (left + w <= width - margin) & (top + h <= height - margin)
    letter = (h >= 1.5 * millimetre) & (h <= 40 * millimetre) & (w >= 0.3 * millimetre)
    # A staple's shadow, a fold or a scratch is one thin line, at any angle; a scribble has far more ink for its length.
    length = np.hypot(w, h)
    line = (length >= 5 * millimetre) & (area <= 0.9 * millimetre * length)
    content = inside & letter & ~line & dark & (area >= 0.35 * millimetre**2)
    content[0] = False
    return not bool(content.any())
