"""What the page looked like before it was cleaned."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.cleaning.ink import binarise
from extractor.raster import Pixels
from extractor.record import Quality


def measure(fine: Pixels, coarse: Pixels, dpi: float) -> Quality:
    """Contrast, sharpness, noise and ink of a grey page, as `record.Quality` defines them.

    Sharpness is taken from the `fine` copy, the rest from the `coarse` one, whose resolution is `dpi`. For figures that
    compare from page to page, give every page at the same two resolutions.
    """
    ink = binarise(coarse, dpi)
    # The paper is what lies clear of ink by more than a blurred edge.
    paper = np.asarray(cv2.bitwise_not(cv2.dilate(ink, np.ones((5, 5), np.uint8))), dtype=np.uint8)
    if cv2.countNonZero(paper) < 100:
        paper = np.full_like(coarse, 255)
    level = float(np.median(coarse[paper > 0]))
    darkness = float(np.median(coarse[ink > 0])) if ink.any() else level
    # Measured against a few millimetres around, so that a shadow does not count as noise.
    rough = np.asarray(cv2.absdiff(coarse, cv2.blur(coarse, (5, 5))), dtype=np.float32)[paper > 0]
    edges = cv2.Laplacian(fine, cv2.CV_16S)
    return Quality(
        contrast=max(0.0, level - darkness) / 255,
        sharpness=cv2.norm(edges, cv2.NORM_L2SQR) / edges.size - float(cv2.mean(edges)[0]) ** 2,
        noise=float(np.sqrt(np.mean(rough * rough))),
        ink=cv2.countNonZero(ink) / ink.size,
    )


def colourfulness(lit: Pixels) -> float:
    """`record.Quality.colour` of a colour page whose paper is white."""
    saturation = cv2.subtract(np.max(lit, axis=2), np.min(lit, axis=2))
    return float(np.percentile(saturation, 99.9)) / 255
