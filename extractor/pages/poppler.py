"""Poppler, through pdf2image: the second opinion on a page, in a process of its own."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError

from extractor.errors import SetupError
from extractor.raster import Pixels


class PopplerFailed(Exception):
    """Poppler could not render a page, or not in time."""


def render(path: Path, number: int, size: tuple[int, int], sideways: bool, seconds: float) -> Pixels:
    """Page `number` (1-based) as BGR pixels of `size` (width, height), upright.

    `sideways`: the page has a /Rotate of 90 or 270; poppler takes the size as it is before that turn.
    Raises `PopplerFailed`, `SetupError`.
    """
    # An absolute path cannot be taken for an option.
    file = str(path.resolve())
    timeout = math.ceil(seconds)
    try:
        # pdf2image asks for the number of pages first and sets no limit to that, so it is asked here with one.
        pdfinfo_from_path(file, timeout=timeout)
        images = convert_from_path(
            file,
            first_page=number,
            last_page=number,
            size=size[::-1] if sideways else size,
            use_cropbox=True,
            timeout=timeout,
            thread_count=1,
        )
    except PDFInfoNotInstalledError as error:
        raise SetupError("poppler-utils is missing; install it (`hoso doctor` says how).") from error
    except (PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError, OSError, SyntaxError, ValueError) as error:
        raise PopplerFailed(type(error).__name__) from error
    if not images:
        raise PopplerFailed("no image")
    with images[0] as image:
        return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
