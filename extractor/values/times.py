"""Points in time as receipts and minutes print them: `07 giờ 30 phút, ngày 05 tháng 3 năm 2022`, `08:30 05/03/2022`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.record import Precision
from extractor.values.dates import FIRST_BIRTH_YEAR, Part, PrintedDate, parse_date, read_part
from extractor.values.figures import LEADERS, Span, composed, level

_F = r"[0-9oqdil|sbz]"
_CLOCK = re.compile(rf"(?<![0-9a-z:])({_F}{{1,2}})\s?:\s?({_F}{{2}})(?::[0-9]{{2}})?(?![0-9a-z])")
_HOUR_NAME = re.compile(r"(?<![a-z])(?:gi[o0]|h|g)(?![a-z])")
_HOUR = re.compile(rf"(?<![0-9a-z])({_F}{{1,2}}){LEADERS}*$|(?:^|[,;:(])([^,;:(]*)$")
_MINUTE = re.compile(
    rf"([^,;()/]{{0,25}}?)(?<![a-z])(?:phut|p)(?![a-z])|{LEADERS}*({_F}{{2}})(?![0-9a-z?*]|\s?[/.-]\s?[0-9oil|])'?"
)
_MORE = re.compile(rf"{LEADERS}*[0-9?*]")
_LEADS = re.compile(r"^\W*(?:(?:vào|lúc|hồi|từ|đến|bắt đầu|kết thúc|khoảng)\s+)+", re.IGNORECASE)
_UNREAD = re.compile(r"[0-9]")
_HALF = re.compile(r"\s*(?:(?P<late>pm|ch|chieu|toi)|(?P<unsure>trua|dem))(?![a-z])")


@dataclass(frozen=True)
class Moment:
    """Local time: `value` is `YYYY-MM-DDTHH:MM`, only the date (cut to its precision) where no time is printed.

    Without a date it is `HH:MM`, without precision and with a fault.
    """

    value: str
    precision: Precision | None
    time: str | None
    text: str
    span: Span
    in_words: bool = False
    repaired: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Time:
    hour: Part
    minute: Part
    span: Span


def parse_moment(text: str, first_year: int = FIRST_BIRTH_YEAR) -> Moment | None:
    """The time and the date that `text` says, in either order, in figures or words; None where it says neither.

    `8 giờ` is 08:00; minutes left blank (`08 giờ … phút`) are not: then there is only the date. Hours after noon may be
    counted from it (`2 giờ chiều`).
    """
    text = composed(text)
    flat = level(text)
    time = _time(text, flat)
    if time is None:
        found = parse_date(text, first_year)
        if found is None or found.precision is None:
            return None
        unread = _UNREAD.search(flat[: found.span[0]])
        return _moment(text, found, 0, None, ("Không đọc được giờ, phút",) if unread else ())
    after = parse_date(text[time.span[1] :], first_year)
    found, shift = (after, time.span[1]) if after else (parse_date(text[: time.span[0]], first_year), 0)
    faults: tuple[str, ...] = ()
    if time.hour.number is None or time.minute.number is None:
        blank = time.hour.blank or time.minute.blank
        faults = () if blank else ("Không đọc được giờ, phút",)
    elif time.hour.number > 23 or time.minute.number > 59:
        faults = (f"Không có giờ {time.hour.number}:{time.minute.number:02}",)
    return _moment(text, found if found and found.precision else None, shift, time, faults)


def _time(text: str, flat: str) -> _Time | None:
    clock = _CLOCK.search(flat)
    if clock:
        return _halved(flat, read_part(text[slice(*clock.span(1))]), read_part(text[slice(*clock.span(2))]), clock.span())
    for name in _HOUR_NAME.finditer(flat):
        before = _HOUR.search(flat[: name.start()])
        if before is None:
            continue
        place = before.span(1 if before[1] is not None else 2)
        hour = read_part(_LEADS.sub("", text[slice(*place)]))
        if hour.number is None and not hour.blank and name[0] in "hg":
            continue
        after = _MINUTE.match(flat, name.end())
        if after is None:
            return _halved(flat, hour, _none_printed(text, flat, name.end()), (place[0], name.end()))
        minute = read_part(text[slice(*after.span(1 if after[1] is not None else 2))])
        return _halved(flat, hour, minute, (place[0], after.end()))
    return None


def _none_printed(text: str, flat: str, place: int) -> Part:
    """No minutes, that is 0, unless figures follow that are not the date's."""
    more = _MORE.match(flat, place)
    day = parse_date(text[place:]) if more else None
    return Part(0) if more is None or (day and place + day.span[0] < more.end()) else Part()


def _halved(flat: str, hour: Part, minute: Part, span: Span) -> _Time:
    """The time with what is said of the half of the day behind it."""
    half = _HALF.match(flat, span[1])
    if half is None or hour.number is None:
        return _Time(hour, minute, span)
    if half["unsure"] and hour.number < 13:
        return _Time(Part(), minute, (span[0], half.end()))
    late = 12 if half["late"] and hour.number < 12 else 0
    return _Time(Part(hour.number + late, in_words=hour.in_words, repaired=hour.repaired), minute, (span[0], half.end()))


def _moment(text: str, day: PrintedDate | None, shift: int, time: _Time | None, faults: tuple[str, ...]) -> Moment | None:
    clock = None
    parts: tuple[Part | PrintedDate, ...] = (day,) if day else ()
    if time and not faults and time.hour.number is not None and time.minute.number is not None:
        clock = f"{time.hour.number:02}:{time.minute.number:02}"
        parts = (*parts, time.hour, time.minute)
    spans = [(day.span[0] + shift, day.span[1] + shift)] if day else []
    spans += [time.span] if time and clock else []
    if not spans:
        return None
    span = (min(spans)[0], max(end for _, end in spans))
    faults = (*faults, *(day.faults if day else ("Không có ngày",)))
    whole = f"{day.value}T{clock}" if day and clock and day.precision == "day" else day.value if day else clock or ""
    return Moment(
        whole, day.precision if day else None, clock, text[slice(*span)], span,
        any(part.in_words for part in parts), any(part.repaired for part in parts), faults,
    )  # fmt: skip
