"""Pictures of failures, cut from pages and turned upright: red frames what was read, green where the true value stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import cv2
import numpy as np

from extractor.errors import InputError
from extractor.evaluation.failures import Failure
from extractor.pages import open_source
from extractor.raster import PageImage, Pixels
from extractor.record import Box
from extractor.settings import Settings

WIDEST, HIGHEST = 720, 900
"""Pixels of a picture."""
QUALITY = 70
"""Of JPEG: letters stay legible, and a picture of two lines takes about 15 kB."""
AROUND = (0.04, 0.02)
"""Shares of the page's width and height that are shown on each side of a value."""
LEAST = (0.4, 0.06)
"""Shares of the page's width and height that are shown at least."""
TOGETHER = 0.3
"""Two places are shown in one picture if it takes no more than this share of the page's height."""
RED, GREEN = (40, 40, 215), (70, 150, 20)
"""Blue, green, red."""

_Marks = tuple[tuple[Box, bool], ...]
"""Places on a page, and whether the value there is the true one."""


@dataclass(frozen=True)
class Picture:
    """A JPEG file."""

    data: bytes
    width: int
    height: int
    page: int
    """1-based page of the file."""
    whole: bool
    """The page as a whole, because nobody knows where the value stands."""


def pictures(failures: Sequence[Failure], settings: Settings) -> Mapping[int, tuple[Picture, ...]]:
    """Index of a failure → its pictures; missing where the page cannot be shown. One page is in memory at a time."""
    wanted: dict[tuple[int, int], list[tuple[int, _Marks]]] = {}
    files = list({id(each.file): each.file for each in failures}.values())
    for index, failure in enumerate(failures):
        place = next(number for number, file in enumerate(files) if file is failure.file)
        for page, marks in _places(failure).items():
            wanted.setdefault((place, page), []).append((index, marks))
    found: dict[int, tuple[Picture, ...]] = {}
    for place, file in enumerate(files):
        # A file that could not be read has nothing to show; the report says what was wrong with it.
        with suppress(InputError), open_source(file.scan, settings) as source:
            for page in sorted(number for other, number in wanted if other == place):
                with suppress(InputError):
                    image = source.page(page)
                    turn = file.turns.get(page, 0) % 360
                    upright = np.rot90(image.pixels, -turn // 90)
                    for index, marks in wanted[place, page]:
                        boxes = (_scaled(box, image, page, failures[index], true=true) for box, true in marks)
                        placed = tuple((_turned(box, image, turn), true) for box, (_, true) in zip(boxes, marks, strict=True))
                        found[index] = (*found.get(index, ()), *_pictures(upright, page, placed))
    return found


def _places(failure: Failure) -> Mapping[int, _Marks]:
    """Page → what is to be marked there; the document's first page with no mark where no place is known."""
    each = failure.outcome
    places: dict[int, _Marks] = {}
    if each.evidence is not None:
        places[each.evidence.page] = ((Box(*each.evidence.box), True),)
    if each.read is not None and each.read.box is not None and each.read.page is not None:
        places[each.read.page] = (*places.get(each.read.page, ()), (each.read.box, False))
    return places or {each.page: ()}


def _scaled(box: Box, image: PageImage, page: int, failure: Failure, *, true: bool) -> Box:
    """A true place is given in the grid that the truth's author had; one that was read is in the page's own."""
    size = failure.file.sizes.get(page)
    if not true or size is None:
        return box
    x, y = image.width / size[0], image.height / size[1]
    return Box(box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y)


def _turned(box: Box, image: PageImage, turn: int) -> Box:
    """The box on the page after `turn` degrees clockwise, a multiple of 90."""
    width, height = image.width, image.height
    for _ in range(turn // 90):
        box = Box(height - box.y1, box.x0, height - box.y0, box.x1)
        width, height = height, width
    return box


def _pictures(page: Pixels, number: int, marks: _Marks) -> tuple[Picture, ...]:
    """Of page `number`, upright, what is worth seeing of `marks`, which are in its pixels."""
    height, width = page.shape[:2]
    boxes = [box for box, _ in marks]
    if not boxes:
        return (_picture(page, number, Box(0, 0, width, height), marks),)
    together = Box.around(boxes)
    if together.height <= TOGETHER * height or len(boxes) == 1:
        return (_picture(page, number, _window(together, width, height), marks),)
    return tuple(_picture(page, number, _window(box, width, height), marks) for box in boxes)


def _window(box: Box, width: int, height: int) -> Box:
    """The part of the page around `box` that is shown."""
    x = max(AROUND[0] * width, (LEAST[0] * width - box.width) / 2)
    y = max(AROUND[1] * height, (LEAST[1] * height - box.height) / 2)
    return Box(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y).clipped(width, height)


def _picture(page: Pixels, number: int, window: Box, marks: _Marks) -> Picture:
    # A box beside the page, from a truth that does not fit its scan, still shows a strip of it.
    x0, y0 = min(round(window.x0), page.shape[1] - 1), min(round(window.y0), page.shape[0] - 1)
    cut = np.ascontiguousarray(page[y0 : max(round(window.y1), y0 + 1), x0 : max(round(window.x1), x0 + 1)])
    scale = min(1.0, WIDEST / cut.shape[1], HIGHEST / cut.shape[0])
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    small: Pixels = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)
    coloured = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
    for box, true in marks:
        gap, colour = (3, GREEN) if true else (1, RED)
        corner = round((box.x0 - x0) * scale) - gap, round((box.y0 - y0) * scale) - gap
        opposite = round((box.x1 - x0) * scale) + gap, round((box.y1 - y0) * scale) + gap
        cv2.rectangle(coloured, corner, opposite, colour, 2)
    _, data = cv2.imencode(".jpg", coloured, [cv2.IMWRITE_JPEG_QUALITY, QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    return Picture(data.tobytes(), size[0], size[1], number, whole=not marks)
