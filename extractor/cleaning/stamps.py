"""Lines of red lettering outside the seals: a signer's name is often a rubber stamp, and seldom level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.cleaning.colour import redness
from extractor.cleaning.deskew import detect_skew
from extractor.cleaning.geometry import copy, scaling, shift
from extractor.cleaning.ink import components, millimetres
from extractor.raster import Pixels, Stamp
from extractor.record import Box, Transform

_MOST = 6
_GAP_MM = (5.0, 1.2)
"""Letters this near to one another, along and across, are one line."""

_LEAST_MM = (14.0, 1.8)
_MOST_HEIGHT_MM = 14.0
_AROUND_SEAL_MM = 0.6
_DPI = 300.0
"""Resolution of a stamp's picture: a name stamp is then 60 to 90 pixels high."""

_STRETCH = 1.25
"""Stamps are often cut in a narrow script. Of 59 names AsterOCR read 42 with at most one wrong letter when they were stretched
sideways by this factor, 30 as they are, 33 at 1.5."""

_MARGIN = 0.6
"""Paper around the line, in heights of the line."""

_FULL_INK = 60.0
"""Percentile of the inked pixels' depth that becomes black: stamps are as pale as their pad is dry. With the green channel
14 of 56 names are read exactly and 35 with one wrong letter, with the colour alone 11 and 33."""

_LEAST_REDNESS = 40
_NEAR_REDNESS = 25
_RIM = 1.03
"""A seal's ring with the blur around it, over its radius."""
_FRINGE = 9
"""Pixels around reddish ones that may hold a stroke whose colour was lost; other ink is farther off, mostly."""
_PAPER = 92.0
"""Percentile of brightness that is paper."""
_LEAST_DEPTH = 20.0
"""Grey levels between paper and the palest stamp that is worth reading."""


@dataclass(frozen=True)
class RedLine:
    """A leaning line of red lettering: its centre and size in the mask's pixels, and its lean in degrees, downhill positive."""

    x: float
    y: float
    width: float
    height: float
    lean: float

    def back(self) -> Transform:
        """From the level line, whose top left corner is at (0, 0), to the mask."""
        cosine, sine = math.cos(math.radians(self.lean)), math.sin(math.radians(self.lean))
        turn = Transform((cosine, -sine, 0, sine, cosine, 0, 0, 0, 1))
        return shift(self.x, self.y).after(turn).after(shift(-self.width / 2, -self.height / 2))


def find_red_lines(red: Pixels, seals: Sequence[Box], dpi: float) -> tuple[RedLine, ...]:
    """The lines of lettering in a mask of red ink, outside `seals`; the longest, `_MOST` of them."""
    millimetre = dpi / 25.4
    ink = red.copy()
    for seal in seals:
        centre = round(seal.centre[0]), round(seal.centre[1])
        radius = max(seal.width, seal.height) / 2 + _AROUND_SEAL_MM * millimetre
        cv2.circle(ink, centre, round(radius), (0,), cv2.FILLED)
    if cv2.countNonZero(ink) < millimetre**2:
        return ()
    along, across = (millimetres(gap, dpi) for gap in _GAP_MM)
    labels, stats = components(np.asarray(cv2.dilate(ink, np.ones((across, along), np.uint8)), dtype=np.uint8))
    found: list[RedLine] = []
    for label, (left, top, width, height, _) in enumerate(stats.tolist()):
        if not label or width < _LEAST_MM[0] * millimetre or height < _LEAST_MM[1] * millimetre:
            continue
        part = (slice(top, top + height), slice(left, left + width))
        own = np.where(labels[part] == label, ink[part], np.uint8(0)).astype(np.uint8)
        line = _levelled(own, left, top)
        if line and _LEAST_MM[1] * millimetre <= line.height <= _MOST_HEIGHT_MM * millimetre <= line.width:
            found.append(line)
    return tuple(sorted(found, key=lambda line: -line.width)[:_MOST])


