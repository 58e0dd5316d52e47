"""TrueOCR's network: reads a whole line in a few milliseconds, and is weakest in tone marks of faint print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from extractor import networks
from extractor.raster import Pixels
from extractor.reading.glyphs import Reading, collapsed, trimmed
from extractor.reading.strip import is_light_on_dark, strip
from extractor.record import Box

NETWORK = "trueocr"

MARGIN = 0.25
"""Paper above and below a line, in line heights. Line CER on real pages: 0.1 3.6 %, 0.2 2.1 %, 0.25 1.9 %, 0.3 2.0 %."""

_SIDE = 0.3
"""Paper left and right of a line, in line heights."""

_LINE = 32
"""Pixels of a line with its margins."""

_WINDOW = 3
"""The network sees the line between its neighbours: this many times its height."""

_MULTIPLE = 8
"""Widths are multiples of a step."""

_HALO = 8
"""Empty pixels behind the widest line of a batch, so that its last step sees what it would see alone."""

_WIDEST = 2048
"""Pixels of the longest line, which bounds memory; 2.5 times the longest line of an A4 page."""

_BATCH_AREA = 64 * 640
"""Pixel columns of one batch: larger ones took more memory and no less time."""

_ALIKE = 1.3
"""In one batch the widest line is at most this many times as wide as the narrowest, so that little is spent on padding."""


def read_lines(pixels: Pixels, boxes: Sequence[Box], margin: float = MARGIN) -> list[Reading]:
    """Reads the lines in `boxes` of a grey page, one after another; places are in the page's pixels."""
    outer = [_surroundings(box, margin) for box in boxes]
    strips = [_ink(pixels, box, around) for box, around in zip(boxes, outer, strict=True)]
    network, alphabet = networks.load(NETWORK), networks.alphabet(NETWORK)
    readings: list[Reading] = [()] * len(boxes)
    for batch in _batches([each.shape[1] for each in strips]):
        wide = -(-max(strips[index].shape[1] for index in batch) // _MULTIPLE) * _MULTIPLE + _HALO
        ink = np.zeros((len(batch), 1, _LINE * _WINDOW, wide), np.float32)
        for place, index in enumerate(batch):
            ink[place, 0, :, : strips[index].shape[1]] = strips[index]
        widths = np.array([strips[index].shape[1] for index in batch], np.int64)
        classes, confidences, steps = network(x=ink, widths=widths)
        for place, index in enumerate(batch):
            count = int(steps[place])
            around = outer[index]
            reading = collapsed(classes[place, :count], confidences[place, :count], alphabet, around.x0, around.x1)
            readings[index] = trimmed(reading)
    return readings


def _surroundings(box: Box, margin: float) -> Box:
    side = _SIDE * box.height
    beyond = (_WINDOW * (1 + 2 * margin) - 1) / 2 * box.height
    return Box(box.x0 - side, box.y0 - beyond, box.x1 + side, box.y1 + beyond)


def _ink(pixels: Pixels, box: Box, around: Box) -> NDArray[np.float32]:
    """The line with its surroundings: 1 where there is print, 0 where there is paper."""
    grey = strip(pixels, around, _LINE * _WINDOW, _WIDEST, _MULTIPLE).astype(np.float32) / np.float32(255)
    return grey if is_light_on_dark(pixels, box) else np.float32(1) - grey


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        if batch and (widths[index] > _ALIKE * max(64, widths[batch[0]]) or (len(batch) + 1) * widths[index] > _BATCH_AREA):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
