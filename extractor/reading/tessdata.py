"""Where Tesseract's language packs lie."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from extractor.errors import SetupError

SYSTEM_FOLDERS = (
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
"""Debian and Ubuntu keep packs in `VERSION/tessdata` below the first; others directly in theirs."""


def find_tessdata(language: str) -> Path:
    """The folder that holds every pack of `language` (`vie`, or packs joined by `+`).

    TESSDATA_PREFIX, when set, is looked into first. Raises `SetupError` that says how to get what is missing.
    """
    wanted = [f"{pack}.traineddata" for pack in language.split("+")]
    for folder in _folders():
        if all((folder / name).is_file() for name in wanted):
            return folder
    packages = " ".join(f"tesseract-ocr-{pack.replace('_', '-')}" for pack in language.split("+"))
    raise SetupError(
        f"Tesseract's language pack {language} is missing: install it with `apt-get install {packages}`, "
        "or set TESSDATA_PREFIX to the folder that holds it."
    )


@lru_cache
def pack_version(folder: Path, language: str) -> str:
    """Name and the first 12 hexadecimal digits of the SHA-256 of each pack: `vie 0a1b2c3d4e5f`."""
    return ", ".join(
        f"{pack} {hashlib.sha256((folder / f'{pack}.traineddata').read_bytes()).hexdigest()[:12]}"
        for pack in language.split("+")
    )


def _folders() -> list[Path]:
    prefix = os.environ.get("TESSDATA_PREFIX")
    named = [Path(prefix), Path(prefix) / "tessdata"] if prefix else []
    system = [Path(folder) for folder in SYSTEM_FOLDERS]
    versions = sorted((path for folder in system for path in folder.glob("*/tessdata")), reverse=True)
    return [*named, *versions, *system]
