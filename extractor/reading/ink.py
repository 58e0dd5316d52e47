"""Where the ink of a word really is: readers of lines only tell where along the line they read a letter.

The height of a word, and how it sits on its line, tell print from what a pen wrote into a slot.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from extractor.raster import Pixels
from extractor.record import Box, Line, Word

_INK = 150
"""Grey level from which a pixel of the clean copy is ink: its paper is white, and faint print was darkened."""

_BEYOND = 0.35
"""How far above and below its line ink is looked for, in line heights: pens reach beyond print."""

_LETTER = 0.25
"""Least height of a letter in line heights; lower ink is dots, dashes and marks that stand off their letters, which count only
where there is nothing else: digits are compared with letters, and leaders run through what a pen wrote."""

_RULE = 3.0
"""Ink wider than this many line heights and no higher than a letter is a rule."""


def tightened(line: Line, pixels: Pixels) -> Line:
    """The line with each word's box around the word's ink, on a grey page. Words without ink keep their boxes.

    Ink belongs to the word in whose stretch of the line its middle lies; the middle of ink of other lines lies beside this one.
    """
    margin = _BEYOND * line.box.height
    around = Box(line.box.x0, line.box.y0 - margin, line.box.x1, line.box.y1 + margin)
    around = around.clipped(pixels.shape[1], pixels.shape[0])
    left, top = int(around.x0), int(around.y0)
    piece = pixels[top : int(around.y1) + 1, left : int(around.x1) + 1]
    count, _, stats, centres = cv2.connectedComponentsWithStats((piece < _INK).astype(np.uint8), connectivity=8)
    if count < 2:
        return line
    boxes = stats[1:, :4].astype(float) + np.array([left, top, 0, 0])
    boxes[:, 2:] += boxes[:, :2]
    x, y = centres[1:, 0] + left, centres[1:, 1] + top
    height = boxes[:, 3] - boxes[:, 1]
    on_line = (y >= line.box.y0) & (y < line.box.y1)
    on_line &= (boxes[:, 2] - boxes[:, 0] <= _RULE * line.box.height) | (height >= _LETTER * line.box.height)
    edges = [line.box.x0, *((a.box.x1 + b.box.x0) / 2 for a, b in pairwise(line.words)), line.box.x1]
    words = []
    for word, (start, end) in zip(line.words, pairwise(edges), strict=True):
        mine = on_line & (x >= start) & (x < end)
        letters = mine & (height >= _LETTER * line.box.height)
        words.append(_around(word, boxes[letters if letters.any() else mine], start, end))
    return replace(line, words=tuple(words), box=Box.around([word.box for word in words]))


def _around(word: Word, ink: np.ndarray[tuple[int, int], np.dtype[np.float64]], start: float, end: float) -> Word:
    if not len(ink):
        return word
    x0, y0 = ink[:, :2].min(axis=0)
    x1, y1 = ink[:, 2:].max(axis=0)
    x0, x1 = max(float(x0), start), min(float(x1), end)
    return replace(word, box=Box(x0, float(y0), x1, float(y1))) if x1 > x0 else word
