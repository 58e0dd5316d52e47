"""The only place that constructs readers."""

from __future__ import annotations

from extractor.reading.pytesseract_reader import PytesseractReader
from extractor.reading.reader import Reader
from extractor.reading.tesserocr_reader import TesserocrReader
from extractor.reading.voting import PLANS, VotingReader
from extractor.settings import Settings


def create_reader(settings: Settings) -> Reader:
    """The reader that `settings` ask for, ready to read. Raises `SetupError` when it cannot work on this machine."""
    if settings.reader == "pytesseract":
        return PytesseractReader(settings.language)
    if settings.reader == "tesserocr":
        return TesserocrReader(settings.language)
    return VotingReader(PLANS[settings.mode], settings.language)
