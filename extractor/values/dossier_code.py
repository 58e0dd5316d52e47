"""Codes of dossiers and of archived files: `H49.10-240315-0012`, `000.00.16.H49-210305-0012` before 2021; `H49.64.33.2001.160`.

The agency's code follows QĐ 20/2020/QĐ-TTg; the day of reception and the day's sequence follow it: four digits on provinces'
portals, six or seven on ministries'.
"""

from __future__ import annotations

import re
from datetime import date

from extractor.values.figures import composed, read_digits
from extractor.values.identifiers import Identifier

_D = r"[0-9OoIl|Sg]"
_DOT = r"\s?[.,]\s?"
_OLD = rf"(?:{_D}{{2,3}}{_DOT}){{1,3}}"
_DOSSIER = re.compile(
    rf"(?<![0-9A-Za-zÀ-ỹ.])(?P<old>{_OLD})?(?P<letter>[A-Z])(?P<body>{_D}{{2}}(?:{_DOT}{_D}{{1,3}}){{0,4}})"
    rf"\s*[-–—]\s*(?P<day>{_D}{{6}})\s*[-–—]\s*(?P<sequence>{_D}{{4,7}})(?![0-9A-Za-zÀ-ỹ])"
)
_ARCHIVE = re.compile(
    r"(?<![0-9A-Za-zÀ-ỹ.])(?P<agency>(?:[0-9]{2,3}\.){0,4}[A-Z][0-9]{2}(?:\.[0-9]{1,3})*)\.(?P<year>(?:19|20)[0-9]{2})"
    r"\.(?P<file>[0-9A-Z]{1,6}(?:\.[0-9]{1,4})*)(?![0-9A-Za-zÀ-ỹ])"
)


def parse_dossier_code(text: str, today: date | None = None) -> Identifier | None:
    """The first dossier code in `text`; None where there is none.

    Parts: `agency`, `date` (ISO, empty where it does not exist), `sequence`, `style` (`old` with the agency's code reversed).
    Commas for dots and look-alike letters among the digits are put right, and told; the agency's letter is never exchanged. A
    day that does not exist, or comes after `today`, is a fault.
    """
    text = composed(text)
    for found in _DOSSIER.finditer(text):
        numbers = [_digits(found[name]) for name in ("old", "body", "day", "sequence")]
        if any(number is None for number in numbers):
            continue
        old, body, day, sequence = (number or "" for number in numbers)
        agency = f"{old}{found['letter']}{body}"
        value = f"{agency}-{day}-{sequence}"
        received = _day(day)
        faults = () if received else (f"Không có ngày {day} trong mã hồ sơ",)
        if received and today and received > today:
            faults = ("Ngày trong mã hồ sơ ở tương lai",)
        iso, style = received.isoformat() if received else "", "old" if old else "new"
        parts = {"agency": agency, "date": iso, "sequence": sequence, "style": style}
        repaired = re.sub(r"\s", "", found[0]).replace("–", "-").replace("—", "-") != value
        return Identifier("dossier-code", value, found[0], found.span(), parts, repaired=repaired, faults=faults)
    return None


def parse_archive_code(text: str) -> Identifier | None:
    """The first code of an archived file in `text`; None where there is none. Parts: `agency`, `year`, `file`."""
    text = composed(text)
    found = _ARCHIVE.search(text)
    return found and Identifier("archive-code", found[0], found[0], found.span(), found.groupdict())


def _digits(text: str | None) -> str | None:
    """Groups of digits with dots between them; empty for None, None where letters outnumber the digits."""
    digits = read_digits(re.sub(r"[\s.,]", "", text)) if text else None
    if not text or digits is None:
        return None if text else ""
    groups = re.split(r"[.,]", re.sub(r"\s", "", text))
    values, place = [], 0
    for group in groups:
        values.append(digits.value[place : place + len(group)])
        place += len(group)
    return ".".join(values)


def _day(text: str) -> date | None:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None
