"""Which way up a page is, by a trained network that looks at the whole page."""

from __future__ import annotations

import cv2
import numpy as np

from extractor import networks
from extractor.cleaning.geometry import resize
from extractor.raster import Pixels

NETWORK = "turn"

_SIDE = 768
"""Pixels of the square that the network sees; the page's longer side fills it."""

_SURE = 0.95
"""Least probability of a quarter turn before a page is turned: a wrong turn loses the page, a missed one is seen by how
little the reader makes of it. On 240 real pages in four positions, and on their first pages leaning by up to 7 degrees, faint,
cut off, shaded, enlarged to A3 or beside a dark table, no turn above it was wrong; of pages that lean by 15 degrees one in 324
was. Of lone lines in the middle of a page the surest wrong answer had 0.94, of empty, dirty or merely stamped sheets 0.75."""


def detect_rotation(grey: Pixels) -> int:
    """Clockwise degrees (0, 90, 180, 270) that make a grey page upright; 0 when in doubt."""
    height, width = grey.shape
    factor = _SIDE / max(height, width)
    small = resize(grey, max(1, round(width * factor)), max(1, round(height * factor)))
    ink = np.zeros((1, 1, _SIDE, _SIDE), np.float32)
    ink[0, 0, : small.shape[0], : small.shape[1]] = cv2.bitwise_not(small)
    ink /= 255
    (answer,) = networks.load(NETWORK)(x=ink)
    # Quarter turns against the clock that lie on the page; the fifth class is writing in columns.
    turns = answer[0, :4]
    quarter = int(np.argmax(turns))
    return 90 * quarter if turns[quarter] >= _SURE else 0
