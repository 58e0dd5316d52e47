"""Tesseract inside this process, through tesserocr. The fast path: the engine and its model stay loaded."""

from __future__ import annotations

import importlib.metadata
import os

from extractor.errors import ReadingFailed, SetupError
from extractor.raster import CleanImage
from extractor.reading.finish import finish
from extractor.reading.second_look import second_look
from extractor.reading.tessdata import find_tessdata, pack_version
from extractor.reading.tesseract import PAGE_SEGMENTATION, SINGLE_LINE, VARIABLES, prepared
from extractor.reading.tsv import lines_of
from extractor.record import Box, Line


class TesserocrReader:
    """A kept `PyTessBaseAPI`. A crash of the native code ends the process, so pages are read in processes of their own."""

    name = "tesserocr"

    def __init__(self, language: str, seconds: float) -> None:
        """Loads the packs of `language`; `seconds` bounds one page. Raises `SetupError`."""
        # Tesseract's OpenMP threads made a page 4.2 times slower on two cores; read when the library is loaded.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        try:
            import tesserocr  # noqa: PLC0415 - loading it reads OMP_THREAD_LIMIT
        except ImportError:
            raise SetupError("The Python package tesserocr cannot be loaded: install it with `make setup`.") from None
        folder = find_tessdata(language)
        try:
            self._api = tesserocr.PyTessBaseAPI(
                path=str(folder),
                lang=language,
                psm=PAGE_SEGMENTATION,  # type: ignore[arg-type]  # the stub's PSM is a plain number at run time
                variables=VARIABLES,
            )
        except RuntimeError:
            raise SetupError(f"Tesseract cannot load its language pack {language}: install it again.") from None
        self._milliseconds = max(1, int(seconds * 1000))
        self.version = (
            f"tesserocr {importlib.metadata.version('tesserocr')}, {_engine(tesserocr)}, {pack_version(folder, language)}"
        )

    def read(self, image: CleanImage) -> tuple[Line, ...]:
        """See `Reader.read`."""
        page = prepared(image.pixels, image.dpi)
        height, width = page.pixels.shape
        try:
            self._api.SetImageBytes(page.pixels.tobytes(), width, height, 1, width)  # type: ignore[arg-type]  # takes bytes
            self._api.SetSourceResolution(page.dpi)
            if not self._api.Recognize(self._milliseconds):
                raise ReadingFailed("Reading the page took too long; try again, or with a higher limit for page seconds.")
            lines = lines_of(self._api.GetTSVText(0), self.name)
            lines = second_look(lines, lambda box: self._line(box.clipped(width, height)))
        except RuntimeError:
            raise ReadingFailed("The reader failed on this page; try again.") from None
        finally:
            self._api.SetPageSegMode(PAGE_SEGMENTATION)  # type: ignore[arg-type]
            self._api.Clear()
        return finish(lines, page.factor, image.pixels.shape[1], image.pixels.shape[0])

    def _line(self, box: Box) -> Line | None:
        """What stands in `box` of the page at hand, read as one line; None if nothing does."""
        self._api.SetPageSegMode(SINGLE_LINE)  # type: ignore[arg-type]
        self._api.SetRectangle(int(box.x0), int(box.y0), int(box.width), int(box.height))
        if not self._api.Recognize(self._milliseconds):
            return None
        found = lines_of(self._api.GetTSVText(0), self.name)
        return found[0] if len(found) == 1 else None

    def close(self) -> None:
        """See `Reader.close`."""
        self._api.End()


def _engine(module: object) -> str:
    return str(module.tesseract_version()).splitlines()[0].strip()  # type: ignore[attr-defined]
