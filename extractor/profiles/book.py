"""All declared types together: by name, by printed title, by symbol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from rapidfuzz import fuzz

from extractor.profiles.model import Extension, FieldSpec, Gazetteer, Profile, strip_ordinal
from extractor.values.text import fold

OTHER = "khác"
"""The type of a document that fits no profile."""
OTHER_CODE = "32"
"""TT 05/2025/TT-BNV, catalogue `typeName`: 32 is Khác."""

TITLE_SIMILARITY = 0.84
"""Two wrong letters of twelve still make a title; `THÔNG TƯ` (0.71 from `THÔNG BÁO`) does not become another type."""

TIE = 0.08
"""A longer title wins over a shorter one that fits better by less: its first words are often the shorter title."""


@dataclass(frozen=True)
class TitleMatch:
    """A printed line that begins with a type's title; `rest` is what follows the title on the line."""

    profile: Profile
    similarity: float
    rest: str
    title: str = ""
    """The declared title."""


@dataclass(frozen=True)
class Profiles:
    """All declared types, in the order of their files' names."""

    all: tuple[Profile, ...]
    header: Mapping[str, FieldSpec]
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    exports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What receiving systems call the shared fields."""
    sha256: str = ""
    """Over the declaring files, names and contents: which declarations made a record."""

    def get(self, name: str) -> Profile | None:
        """The type called `name`, or None (for `khác`, and for names of another version)."""
        return self._by_name.get(name)

    def fields(self, type_name: str) -> Mapping[str, FieldSpec]:
        """Every field of a type: its share of the header, then its own. An unknown type has the whole header."""
        return self._fields.get(type_name, self.header)

    def spec(self, type_name: str, name: str) -> FieldSpec | None:
        """How a type declares a field; `owner_name.2` is declared as `owner_name`."""
        return self.fields(type_name).get(strip_ordinal(name))

    def requires(self, type_name: str, name: str) -> bool:
        """Whether documents of this type must have the field; what an unknown type must have is unknown."""
        spec = self.spec(type_name, name)
        return spec is not None and spec.required and self.get(type_name) is not None

    def keyed_twice(self, type_name: str, name: str) -> bool:
        """Whether two persons key this field of such documents; `owner_name.2` like `owner_name`."""
        profile = self.get(type_name)
        return profile is not None and strip_ordinal(name) in profile.keyed_twice

    def export_names(self, type_name: str, system: str) -> Mapping[str, str]:
        """Field → the name that `system` has for it; fields that it does not know are missing."""
        profile = self.get(type_name)
        own = profile.exports.get(system, {}) if profile else {}
        shared = {name: there for name, there in self.exports.get(system, {}).items() if name in self.fields(type_name)}
        return {**shared, **own}

    def extended(self, more: Mapping[str, Extension]) -> Profiles:
        """With additions, by type. They are taken as they are: `load_profiles` is where mistakes are told."""
        return replace(self, all=tuple(each.extended(more[each.name]) if each.name in more else each for each in self.all))

    def match_title(self, line: str) -> TitleMatch | None:
        """The type whose title begins `line`, forgiving marks and single letters."""
        words = line.split()
        matches = []
        for profile in self.all:
            for title in profile.titles:
                size = len(title.split())
                if size > len(words):
                    continue
                score = fuzz.ratio(self._folded[title], fold(" ".join(words[:size]))) / 100
                if score >= TITLE_SIMILARITY:
                    matches.append(TitleMatch(profile, score, " ".join(words[size:]), title))
        best = max((match.similarity for match in matches), default=0.0)
        near = [match for match in matches if match.similarity >= best - TIE]
        return max(near, key=lambda match: (len(match.title.split()), match.similarity), default=None)

    def by_symbol(self, abbreviation: str) -> Profile | None:
        """The type that an abbreviation in a symbol stands for (`T.Tr` and `TTr` alike), or None."""
        return self._by_symbol.get(symbol_key(abbreviation))

    @cached_property
    def _by_name(self) -> dict[str, Profile]:
        return {profile.name: profile for profile in self.all}

    @cached_property
    def _fields(self) -> dict[str, Mapping[str, FieldSpec]]:
        return {profile.name: _fields_of(profile, self.header) for profile in self.all}

    @cached_property
    def _by_symbol(self) -> dict[str, Profile]:
        return {symbol_key(symbol): profile for profile in self.all for symbol in profile.symbols}

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {title: fold(title) for profile in self.all for title in profile.titles}


def _fields_of(profile: Profile, header: Mapping[str, FieldSpec]) -> Mapping[str, FieldSpec]:
    shared = header if profile.header is True else {name: header[name] for name in profile.header or ()}
    return {**shared, **profile.fields}


def symbol_key(abbreviation: str) -> str:
    """An abbreviation without dots, spaces and case; Đ stays apart from D (`HĐ` and `HD` are two types)."""
    return re.sub(r"[\s.]", "", abbreviation).upper()
