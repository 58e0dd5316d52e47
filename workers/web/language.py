"""The languages of the pages: they are written in Vietnamese, and `english.yaml` and `english-fields.yaml` say it in English.
What records keep of their checks is said by `english-checks.yaml`.

Templates and Python write `t("…")`; numbers, times and sizes follow the language through the filters of `FILTERS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import yaml
from jinja2 import pass_context
from jinja2.runtime import Context

from workers import clock

Language: TypeAlias = Literal["vi", "en"]
Translate: TypeAlias = Callable[..., str]
"""`t("{count} trang", count=3)`: the text in the reader's language, with its placeholders filled."""

LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "language"
"""Of who is not signed in; others' choice is kept with them."""

_SCRIPTS = Path(__file__).parent / "static"
_HOLE = re.compile(r"\\{(\w+)\\}")
"""A placeholder, in a text that was escaped for a pattern."""
_ASKED = re.compile(r"""\bt\(\s*("(?:[^"\\]|\\.)*")""")


@cache
def catalogue() -> Mapping[str, str | Mapping[str, str]]:
    """Vietnamese texts to English ones; two where the number `count` decides: `one` and `other`."""
    known: dict[str, str | Mapping[str, str]] = {}
    for name in ("english.yaml", "english-fields.yaml"):
        known |= yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return known


@cache
def translator(language: Language) -> Translate:
    """The `t` of templates and Python in that language. A text without English stays Vietnamese."""
    return partial(_say, language)


def check(text: str, language: Language) -> str:
    """A sentence of a check, as records keep it, in that language. One that nobody put into English stays Vietnamese."""
    if language == "vi":
        return text
    for pattern, said in _checks():
        if found := pattern.fullmatch(text):
            return said.format(**{name: _part(name, value, language) for name, value in found.groupdict().items()})
    return text


def _part(name: str, value: str, language: Language) -> str:
    """What stands in a sentence: the name of a field, or words that are joined by commas."""
    return translator(language)(value) if name == "label" else ", ".join(check(each, language) for each in value.split(", "))


@cache
def checks() -> Mapping[str, str]:
    """Vietnamese sentences of checks to English ones, with `{names}` for what differs from value to value."""
    known: dict[str, str] = yaml.safe_load((Path(__file__).parent / "english-checks.yaml").read_text(encoding="utf-8"))
    return known


@cache
def _checks() -> Sequence[tuple[re.Pattern[str], str]]:
    """What each sentence looks like; those that leave less open come first."""
    least_open = sorted(checks().items(), key=lambda each: (each[0].count("{"), -len(each[0])))
    return [(re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(text))), said) for text, said in least_open]


def chosen(given: str | None) -> Language:
    """A language by its code, Vietnamese for any other word."""
    return given if given in LANGUAGES else "vi"


@cache
def texts(script: str, language: Language) -> Mapping[str, str | Mapping[str, str]]:
    """What a script says, or all of a folder of scripts, for its page to carry as JSON: Vietnamese to the language's words."""
    if language == "vi":
        return {}
    place, known = _SCRIPTS / script, catalogue()
    files = sorted(place.glob("*.js")) if place.is_dir() else [place]
    asked = [text for file in files for text in _ASKED.findall(file.read_text(encoding="utf-8"))]
    return {text: known[text] for text in map(yaml.safe_load, asked) if text in known}


def number(value: float, language: Language = "vi", digits: int = 0) -> str:
    """A number with its thousands apart: `1.234,5` in Vietnamese, `1,234.5` in English."""
    text = f"{value:,.{digits}f}"
    return text if language == "en" else text.translate(_TURNED)


def span(seconds: float, language: Language = "vi") -> str:
    """A length of time in at most two units."""
    t, whole = translator(language), round(seconds)
    if whole < 60:
        return t("{count} giây", count=whole)
    if whole < 3600:
        return t("{count} phút", count=whole // 60)
    if whole < 86400:
        return f"{t('{count} giờ', count=whole // 3600)} {t('{count} phút', count=whole % 3600 // 60)}"
    return f"{t('{count} ngày', count=whole // 86400)} {t('{count} giờ', count=whole % 86400 // 3600)}"


def size(value: float, language: Language = "vi") -> str:
    """Bytes in the largest unit that leaves a whole part."""
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}"
        value /= 1000
    return f"{number(value, language, 1)} TB"


def moment(value: datetime, language: Language = "vi") -> str:
    """A moment in Vietnam's time: `23/11/2026 14:05` in Vietnamese, `23 Nov 2026, 14:05` in English."""
    here = clock.local(value)
    return f"{day(here, language)}{', ' if language == 'en' else ' '}{here:%H:%M}"


def day(value: date, language: Language = "vi") -> str:
    """A date: `05/03/2026` in Vietnamese, `5 Mar 2026` in English."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if language == "en" else f"{value:%d/%m/%Y}"


def percent(share: float, language: Language = "vi") -> str:
    """A share of one: `97 %` in Vietnamese, `97%` in English."""
    return f"{share:.0%}" if language == "en" else f"{share * 100:.0f} %"


def _say(language: Language, text: str, /, **values: object) -> str:
    said = catalogue().get(text, text) if language == "en" else text
    if not isinstance(said, str):
        said = said["one" if values.get("count") == 1 else "other"]
    if not values:
        return said
    shown = {
        name: number(value, language) if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in values.items()
    }
    return said.format(**shown)


def _spoken(write: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def filtered(context: Context, value: Any, *more: Any) -> str:
        return write(value, context["language"], *more)

    return filtered


FILTERS: Mapping[str, Callable[..., str]] = {
    each.__name__: _spoken(each) for each in (number, span, size, moment, day, percent)
}
"""Of templates, whose context says the `language`."""

_TURNED = str.maketrans(",.", ".,")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
