"""The identity of everything that shapes a result: settings, profiles, models, engines, and our own code."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from pathlib import Path

import extractor
from extractor.profiles import models_folder
from extractor.settings import Settings

ENGINES = ("tesserocr", "pytesseract", "opencv-python", "pypdfium2", "spacy")


def fingerprint(settings: Settings) -> str:
    """SHA-256, hexadecimal: two runs with the same one give the same record for the same scans.

    The code counts by its bytes and not by its version, so that a change shows without a release.
    """
    engines = {name: importlib.metadata.version(name) for name in ENGINES}
    parts = [settings.fingerprint(), json.dumps(engines, sort_keys=True)]
    for folder, pattern in ((Path(extractor.__file__).parent, "**/*.py"), (models_folder(), "**/*")):
        for path in sorted(each for each in folder.glob(pattern) if each.is_file()):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            parts.append(f"{path.relative_to(folder).as_posix()} {digest}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
