"""JPEG, PNG and TIFF files as pages."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from extractor.errors import BudgetExceeded, CorruptFile
from extractor.pages import sniff, tiff
from extractor.pages.budgets import check_pages, check_pixels
from extractor.raster import PageImage, Pixels
from extractor.record import Finding
from extractor.settings import Settings

A4_LONG = 297 / 25.4
"""Inches."""
A5_TO_A3 = (0.85 * 210 / 25.4, 1.15 * 420 / 25.4)
"""Long sides in inches that a scan of this service's papers may have: A5 less a cut margin, to A3 with one."""
SCANNER_DPI = (72.0, 1200.0)

# Opening with a plugin's class, not with Image.open, keeps other formats out and leaves Pillow's process-wide pixel limit
# alone: the budget of this job is checked instead, before anything is decoded.
_PLUGINS: dict[str, type[ImageFile]] = {sniff.JPEG: JpegImageFile, sniff.PNG: PngImageFile, sniff.TIFF: TiffImageFile}

_DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, AttributeError,
    struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's parsers are known to raise on damaged files."""

_ORIENTATION = 0x0112

STRIP = 512
"""Rows that are converted at a time, so that the page is never held in a third form."""


class ImagePages:
    """The pages of an image file; see `SourceFile`. Each page opens the file anew, so nothing is held in between."""

    signed = False

    def __init__(self, path: Path, media_type: str, settings: Settings) -> None:
        self._path = path
        self._plugin = _PLUGINS[media_type]
        self._limits = settings.limits
        self.findings: tuple[Finding, ...] = ()
        self._frames = self._tiff_frames() if media_type == sniff.TIFF else (0,)
        try:
            with self._opened():
                pass
        except _DAMAGE as error:
            raise self._corrupt() from error

    @property
    def count(self) -> int:
        """Pages."""
        return len(self._frames)

    def close(self) -> None:
        """Nothing is open between pages."""

    def page(self, number: int) -> PageImage:
        """One frame, upright after its EXIF orientation. Raises `BudgetExceeded` or `CorruptFile`."""
        try:
            with self._opened() as image:
                image.seek(self._frames[number - 1])
                check_pixels(self._path.name, number, *image.size, self._limits)
                dpi = _declared_dpi(image)
                image.load()
                pixels = _upright(_pixels(image), image.getexif().get(_ORIENTATION, 1))
        except Image.DecompressionBombError as error:
            raise BudgetExceeded(
                f"{self._path.name}, page {number}, has more pixels than this machine decodes. Scan it again at 300 dpi."
            ) from error
        except _DAMAGE as error:
            raise self._corrupt(number) from error
        if dpi is not None:
            return PageImage(pixels, dpi)
        dpi = max(pixels.shape[:2]) / A4_LONG
        message = f"The image does not say its resolution; taken as {dpi:.0f} dpi, as if the sheet were A4."
        return PageImage(pixels, dpi, findings=(Finding("resolution-estimated", "info", message),))

    @contextmanager
    def _opened(self) -> Iterator[ImageFile]:
        # Given a path, Pillow 13.0 maps an uncompressed TIFF into memory and garbles it where it has to be turned.
        with self._path.open("rb") as stream, self._plugin(stream) as image:
            yield image

    def _tiff_frames(self) -> tuple[int, ...]:
        found = tiff.frames(self._path, self._limits.max_pages)
        check_pages(self._path.name, len(found.pages), self._limits)
        if not found.pages:
            raise self._corrupt()
        if found.broken:
            message = (
                f"{self._path.name} breaks off after page {len(found.pages)}; compare with the paper, scan what is missing."
            )
            self.findings = (Finding("file-damaged", "warning", message),)
        return found.pages

    def _corrupt(self, page: int | None = None) -> CorruptFile:
        where = f"{self._path.name}, page {page}," if page else self._path.name
        return CorruptFile(f"{where} is damaged or cut off; copy the file again or scan the paper again.")


def _declared_dpi(image: Image.Image) -> float | None:
    """The file's own resolution where it makes a sheet between A5 and A3, else None: cameras and editors write 72 or 1."""
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    dpi = math.sqrt(abs(across * down))
    plausible = SCANNER_DPI[0] <= dpi <= SCANNER_DPI[1] and abs(across - down) <= 0.1 * dpi
    return dpi if plausible and A5_TO_A3[0] <= max(image.size) / dpi <= A5_TO_A3[1] else None


def _pixels(image: Image.Image) -> Pixels:
    """The decoded image as grey or BGR, transparency on white paper."""
    convert = _converter(image)
    first = convert(image.crop((0, 0, image.width, min(STRIP, image.height))))
    pixels = np.empty((image.height, *first.shape[1:]), np.uint8)
    for top in range(0, image.height, STRIP):
        bottom = min(top + STRIP, image.height)
        pixels[top:bottom] = first if top == 0 else convert(image.crop((0, top, image.width, bottom)))
    return pixels


def _converter(image: Image.Image) -> Callable[[Image.Image], Pixels]:
    """How to turn a strip of `image` into grey or BGR pixels; ranges are taken from the whole image."""
    if image.mode in ("1", "L"):
        return lambda strip: np.asarray(strip.convert("L"))
    if image.mode.startswith("I;16"):
        return lambda strip: (np.asarray(strip) >> 8).astype(np.uint8)
    if image.mode in ("I", "F"):
        low, high = (float(end) for end in np.ravel(image.getextrema()))
        # 32-bit grey holds 16-bit scans; floating point has no agreed range, so its own is used.
        if image.mode == "I" and low >= 0 and 255 < high <= 65535:
            low, high = 0.0, 65535.0
        span = max(high - low, 1e-9)
        return lambda strip: ((np.asarray(strip, dtype=np.float32) - low) * (255 / span)).astype(np.uint8)
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or (image.mode == "P" and "transparency" in image.info):
        return _on_white
    return lambda strip: np.asarray(strip.convert("RGB"))[:, :, ::-1]


def _on_white(strip: Image.Image) -> Pixels:
    rgba = np.asarray(strip.convert("RGBA"), dtype=np.uint16)
    alpha = rgba[:, :, 3:]
    return ((rgba[:, :, 2::-1] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Pixels turned as EXIF 2.3, tag 274 says; Pillow has already done so for TIFF and removed the tag."""
    turns: dict[int, Callable[[Pixels], Pixels]] = {
        2: np.fliplr,
        3: lambda rows: np.rot90(rows, 2),
        4: np.flipud,
        5: lambda rows: np.swapaxes(rows, 0, 1),
        6: lambda rows: np.rot90(rows, -1),
        7: lambda rows: np.rot90(np.swapaxes(rows, 0, 1), 2),
        8: lambda rows: np.rot90(rows, 1),
    }
    turn = turns.get(orientation)
    return pixels if turn is None else np.ascontiguousarray(turn(pixels))
