"""Tesseract alone, on whole pages, inside this process."""

from __future__ import annotations

import time

from extractor.errors import ReadingFailed
from extractor.raster import CleanImage
from extractor.reading.finish import finish
from extractor.reading.reader import PageText
from extractor.reading.tesseract import prepared
from extractor.reading.tesserocr_engine import TOO_SLOW, Engine
from extractor.reading.tsv import lines_of


class TesserocrReader:
    """Tesseract's own layout and text."""

    name = "tesserocr"

    def __init__(self, language: str) -> None:
        """Loads the packs of `language`. Raises `SetupError`."""
        self._engine = Engine(language)
        self.version = self._engine.version

    def read(self, image: CleanImage, deadline: float) -> PageText:
        """See `Reader.read`."""
        page = prepared(image.pixels, image.dpi)
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise ReadingFailed(TOO_SLOW)
        self._engine.show(page.pixels, page.dpi)
        try:
            lines = lines_of(self._engine.tsv(seconds), self.name)
        finally:
            self._engine.clear()
        return PageText(finish(lines, page.factor, image.pixels.shape[1], image.pixels.shape[0]))

    def close(self) -> None:
        """See `Reader.close`."""
        self._engine.close()
