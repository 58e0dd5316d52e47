"""Black edges and punch holes: what the scanner saw beside and through the paper."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.cleaning.ink import components, millimetres
from extractor.raster import Pixels

_DARK = 110
_HOLE_MM = (3.5, 8.5)
_HOLE_ZONE_MM = 25.0


def foreign(grey: Pixels, dpi: float) -> Pixels:
    """255 where a grey page shows the scanner's lid, the table under a photographed page or a punch hole.

    Dark areas count that are thicker than a pen or a letter and touch the edge of the image, and dark discs of 3.5 to
    8.5 mm (ISO 838 punches 6 mm) within 25 mm of an edge.
    """
    height, width = grey.shape
    dark = np.asarray(cv2.threshold(grey, _DARK, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    side = millimetres(1.6, dpi)
    kernel = np.ones((side, side), np.uint8)
    framed = cv2.copyMakeBorder(dark, side, side, side, side, cv2.BORDER_REPLICATE)
    core = cv2.morphologyEx(framed, cv2.MORPH_OPEN, kernel)[side : side + height, side : side + width]
    if not core.any():
        return np.zeros_like(grey)
    labels, stats = components(np.asarray(core, dtype=np.uint8))
    zone = _HOLE_ZONE_MM * dpi / 25.4
    least, most = (length * dpi / 25.4 for length in _HOLE_MM)
    keep = np.zeros(len(stats), dtype=bool)
    for label, (left, top, w, h, area) in enumerate(stats.tolist()):
        if not label:
            continue
        gap = min(left, top, width - left - w, height - top - h)
        round_disc = least <= w <= most and least <= h <= most and area >= 0.65 * w * h and abs(w - h) <= 0.35 * max(w, h)
        near = min(left + w / 2, width - left - w / 2, top + h / 2, height - top - h / 2) <= zone
        keep[label] = gap <= 1 or (round_disc and near)
    if not keep.any():
        return np.zeros_like(grey)
    mask = np.where(keep, np.uint8(255), np.uint8(0))[labels]
    grown = millimetres(1.0, dpi) * 2 + 1
    return np.asarray(cv2.dilate(mask, np.ones((grown, grown), np.uint8)), dtype=np.uint8)
