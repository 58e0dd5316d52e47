"""AsterOCR's network: the surest in tone marks, and dear, so it is asked about doubtful words and not for whole pages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from extractor import networks
from extractor.raster import Pixels
from extractor.reading.glyphs import Reading, collapsed, trimmed
from extractor.reading.strip import strip
from extractor.record import Box

NETWORK = "asterocr"

_HEIGHT = 32
"""Pixels of a line with its margins."""

_MARGIN = 0.1
"""Paper above and below, in line heights."""

_STEP = 4
"""Pixels of a step."""

_WIDEST = 256 * _STEP
"""The network fails beyond 256 steps; `LONGEST` keeps print from being squeezed."""

LONGEST = 22.0
"""A piece is at most this many times as long as its line is high; longer ones are to be cut between words."""


def read_piece(pixels: Pixels, box: Box) -> Reading:
    """Reads one piece of a line, of at most `LONGEST` times its height, on a grey page; places are in the page's pixels."""
    seen = likelihoods(pixels, box)
    classes, confidences = seen.argmax(axis=1), seen.max(axis=1)
    return trimmed(collapsed(classes, confidences, networks.alphabet(NETWORK), box.x0, box.x1))


def likelihoods(pixels: Pixels, box: Box, margin: float = _MARGIN) -> NDArray[np.floating]:
    """What the network sees in a piece: a row a step, a column a class, each row adding up to 1. Class 0 is the blank.

    `margin` is the paper above and below, in line heights.
    """
    around = Box(box.x0, box.y0 - margin * box.height, box.x1, box.y1 + margin * box.height)
    grey = strip(pixels, around, _HEIGHT, _WIDEST, _STEP).astype(np.float32) / 127.5 - 1
    colour = np.ascontiguousarray(np.broadcast_to(grey, (1, 3, *grey.shape)))
    (answer,) = networks.load(NETWORK)(images=colour)
    return np.asarray(np.exp(answer[:, 0, :]), dtype=np.float64)
