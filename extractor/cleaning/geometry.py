"""The way from the clean copy's pixels back to the page's, and the warps that follow it.

Boxes count pixel edges (the first pixel reaches from 0 to 1), OpenCV's warps count pixel centres; `warp` moves between the
two, so that a box and the ink in it stay together under any scale.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.raster import Pixels
from extractor.record import Transform

_HALF = Transform((1, 0, 0.5, 0, 1, 0.5, 0, 0, 1))
_MINUS_HALF = Transform((1, 0, -0.5, 0, 1, -0.5, 0, 0, 1))


def matrix(transform: Transform) -> NDArray[np.float64]:
    """The transform as a 3 by 3 array."""
    return np.array(transform.m, dtype=np.float64).reshape(3, 3)


def from_matrix(array: NDArray[np.float64]) -> Transform:
    """The transform of a 3 by 3 array, scaled so that its last element is 1."""
    a, b, c, d, e, f, g, h, i = (float(value) for value in (array / array[2, 2]).ravel())
    return Transform((a, b, c, d, e, f, g, h, i))


def scaling(x: float, y: float) -> Transform:
    """Multiplies x and y."""
    return Transform((x, 0, 0, 0, y, 0, 0, 0, 1))


def shift(x: float, y: float) -> Transform:
    """Adds to x and y."""
    return Transform((1, 0, x, 0, 1, y, 0, 0, 1))


def unturn(rotation: int, width: float, height: float) -> Transform:
    """From the frame turned clockwise by `rotation` (0, 90, 180, 270) back to the frame of `width` by `height` pixels."""
    return {
        0: Transform(),
        90: Transform((0, 1, 0, -1, 0, height, 0, 0, 1)),
        180: Transform((-1, 0, width, 0, -1, height, 0, 0, 1)),
        270: Transform((0, -1, width, 1, 0, 0, 0, 0, 1)),
    }[rotation]


def level(skew: float, width: float, height: float) -> tuple[Transform, float, float]:
    """Undoes a downhill `skew` in degrees: the map from the level frame back to the leaning one, and the level frame's size.

    The level frame is just large enough to hold the whole leaning page.
    """
    cosine, sine = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    new_width, new_height = width * cosine + height * abs(sine), height * cosine + width * abs(sine)
    turn = Transform((cosine, -sine, 0, sine, cosine, 0, 0, 0, 1))
    back = shift(width / 2, height / 2).after(turn).after(shift(-new_width / 2, -new_height / 2))
    return back, new_width, new_height


def warp(pixels: Pixels, back: Transform, width: int, height: int, paper: int = 255) -> Pixels:
    """The image of `width` by `height` pixels whose point p shows `pixels` at `back(p)`; `paper` fills what lies outside.

    Always a new array.
    """
    centred = matrix(_MINUS_HALF.after(back).after(_HALF))
    if (height, width) == pixels.shape[:2] and np.allclose(centred, np.eye(3), atol=1e-6):
        return pixels.copy()
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    fill = (paper, paper, paper)
    border = cv2.BORDER_CONSTANT
    if np.allclose(centred[2], (0, 0, 1)):
        result = cv2.warpAffine(pixels, centred[:2], (width, height), flags=flags, borderMode=border, borderValue=fill)
    else:
        result = cv2.warpPerspective(pixels, centred, (width, height), flags=flags, borderMode=border, borderValue=fill)
    return np.asarray(result, dtype=np.uint8)


def copy(pixels: Pixels, back: Transform, scale: float, width: int, height: int, paper: int = 255) -> Pixels:
    """Like `warp`, for a result that is `scale` times as large as `pixels`.

    Where it is smaller, `pixels` are averaged down first: a warp alone looks at single pixels and would lose thin strokes.
    """
    if scale >= 1:
        return warp(pixels, back, width, height, paper)
    small = resize(pixels, max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    to_small = scaling(small.shape[1] / pixels.shape[1], small.shape[0] / pixels.shape[0])
    return warp(small, to_small.after(back), width, height, paper)


def resize(pixels: Pixels, width: int, height: int) -> Pixels:
    """`pixels` at another size: averaged when it shrinks, interpolated when it grows."""
    if (width, height) == (pixels.shape[1], pixels.shape[0]):
        return pixels
    shrinks = width * height < pixels.shape[0] * pixels.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=method), dtype=np.uint8)


def turn(pixels: Pixels, rotation: int) -> Pixels:
    """`pixels` turned clockwise by `rotation` degrees (0, 90, 180, 270)."""
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return pixels if rotation == 0 else np.asarray(cv2.rotate(pixels, codes[rotation]), dtype=np.uint8)
