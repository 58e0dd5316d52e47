"""Pen strokes: signatures, and what is written by hand into printed slots."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from extractor.cleaning.ink import components
from extractor.raster import Pixels
from extractor.record import Box

_BLUE_PRINT = 0.3
"""Where more than this share of the ink is blue, blue is the page's printing colour and tells nothing."""


def find_handwork(blue: Pixels, black: Pixels, seals: tuple[Box, ...], dpi: float) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Boxes of signatures and of other handwriting, in the masks' pixels.

    `blue` and `black` are masks of that ink, `seals` boxes in the same frame. Blue strokes count anywhere: large ones as a
    signature, small ones as handwriting. Black strokes count as a signature only where they cross or touch a seal, since
    elsewhere nothing but their shape would tell them from a drawing, a frame or a large title; and so do long thin ones of any
    colour beside a seal, which a fine pen leaves.
    """
    millimetre = dpi / 25.4
    signatures = [
        *_black_signatures(black, seals, millimetre),
        *_long_strokes(np.asarray(cv2.bitwise_or(black, blue), np.uint8), seals, millimetre),
    ]
    handwriting: list[Box] = []
    ink = cv2.countNonZero(blue) + cv2.countNonZero(black)
    if 0 < cv2.countNonZero(blue) <= _BLUE_PRINT * ink:
        strokes = [
            box
            for box, size in _blobs(blue, 1.2 * millimetre, 3 * millimetre)
            if size >= (0.8 * millimetre) ** 2 and box.height >= 1.8 * millimetre
        ]
        for seal in seals:
            # A pale pen leaves pieces; beside a seal they are one signature.
            area = _beside(seal, millimetre, blue)
            pieces = [box for box in strokes if box.overlap(area) >= 0.5 * box.area]
            if pieces and Box.around(pieces).width >= 10 * millimetre:
                signatures.append(Box.around(pieces))
                strokes = [box for box in strokes if box not in pieces]
        for box in strokes:
            large = box.height >= 9 * millimetre or (box.height >= 5 * millimetre and box.width >= 18 * millimetre)
            (signatures if large else handwriting).append(box)
    return tuple(_joined(signatures)), tuple(handwriting)


def _blobs(mask: Pixels, up: float, along: float) -> list[tuple[Box, int]]:
    """Boxes of what hangs together over gaps of `up` and `along` pixels, with their ink in pixels."""
    kernel = np.ones((max(1, round(up)), max(1, round(along))), np.uint8)
    labels, stats = components(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), dtype=np.uint8))
    ink = np.bincount(labels[mask > 0], minlength=len(stats))
    return [
        (Box(left, top, left + width, top + height), int(ink[label]))
        for label, (left, top, width, height, _) in enumerate(stats.tolist())
        if label
    ]


def _black_signatures(black: Pixels, seals: tuple[Box, ...], millimetre: float) -> list[Box]:
    def tall(width: int, height: int, ink: int) -> bool:
        return height >= 6.5 * millimetre and width >= 8 * millimetre and ink <= 0.4 * width * height

    return [box for seal in seals for box in _pieces(black, seal, millimetre, tall, 0.7) if box.overlap(seal) > 0]


def _long_strokes(ink: Pixels, seals: tuple[Box, ...], millimetre: float) -> list[Box]:
    """Beside each seal, the box around strokes that are too long and thin for print and too slanting for a rule."""

    def thin(width: int, height: int, ink: int) -> bool:
        long = width >= 10 * millimetre and height >= 1.8 * millimetre and width >= 2.5 * height
        return long and ink <= 0.2 * width * height

    strokes = (_pieces(ink, seal, millimetre, thin, 0.5) for seal in seals)
    return [Box.around(each) for each in strokes if each]


def _pieces(mask: Pixels, seal: Box, millimetre: float, shaped: Callable[[int, int, int], bool], fullest: float) -> list[Box]:
    """What hangs together beside the seal and is `shaped` so (width, height, ink; pixels) with no row as full as `fullest`."""
    area = _beside(seal, millimetre, mask)
    left, top = int(area.x0), int(area.y0)
    labels, stats = components(np.ascontiguousarray(mask[top : int(area.y1), left : int(area.x1)]))
    found: list[Box] = []
    for label, (x, y, width, height, ink) in enumerate(stats.tolist()):
        if label and shaped(width, height, ink):
            rows = (labels[y : y + height, x : x + width] == label).mean(axis=1)
            if rows.max() < fullest:
                found.append(Box(left + x, top + y, left + x + width, top + y + height))
    return found


def _beside(seal: Box, millimetre: float, mask: Pixels) -> Box:
    """Where the signature of a `seal` lies: over it, and far out to its right."""
    height, width = mask.shape
    margin = 5 * millimetre
    return Box(seal.x0 - margin, seal.y0 - margin, seal.x1 + 40 * millimetre, seal.y1 + margin).clipped(width, height)


def _joined(boxes: list[Box]) -> list[Box]:
    """Boxes that overlap, made one."""
    result: list[Box] = []
    for box in boxes:
        merged = box
        while touching := [other for other in result if other.overlap(merged) > 0]:
            result = [other for other in result if other not in touching]
            merged = Box.around([merged, *touching])
        result.append(merged)
    return result
