"""The identity of everything that shapes a result: settings, profiles, models, engines, and our own code."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
from pathlib import Path

import extractor
from extractor import learned
from extractor.settings import Settings, models_folder

ENGINES = ("asterocr", "onnxruntime", "opencv-python", "pypdfium2", "pytesseract", "spacy", "tesserocr", "trueocr", "zxing-cpp")


@functools.cache
def _of_code() -> tuple[str, ...]:
    """Once per process: a file that changes later is not the code that runs here."""
    engines = {name: importlib.metadata.version(name) for name in ENGINES}
    parts = [json.dumps(engines, sort_keys=True)]
    parts += _of_files(Path(extractor.__file__).parent, "**/*.py")
    # How others want to be told of a record does not shape it.
    parts += [line for line in _of_files(models_folder(), "**/*") if not line.startswith("mappings/")]
    if learned.folder() != models_folder():
        parts += [f"learned {line}" for line in _of_files(learned.folder(), "**/*")]
    return tuple(parts)


def _of_files(folder: Path, pattern: str) -> list[str]:
    paths = sorted(each for each in folder.glob(pattern) if each.is_file())
    return [f"{path.relative_to(folder).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in paths]


def fingerprint(settings: Settings) -> str:
    """SHA-256, hexadecimal: two runs with the same one give the same record for the same scans.

    The code counts by its bytes and not by its version, so that a change shows without a release.
    """
    own = _of_files(settings.profiles, "*.yaml") if settings.profiles else []
    return hashlib.sha256("\n".join((settings.fingerprint(), *_of_code(), *own)).encode()).hexdigest()
