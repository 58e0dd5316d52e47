"""AsterOCR's network: the surest in tone marks, and dear, so it is asked about doubtful words and not for whole pages."""

from __future__ import annotations

import numpy as np

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
    margin = _MARGIN * box.height
    around = Box(box.x0, box.y0 - margin, box.x1, box.y1 + margin)
    grey = strip(pixels, around, _HEIGHT, _WIDEST, _STEP).astype(np.float32) / 127.5 - 1
    colour = np.ascontiguousarray(np.broadcast_to(grey, (1, 3, *grey.shape)))
    (answer,) = networks.load(NETWORK)(images=colour)
    likelihoods = answer[:, 0, :]
    classes, confidences = likelihoods.argmax(axis=1), np.exp(likelihoods.max(axis=1))
    return trimmed(collapsed(classes, confidences, networks.alphabet(NETWORK), around.x0, around.x1))
