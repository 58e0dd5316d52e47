"""Which tier each part of an address is of: by its marker, by its place, and by the gazetteer where it has no marker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from extractor.values.addresses.model import Part, PartTier
from extractor.values.addresses.segments import Segment, Token
from extractor.values.text import fold
from extractor.values.units import HOME, TWO_TIERS, Unit, Units

_ALIASES = {
    "qn": HOME, "qninh": HOME, "hcm": "Hồ Chí Minh", "tphcm": "Hồ Chí Minh", "saigon": "Hồ Chí Minh", "hn": "Hà Nội",
    "thuathienhue": "Thừa Thiên Huế", "brvt": "Bà Rịa - Vũng Tàu",
}  # fmt: skip
_COUNTRIES = frozenset(
    ["vietnam", "vietname", "trungquoc", "lao", "campuchia", "dailoan", "hanquoc", "nhatban", "nga", "hoaky"]
)


def parts_of(text: str, segments: Sequence[Segment], on: date | None, units: Units) -> tuple[Part, ...]:
    """The parts of an address in their order. Names that can be of two tiers stay `other`."""
    parts = [_part(text, piece, tier) for segment in _split_tail(segments, units) for piece, tier in _pieces(segment)]
    parts = _settle_lookalike(_settle_unmarked(_settle_province(_settle_country(parts), on, units), on, units), units)
    return tuple(parts)


def provinces_named(name: str, units: Units) -> tuple[Unit, ...]:
    """The provinces that a printed name or abbreviation means: `QN`, `Q. Ninh`, `TP.HCM`."""
    return units.find("province", _ALIASES.get(fold(name).replace(" ", ""), name))


def _pieces(segment: Segment) -> Iterator[tuple[Segment, PartTier]]:
    """A segment as it is, or a house and the street behind its number: `12/5A Trần Phú`."""
    marker, named = segment.marker, segment.name_tokens
    if marker is not None and marker.kind not in ("số", "số nhà", "nhà số"):
        yield segment, marker.tier if named else "other"
        return
    numbers = 0
    while numbers < len(named) and (named[numbers].has_digit or (numbers and len(named[numbers].text) == 1)):
        numbers += 1
    if numbers == 0:
        yield segment, "other"
        return
    yield Segment(segment.tokens[: segment.size + numbers], marker, segment.size), "house"
    if named[numbers:]:
        yield Segment(named[numbers:]), "street"


def _part(text: str, segment: Segment, tier: PartTier) -> Part:
    span = (segment.tokens[0].start, segment.tokens[-1].end)
    named = segment.name_tokens
    name = text[named[0].start : named[-1].end] if named else ""
    return Part(tier, segment.marker.kind if segment.marker else "", name, text[slice(*span)], span)


def _split_tail(segments: Sequence[Segment], units: Units) -> list[Segment]:
    """Parts that neither comma nor word sets apart: `tổ 5 Hà Tu Hạ Long Quảng Ninh`. Only known names are cut off."""
    found = list(segments)
    if not found:
        return found
    if found[-1].marker is None and _is_country(_joined(found[-1].tokens)):
        return [*_split_tail(found[:-1], units), found[-1]]
    if len(found) > 1 and found[-1].marker is None:
        joined = (*found[-2].tokens, *found[-1].tokens)
        if provinces_named(_joined(joined[found[-2].size :]), units):
            found[-2:] = [replace(found[-2], tokens=joined)]  # Bà Rịa - Vũng Tàu
    _cut_off(found, len(found) - 1, lambda name: bool(provinces_named(name, units)))
    last = len(found) - 1
    at = last - 1 if last > 0 and provinces_named(_joined(found[last].name_tokens), units) else last
    _cut_off(found, at, lambda name: bool(units.find("district", name)))
    district = next((index for index in (at + 1, at) if index < len(found) and _is_district(found[index], units)), None)
    if district:
        grounds = [ground for unit in units.find("district", _joined(found[district].name_tokens)) for ground in unit.ground]
        before = found[district - 1]
        if before.marker and before.marker.tier == "group" and before.name_tokens and before.name_tokens[0].has_digit:
            _cut_off(found, district - 1, lambda name: bool(units.find("commune", name, within=grounds)))
    return found


def _is_district(segment: Segment, units: Units) -> bool:
    return bool(units.find("district", _joined(segment.name_tokens))) and (
        segment.marker is None or segment.marker.tier == "district"
    )


def _cut_off(segments: list[Segment], at: int, is_unit: Callable[[str], bool]) -> None:
    if not 0 <= at < len(segments):
        return
    segment = segments[at]
    named = segment.name_tokens
    for size in range(min(5, len(named) - 1), 0, -1):
        if is_unit(_joined(named[-size:])):
            segments[at : at + 1] = [replace(segment, tokens=segment.tokens[:-size]), Segment(named[-size:])]
            return


def _is_country(name: str) -> bool:
    return fold(name).replace(" ", "") in _COUNTRIES


def _joined(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _settle_country(parts: list[Part]) -> list[Part]:
    if parts and parts[-1].tier == "other" and not parts[-1].kind and _is_country(parts[-1].name):
        return [*parts[:-1], replace(parts[-1], tier="country")]
    return parts


def _settle_province(parts: list[Part], on: date | None, units: Units) -> list[Part]:
    """The last part is a province where its name is one: unmarked, or a city that is none of a district's rank."""
    at = len(parts) - 1 - (bool(parts) and parts[-1].tier == "country")
    if at < 0 or any(part.tier == "province" for part in parts):
        return parts
    last = parts[at]
    named = provinces_named(last.name, units)
    is_city = last.kind == "thành phố" and any(
        unit.kind == "thành phố" and (not on or unit.name == HOME or unit.existed(on)) for unit in named
    )
    if is_city or (named and not last.kind and last.tier == "other"):
        return [*parts[:at], replace(last, tier="province"), *parts[at + 1 :]]
    return parts


