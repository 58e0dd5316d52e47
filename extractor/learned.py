"""What hoso has learned itself: declared in learned.yaml, made by `hoso train`, loaded only while it is what was made.

It lies in models/, or is the version in use of an operator's folder, which the environment variable `HOSO_LEARNED` names.
A process keeps to what was in use when it first asked. A piece is a JSON file or a folder of files; its hash is that of its
bytes, or of its files' names and bytes.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from extractor.errors import SetupError
from extractor.settings import models_folder

MANIFEST = "learned.yaml"
POINTER = "in-use.json"
"""Says in an operator's folder which version is used."""
SHIPPED = "shipped"
"""The version that lies in models/."""
VARIABLE = "HOSO_LEARNED"

_ADVICE = "install hoso again, make it with `hoso train`, or go back with `hoso models rollback`."


@dataclass(frozen=True)
class Piece:
    """One learned thing of the manifest. `file` is a file or folder beside the manifest."""

    purpose: str
    file: str
    sha256: str
    licence: str
    source: str
    """What it was learned from."""
    score: Mapping[str, float] = field(default_factory=dict)


def version_in_use(versions: Path) -> str:
    """The version that an operator's folder says is used. Raises `SetupError` when what it says cannot be read."""
    try:
        return str(json.loads((versions / POINTER).read_text("utf-8"))["version"])
    except FileNotFoundError:
        return SHIPPED
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(f"{POINTER} in the folder of {VARIABLE} cannot be read; say `hoso models use VERSION`.") from None


@functools.cache
def folder() -> Path:
    """Where the pieces lie that this process uses. Raises `SetupError`."""
    versions = os.environ.get(VARIABLE)
    version = version_in_use(Path(versions)) if versions else SHIPPED
    return models_folder() if version == SHIPPED else Path(versions or "") / version


@functools.cache
def manifest() -> Mapping[str, Piece]:
    """Every learned piece by its name. Raises `SetupError` when the manifest is missing or wrong."""
    return read_manifest(folder())


def read_manifest(place: Path) -> Mapping[str, Piece]:
    """The pieces of a folder by their names. Raises `SetupError` when its manifest is missing or wrong."""
    try:
        declared = yaml.safe_load((place / MANIFEST).read_text("utf-8"))
        return {name: Piece(**each) for name, each in declared.items()}
    except (OSError, yaml.YAMLError, AttributeError, TypeError):
        raise SetupError(f"{place.name}/{MANIFEST} is missing or not as it was made: {_ADVICE}") from None


@functools.cache
def located(name: str) -> Path:
    """Where a piece lies. Raises `SetupError` when it is not there, or not the one that was made."""
    piece = manifest().get(name)
    path = folder() / (piece.file if piece else name)
    if piece is None or not path.exists():
        raise SetupError(f"{folder().name}/{path.name} is missing: {_ADVICE}")
    if digest(path) != piece.sha256:
        raise SetupError(f"{folder().name}/{path.name} is not as it was made: {_ADVICE}")
    return path


@functools.cache
def load_json(name: str) -> Any:
    """A piece that is a JSON file, kept for the life of the process. Raises `SetupError`."""
    return json.loads(located(name).read_text("utf-8"))


def digest(path: Path) -> str:
    """SHA-256 of a file, or of a folder's files, their names and bytes, in order of name."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    hashed = hashlib.sha256()
    for each in sorted(file for file in path.rglob("*") if file.is_file()):
        hashed.update(each.relative_to(path).as_posix().encode() + b"\0" + each.read_bytes() + b"\0")
    return hashed.hexdigest()
