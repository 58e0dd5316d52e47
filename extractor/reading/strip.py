"""Pieces of a page as reading networks want them: of one height, dark print on light paper."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.raster import Pixels
from extractor.record import Box

WHITE = 255


def strip(pixels: Pixels, box: Box, height: int, widest: int, multiple: int) -> Pixels:
    """What stands in `box` of a grey page, `height` pixels high; its width is a multiple of `multiple` pixels.

    A piece that would become wider than `widest` is squeezed. What lies beside the page is white.
    """
    x0, y0, x1, y1 = int(np.floor(box.x0)), int(np.floor(box.y0)), int(np.ceil(box.x1)), int(np.ceil(box.y1))
    piece = pixels[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]
    wanted = max(1, y1 - y0), max(1, x1 - x0)
    if piece.shape != wanted:
        paper = np.full(wanted, WHITE, np.uint8)
        top, left = max(0, -y0), max(0, -x0)
        paper[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
        piece = paper
    width = multiple * max(1, round(min(widest, wanted[1] * height / wanted[0]) / multiple))
    how = cv2.INTER_AREA if wanted[0] > height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(piece, (width, height), interpolation=how), np.uint8)


def is_light_on_dark(pixels: Pixels, box: Box) -> bool:
    """Whether the print in `box` is lighter than its ground: most of the box is ground, and that lies near its dark end."""
    piece = pixels[max(0, int(box.y0)) : int(box.y1) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
    if not piece.size:
        return False
    counts = np.cumsum(np.bincount(piece.ravel(), minlength=WHITE + 1))
    darkest, usual, lightest = (int(np.searchsorted(counts, share * piece.size)) for share in (0.02, 0.5, 0.98))
    return lightest - usual > usual - darkest and usual < WHITE / 2
