"""Pictures of failures, cut from the pages: where a value was read is framed red, where the true one stands green."""

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
                    for index, marks in wanted[place, page]:
                        scaled = tuple((_scaled(box, image, page, failures[index], true=true), true) for box, true in marks)
                        cut = _pictures(image, page, scaled, file.turns.get(page, 0))
                        found[index] = (*found.get(index, ()), *cut)
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


def _pictures(image: PageImage, page: int, marks: _Marks, turn: int) -> tuple[Picture, ...]:
    whole = Box(0, 0, image.width, image.height)
    boxes = [box for box, _ in marks]
    if not boxes:
        return (_picture(image, page, whole, marks, turn),)
    together = Box.around(boxes)
    if together.height <= TOGETHER * image.height or len(boxes) == 1:
        return (_picture(image, page, _window(together, image), marks, turn),)
    return tuple(_picture(image, page, _window(box, image), marks, turn) for box in boxes)


def _window(box: Box, image: PageImage) -> Box:
    """The part of the page around `box` that is shown."""
    x = max(AROUND[0] * image.width, (LEAST[0] * image.width - box.width) / 2)
    y = max(AROUND[1] * image.height, (LEAST[1] * image.height - box.height) / 2)
    return Box(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y).clipped(image.width, image.height)


def _picture(image: PageImage, page: int, window: Box, marks: _Marks, turn: int) -> Picture:
    x0, y0, x1, y1 = (round(edge) for edge in (window.x0, window.y0, window.x1, window.y1))
    # A box beside the page, from a truth that does not fit its scan, still shows a strip of it.
    x0, y0 = min(x0, image.width - 1), min(y0, image.height - 1)
    cut = image.pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    scale = min(1.0, WIDEST / cut.shape[1], HIGHEST / cut.shape[0])
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    small: Pixels = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)
    coloured = np.ascontiguousarray(small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2BGR))
    for box, true in marks:
        corners = [
            round((edge - start) * scale) for edge, start in zip((box.x0, box.y0, box.x1, box.y1), (x0, y0) * 2, strict=True)
        ]
        gap = 3 if true else 1
        cv2.rectangle(
            coloured, (corners[0] - gap, corners[1] - gap), (corners[2] + gap, corners[3] + gap), GREEN if true else RED, 2
        )
    upright = np.ascontiguousarray(np.rot90(coloured, -turn // 90))
    _, data = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    return Picture(data.tobytes(), upright.shape[1], upright.shape[0], page, whole=not marks)
