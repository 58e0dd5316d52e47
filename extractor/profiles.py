"""Document types as data: loads and checks the profiles declared in models/profiles/*.yaml.

One file declares one type; `_header.yaml` declares the fields that every type shares (NĐ 30/2020, Phụ lục I and VI), and
`_gazetteer.yaml`, which may be missing, holds well-spelt words. A mistake in a file is explained with the file, the line and
the field, as a `ProfileError`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from rapidfuzz import fuzz

from extractor.errors import ProfileError
from extractor.values.text import fold

_HERE = Path(__file__).parent

OTHER = "khác"
"""The type of a document that fits no profile."""
OTHER_CODE = "32"
"""TT 05/2025/TT-BNV, catalogue `typeName`: 32 is Khác."""

TITLE_SIMILARITY = 0.84
"""Two wrong letters of twelve still make a title; `THÔNG TƯ` (0.71 from `THÔNG BÁO`) does not become another type."""

ValueType = Literal["type", "text", "agency", "list", "number", "symbol", "date", "place", "position", "person", "flag"]
_Model = TypeVar("_Model", bound=BaseModel)
_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_STRICT = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class FieldSpec(BaseModel):
    """How one field is labelled, typed and limited. Lengths are those of NĐ 30/2020, Phụ lục VI."""

    model_config = _STRICT

    type: ValueType
    label: _Word
    """What a Vietnamese reviewer reads."""
    required: bool = False
    """Its absence from a document of this type is worth a person's look."""
    max_length: int | None = Field(default=None, gt=0)


class Profile(BaseModel):
    """One document type."""

    model_config = _STRICT

    name: _Word
    """The type's Vietnamese name, as it stands in records."""
    code: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] = OTHER_CODE
    """`typeName` of TT 05/2025/TT-BNV."""
    titles: tuple[_Word, ...] = ()
    """Printed titles, capitals, with the variants in use; wrong and missing tone marks need no variants."""
    symbols: tuple[_Word, ...] = ()
    """Abbreviations of the type in a symbol (`QĐ` in `15/QĐ-BNV`); dots and spaces are ignored."""
    cues: tuple[_Word, ...] = ()
    """Phrases that speak for a letter (`Công văn`) on a numbered page without a title."""
    signatures: tuple[_Word, ...] = ()
    """Captions of signature blocks that stand in for a position (`ĐẠI DIỆN BÊN A`)."""
    fields: Mapping[str, FieldSpec] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_recognised(self) -> Profile:
        if not (self.titles or self.symbols or self.cues):
            raise ValueError("a type needs at least one of titles, symbols, cues")
        return self


class Gazetteer(BaseModel):
    """Well-spelt words that recur in administrative documents; they settle lost tone marks, never letters."""

    model_config = _STRICT

    agencies: tuple[_Word, ...] = ()
    phrases: tuple[_Word, ...] = ()
    places: tuple[_Word, ...] = ()
    surnames: tuple[_Word, ...] = ()
    positions: tuple[_Word, ...] = ()


@dataclass(frozen=True)
class TitleMatch:
    """A printed line that begins with a type's title; `rest` is what follows the title on the line."""

    profile: Profile
    similarity: float
    rest: str


