"""In which units an address is written, what stands there today, and what a reviewer should know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from extractor.values.addresses.model import Address, Part
from extractor.values.addresses.tiers import provinces_named
from extractor.values.units import CITY, HOME, TWO_TIERS, Unit, Units, Version, outgrew, version_on


@dataclass(frozen=True)
class _Findings:
    """What the gazetteer has for an address: `old` communes ended by 2025-06-30, `new` ones are those of today."""

    home: bool
    districts: tuple[Unit, ...]
    old: tuple[Unit, ...]
    new: tuple[Unit, ...]


def judged(address: Address, on: date | None, units: Units) -> Address:
    """The address with its version, the commune of today where it is certain, and remarks."""
    found = _find(address, units)
    version = _version(address, found, on, units)
    current = _current(found, version, units)
    return replace(
        address, unit_version=version, current=current, remarks=tuple(_remarks(address, found, version, current, on, units))
    )


def _find(address: Address, units: Units) -> _Findings:
    commune, district, province = address.commune, address.district, address.province
    districts: tuple[Unit, ...] = ()
    if district is not None:
        districts = units.find("district", district.name, district.kind) or units.find("district", district.name)
    named = provinces_named(province.name, units) if province is not None else ()
    home = bool(districts) if province is None else HOME in {unit.name for unit in named}
    if not home:
        return _Findings(False, (), (), ())
    if commune is None or (district is not None and not districts):
        return _Findings(home, districts, (), ())
    grounds = {ground for unit in districts for ground in unit.ground}
    if grounds:
        old = units.find("commune", commune.name, commune.kind, within=grounds)
    else:
        everywhere = units.find("commune", commune.name)
        old = tuple(unit for unit in everywhere if unit.until and (not commune.kind or outgrew(unit, commune.kind)))
    new = units.find("commune", commune.name, commune.kind, within=(HOME,))
    return _Findings(home, districts, old, new)


def _version(address: Address, found: _Findings, on: date | None, units: Units) -> Version | None:
    commune, province = address.commune, address.province
    if address.district is not None:
        unknown_before = found.new and not any(unit.until for unit in units.find("commune", found.new[0].name))
        return _newer(province, found, on) if unknown_before else "pre-2025-07"
    if _dissolved(province, units):
        return "pre-2025-07"
    if commune is None:
        return "pre-2025-07" if on is not None and on < TWO_TIERS and address.parts else None
    if commune.kind == "đặc khu" or (found.new and not found.old):
        return _newer(province, found, on)
    if commune.kind == "thị trấn" or (found.old and not found.new):
        return "pre-2025-07"
    if on is None:
        return None
    if on < TWO_TIERS:
        return "pre-2025-07"
    if found.home and not found.new:
        return None
    return _newer(province, found, on)


def _newer(province: Part | None, found: _Findings, on: date | None) -> Version:
    """The version of an address without districts: by the province's printed kind, otherwise by the date."""
    if found.home and province is not None and province.kind:
        return "2026-09" if province.kind == "thành phố" else "2025-07"
    return version_on(max(on or TWO_TIERS, TWO_TIERS))


def _dissolved(province: Part | None, units: Units) -> bool:
    named = provinces_named(province.name, units) if province is not None else ()
    return bool(named) and all(unit.until is not None and unit.until < TWO_TIERS for unit in named)


def _current(found: _Findings, version: Version | None, units: Units) -> Unit | None:
    meant = {None: (*found.old, *found.new), "pre-2025-07": found.old}.get(version, found.new)
    codes = {code for unit in meant for code in unit.becomes}
    return units.current(codes.pop()) if len(codes) == 1 else None


def _remarks(
    address: Address, found: _Findings, version: Version | None, current: Unit | None, on: date | None, units: Units
) -> Iterator[str]:
    commune, district, province = address.commune, address.district, address.province
    old = version == "pre-2025-07"
    if old and on is not None and on >= TWO_TIERS:
        yield "Địa chỉ ghi theo đơn vị hành chính trước 01/7/2025."
    if version in ("2025-07", "2026-09") and on is not None and on < TWO_TIERS and commune is not None:
        yield f"“{commune.text}” chỉ có từ 01/7/2025, sau ngày ghi trên giấy tờ."
    if district is not None and commune is not None and not old:
        yield f"“{commune.text}” là đơn vị từ 01/7/2025, khi không còn cấp huyện (“{district.text}”)."
    if found.home and province is not None and province.kind and on is not None:
        if province.kind == "tỉnh" and on >= CITY:
            yield "Từ 01/9/2026 tỉnh Quảng Ninh là thành phố Quảng Ninh."
        if province.kind == "thành phố" and on < CITY:
            yield "Thành phố Quảng Ninh chỉ có từ 01/9/2026, sau ngày ghi trên giấy tờ."
    if district is not None and on is not None:
        yield from _out_of_time(district, found, on)
    if found.home and commune is not None and not (found.old if district is not None and old else found.old or found.new):
        place = f"“{district.text}”" if district is not None else "Quảng Ninh"
        yield f"Danh mục không có “{commune.text}” ở {place}."
    if current is None and (found.old or found.new):
        yield from _several(found, version, units)
    for part in address.parts:
        if part.tier == "other" and not part.kind and units.find("district", part.name):
            yield f"“{part.text}” không ghi loại đơn vị: có thể là cấp huyện cũ hoặc xã, phường mới."


def _out_of_time(district: Part, found: _Findings, on: date) -> Iterator[str]:
    named = [unit for unit in found.districts if unit.kind == district.kind]
    if not named or any(unit.existed(on) for unit in named):
        return
    unit = named[0]
    if unit.since is not None and on < unit.since:
        yield f"“{unit.full}” chỉ có từ {unit.since:%d/%m/%Y}, sau ngày ghi trên giấy tờ."
    elif unit.until is not None and unit.until < _EVE:
        yield f"“{unit.full}” là tên gọi đến {unit.until:%d/%m/%Y}."


def _several(found: _Findings, version: Version | None, units: Units) -> Iterator[str]:
    meant = {None: (*found.old, *found.new), "pre-2025-07": found.old}.get(version, found.new)
    codes = sorted({code for unit in meant for code in unit.becomes})
    names = [unit.full for unit in map(units.current, codes) if unit is not None]
    if len(names) > 1:
        yield f"Nay có thể thuộc {' hoặc '.join(names)}: cần xác nhận."


_EVE = TWO_TIERS.replace(month=6, day=30)
