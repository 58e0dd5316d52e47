"""The only place that constructs readers."""

from __future__ import annotations

from extractor.reading.pytesseract_reader import PytesseractReader
from extractor.reading.reader import Reader
from extractor.reading.tesserocr_reader import TesserocrReader
from extractor.settings import Settings


def create_reader(settings: Settings) -> Reader:
    """The reader that `settings.reader` names, ready to read. Raises `SetupError` when it cannot work on this machine."""
    seconds = settings.limits.page_seconds
    if settings.reader == "pytesseract":
        return PytesseractReader(settings.language, seconds)
    return TesserocrReader(settings.language, seconds)
