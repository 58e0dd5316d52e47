"""Coloured ink told from black ink and from paper."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.raster import Pixels


def red_ink(bgr: Pixels) -> Pixels:
    """255 where red or magenta ink lies, of a colour page whose paper is white (`light.even`).

    A seal's red leaves green far behind; blue may follow part of the way (crimson pads), but not all of it.
    """
    blue, green, red = cv2.split(bgr)
    return _both(cv2.subtract(red, green), 45, cv2.subtract(red, blue), 20)


def redness(bgr: Pixels) -> Pixels:
    """How much red ink leaves green and blue behind: 0 for paper, for black and for blue ink, and about 150 for a good seal."""
    blue, green, red = cv2.split(bgr)
    mean = cv2.addWeighted(blue, 0.5, green, 0.5, 0)
    return np.asarray(cv2.min(cv2.subtract(red, green), cv2.subtract(red, mean)), dtype=np.uint8)


def blue_ink(bgr: Pixels) -> Pixels:
    """255 where blue or violet ink lies, of a colour page whose paper is white."""
    blue, green, red = cv2.split(bgr)
    return _both(cv2.subtract(blue, red), 35, cv2.subtract(blue, green), 15)


def colour_fringes(red: Pixels, blue: Pixels) -> bool:
    """Whether the colour is a screen's or a scanner's fringe around black letters: most of the blue runs beside red."""
    total = cv2.countNonZero(blue)
    beside = cv2.bitwise_and(blue, cv2.dilate(red, np.ones((5, 5), np.uint8)))
    return total > 0 and cv2.countNonZero(beside) > 0.5 * total


def without_red(bgr: Pixels, bridge: int) -> Pixels:
    """Grey in which red ink is as bright as paper and black ink is as dark as before.

    Red ink hardly darkens the red channel; what it does darken is measured where the ink is purely red and stretched away.
    Some red covers the black below it: there, gaps of up to `bridge` pixels between dark ends of a stroke are filled.
    """
    red = np.asarray(cv2.extractChannel(bgr, 2), dtype=np.uint8)
    ink = red_ink(bgr)
    pure = red[ink > 0]
    level = float(np.percentile(pure, 20)) if pure.size else 255.0
    # Below 120 "red" is a mixture with black strokes, which must stay dark.
    faded = cv2.convertScaleAbs(red, alpha=255.0 / max(120.0, level))
    upright = cv2.morphologyEx(faded, cv2.MORPH_OPEN, np.ones((bridge, 1), np.uint8))
    level_bars = cv2.morphologyEx(faded, cv2.MORPH_OPEN, np.ones((1, bridge), np.uint8))
    bridged = cv2.min(upright, level_bars)
    return np.where(ink > 0, bridged, faded).astype(np.uint8)


def _both(first: cv2.typing.MatLike, least: int, second: cv2.typing.MatLike, second_least: int) -> Pixels:
    one = cv2.threshold(first, least, 255, cv2.THRESH_BINARY)[1]
    other = cv2.threshold(second, second_least, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.bitwise_and(one, other), dtype=np.uint8)
