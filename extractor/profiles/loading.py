"""Reads profiles from their files, and explains every mistake in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from extractor.errors import ProfileError
from extractor.profiles.book import Profiles, symbol_key
from extractor.profiles.extending import extended
from extractor.profiles.model import START, Extensions, FieldSpec, Gazetteer, Header, Profile
from extractor.settings import models_folder
from extractor.values.text import fold

_Model = TypeVar("_Model", bound=BaseModel)
_Place = tuple[int | str, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADER, _WORDS = "_header.yaml", "_gazetteer.yaml"


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a profile. `where` is the path of keys that leads to it; lines count from 1."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        """One sentence with the place."""
        return f"{self.file}, line {self.line}{', ' + self.where if self.where else ''}: {self.message}"


@dataclass(frozen=True)
class _File:
    """A declaring file as it was parsed."""

    name: str
    node: yaml.Node | None

    def mistake(self, place: _Place, message: str) -> Mistake:
        return Mistake(self.name, _line(self.node, place), ".".join(str(part) for part in place), message)


def load_profiles(folder: Path | None = None) -> Profiles:
    """Reads every declared type, and those of `folder`. Raises `ProfileError` for the first mistake found.

    A folder with a `_header.yaml` of its own stands instead of ours, any other adds to it.
    """
    profiles, mistakes = _read(folder)
    if profiles is None or mistakes:
        raise ProfileError(str(mistakes[0]))
    return profiles


def find_mistakes(folder: Path | None = None) -> tuple[Mistake, ...]:
    """Every mistake in what `load_profiles` would read, file by file; none where all is well."""
    return _read(folder)[1]


def _read(folder: Path | None) -> tuple[Profiles | None, tuple[Mistake, ...]]:
    own = models_folder() / "profiles"
    whole = folder is None or (folder / _HEADER).is_file()
    folders = [folder or own] if whole else [own, *([folder] if folder else [])]
    mistakes: list[Mistake] = []
    header, _ = _validated(Header, folders[0] / _HEADER, mistakes)
    words = folders[0] / _WORDS
    gazetteer = _validated(Gazetteer, words, mistakes)[0] if words.is_file() else Gazetteer()
    found: list[tuple[_File, Profile]] = []
    extensions: list[tuple[_File, Extensions]] = []
    for each in folders:
        paths = sorted(each.glob("[!_]*.yaml"))
        for path in paths:
            file, data = _parsed(path, mistakes)
            if data is not None and "extends" in data:
                extensions += [(file, more) for more in _checked(Extensions, data, file, mistakes)]
            elif data is not None:
                found += [(file, profile) for profile in _checked(Profile, data, file, mistakes)]
        if not paths:
            mistakes.append(Mistake(each.name, 1, "", "no document type is declared; add at least one NAME.yaml"))
    if header is not None:
        for file, profile in found:
            mistakes += _contradictions(file, profile, header.fields)
    mistakes += _doubles(found)
    if header is None or gazetteer is None:
        return None, tuple(mistakes)
    types = tuple(profile for _, profile in found)
    for file, more in extensions:
        types, faults = extended(types, more.extends, header.fields)
        mistakes += [file.mistake(place, message) for place, message in faults]
    return Profiles(types, header.fields, gazetteer, header.exports, _fingerprint(folders)), tuple(mistakes)


def _fingerprint(folders: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _contradictions(file: _File, profile: Profile, header: Mapping[str, FieldSpec]) -> Iterator[Mistake]:
    """Names that refer to nothing, and labels that announce two fields."""
    known = {*header, *profile.fields}
    shared = profile.header if isinstance(profile.header, tuple) else ()
    for index, name in enumerate(shared):
        if name not in header:
            yield file.mistake(("header", index), f"“{name}” is no field of {_HEADER}")
    for name, spec in profile.fields.items():
        if spec.section not in (None, START, *profile.sections):
            yield file.mistake(
                ("fields", name, "section"), f"“{spec.section}” is not among the sections: {_list(profile.sections)}"
            )
    for index, rule in enumerate(profile.checks):
        for name in rule.fields:
            if name not in known:
                yield file.mistake(("checks", index, "fields"), f"“{name}” is no field of this type")
    for index, name in enumerate(profile.keyed_twice):
        if name not in known:
            yield file.mistake(("keyed_twice", index), f"“{name}” is no field of this type")
    for person, names in profile.people.items():
        for name in names.fields():
            if name not in known:
                yield file.mistake(("people", person), f"“{name}” is no field of this type")
    for system, names_there in profile.exports.items():
        for name in names_there:
            if name not in known:
                yield file.mistake(("exports", system, name), f"“{name}” is no field of this type")
    owners: dict[tuple[str | None, str], str] = {}
    for name, spec in profile.fields.items():
        for index, anchor in enumerate(spec.anchors):
            owner = owners.setdefault((spec.section, fold(anchor)), name)
            if owner != name:
                place = ("fields", name, "anchors", index)
                yield file.mistake(place, f"“{anchor}” already announces {owner}; give one of them a section of its own")


def _doubles(profiles: Iterable[tuple[_File, Profile]]) -> Iterator[Mistake]:
    owners: dict[tuple[str, str], str] = {}
    for file, profile in profiles:
        claims: list[tuple[tuple[str, str], _Place]] = [(("name", profile.name.casefold()), ("name",))]
        claims += [(("title", fold(title)), ("titles", index)) for index, title in enumerate(profile.titles)]
        claims += [(("symbol", symbol_key(symbol)), ("symbols", index)) for index, symbol in enumerate(profile.symbols)]
        for claim, place in claims:
            owner = owners.setdefault(claim, file.name)
            if owner != file.name:
                yield file.mistake(place, f"the {claim[0]} “{claim[1]}” already belongs to {owner}; remove it from one of them")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none is declared"


def _validated(model: type[_Model], path: Path, mistakes: list[Mistake]) -> tuple[_Model | None, _File]:
    file, data = _parsed(path, mistakes)
    found = _checked(model, data, file, mistakes) if data is not None else ()
    return next(iter(found), None), file


def _parsed(path: Path, mistakes: list[Mistake]) -> tuple[_File, dict[str, Any] | None]:
    file = _File(path.name, None)
    try:
        text = path.read_text(encoding="utf-8")
        file = _File(path.name, yaml.compose(text, Loader=_LOADER))
        data: Any = yaml.constructor.SafeConstructor().construct_document(file.node) if file.node is not None else None
    except UnicodeDecodeError:
        mistakes.append(file.mistake((), "not UTF-8 text; save it as UTF-8"))
        return file, None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        mistakes.append(Mistake(path.name, line, "", f"not valid YAML ({error.problem})"))
        return file, None
    if not isinstance(data, dict):
        mistakes.append(file.mistake((), "expected `field: value` lines, such as `name: Quyết định`"))
        return file, None
    return file, data


def _checked(model: type[_Model], data: Mapping[str, Any], file: _File, mistakes: list[Mistake]) -> tuple[_Model, ...]:
    """The file as `model`; nothing where it is none, which is then among the mistakes."""
    try:
        return (model.model_validate(data),)
    except ValidationError as error:
        mistakes += [file.mistake(_known(each["loc"]), each["msg"].removeprefix("Value error, ")) for each in error.errors()]
        return ()


def _known(location: Sequence[int | str]) -> _Place:
    """A place without the names that the validator gives to the sides of a union."""
    return tuple(
        part for part in location if not (isinstance(part, str) and ("[" in part or part in ("bool", "constrained-str")))
    )


def _line(node: yaml.Node | None, place: _Place) -> int:
    """1-based line of the innermost part of `place` that the file has."""
    line = 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
