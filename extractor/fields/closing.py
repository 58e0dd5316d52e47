"""The date over a signature: applications and forms have no number and are dated where they are signed."""

from __future__ import annotations

from extractor.fields.words import Work
from extractor.layout import Row, Sheet, split_row
from extractor.values.dates import find_date_line

_LOWER = 0.4
"""A form of one page is signed below this share of it; where there are more, the date may stand at the top of the last."""

_RIGHT = 0.4
"""The line stands right of this share of its page: over the signature."""

_LONGEST = 5
"""Words of a place's name."""

_REST = 8
"""Characters that may follow the year: a full stop, strokes of a pen."""


def closing_date(work: Work) -> tuple[Sheet, Row] | None:
    """The first `Place, ngày … tháng … năm …` that stands by itself where a form is signed, and its page."""
    for number, sheet in enumerate(work.sheets):
        for row in sheet.rows:
            if number == 0 and row.middle < _LOWER * sheet.height:
                continue
            for part in split_row(row, 1.6 * sheet.unit):
                if part.box.centre[0] > _RIGHT * sheet.width and _dates(part.text):
                    return sheet, part
    return None


def _dates(text: str) -> bool:
    line = find_date_line(text)
    if line is None or line.month is None or len(text) - line.year[1] > _REST:
        return False
    place = text[slice(*line.place)].strip(" ,.")
    return 0 < len(place.split()) <= _LONGEST and place[0].isupper()
