"""Finds the lines of print on a page, with a network that marks the middle of each line and tells its height."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor import networks
from extractor.raster import Pixels
from extractor.record import Box

NETWORK = "lines"

_DPI = 88.0
"""Resolution at which lines are looked for: an A4 page is then 1024 pixels high, as those that the network learnt from."""

_LONGEST = 2048
"""Pixels of the longer side at most, so that time and memory stay bounded."""

_SMALL = 9.0
"""Where the typical line found is lower than this many pixels, the page is looked at again, larger."""

_WANTED = 12.0
"""Height in pixels that the typical line has in the second look."""

_FEW = 8
"""Fewer lines tell nothing about the typical one."""

_TILE = 32
"""The network's sides are multiples of this."""

_STRIDE = 2
"""Pixels of the input a pixel of the output."""

_OVERHANG = 0.15
"""How far a line reaches beyond its marked middle at either end, in line heights."""

_LONG = 6
"""Times its height that a line is long at least to be looked at for a gap."""

_COLUMN = 2.0
"""Least gap between columns, in line heights. None of the lines of 17 real pages has one; of 52 drawn pages two have."""

_CONTRAST = 40
"""Grey levels between paper and ink below which a gap cannot be told."""

_PALE = 0.25
"""Share of a line's contrast from which a pixel holds ink."""

_BIT = 0.3
"""What is narrower than this, in line heights, and stands apart, is dirt."""

_SPECK = 2
"""Pixels of the output that a line's middle has at least."""


def find_lines(pixels: Pixels, dpi: float) -> list[Box]:
    """Boxes of the lines of print on a grey upright page of `dpi` dots per inch, in its pixels, in no order.

    What stands apart in a row (columns, cells, a label and its value) is a line of its own.
    """
    longer = max(pixels.shape)
    scale = min(_DPI / dpi, _LONGEST / longer)
    found = _look(pixels, scale)
    if len(found) >= _FEW:
        typical = float(np.median(found[:, 3] - found[:, 1])) * scale
        larger = min(scale * _WANTED / max(1.0, typical), _LONGEST / longer)
        if typical < _SMALL and larger > 1.05 * scale:
            found = _look(pixels, larger)
    height, width = pixels.shape
    boxes = [Box(*map(float, row)).clipped(width, height) for row in found]
    return [part for box in boxes if box.width >= 1 and box.height >= 1 for part in _parted(box, pixels)]


def _parted(box: Box, pixels: Pixels) -> list[Box]:
    """The line cut where it runs on over empty paper: the network now and then joins a letterhead's columns."""
    piece = pixels[int(box.y0) : math.ceil(box.y1), int(box.x0) : math.ceil(box.x1)]
    if piece.shape[1] < _LONG * piece.shape[0]:
        return [box]
    paper, ink = float(np.median(piece)), float(np.percentile(piece, 1))
    # Pale ink counts too: a value in a light pen behind a bold label is no empty paper.
    inked = np.flatnonzero((piece < paper - _PALE * (paper - ink)).any(axis=0))
    gaps = np.flatnonzero(np.diff(inked) > _COLUMN * box.height)
    if paper - ink < _CONTRAST or not len(gaps):
        return [box]
    lefts, rights = [0, *(gaps + 1)], [*gaps, len(inked) - 1]
    beyond = _OVERHANG * box.height
    parts = [
        Box(max(box.x0, box.x0 + inked[left] - beyond), box.y0, min(box.x1, box.x0 + inked[right] + 1 + beyond), box.y1)
        for left, right in zip(lefts, rights, strict=True)
        if inked[right] - inked[left] > _BIT * box.height
    ]
    return parts or [box]


def _look(pixels: Pixels, scale: float) -> NDArray[np.float64]:
    """Left, top, right, bottom of each line, in pixels of the page, one row a line."""
    height, width = (max(1, round(side * scale)) for side in pixels.shape)
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    ink = np.zeros((1, 1, _TILE * math.ceil(height / _TILE), _TILE * math.ceil(width / _TILE)), np.float32)
    ink[0, 0, :height, :width] = 1 - small.astype(np.float32) / 255
    (answer,) = networks.load(NETWORK)(x=ink)
    middle, above, below = answer[0]
    # The network gives logits: above 0, a pixel more likely than not lies on the middle of a line.
    count, label, stats, _ = cv2.connectedComponentsWithStats((middle > 0).astype(np.uint8), connectivity=4)
    if count <= 1:
        return np.zeros((0, 4))
    ys, xs = np.nonzero(label)
    owner = label[ys, xs]
    sizes = np.maximum(1, np.bincount(owner, minlength=count))
    y = (ys + 0.5) * _STRIDE
    top = np.bincount(owner, y - above[ys, xs], count) / sizes
    bottom = np.bincount(owner, y + below[ys, xs], count) / sizes
    overhang = _OVERHANG * np.maximum(1, bottom - top)
    left = stats[:, cv2.CC_STAT_LEFT] * _STRIDE - overhang
    right = (stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]) * _STRIDE + overhang
    rows = np.stack([left, top, right, bottom], axis=1)
    return np.asarray(rows[1:][stats[1:, cv2.CC_STAT_AREA] >= _SPECK] / scale)