@dataclass(frozen=True)
class Profiles:
    """All declared types, in the order of their files' names."""

    all: tuple[Profile, ...]
    header: Mapping[str, FieldSpec]
    gazetteer: Gazetteer = Gazetteer()
    sha256: str = ""
    """Over the declaring files, names and contents: which declarations made a record."""

    def get(self, name: str) -> Profile | None:
        """The type called `name`, or None (for `khác`, and for names of another version)."""
        return self._by_name.get(name)

    def spec(self, type_name: str, field: str) -> FieldSpec | None:
        """How a type declares a field: its own words first, then the shared header."""
        profile = self.get(type_name)
        own = profile.fields.get(field) if profile else None
        return own or self.header.get(field)

    def requires(self, type_name: str, field: str) -> bool:
        """Whether documents of this type must have the field; what an unknown type must have is unknown."""
        spec = self.spec(type_name, field)
        return spec is not None and spec.required and self.get(type_name) is not None

    def match_title(self, line: str) -> TitleMatch | None:
        """The type whose title begins `line`, forgiving marks and single letters; the longest title wins a tie."""
        words = line.split()
        best: TitleMatch | None = None
        best_key = (0.0, 0)
        for profile in self.all:
            for title in profile.titles:
                size = len(title.split())
                if size > len(words):
                    continue
                score = fuzz.ratio(fold(title), fold(" ".join(words[:size]))) / 100
                if score >= TITLE_SIMILARITY and (round(score, 2), size) > best_key:
                    best_key = (round(score, 2), size)
                    best = TitleMatch(profile, score, " ".join(words[size:]))
        return best

    def by_symbol(self, abbreviation: str) -> Profile | None:
        """The type that an abbreviation in a symbol stands for (`T.Tr` and `TTr` alike), or None."""
        return self._by_symbol.get(symbol_key(abbreviation))

    @cached_property
    def _by_name(self) -> dict[str, Profile]:
        return {profile.name: profile for profile in self.all}

    @cached_property
    def _by_symbol(self) -> dict[str, Profile]:
        return {symbol_key(symbol): profile for profile in self.all for symbol in profile.symbols}


def symbol_key(abbreviation: str) -> str:
    """An abbreviation without dots, spaces and case; Đ stays apart from D (`HĐ` and `HD` are two types)."""
    return re.sub(r"[\s.]", "", abbreviation).upper()


def models_folder() -> Path:
    """Where declared and learned models lie: inside an installed wheel, or beside the packages in a checkout."""
    packed = _HERE / "models"
    return packed if packed.is_dir() else _HERE.parent / "models"


def load_profiles(folder: Path | None = None) -> Profiles:
    """Reads every profile in `folder` (default: the declared ones). Raises `ProfileError` for the first mistake found."""
    folder = folder or models_folder() / "profiles"
    shared = folder / "_header.yaml"
    if not shared.is_file():
        raise ProfileError(f"models/profiles: {shared.name} is missing; it declares the fields that every type shares")
    header = _validated(_Header, shared).fields
    profiles = [(path, _validated(Profile, path)) for path in sorted(folder.glob("[!_]*.yaml"))]
    if not profiles:
        raise ProfileError("models/profiles: no document type is declared; add at least one NAME.yaml")
    _reject_doubles(profiles)
    words = folder / "_gazetteer.yaml"
    gazetteer = _validated(Gazetteer, words) if words.is_file() else Gazetteer()
    return Profiles(tuple(profile for _, profile in profiles), header, gazetteer, _fingerprint(folder))


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class _Header(BaseModel):
    model_config = _STRICT

    fields: Mapping[str, FieldSpec]


def _reject_doubles(profiles: Iterable[tuple[Path, Profile]]) -> None:
    owners: dict[tuple[str, str], str] = {}
    for path, profile in profiles:
        claims = [("name", profile.name.casefold())]
        claims += [("title", fold(title)) for title in profile.titles]
        claims += [("symbol", symbol_key(symbol)) for symbol in profile.symbols]
        for claim in claims:
            owner = owners.setdefault(claim, path.name)
            if owner != path.name:
                raise ProfileError(
                    f"{path.name}: the {claim[0]} “{claim[1]}” already belongs to {owner}; remove it from one of them"
                )


def _validated(model: type[_Model], path: Path) -> _Model:
    text = path.read_text(encoding="utf-8")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data: Any = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProfileError(f"{path.name}, line {line}: not valid YAML ({error.problem})") from error
    if not isinstance(data, dict):
        raise ProfileError(f"{path.name}, line 1: expected `field: value` lines, such as `name: Quyết định`")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise ProfileError(f"{path.name}, line {_line(node, first['loc'])}, {where}: {first['msg']}") from error


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """1-based line of the innermost part of `location` that the file has."""
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
