"""Dates as administrative papers print them, in figures and in words, parts of which may be blank or written by hand.

`find_date_line` finds the places of a date line's parts (`Hà Nội, ngày 05 tháng 3 năm 2020`); `parse_date` reads a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from extractor.record import Precision
from extractor.values.figures import CLEAR_BEFORE, LEADERS, Span, composed, level, read_digits
from extractor.values.numerals import parse_numeral
from extractor.values.text import deaccent

FIRST_YEAR, LAST_YEAR = 1945, 2099
"""Documents of the Democratic Republic begin in 1945; beyond 2099 a reading error is likelier than a document."""
FIRST_BIRTH_YEAR = 1900

NO_EXPIRY = "Không thời hạn"
"""The value of an expiry date that a card does not have."""

_DAY = re.compile(r"n?gay|\bnga[vy]")
_MONTH = re.compile(r"t?[hu]?ang|tha[nm]")
_YEAR_WORD = re.compile(r"[nm„]am\b|\bam\b|nam")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)(?!\d)")
_LOOKS_LIKE = str.maketrans({"l": "1", "I": "1", "|": "1", "i": "1", "O": "0", "o": "0", "Ø": "0", "Ô": "0"})


_DAY_NAME = r"(?<![a-z])n?ga[yv](?![a-z])"
_MONTH_NAME = r"(?<![a-z])(?:th?an[gsqpe]|hang)(?![a-z])"
_YEAR_NAME = r"(?<![a-z])(?:[nm][ae]m|nan)(?![a-z])"
_F = r"[0-9oqdil|sbzg]"
_PHRASE = re.compile(
    rf"(?:{_DAY_NAME}(?P<day>.{{0,40}}?)|(?<![^\s:.,;(…-])(?P<bare>{_F}{{1,2}}){LEADERS}*)?"
    rf"{_MONTH_NAME}(?P<month>.{{0,40}}?)(?:{_YEAR_NAME}(?!\s*{_YEAR_NAME})|[/.-]\s*(?=[12il|][90o]{_F}{{2}}(?![0-9a-z])))"
)
_FIGURES = re.compile(
    rf"{CLEAR_BEFORE}(?<![0-9]\s)([0-9oil|]{{1,2}})\s*[/.,-]\s*([0-9oil|]{{1,2}})\s*(?:[/.,-]|{_YEAR_NAME})\s*([12il|][90o]{_F}{{2}})(?![0-9a-z])"
)
_ISO = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])")
_MONTH_FIGURES = re.compile(
    rf"(\S\s*[/.-]\s*)?{CLEAR_BEFORE}(?<![0-9]\s)([0-9]{{1,2}})\s*[/-]\s*((?:19|20)[0-9]{{2}})(?![0-9])"
)
_YEAR_FIGURES = re.compile(
    rf"[\s.…·_:,-]*([0-9OoIl|]\s?[0-9Oo]{LEADERS}{{0,8}}[0-9OoQDIl|iSBZg]\s?[0-9OoQDIl|iSBZg])(?![0-9A-Za-z])"
)
_YEAR_ALONE = re.compile(r"[^0-9]*?([/.-]\s*)?(?<![0-9A-Za-z])([1Il|2][90Oo][0-9OoQDIl|iSBZg]{2})(?![0-9A-Za-z])[^0-9]*")
_SAID = re.compile(r"(?:mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi)\s*$|[0-9][^a-z0-9]{0,3}$")
_MORE = re.compile(r"[0-9]|(?<![a-z])nga[yv]|thang")
_EDGE = r"[\s.…·_,:;()–-]"
_AROUND = re.compile(rf"^(?:{_EDGE}|(?:sinh|cấp|m[ồùoôu]ng)(?!\w))+|{_EDGE}+$", re.IGNORECASE)
_ENDLESS = re.compile(r"(?<![a-z])(?:khong|vo)\s*(?:xac\s*dinh\s*)?thoi\s*han(?![a-z])")
_MONTH_NAMES = {"gieng": 1, "chap": 12}
_TAILS = frozenset(("tại", "cấp", "do", "ở", "nơi", "và", "đến", "có", "của", "là"))


@dataclass(frozen=True)
class DateLine:
    """Where a line holds a date's parts; spans index the line's text. Words with no room between them give empty spans.

    `place` ends where the date's first word begins. `month` is None where the word *tháng* could not be found.
    """

    place: Span
    day: Span
    month: Span | None
    year: Span


@dataclass(frozen=True)
class PrintedDate:
    """A date: ISO 8601 as far as it is printed, `precision` saying how far, or `NO_EXPIRY` without precision."""

    value: str
    precision: Precision | None
    text: str
    span: Span
    in_words: bool = False
    repaired: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What stands in one place of a date: no number where it is blank or cannot be read."""

    number: int | None = None
    blank: bool = False
    in_words: bool = False
    repaired: bool = False


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


def partial_iso(
    year: int | None, month: int | None, day: int | None, first_year: int = FIRST_YEAR
) -> tuple[str | None, Precision | None]:
    """ISO 8601 as far as it is certain, and how far that is; (None, None) without a year or for an impossible date."""
    if year is None or not first_year <= year <= LAST_YEAR:
        return None, None
    if month is None or not 1 <= month <= 12:
        return f"{year:04}", "year"
    if day is None:
        return f"{year:04}-{month:02}", "month"
    try:
        return date(year, month, day).isoformat(), "day"
    except ValueError:
        return f"{year:04}-{month:02}", "month"


