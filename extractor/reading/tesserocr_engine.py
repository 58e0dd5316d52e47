"""Tesseract inside this process, through tesserocr: the engine and its model stay loaded."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path
from typing import Any

from extractor.errors import ReadingFailed, SetupError
from extractor.raster import Pixels
from extractor.reading.tessdata import find_tessdata, pack_version
from extractor.reading.tesseract import PAGE_SEGMENTATION, VARIABLES
from extractor.record import Box

TOO_SLOW = "Reading the page took too long; try again, or with a higher limit for page seconds."


class Engine:
    """A kept `PyTessBaseAPI` on one grey page at a time. A crash of the native code ends the process, so pages are read in
    processes of their own.
    """

    def __init__(self, language: str, segmentation: int = PAGE_SEGMENTATION) -> None:
        """Loads the packs of `language`; `segmentation` is Tesseract's page segmentation mode. Raises `SetupError`."""
        # Tesseract's OpenMP threads made a page 4.2 times slower on two cores; read when the library is loaded.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        try:
            import tesserocr  # noqa: PLC0415 - loading it reads OMP_THREAD_LIMIT
        except ImportError:
            raise SetupError("The Python package tesserocr cannot be loaded: install it with `make setup`.") from None
        folder = find_tessdata(language)
        try:
            self._api: Any = tesserocr.PyTessBaseAPI(path=str(folder), lang=language, psm=segmentation, variables=VARIABLES)  # type: ignore[arg-type]  # the stub's PSM is a plain number at run time
        except RuntimeError:
            raise SetupError(f"Tesseract cannot load its language pack {language}: install it again.") from None
        self.version = _version(tesserocr, folder, language)

    def show(self, pixels: Pixels, dpi: int) -> None:
        """Sets the grey page of `dpi` dots per inch that is read from now on."""
        height, width = pixels.shape
        self._api.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)

    def tsv(self, seconds: float, box: Box | None = None) -> str:
        """What stands on the page, or in `box` (pixels, inside the page), as TSV. Raises `ReadingFailed`."""
        try:
            if box is not None:
                self._api.SetRectangle(int(box.x0), int(box.y0), int(box.width), int(box.height))
            if not self._api.Recognize(max(1, int(seconds * 1000))):
                raise ReadingFailed(TOO_SLOW)
            return str(self._api.GetTSVText(0))
        except RuntimeError:
            raise ReadingFailed("The reader failed on this page; try again.") from None

    def clear(self) -> None:
        """Forgets the page."""
        self._api.Clear()

    def close(self) -> None:
        """Frees the engine."""
        self._api.End()


def _version(module: Any, folder: Path, language: str) -> str:
    engine = str(module.tesseract_version()).splitlines()[0].strip()
    return f"tesserocr {importlib.metadata.version('tesserocr')}, {engine}, {pack_version(folder, language)}"
