"""One door to all value types: the text that stands where a value of some type belongs, read as that type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from extractor.record import Precision
from extractor.values.addresses import parse_address
from extractor.values.area import parse_area
from extractor.values.bodies import parse_body
from extractor.values.dates import parse_date
from extractor.values.dossier_code import parse_dossier_code
from extractor.values.ethnicity import parse_ethnic_group
from extractor.values.figures import written
from extractor.values.land_serial import parse_land_serial
from extractor.values.land_use import parse_land_uses
from extractor.values.money import parse_money
from extractor.values.names import parse_name
from extractor.values.nationality import parse_nationality
from extractor.values.personal_number import parse_personal_number
from extractor.values.phones import parse_phone
from extractor.values.quantities import parse_decimal, parse_integer
from extractor.values.registry_number import parse_land_registry_number, parse_registry_number
from extractor.values.sex import parse_sex
from extractor.values.tax_number import parse_tax_number
from extractor.values.text import fold, letters_share, tidy
from extractor.values.times import parse_moment

UNLIKELY = 0.5
"""A person's name of another shape: kept as printed, for a person to look at."""
BARE = 0.9
"""An address that names no unit."""
RUBBISH = 0.7
"""Share of letters below which a text is strokes that were read."""

_SPECK = re.compile(r"(?<=\w)['’‘`´](?=\w)")
"""A speck between two words that was read as a quotation mark."""
_AFTER_WORDS = re.compile(r"[);]\s*.*|\s\S*\d.*")
_DATED = re.compile(r"(?P<date>[0-9]{4}(?:-[0-9]{2}){0,2})(?:T(?P<time>[0-9]{2}:[0-9]{2}))?")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BODY = re.compile(
    r"^(?:cong ty|hop tac xa|doanh nghiep|ubnd|uy ban|so |phong |truong |ban |trung tam|benh vien|chi cuc|cuc |to chuc|nha tho"
    r"|chua |cong dong)"
)


@dataclass(frozen=True)
class Reading:
    """A text read as a value. `text` is the part of it that says so, as printed; `plausible` is 0 to 1."""

    value: str
    text: str
    parts: Mapping[str, str] = field(default_factory=dict)
    precision: Precision | None = None
    faults: tuple[str, ...] = ()
    """What is wrong with it, in words for a reviewer."""
    plausible: float = 1.0
    proved: bool = False
    """A check digit holds."""
    repaired: bool = False
    """A look-alike letter was read as a digit."""


def read_value(kind: str, text: str, *, words: bool = False) -> Reading | None:
    """`text` read as a value of the type `kind` (`extractor.profiles.ValueType`); None where it says none.

    `words`: it is printed in words, which end where a parenthesis closes or a figure follows.
    """
    text = tidy(_AFTER_WORDS.sub("", text) if words else text)
    read = _READERS.get(kind)
    if read is None:
        return _text(text) if text else None
    return read(_SPECK.sub(" ", text)) if text else None


def write_value(kind: str, value: str) -> str:
    """A normalised value of the type `kind` as people here write it: dates day first, a comma before decimals.

    `read_value` reads it back, except a sum in cents, whose currency is not part of the value.
    """
    if kind in ("date", "datetime") and (dated := _DATED.fullmatch(value)):
        day = "/".join(reversed(dated["date"].split("-")))
        return f"{dated['time']} {day}" if dated["time"] else day
    return written(value, grouped=kind == "money") if kind in ("money", "area", "decimal") else value


class _Parsed(Protocol):
    """What the parsers of figures return."""

    @property
    def value(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def repaired(self) -> bool: ...
    @property
    def faults(self) -> tuple[str, ...]: ...


def _of(parse: Callable[[str], _Parsed | None]) -> Callable[[str], Reading | None]:
    def read(text: str) -> Reading | None:
        found = parse(text)
        if found is None:
            return None
        return Reading(
            value=found.value,
            text=found.text,
            parts=getattr(found, "parts", {}),
            precision=getattr(found, "precision", None),
            faults=found.faults,
            proved=getattr(found, "proved", False),
            repaired=found.repaired,
        )

    return read


def _text(text: str) -> Reading | None:
    bare = text.strip(" ;,:")
    return Reading(bare, bare, plausible=1.0 if letters_share(bare) > RUBBISH else UNLIKELY) if fold(bare) else None


def _person(text: str) -> Reading | None:
    found = parse_name(text)
    if _BODY.match(fold(text)):
        return _text(text)
    if found is not None:
        parts = {"prefix": found.prefix} if found.prefix else {}
        return Reading(found.text, found.text, parts, plausible=UNLIKELY + (1 - UNLIKELY) * found.plausibility)
    return _as_printed(text)


def _as_printed(text: str) -> Reading | None:
    """What is none of the names that are known, for a person to look at."""
    whole = _text(text)
    return replace(whole, plausible=UNLIKELY) if whole else None


def _address(text: str) -> Reading | None:
    whole = _text(text)
    if whole is None:
        return None
    found = parse_address(whole.value)
    parts: dict[str, str] = {part.tier: part.text for part in found.parts if part.tier != "other"}
    if found.unit_version:
        parts["unit_version"] = found.unit_version
    if found.current:
        parts.update(current_code=found.current.code, current_unit=found.current.full)
    named = any(tier in parts for tier in ("commune", "district", "province"))
    return Reading(whole.value, whole.text, parts, plausible=1.0 if named else BARE)


def _agency(text: str) -> Reading | None:
    whole = _text(text)
    body = parse_body(whole.value) if whole else None
    if whole is None or body is None:
        return whole
    return Reading(whole.value, whole.text, {"name": body.name})


def _sex(text: str) -> Reading | None:
    found = parse_sex(text)
    return Reading(found, text) if found else None


def _ethnicity(text: str) -> Reading | None:
    found = parse_ethnic_group(text)
    if found is None:
        return _as_printed(text)
    return Reading(found.text, found.text, {"group": found.name})


def _nationality(text: str) -> Reading | None:
    found = parse_nationality(text)
    if found is None:
        return _as_printed(text)
    return Reading(found.text, found.text, {"code": found.code})


def _areas(text: str) -> Reading | None:
    whole = _text(text)
    if whole is None:
        return None
    parts = {use.kind: use.area.value for use in parse_land_uses(whole.value) if use.area is not None}
    return Reading(whole.value, whole.text, parts)


def _email(text: str) -> Reading | None:
    found = _EMAIL.search(text.replace(" ", "")) or _EMAIL.search(text)
    return Reading(found.group(), found.group()) if found else None


_READERS: Mapping[str, Callable[[str], Reading | None]] = {
    "person": _person,
    "address": _address,
    "agency": _agency,
    "sex": _sex,
    "ethnicity": _ethnicity,
    "nationality": _nationality,
    "areas": _areas,
    "email": _email,
    "date": _of(parse_date),
    "datetime": _of(parse_moment),
    "personal-number": _of(parse_personal_number),
    "tax-number": _of(parse_tax_number),
    "dossier-code": _of(parse_dossier_code),
    "land-serial": _of(parse_land_serial),
    "registry-number": _of(parse_registry_number),
    "land-registry-number": _of(parse_land_registry_number),
    "money": _of(parse_money),
    "area": _of(parse_area),
    "decimal": _of(parse_decimal),
    "integer": _of(parse_integer),
    "phone": _of(parse_phone),
}
