"""Tesseract as a reader of single lines: asked about those that another reader doubts."""

from __future__ import annotations

from extractor.raster import Pixels
from extractor.reading.glyphs import Glyph, Reading
from extractor.reading.tesseract import SINGLE_LINE
from extractor.reading.tesserocr_engine import Engine
from extractor.reading.tsv import lines_of
from extractor.record import Box

_MARGIN = 0.2
"""Paper above and below, in line heights."""

_SPACE = 0.9
"""Confidence of a space, of which Tesseract says nothing."""


class TesseractLines:
    """Reads lines of the page that was shown last. Words share their confidence among their letters."""

    def __init__(self, language: str) -> None:
        """Loads the packs of `language`. Raises `SetupError`."""
        self._engine = Engine(language, SINGLE_LINE)
        self.version = self._engine.version
        self._size = 0, 0

    def show(self, pixels: Pixels, dpi: float) -> None:
        """Sets the grey page to read from."""
        self._size = pixels.shape[1], pixels.shape[0]
        self._engine.show(pixels, round(dpi))

    def read_piece(self, box: Box, seconds: float) -> Reading:
        """What stands in `box`, read in at most `seconds`; empty where nothing does. Raises `ReadingFailed`."""
        margin = _MARGIN * box.height
        around = Box(box.x0, box.y0 - margin, box.x1, box.y1 + margin).clipped(*self._size)
        glyphs: list[Glyph] = []
        for line in lines_of(self._engine.tsv(seconds, around), ""):
            for word in line.words:
                if glyphs:
                    glyphs.append(Glyph(" ", _SPACE, word.box.x0))
                step = word.box.width / len(word.text)
                glyphs += [
                    Glyph(char, word.confidence, word.box.x0 + (index + 0.5) * step) for index, char in enumerate(word.text)
                ]
        return tuple(glyphs)

    def close(self) -> None:
        """Frees the engine."""
        self._engine.close()
