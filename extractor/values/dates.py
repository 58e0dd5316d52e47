"""Dates as administrative documents print them: `Hà Nội, ngày 05 tháng 3 năm 2020`, parts of which may be written by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from extractor.record import Precision
from extractor.values.text import deaccent

Span = tuple[int, int]

FIRST_YEAR, LAST_YEAR = 1945, 2099
"""Documents of the Democratic Republic begin in 1945; beyond 2099 a reading error is likelier than a document."""

_DAY = re.compile(r"n?gay|\bnga[vy]")
_MONTH = re.compile(r"t?[hu]?ang|tha[nm]")
_YEAR_WORD = re.compile(r"[nm„]am\b|\bam\b|nam")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)(?!\d)")
_LOOKS_LIKE = str.maketrans({"l": "1", "I": "1", "|": "1", "i": "1", "O": "0", "o": "0", "Ø": "0", "Ô": "0"})


@dataclass(frozen=True)
class DateLine:
    """Where a line holds a date's parts; spans index the line's text. Words with no room between them give empty spans.

    `place` ends where the date's first word begins. `month` is None where the word *tháng* could not be found.
    """

    place: Span
    day: Span
    month: Span | None
    year: Span


def find_date_line(text: str) -> DateLine | None:
    """The parts of `…, ngày … tháng … năm …`; None where the line holds no such phrase.

    Numeric dates (`Hà Nội, 05/3/2020`) are found too.
    """
    plain = deaccent(text).lower()
    if len(plain) != len(text):
        return None
    day = _DAY.search(plain)
    if day is None:
        numeric = _NUMERIC.search(plain)
        return DateLine((0, numeric.start()), numeric.span(1), numeric.span(2), numeric.span(3)) if numeric else None
    years = list(_YEAR.finditer(plain, day.end()))
    year_word = next(iter(_YEAR_WORD.finditer(plain, day.end())), None)
    year = (years[-1].start(), years[-1].end()) if years else (year_word.end(), len(plain)) if year_word else (len(plain),) * 2
    month = _MONTH.search(plain, day.end(), year[0])
    end = year_word.start() if year_word and month and month.end() <= year_word.start() <= year[0] else year[0]
    if month is None:
        numeric = _NUMERIC.search(plain, day.end())
        if numeric:
            return DateLine((0, day.start()), numeric.span(1), numeric.span(2), numeric.span(3))
        return DateLine((0, day.start()), (day.end(), end), None, year) if years else None
    return DateLine((0, day.start()), (day.end(), month.start()), (month.end(), end), year)


def read_int(text: str) -> int | None:
    """A printed day or month: digits, forgiving `l`, `I` and `O` beside or in place of digits; None for anything else."""
    bare = "".join(text.split()).strip(".,:;")
    digits = bare.translate(_LOOKS_LIKE)
    return int(digits) if re.fullmatch(r"\d{1,2}", digits) else None


def partial_iso(year: int | None, month: int | None, day: int | None) -> tuple[str | None, Precision | None]:
    """ISO 8601 as far as it is certain, and how far that is; (None, None) without a year or for an impossible date."""
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None, None
    if month is None or not 1 <= month <= 12:
        return f"{year:04}", "year"
    if day is None:
        return f"{year:04}-{month:02}", "month"
    try:
        return date(year, month, day).isoformat(), "day"
    except ValueError:
        return f"{year:04}-{month:02}", "month"


def is_real(value: str) -> bool:
    """Whether an ISO value, possibly cut to year or month, is a date that exists within the plausible years."""
    parts = [int(part) for part in value.split("-")] if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else []
    if not parts or not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        return False
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True