def parse_date(text: str, first_year: int = FIRST_BIRTH_YEAR) -> PrintedDate | None:
    """The first date that `text` says, in figures or words; None where it says none from `first_year` to 2099.

    What is blank, unreadable or impossible is left out, never made up: `ngày … tháng … năm 2022` is 2022. `faults` says what
    stands there and could not be read, or does not exist. Whole dates come before months, and months before years.
    """
    text = composed(text)
    flat = level(text)
    endless = _ENDLESS.search(flat)
    if endless:
        return PrintedDate(NO_EXPIRY, None, text[slice(*endless.span())], endless.span())
    whole = [found for find in (_phrase, _numeric) if (found := find(text, flat, first_year))]
    if whole:
        return min(whole, key=lambda found: found.span)
    return _month(text, first_year) or _year(text, flat, first_year)


def read_part(text: str) -> Part:
    """What stands in the place of a day, month, hour or minute: figures or words among dot leaders."""
    inner = _AROUND.sub("", composed(text))
    if not inner:
        return Part(blank=True)
    digits = read_digits(inner, 0.5) or read_digits(inner.translate(_LOOKS_LIKE), 0.5)
    if digits and len(digits.value) <= 2:
        return Part(int(digits.value), repaired=re.search(r"[^0-9\s]", inner) is not None)
    named = _MONTH_NAMES.get(level(inner))
    numeral = parse_numeral(inner)
    if numeral is not None and numeral.span == (0, len(inner)) and numeral.value.isdigit():
        named = int(numeral.value)
    return Part(named, in_words=named is not None)


def _phrase(text: str, flat: str, first_year: int) -> PrintedDate | None:
    """`ngày … tháng … năm …`; the day and the word before it may be missing."""
    found = _PHRASE.search(flat)
    if found is None:
        return None
    year, end = _read_year(text[found.end() :])
    place = "day" if found["day"] is not None else "bare"
    lost = found[place] is None and _SAID.search(flat[: found.start()]) is not None
    day = read_part(text[slice(*found.span(place))]) if found[place] is not None else Part(blank=not lost)
    month = read_part(text[slice(*found.span("month"))])
    unread = (("ngày", day), ("tháng", month))
    beside = day.number is not None  # a month is not left blank beside a day
    lacking = [name for name, part in unread if part.number is None and not (part.blank and not (beside and part is month))]
    faults = tuple(f"Không đọc được {name}" for name in lacking)
    return _dated(text, (found.start(), found.end() + end), day, month, year, first_year, faults)


def _numeric(text: str, flat: str, first_year: int) -> PrintedDate | None:
    """`05/3/2022` with any separators, `05/3 năm 2022`, and `2022-03-05`."""
    for found in _FIGURES.finditer(flat):
        day, month, year = (read_part(text[slice(*found.span(part))]) for part in (1, 2, 3))
        digits = read_digits(text[slice(*found.span(3))])
        if day.number is None or month.number is None or digits is None:
            continue
        year = Part(int(digits.value), repaired=digits.repaired)
        return _dated(text, found.span(), day, month, year, first_year)
    iso = _ISO.search(text)
    if iso is None:
        return None
    year, month, day = (Part(int(part)) for part in iso.groups())
    return _dated(text, iso.span(), day, month, year, first_year)


def _month(text: str, first_year: int) -> PrintedDate | None:
    """`3/1985`; what stands before a further separator is a day that could not be read."""
    found = _MONTH_FIGURES.search(text)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    faults = ("Không đọc được ngày",) if found[1] else ()
    return _dated(
        text, found.span(2)[:1] + found.span(3)[1:], Part(), Part(int(found[2])), Part(int(found[3])), first_year, faults
    )


def _year(text: str, flat: str, first_year: int) -> PrintedDate | None:
    """`Sinh năm 1969`, `1969`, or the year in words; figures only where they are the only ones, or behind the word."""
    for word in re.finditer(_YEAR_NAME, flat):
        year, end = _read_year(text[word.end() :])
        if year.number is not None:
            faults = ("Không đọc được ngày, tháng",) if _MORE.search(flat[: word.start()]) else ()
            return _dated(text, (word.start(), word.end() + end), Part(), Part(), year, first_year, faults)
    alone = _YEAR_ALONE.fullmatch(text)
    digits = read_digits(alone[2], 0.5) if alone else None
    if alone and digits:
        faults = ("Không đọc được ngày, tháng",) if alone[1] else ()
        year = Part(int(digits.value), repaired=digits.repaired)
        return _dated(text, alone.span(2), Part(), Part(), year, first_year, faults)
    said = parse_numeral(text, _TAILS)
    if said is None or not said.value.isdigit():
        return None
    return _dated(text, said.span, Part(), Part(), Part(int(said.value), in_words=True), first_year)


def _read_year(text: str) -> tuple[Part, int]:
    """The year at the beginning of `text`, and where it ends."""
    figures = _YEAR_FIGURES.match(text)
    digits = read_digits(re.sub(LEADERS, "", figures[1]), 0.5) if figures else None
    if figures and digits:
        return Part(int(digits.value), repaired=digits.repaired), figures.end()
    said = parse_numeral(text, _TAILS)
    if said is None or not said.value.isdigit() or text[: said.span[0]].strip(" .…:,_-"):
        return Part(), 0
    return Part(int(said.value), in_words=True), said.span[1]


def _dated(
    text: str, span: Span, day: Part, month: Part, year: Part, first_year: int, faults: tuple[str, ...] = ()
) -> PrintedDate | None:
    value, precision = partial_iso(year.number, month.number, day.number, first_year)
    if value is None:
        return None
    if month.number is not None and precision != "day" and (day.number is not None or precision == "year"):
        printed = "/".join(str(part.number) for part in (day, month, year) if part.number is not None)
        faults = (*faults, f"Không có ngày {printed}")
    parts = (day, month, year)
    in_words, repaired = any(part.in_words for part in parts), any(part.repaired for part in parts)
    return PrintedDate(value, precision, text[slice(*span)], span, in_words, repaired, faults)
