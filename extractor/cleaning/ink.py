"""Which pixels of a page are ink: the binary image that most measurements begin with."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.raster import Pixels

MM_PER_INCH = 25.4


def millimetres(length: float, dpi: float) -> int:
    """`length` millimetres in whole pixels at `dpi`, at least 1."""
    return max(1, round(length * dpi / MM_PER_INCH))


def binarise(grey: Pixels, dpi: float, depth: int = 20) -> Pixels:
    """Ink as 255, paper as 0, of a grey page.

    A pixel is ink when it is darker by `depth` grey levels than the mean of its neighbourhood, a square of 6 mm; the
    neighbourhood makes the result blind to shadows and yellow paper (Bradley and Roth, "Adaptive thresholding using the
    integral image", 2007).
    """
    side = millimetres(6, dpi) | 1
    paper = cv2.blur(grey, (side, side))
    darker = cv2.subtract(paper, grey)
    return np.asarray(cv2.threshold(darker, depth, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def components(ink: Pixels) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Label image and, per label, (left, top, width, height, area); label 0 is the paper."""
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)
