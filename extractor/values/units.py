"""Administrative units with the time for which their names held: models/units.yaml.

Until 2025-06-30 there were three tiers, since then there are two. Communes and districts are known for Quảng Ninh, provinces
for the whole country. Nothing here rewrites a printed name: a unit is looked up, and may tell which one stands there today.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from extractor.errors import SetupError
from extractor.settings import models_folder
from extractor.values.text import fold, unify_tone

Tier = Literal["commune", "district", "province"]
Version = Literal["pre-2025-07", "2025-07", "2026-09"]

TWO_TIERS = date(2025, 7, 1)
"""The first day without districts (Luật Tổ chức chính quyền địa phương 72/2025/QH15)."""
_LAST_DAY = date(2025, 6, 30)
CITY = date(2026, 9, 1)
"""The first day of thành phố Quảng Ninh (NQ 36/2026/QH16)."""
HOME = "Quảng Ninh"
"""The province whose districts and communes are known."""

_KINDS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã", "khu")
_OUTGROWN: Mapping[str, tuple[str, ...]] = {"phường": ("xã", "thị trấn"), "thị trấn": ("xã",)}
"""What a commune may have been before it became what it last was."""


@dataclass(frozen=True)
class Unit:
    """One name of a unit; a unit that was renamed has several. `since` and `until` are both included, None is open."""

    tier: Tier
    kind: str
    name: str
    code: str = ""
    """Code of the statistical office; empty where none is known."""
    parent: str = ""
    """Where it lay: a commune before 2025-07 in a district, any later one in a province."""
    since: date | None = None
    until: date | None = None
    becomes: tuple[str, ...] = ()
    """Codes of the units of today on its ground; several where it was parted or where that is not known."""
    ground: tuple[str, ...] = ()
    """Of a district: the parents that its communes name."""

    @property
    def full(self) -> str:
        """Kind and name, `phường Hà Tu`."""
        return f"{self.kind} {self.name}"

    def existed(self, on: date) -> bool:
        """Whether the unit bore this name on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Units:
    """The gazetteer. `communes` holds those of today first, then the old ones."""

    communes: tuple[Unit, ...]
    districts: tuple[Unit, ...]
    provinces: tuple[Unit, ...]

    def find(
        self, tier: Tier, name: str, kind: str = "", within: Iterable[str] = (), on: date | None = None
    ) -> tuple[Unit, ...]:
        """The units that a printed name can mean; none where it is unknown.

        Case, the place of a tone mark and lost marks are forgiven, another mark never is: `Ha Tu` is Hà Tu, `Hà Tú` is not.
        A kind that the unit outgrew counts where no unit of that very kind bears the name (`xã Yên Giang`, later a phường).
        """
        parents = {_key(parent) for parent in within}
        named = [
            unit
            for unit in self._by_letters.get((tier, fold(name).replace(" ", "")), ())
            if lacks_marks(name, unit.name)
            and (not parents or _key(unit.parent) in parents)
            and (on is None or unit.existed(on))
        ]
        named = [unit for unit in named if _key(unit.name) == _key(name)] or named
        if not kind:
            return tuple(named)
        return tuple(unit for unit in named if unit.kind == kind) or tuple(unit for unit in named if outgrew(unit, kind))

    def current(self, code: str) -> Unit | None:
        """The commune of today with this code, or None."""
        return self._today.get(code)

    @functools.cached_property
    def _by_letters(self) -> Mapping[tuple[Tier, str], list[Unit]]:
        found: dict[tuple[Tier, str], list[Unit]] = {}
        for unit in (*self.communes, *self.districts, *self.provinces):
            found.setdefault((unit.tier, fold(unit.name).replace(" ", "")), []).append(unit)
        return found

    @functools.cached_property
    def _today(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.communes if unit.until is None}


@functools.cache
def load_units(path: Path | None = None) -> Units:
    """The gazetteer as shipped, or that of `path`; kept for the life of the process. Raises `SetupError`."""
    path = path or models_folder() / "units.yaml"
    try:
        declared = yaml.safe_load(path.read_text("utf-8"))
        return Units(tuple(_communes(declared)), tuple(_districts(declared)), tuple(_provinces(declared)))
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError):
        raise SetupError(f"models/{path.name} is missing or not as it was shipped: install hoso again.") from None


def version_on(on: date) -> Version:
    """Which units were in force on a day."""
    if on < TWO_TIERS:
        return "pre-2025-07"
    return "2025-07" if on < CITY else "2026-09"


def outgrew(unit: Unit, kind: str) -> bool:
    """Whether an old commune is or once was of this kind: `phường` was `xã` before."""
    return unit.kind == kind or (unit.until is not None and kind in _OUTGROWN.get(unit.kind, ()))


def lacks_marks(printed: str, known: str) -> bool:
    """Whether `printed` has the letters of `known` and no mark that `known` lacks: faint print loses marks and adds none."""
    ours, theirs = _key(printed).replace(" ", ""), _key(known).replace(" ", "")
    return len(ours) == len(theirs) and all(_marks(one) <= _marks(other) for one, other in zip(ours, theirs, strict=True))


def _marks(char: str) -> set[str]:
    parts = set(unicodedata.normalize("NFD", char))
    return parts | {"d"} if char == "đ" else parts


def _key(name: str) -> str:
    return unify_tone(" ".join(name.replace("-", " ").casefold().split()))


def _split(full: str) -> tuple[str, str]:
    for kind in _KINDS:
        if full.startswith(f"{kind} "):
            return kind, full.removeprefix(f"{kind} ")
    raise ValueError(full)


def _communes(declared: Mapping[str, Any]) -> Iterator[Unit]:
    old: dict[tuple[str, str], list[str]] = {}
    for entry in declared["communes"]:
        kind, name = _split(entry["name"])
        yield Unit("commune", kind, name, entry["code"], HOME, since=TWO_TIERS, becomes=(entry["code"],))
        for district, names in entry["of"].items():
            for full in names:
                old.setdefault((district, full.rstrip("*")), []).append(entry["code"])
    for (district, full), codes in old.items():
        kind, name = _split(full)
        yield Unit("commune", kind, name, "", district, until=_LAST_DAY, becomes=tuple(codes))
    for entry in declared["former_communes"]:
        kind, name = _split(entry["name"])
        yield Unit("commune", kind, name, "", entry["district"], until=entry["until"], becomes=tuple(entry["into"]))


def _districts(declared: Mapping[str, Any]) -> Iterator[Unit]:
    for entry in declared["districts"]:
        kind, name = _split(entry["name"])
        until = entry.get("until", _LAST_DAY)
        ground = tuple(entry["ground"])
        yield Unit("district", kind, name, entry.get("code", ""), HOME, entry.get("since"), until, ground=ground)


def _provinces(declared: Mapping[str, Any]) -> Iterator[Unit]:
    for entry in declared["provinces"]:
        kind, name = _split(entry["name"])
        made_of = entry.get("of", [entry["name"]])
        stayed = entry["name"] in made_of
        since = entry.get("since") or (None if stayed else TWO_TIERS)
        yield Unit("province", kind, name, entry["code"], "", since, entry.get("until"), (entry["code"],))
        for full in made_of if "since" not in entry else ():
            if full != entry["name"]:
                yield Unit("province", *_split(full), until=_LAST_DAY, becomes=(entry["code"],))
    for entry in declared["former_provinces"]:
        yield Unit("province", *_split(entry["name"]), until=entry["until"])
