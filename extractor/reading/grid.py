"""The ruled lines of tables and frames, which Tesseract reads as letters and which glue cells together."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.raster import Pixels

_COARSE = 100.0
"""Resolution at which rules are looked for: broken ones of a faint print close up, and it takes a quarter of the time."""

_ROW = 1.0
"""Least length of a rule across the page, inches: longer than any word whose letters run together."""

_COLUMN = 0.22
"""Least length of a rule down the page, inches: a capital of 14 points is half as tall."""

_THICK = 0.04
"""Most thickness of a rule, inches; a residual skew makes a long one look thicker."""

_BRIDGE = 0.03
"""Breaks in a rule up to this many inches are overlooked."""

_CONTRAST = 14
"""How much darker than its surroundings a rule is at the coarse resolution, grey levels."""


def without_grid(pixels: Pixels, dpi: float) -> Pixels:
    """A copy of a grey page whose table rules are painted over with paper; the page itself where it has none.

    Only rules that meet others at right angles go: what is underlined stays underlined.
    """
    height, width = pixels.shape
    scale = min(1.0, _COARSE / dpi)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    coarse = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    dpi *= scale
    window = 2 * int(0.12 * dpi) + 1
    dark = np.asarray(
        cv2.adaptiveThreshold(coarse, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, _CONTRAST), np.uint8
    )
    across, down = _rules(dark, dpi, flat=True), _rules(dark, dpi, flat=False)
    if not across.any() or not down.any():
        return pixels
    reach = max(3, int(0.05 * dpi))
    _, label = cv2.connectedComponents(cv2.dilate(across | down, np.ones((reach, reach), np.uint8)), connectivity=8)
    grids = [grid for grid in np.intersect1d(label[across > 0], label[down > 0]) if _is_grid(label == grid, across, down)]
    mask = np.where(np.isin(label, grids), across | down, 0).astype(np.uint8)
    if not mask.any():
        return pixels
    copy = pixels.copy()
    fine = cv2.resize(cv2.dilate(mask, np.ones((3, 3), np.uint8)), (width, height), interpolation=cv2.INTER_NEAREST)
    copy[fine > 0] = np.uint8(np.percentile(coarse, 90))
    return copy


def _is_grid(place: NDArray[np.bool_], across: Pixels, down: Pixels) -> bool:
    """Whether at least two rules run each way there."""
    return all(cv2.connectedComponents(np.where(place, rules, 0).astype(np.uint8))[0] > 2 for rules in (across, down))


def _rules(dark: Pixels, dpi: float, *, flat: bool) -> Pixels:
    """A mask of the straight thin strokes across the page (`flat`) or down it."""
    length, bridge = max(3, int((_ROW if flat else _COLUMN) * dpi)), 1 + max(1, int(_BRIDGE * dpi))
    long, short = ((length, 1), (bridge, 1)) if flat else ((1, length), (1, bridge))
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, short))
    found = cv2.morphologyEx(joined, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, long))
    count, label, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    thickness = stats[:, cv2.CC_STAT_AREA] / np.maximum(1, stats[:, cv2.CC_STAT_WIDTH if flat else cv2.CC_STAT_HEIGHT])
    keep = np.where(thickness <= _THICK * dpi, 255, 0).astype(np.uint8)
    keep[0] = 0
    return np.asarray(keep[label] if count > 1 else found, dtype=np.uint8)
