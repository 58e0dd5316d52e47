"""Numbers that registers give, kept as printed: of land certificates, civil status, notaries, books, parcels and map sheets.

`CH 00120`, `CS03027`, `CL.2017`, `12/2019`, `123/TLKT-BS`, `01/2022 TP/CC-SCC/HĐGD`, `22A8001234`. Letters are never exchanged.
"""

from __future__ import annotations

import re

from extractor.values.figures import CLEAR_BEHIND, composed, level
from extractor.values.identifiers import Identifier

_GROUP = r"[0-9A-ZĐƯÔÂ&]+(?![0-9A-Za-zÀ-ỹđ])"
_NUMBER = re.compile(
    r"(?:(?P<prefix>[A-ZĐ]{1,4}s?)(?P<gap>[\s.…_]*))?(?P<number>[0-9][0-9A-ZĐ]*[a-hk]?)(?![0-9A-Za-zÀ-ỹĐđ])"
    rf"(?P<tail>(?:\s?/\s?{_GROUP}(?:-{_GROUP})*|[-.+,]{_GROUP})*(?:\s[A-ZĐ]{{2,4}}(?:/{_GROUP}(?:-{_GROUP})*)+)?){CLEAR_BEHIND}(?!\s[0-9])"
)
_LABEL = re.compile(r"[\s.…·_:,(-]*(?:(?:quyen\s*)?so(?![a-z])[\s.…·_:,(-]*)?")
_OTHERS = re.compile(r"(?<![a-z])(?:ngay|thang|nam|quyen|trang|to|thua|ban do|cap|tai)(?![a-z])")
"""Words that begin another value: a number behind them is not this one."""
_DATE = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:19|20)[0-9]{2}")
_YEAR = re.compile(r"\s?[/-]\s?((?:19|20)[0-9]{2})(?![0-9])")
_UNSURE = re.compile(r"[OQDISBZg]")
_LAND_PREFIXES = ("CH", "CS", "CT", "CTs", "CN", "VP", "BC", "H", "CL")


def parse_registry_number(text: str) -> Identifier | None:
    """The first number of a register in `text`, as printed without dot leaders and without spaces round its slashes.

    None where the place is blank: what stands behind the next label, a date, or the tail of a number whose head was not read
    (`/2019`) is not taken for it. Parts: `prefix`, `number`, `year` (each only where printed).
    """
    text = composed(text)
    flat = level(text)
    label = _LABEL.match(flat)
    start = label.end() if label else 0
    other = _OTHERS.search(flat, start)
    found = _NUMBER.match(text[: other.start()] if other else text, start)
    if found is None or _DATE.fullmatch(found[0]):
        return None
    gap = "" if not found["gap"] else "." if found["gap"] == "." else " "
    value = f"{found['prefix'] or ''}{gap}{found['number']}" + re.sub(r"\s*/\s*", "/", found["tail"])
    year = _YEAR.match(found["tail"])
    parts = {"prefix": found["prefix"], "number": found["number"], "year": year and year[1]}
    unsure = _UNSURE.search(found["number"])
    faults = (f"Chữ {unsure[0]} trong số có thể là chữ số",) if unsure else ()
    printed = {name: part for name, part in parts.items() if part}
    return Identifier("registry-number", value, found[0], found.span(), printed, faults=faults)


def parse_land_registry_number(text: str) -> Identifier | None:
    """The number of a land certificate in its register (`Số vào sổ cấp GCN`), by the rules of `parse_registry_number`.

    None too for a bare tail: fewer than five digits with neither letters nor a slash (`027`). A number of the shape of the
    certificate's serial has a fault.
    """
    found = parse_registry_number(text)
    if found is None:
        return None
    prefix = found.parts.get("prefix", "")
    if not prefix and "/" not in found.value and len(found.parts["number"]) < 5:
        return None
    serial = re.fullmatch(r"[A-ZĐ]{1,2}[ .]?(?:[0-9]{6}|[0-9]{8})", found.value) and prefix not in _LAND_PREFIXES
    faults = (*found.faults, "Có hình dạng của số phát hành") if serial else found.faults
    return Identifier(found.kind, found.value, found.text, found.span, found.parts, faults=faults)
