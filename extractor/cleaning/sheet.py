"""The sheet of paper in a photograph, found by its four edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.cleaning.geometry import from_matrix
from extractor.raster import Pixels
from extractor.record import Transform

_LEAST_SHARE, _MOST_SHARE = 0.25, 0.97
_LEAST_STEP = 40
"""Grey levels between the sheet and what it lies on, at every side."""

_THRESHOLDS = (1.0, 0.8, 0.6)
"""Shares of Otsu's threshold, all of which are tried."""

_ROUGHNESS = (0.02, 0.03)
"""How far a corner may be rounded, as a share of the outline's length."""


def find_sheet(grey: Pixels) -> tuple[Transform, float, float] | None:
    """The map from a flat sheet to `grey`, and the flat sheet's width and height in pixels; None unless it is certain.

    Certain means: one bright, convex, nearly full quadrilateral with corners between 65 and 115 degrees, and a sharp
    step to darkness along every side, which the image's own frame does not have. Meant for a copy of about 1000 pixels.
    """
    height, width = grey.shape
    if min(height, width) < 100:
        return None
    smooth = np.asarray(cv2.medianBlur(grey, 5), dtype=np.uint8)
    middle, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_OTSU)
    candidates = [_quadrilateral(smooth, middle * share) for share in _THRESHOLDS]
    found = [corners for corners in candidates if corners is not None]
    if not found:
        return None
    # A shadow across the sheet can look like the sheet's edge; then the larger part is the sheet.
    corners = max(found, key=lambda each: cv2.contourArea(each.astype(np.float32)))
    top, right, bottom, left = (float(np.hypot(*(corners[(i + 1) % 4] - corners[i]))) for i in range(4))
    flat_width, flat_height = max(top, bottom), max(left, right)
    flat = np.array([(0, 0), (flat_width, 0), (flat_width, flat_height), (0, flat_height)], np.float32)
    back = np.asarray(cv2.getPerspectiveTransform(flat, corners.astype(np.float32)), dtype=np.float64)
    return from_matrix(back), flat_width, flat_height


def _quadrilateral(grey: Pixels, threshold: float) -> NDArray[np.float64] | None:
    """The corners, from the top left clockwise, of the sheet that is brighter than `threshold`."""
    bright = cv2.threshold(grey, threshold, 255, cv2.THRESH_BINARY)[1]
    if not _LEAST_SHARE <= cv2.countNonZero(bright) / bright.size <= _MOST_SHARE:
        return None
    # Text and stamps are holes in the bright sheet; only its outline matters.
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    area = float(cv2.contourArea(hull))
    if not _LEAST_SHARE <= area / bright.size <= _MOST_SHARE or cv2.contourArea(outline) < 0.93 * area:
        return None
    for roughness in _ROUGHNESS:
        corners = np.asarray(cv2.approxPolyDP(hull, roughness * cv2.arcLength(hull, True), True), dtype=np.float64)
        corners = corners.reshape(-1, 2)
        if len(corners) != 4 or float(cv2.contourArea(corners.astype(np.float32))) < 0.95 * area:
            continue
        corners = _from_top_left(corners)
        if all(65 <= angle <= 115 for angle in _angles(corners)) and min(_steps(grey, corners)) >= _LEAST_STEP:
            return corners
    return None


def _steps(grey: Pixels, corners: NDArray[np.float64]) -> list[float]:
    """How much darker it gets across each side, within 2 % of the image: an edge of paper is sharp, a shadow's is not."""
    reach = 0.01 * max(grey.shape)
    centre = corners.mean(axis=0)
    result = []
    for index in range(4):
        start, stop = corners[index], corners[(index + 1) % 4]
        along = np.linspace(start, stop, 42)[1:-1]
        normal = np.array([start[1] - stop[1], stop[0] - start[0]])
        normal *= reach * np.sign(normal @ (centre - (start + stop) / 2)) / (np.linalg.norm(normal) + 1e-9)
        result.append(float(np.median(_at(grey, along + normal) - _at(grey, along - normal))))
    return result


def _at(grey: Pixels, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The image at `points`, its edge repeated outside."""
    x = np.clip(points[:, 0].round().astype(int), 0, grey.shape[1] - 1)
    y = np.clip(points[:, 1].round().astype(int), 0, grey.shape[0] - 1)
    return np.asarray(grey[y, x], dtype=np.float64)


def _from_top_left(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """The corners clockwise on the screen, beginning nearest to the top left."""
    centre = corners.mean(axis=0)
    ordered = corners[np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]))]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)


def _angles(corners: NDArray[np.float64]) -> list[float]:
    result = []
    for index in range(4):
        before, after = corners[index - 1] - corners[index], corners[(index + 1) % 4] - corners[index]
        cosine = float(before @ after / (np.linalg.norm(before) * np.linalg.norm(after) + 1e-9))
        result.append(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))))
    return result
