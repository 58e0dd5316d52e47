"""What this machine must have, and how to get what is missing."""

from __future__ import annotations

import importlib
import shutil
from dataclasses import dataclass

from extractor import networks
from extractor.errors import HosoError
from extractor.profiles import load_profiles
from extractor.reading import find_tessdata


@dataclass(frozen=True)
class Examined:
    """One thing that was looked for. `detail` says where it is, or how to get it."""

    name: str
    found: bool
    detail: str


def examine() -> list[Examined]:
    """Looks for every program, language pack, library and model that reading needs."""
    return [
        *(_program(name, package) for name, package in PROGRAMS.items()),
        _language("vie"),
        *(_library(name) for name in ("cv2", "onnxruntime", "tesserocr", "pypdfium2", "pikepdf", "spacy", "zxingcpp")),
        *_networks(),
        _profiles(),
    ]


PROGRAMS = {"tesseract": "tesseract-ocr", "pdftoppm": "poppler-utils"}
"""Program to the Debian package that brings it."""


def _program(name: str, package: str) -> Examined:
    path = shutil.which(name)
    return Examined(name, path is not None, path or f"apt-get install {package}")


def _language(language: str) -> Examined:
    try:
        path = find_tessdata(language) / f"{language}.traineddata"
    except HosoError as error:
        return Examined(f"Tesseract language {language}", False, error.public_message)
    return Examined(f"Tesseract language {language}", True, str(path))


def _library(name: str) -> Examined:
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        # A wheel whose system library is missing fails here too; the loader's words name that library.
        return Examined(f"Python package {name}", False, f"{error}; run `make setup`")
    return Examined(f"Python package {name}", True, str(getattr(module, "__version__", "installed")))


def _networks() -> list[Examined]:
    """Every network of the manifest, loaded: its hash is checked on the way."""
    try:
        names = list(networks.manifest())
    except HosoError as error:
        return [Examined("networks", False, error.public_message)]
    return [_network(name) for name in names]


def _network(name: str) -> Examined:
    try:
        networks.load(name)
    except HosoError as error:
        return Examined(f"network {name}", False, error.public_message)
    return Examined(f"network {name}", True, networks.manifest()[name].version)


def _profiles() -> Examined:
    try:
        return Examined("document profiles", True, f"{len(load_profiles().all)} document types")
    except HosoError as error:
        return Examined("document profiles", False, error.public_message)
