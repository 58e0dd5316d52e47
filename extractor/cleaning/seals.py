"""Round seals in red ink.

Vietnamese agencies' seals are circles of 30 to 42 mm across. A seal is found by its outer ring, so that a red name stamp or
a signature that touches it is not taken for part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from extractor.cleaning.geometry import resize
from extractor.cleaning.ink import components
from extractor.raster import Pixels
from extractor.record import Box

_DPI = 40.0
_RADII_MM = (13.0, 23.0)
_LEAST_RING = 0.55
"""Share of the ring that carries red ink, less `_MOAT` times the share just outside it. Over 50 seals on real pages it was at
least 0.82, and at most 0.41 for rust stains and red lettering."""
_MOAT = 0.7
_LEAST_VISIBLE = 0.3
"""Share of the ring that must lie on the page: a seal over the joint of two sheets shows a part of itself on each."""


@dataclass(frozen=True)
class Seal:
    """A circle, in the pixels of the mask it was found in.

    `visible` is the share of its ring on the page, `score` how red the ring is.
    """

    x: float
    y: float
    radius: float
    visible: float
    score: float

    def box(self, scale: float, width: int, height: int) -> Box:
        """The box around the seal in an image `scale` times as large, cut to `width` by `height`."""
        return Box(
            (self.x - self.radius) * scale, (self.y - self.radius) * scale,
            (self.x + self.radius) * scale, (self.y + self.radius) * scale,
        ).clipped(width, height)  # fmt: skip


def find_seals(red: Pixels, dpi: float) -> tuple[Seal, ...]:
    """The seals in a mask of red ink, strongest first."""
    factor = min(1.0, _DPI / dpi)
    height, width = max(1, round(red.shape[0] * factor)), max(1, round(red.shape[1] * factor))
    small = (resize(red, width, height) > 40).astype(np.uint8) * 255
    millimetre = dpi * factor / 25.4
    if cv2.countNonZero(small) < 20 * millimetre:
        return ()
    gap = max(3, int(4 * millimetre) | 1)
    _, stats = components(np.asarray(cv2.dilate(small, np.ones((gap, gap), np.uint8)), dtype=np.uint8))
    found: list[Seal] = []
    for left, top, box_width, box_height, _ in stats[1:].tolist():
        if max(box_width, box_height) < 14 * millimetre:
            continue
        found += _rings(small, (left, top, box_width, box_height), millimetre)
    found.sort(key=lambda seal: -seal.score)
    scale = 1 / factor
    return tuple(Seal(seal.x * scale, seal.y * scale, seal.radius * scale, seal.visible, seal.score) for seal in found)


def _rings(mask: Pixels, area: tuple[int, int, int, int], millimetre: float) -> list[Seal]:
    """The best ring in each part of `area` (left, top, width, height).

    A ring scores for red on it and loses for red just outside it: that tells the outer ring from the inner one and from
    the lettering between them.
    """
    left, top, width, height = area
    reach = int((_RADII_MM[1] + 2) * millimetre) + 2
    ink = np.zeros((height + 2 * reach, width + 2 * reach), np.float32)
    ink[reach:-reach, reach:-reach] = mask[top : top + height, left : left + width] > 0
    rows, columns = np.indices(ink.shape)
    rows, columns = rows + top - reach, columns + left - reach
    on_page = ((rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])).astype(np.float32)
    whole = bool(on_page.all())
    distance = np.hypot(*(axis - reach for axis in np.indices((2 * reach + 1, 2 * reach + 1))))
    radii = np.arange(_RADII_MM[0] * millimetre, _RADII_MM[1] * millimetre, 0.75)
    scores, shares = [], []
    for radius in radii:
        ring = (np.abs(distance - radius + 0.75) <= 1).astype(np.float32)
        moat = (np.abs(distance - radius - 2.25) <= 1).astype(np.float32)
        kernel = ring / ring.sum() - _MOAT * moat / moat.sum()
        share = on_page if whole else cv2.filter2D(on_page, -1, ring / ring.sum(), borderType=cv2.BORDER_CONSTANT)
        score = cv2.filter2D(ink, -1, kernel, borderType=cv2.BORDER_CONSTANT)
        scores.append(np.where(share >= _LEAST_VISIBLE, score / np.maximum(share, 1e-3), 0))
        shares.append(share)
    cube = np.stack(scores)
    found: list[Seal] = []
    while len(found) < 4:
        index, y, x = (int(value) for value in np.unravel_index(int(cube.argmax()), cube.shape))
        best = float(cube[index, y, x])
        if best < _LEAST_RING:
            break
        radius = float(radii[index])
        seal = Seal(x + left - reach + 0.5, y + top - reach + 0.5, radius + 0.5, float(shares[index][y, x]), best)
        found.append(seal)
        clear = int(1.5 * radius)
        cube[:, max(0, y - clear) : y + clear, max(0, x - clear) : x + clear] = 0
    return found
