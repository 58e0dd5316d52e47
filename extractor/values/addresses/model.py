"""What an address is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extractor.values.units import Unit, Version

Span = tuple[int, int]
PartTier = Literal["house", "street", "group", "hamlet", "commune", "district", "province", "country", "other"]


@dataclass(frozen=True)
class Part:
    """One part of an address. `text` is `Address.text[slice(*span)]`; `kind` is spelt out and empty where none is printed."""

    tier: PartTier
    kind: str
    name: str
    text: str
    span: Span

    @property
    def spelt(self) -> str:
        """The part with its kind spelt out, the name as printed: `P.Hà Tu` → `phường Hà Tu`."""
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True)
class Address:
    """A printed address. What stands between its parts is punctuation only."""

    text: str
    parts: tuple[Part, ...]
    unit_version: Version | None = None
    """Which units it is written in; None where that cannot be told."""
    current: Unit | None = None
    """The commune of today, derived; None where it is not certain."""
    remarks: tuple[str, ...] = ()

    @property
    def spelt(self) -> str:
        """The parts with their kinds spelt out, joined by commas. For showing and for comparing, never instead of the text."""
        return ", ".join(part.spelt for part in self.parts)

    @property
    def commune(self) -> Part | None:
        """The xã, phường, thị trấn or đặc khu."""
        return self.part("commune")

    @property
    def district(self) -> Part | None:
        """The huyện, quận, thị xã or city of a province."""
        return self.part("district")

    @property
    def province(self) -> Part | None:
        """The tỉnh, or the city that is one."""
        return self.part("province")

    def part(self, tier: PartTier) -> Part | None:
        """The last part of a tier, which is the largest."""
        return next((part for part in reversed(self.parts) if part.tier == tier), None)
