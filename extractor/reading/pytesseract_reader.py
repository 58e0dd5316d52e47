"""Tesseract as a program of its own, through pytesseract: slower to start, and a crash of it harms nobody."""

from __future__ import annotations

import os
import shlex
import tempfile
import time
from pathlib import Path

import cv2
from pytesseract import pytesseract as tesseract

from extractor.errors import ReadingFailed, SetupError
from extractor.raster import CleanImage
from extractor.reading.finish import finish
from extractor.reading.reader import PageText
from extractor.reading.tessdata import find_tessdata, pack_version
from extractor.reading.tesseract import PAGE_SEGMENTATION, VARIABLES, prepared
from extractor.reading.tsv import lines_of


class PytesseractReader:
    """One call of `tesseract` a page. Stateless, so closing it does nothing."""

    name = "pytesseract"

    def __init__(self, language: str) -> None:
        """Looks for the program and the packs of `language`. Raises `SetupError`."""
        # The program inherits this. Unset, its OpenMP threads made a page 4.2 times slower on two cores.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        folder = find_tessdata(language)
        try:
            engine = tesseract.get_tesseract_version()
        except (tesseract.TesseractNotFoundError, SystemExit):
            raise SetupError("The program tesseract is missing: install it with `apt-get install tesseract-ocr`.") from None
        self._language = language
        variables = " ".join(f"-c {name}={value}" for name, value in VARIABLES.items())
        self._config = f"--tessdata-dir {shlex.quote(str(folder))} --psm {PAGE_SEGMENTATION} {variables}"
        self.version = f"tesseract {engine}, {pack_version(folder, language)}"

    def read(self, image: CleanImage, deadline: float) -> PageText:
        """See `Reader.read`."""
        page = prepared(image.pixels, image.dpi)
        with tempfile.TemporaryDirectory(prefix="hoso-") as folder:
            # An uncompressed file: pytesseract would compress an array as PNG, which took longer than reading it.
            path = Path(folder) / "page.pgm"
            path.write_bytes(cv2.imencode(".pgm", page.pixels)[1].tobytes())
            tsv = self._ask(path, page.dpi, deadline - time.monotonic())
        return PageText(finish(lines_of(tsv, self.name), page.factor, image.pixels.shape[1], image.pixels.shape[0]))

    def close(self) -> None:
        """See `Reader.close`."""

    def _ask(self, path: Path, dpi: int, seconds: float) -> str:
        try:
            return str(
                tesseract.image_to_data(  # type: ignore[no-untyped-call]
                    str(path),
                    lang=self._language,
                    config=f"{self._config} --dpi {dpi}",
                    timeout=max(0.001, seconds),
                    output_type=tesseract.Output.STRING,
                )
            )
        except tesseract.TesseractError:
            raise ReadingFailed("The reader crashed on this page; try again.") from None
        except (tesseract.TesseractNotFoundError, OSError):
            raise ReadingFailed("The reader could not be started or gave no answer; run `hoso doctor`.") from None
        except RuntimeError:
            raise ReadingFailed("Reading the page took too long; try again, or with a higher limit for page seconds.") from None