def _settle_unmarked(parts: list[Part], on: date | None, units: Units) -> list[Part]:
    """Unmarked names by their place before the province and by the gazetteer; a name that can be either stays open."""
    found = list(parts)
    province = next((part for part in parts if part.tier == "province"), None)
    home = province is None or HOME in {unit.name for unit in provinces_named(province.name, units)}
    tiers = {part.tier for part in parts}
    for at in range(len(found) - 1, -1, -1):
        part = found[at]
        if part.tier != "other" or part.kind or not part.name:
            continue
        larger = {other.tier for other in found[at + 1 :]}
        before = found[at - 1] if at else None
        if "district" not in tiers and "commune" not in larger:
            districts = units.find("district", part.name) if home else ()
            within = [ground for unit in districts for ground in unit.ground]
            between = before is not None and before.tier == "commune" and "province" in larger
            stacked = bool(
                districts and before and (before.tier == "commune" or units.find("commune", _whole(before), within=within))
            )
            if between or stacked or (districts and on is not None and on < TWO_TIERS):
                found[at] = replace(part, tier="district")
                tiers.add("district")
                continue
            if districts:
                continue
        if "commune" not in tiers and home and units.find("commune", part.name, within=_grounds(found[at + 1 :], units)):
            found[at] = replace(part, tier="commune")
            tiers.add("commune")
    return found


def _settle_lookalike(parts: list[Part], units: Units) -> list[Part]:
    """`Đường Hoa, Hải Hà` and `Bản Sen, Vân Đồn` are communes, whose names begin like a street's and a hamlet's."""
    at = next((index for index, part in enumerate(parts) if part.tier in ("district", "province")), 0) - 1
    if at < 0 or any(part.tier == "commune" for part in parts):
        return parts
    part = parts[at]
    alike = part.tier in ("street", "hamlet") and part.text[0].isupper()
    if alike and units.find("commune", part.text, within=_grounds(parts[at + 1 :], units)):
        return [*parts[:at], replace(part, tier="commune", kind="", name=part.text), *parts[at + 1 :]]
    return parts


def _whole(part: Part) -> str:
    return part.text if part.kind else part.name


def _grounds(parts: Iterable[Part], units: Units) -> list[str]:
    named = [unit for part in parts if part.tier == "district" for unit in units.find("district", part.name)]
    return [ground for unit in named for ground in unit.ground]
