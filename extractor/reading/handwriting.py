"""Which slots of a printed form a pen has filled."""

from __future__ import annotations

import math

from extractor.layout import find_form_title, find_letterhead, sheet
from extractor.profiles import Profiles
from extractor.raster import CleanImage, PageImage
from extractor.reading.slots import find_blanks, find_slots
from extractor.reading.strokes import Strokes, look
from extractor.record import Box, Page

_WEIGHTS = Strokes(doubt=7.2, odd=1.3, tall=7.9, uneven=3.4, broad=2.3, blue=7.1, loose=3.1, dots=3.8)
_BIAS = -4.7
"""A logistic regression, both kinds weighing alike, over 800 slots: heads and bodies of real scans of four agencies, and
generated dossiers in three writing faces, blue and black, with dots and without, scanned and photographed. From `_PEN` on it
misses one written slot in thirty, parts of dates mostly, and takes one printed one in eighty for written.
`tests/benchmarks/handwriting.py` fits it again. Learnt on real slots alone it accuses no generated print."""

_PEN = 0.6
"""Probability from which a slot counts as written. Of slots in between only those that are read surely count as print (see
`extractor.fields.slots`); at 0.5 one printed number in fifty was called written, at 0.6 none."""


def find_handwriting(image: PageImage, copy: CleanImage, page: Page, profiles: Profiles) -> tuple[Box, ...]:
    """The slots that a pen has filled, each from the print before to the print behind, in page coordinates.

    `page` is what was read from `copy`. An empty slot is none.
    """
    if copy.blank or not page.lines:
        return ()
    upright = sheet(page)
    slots = find_slots(upright, find_letterhead(upright, profiles))
    form = find_form_title(upright, profiles)
    if form is not None:
        slots += find_blanks(upright, form.match.profile)
    boxes = []
    for slot in slots:
        ink = look(slot, slots, image, copy)
        if ink is not None and ink.strokes is not None and likelihood(ink.strokes) >= _PEN:
            boxes.append(copy.transform.box(ink.box).clipped(page.width, page.height))
    return tuple(boxes)


def likelihood(strokes: Strokes) -> float:
    """The probability of a pen, 0 to 1."""
    score = _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, strokes, strict=True))
    return 1 / (1 + math.exp(-score))