def lift(line: RedLine, seals: Sequence[Box], pixels: Pixels, to_page: Transform, page_dpi: float, grow: float) -> Stamp:
    """The pictures of `line`, taken from the colour page `pixels`, and its box in the copy for reading.

    `seals` are in the mask's pixels like `line`. `to_page` leads from the copy to the page, `grow` is the copy's size over the
    mask's.
    """
    margin = _MARGIN * line.height
    # From the picture to the line with its margins, in the mask's pixels.
    width, height = line.width + 2 * margin, line.height + 2 * margin
    to_copy = scaling(grow, grow).after(line.back()).after(shift(-margin, -margin))
    box = to_page.after(to_copy).box(Box(0, 0, width, height)).clipped(pixels.shape[1], pixels.shape[0])
    left, top = int(box.x0), int(box.y0)
    part = pixels[top : int(box.y1) + 1, left : int(box.x1) + 1]
    to_part = shift(-left, -top).after(to_page).after(to_copy)
    across = _size(to_part, width, height)
    scale = _DPI / page_dpi * across
    picture = copy(
        part,
        to_part.after(scaling(1 / (scale * _STRETCH), 1 / scale)),
        min(1.0, _DPI / page_dpi),
        max(1, round(width * scale * _STRETCH)),
        max(1, round(height * scale)),
    )
    lettering = Box(margin * scale * _STRETCH, margin * scale, (width - margin) * scale * _STRETCH, (height - margin) * scale)
    dark = _dark(picture)
    to_mask = line.back().after(shift(-margin, -margin)).after(scaling(1 / (scale * _STRETCH), 1 / scale))
    pictures = dark, _without(seals, dark, to_mask), _reddish(picture)
    return Stamp(pictures, lettering, to_copy.box(Box(margin, margin, width - margin, height - margin)))


def _levelled(ink: Pixels, left: int, top: int) -> RedLine | None:
    lean = detect_skew(ink)
    ys, xs = np.nonzero(ink)
    if len(xs) < 60:
        return None
    cosine, sine = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    along, down = xs * cosine + ys * sine, ys * cosine - xs * sine
    u0, u1 = along.min(), along.max() + 1
    # Specks above and below make no line higher.
    v0, v1 = np.percentile(down, 1), np.percentile(down, 99) + 1
    u, v = (u0 + u1) / 2, (v0 + v1) / 2
    x, y = left + u * cosine - v * sine, top + u * sine + v * cosine
    return RedLine(float(x), float(y), float(u1 - u0), float(v1 - v0), lean)


def _size(transform: Transform, width: float, height: float) -> float:
    """Pixels of the target for a pixel of the source, near the middle of `width` by `height`."""
    corner, beside = transform.point(0, height / 2), transform.point(width, height / 2)
    return math.dist(corner, beside) / width


def _dark(picture: Pixels) -> Pixels:
    """The red lettering of a colour picture as black on white.

    Where ink is, its colour tells; how much of it, the green channel does: scans keep colour at half the resolution of
    brightness, and faint strokes lose their colour first.
    """
    red = redness(picture)
    inked = red > _LEAST_REDNESS
    if not inked.any():
        return np.full(red.shape, 255, np.uint8)
    green = picture[:, :, 1].astype(np.float32)
    paper = float(np.percentile(green, _PAPER))
    full = float(np.percentile(green[inked], 100 - _FULL_INK))
    near = cv2.dilate((red > _NEAR_REDNESS).astype(np.uint8), np.ones((_FRINGE, _FRINGE), np.uint8)) > 0
    depth = np.clip((paper - green) / max(_LEAST_DEPTH, paper - full), 0, 1)
    return np.asarray(255 * (1 - np.where(near, depth, 0)), dtype=np.uint8)


def _reddish(picture: Pixels) -> Pixels:
    """The lettering by its colour alone: paler strokes than `_dark` shows, and none of other ink."""
    red = redness(picture)
    inked: NDArray[np.uint8] = red[red > _LEAST_REDNESS]
    full = float(np.percentile(inked, _FULL_INK)) if inked.size else 255.0
    return np.asarray(cv2.bitwise_not(cv2.convertScaleAbs(red, alpha=255 / full)), dtype=np.uint8)


def _without(seals: Sequence[Box], dark: Pixels, to_mask: Transform) -> Pixels:
    """The picture with white discs for seals."""
    a, b, c, d, e, f, *_ = to_mask.m
    y, x = np.indices(dark.shape, dtype=np.float32)
    clear = dark.copy()
    for seal in seals:
        (u, v), radius = seal.centre, max(seal.width, seal.height) / 2 * _RIM
        clear[(a * x + b * y + c - u) ** 2 + (d * x + e * y + f - v) ** 2 < radius**2] = 255
    return clear
