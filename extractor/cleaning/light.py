"""Paper made white: shadows, yellow paper and uneven lamps divided out."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.cleaning.geometry import resize
from extractor.cleaning.ink import millimetres
from extractor.raster import Pixels

_PAPER_DPI = 15.0
"""The paper's brightness changes slowly: a pixel for every 1.7 mm is enough."""


def paper_map(pixels: Pixels, dpi: float) -> Pixels:
    """The paper's own brightness (grey) or colour behind the ink, at about 15 dpi.

    The brightest value within 5 mm hides strokes of ink; a median over 2 cm removes what is left of them.
    """
    factor = min(1.0, _PAPER_DPI / dpi)
    height, width = pixels.shape[:2]
    small = resize(pixels, max(1, round(width * factor)), max(1, round(height * factor)))
    small_dpi = dpi * factor
    reach = millimetres(5, small_dpi) | 1
    bright = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    smooth = cv2.medianBlur(bright, max(3, millimetres(20, small_dpi) | 1))
    return np.asarray(cv2.blur(smooth, (reach, reach)), dtype=np.uint8)


def even(pixels: Pixels, paper: Pixels) -> Pixels:
    """`pixels` divided by `paper` (a `paper_map` of any size), so that paper becomes 255 everywhere."""
    wide = cv2.resize(paper, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, np.maximum(wide, 1), scale=255), dtype=np.uint8)
