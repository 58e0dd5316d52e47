"""PDF files as pages: weighed by qpdf, rendered by PDFium, and by poppler where PDFium fails."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from extractor.errors import CorruptFile, EmptyFile
from extractor.pages import poppler
from extractor.pages.budgets import fitting_dpi
from extractor.pages.kind import has_content, lone_scan, page_kind
from extractor.pages.pdfium import Drawn, PdfiumDocument, PdfiumFailed, PdfiumPage
from extractor.pages.structure import Structure
from extractor.pages.textlayer import text_lines
from extractor.raster import PageImage, Pixels
from extractor.record import Finding
from extractor.settings import Settings

LEAST_SCAN_DPI = 200.0
"""A page that is one image of a lower resolution than asked for is rendered at the image's, but not below this.

More pixels than were scanned do not help: the eight pages with text of a ministry's 150 dpi scans, read by Tesseract `vie`
(CER / line CER / word F1 / seconds of reading a page): image as it is 5.0 % / 1.6 % / 95.7 / 0.54, rendered at 150 dpi
5.1 / 1.8 / 95.1 / 0.47, at 200 dpi 5.1 / 1.5 / 95.6 / 0.55, at 300 dpi 4.8 / 1.8 / 94.5 / 0.71. Taking the image itself gains
nothing over 200 dpi, and rendering gets masks, colour spaces and turned images right."""

UNIFORM = 16
"""A page whose grey levels all lie within this range shows nothing."""

POPPLER_SHARE = 0.5
"""Share of a page's seconds that poppler may take, so that it is ended here and not with the whole reading process."""


_SECOND_OPINION = Finding(
    "page-damaged", "warning", "The page is damaged and only a second program could show it; compare it with the paper."
)


class PdfPages:
    """The pages of a PDF; see `SourceFile`."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._path = path
        self._settings = settings
        self._structure = Structure(path, settings.limits)
        if not self.count:
            self._structure.close()
            kind = CorruptFile if self._structure.repaired else EmptyFile
            raise kind(f"{path.name} has no pages; copy it again, or scan the paper again.")
        self._pdfium: PdfiumDocument | None = None
        try:
            self._pdfium = PdfiumDocument(path)
        except PdfiumFailed as error:
            # Poppler may still show the pages of a document that is whole; of a broken one it finds no more than PDFium.
            if self._structure.repaired:
                self._structure.close()
                raise CorruptFile(f"{path.name} is damaged or cut off; copy it again, or scan the paper again.") from error

    @property
    def count(self) -> int:
        """Pages."""
        return self._structure.pages

    @property
    def signed(self) -> bool:
        """Whether the file carries a digital signature."""
        return self._structure.signed

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is remarkable about the file."""
        found = []
        name = self._path.name
        if self.signed:
            message = f"{name} is digitally signed; keep it as it is, since any change voids the signature."
            found.append(Finding("digitally-signed", "info", message))
        if self._structure.repaired:
            message = f"{name} is damaged and was repaired for reading; compare its {self.count} pages with the paper."
            found.append(Finding("file-damaged", "warning", message))
        return tuple(found)

    def close(self) -> None:
        """Lets go of the file."""
        if self._pdfium is not None:
            self._pdfium.close()
        self._structure.close()

    def page(self, number: int) -> PageImage:
        """A rendered page. Raises `BudgetExceeded` or `CorruptFile` for it."""
        self._structure.check_page(number)
        try:
            image, empty = self._rendered(number)
        except PdfiumFailed:
            points = self._structure.page_size(number)
            dpi = self._dpi(number, points, self._settings.dpi)
            size = math.ceil(points[0] * dpi / 72), math.ceil(points[1] * dpi / 72)
            # What the page is made of is not known, so its pixels are what there is to read.
            pixels = self._by_poppler(number, size)
            return PageImage(pixels, dpi, findings=(*self._shrunk(dpi), _SECOND_OPINION))
        if empty:
            pixels = self._by_poppler(number, (image.width, image.height))
            if not _uniform(pixels):
                return replace(image, pixels=pixels, findings=(*image.findings, _SECOND_OPINION))
        return image

    def _rendered(self, number: int) -> tuple[PageImage, bool]:
        """The page by PDFium, and whether nothing is to be seen although it draws something."""
        if self._pdfium is None:
            raise PdfiumFailed
        with self._pdfium.page(number - 1) as page:
            drawn = page.drawn()
            wanted = _useful_dpi(page, drawn, self._settings.dpi)
            dpi = self._dpi(number, page.size, wanted)
            pixels = page.render(dpi)
            characters = [] if self._settings.ignore_text_layer else page.characters()
        lines = text_lines(characters, dpi, pixels.shape[1], pixels.shape[0])
        findings = self._shrunk(dpi) if dpi < wanted else ()
        image = PageImage(pixels, dpi, page_kind(drawn, page.size), lines, findings)
        return image, has_content(drawn) and _uniform(pixels)

    def _dpi(self, number: int, points: tuple[float, float], wanted: float) -> float:
        return fitting_dpi(self._path.name, number, points, wanted, self._settings.limits)

    def _shrunk(self, dpi: float) -> tuple[Finding, ...]:
        if dpi >= self._settings.dpi:
            return ()
        message = f"The page is so big that it was rendered at {dpi:.0f} dpi; small print may be lost."
        return (Finding("page-oversize", "warning", message),)

    def _by_poppler(self, number: int, size: tuple[int, int]) -> Pixels:
        try:
            sideways = self._structure.sideways(number)
            return poppler.render(self._path, number, size, sideways, POPPLER_SHARE * self._settings.limits.page_seconds)
        except poppler.PopplerFailed as error:
            raise CorruptFile(
                f"{self._path.name}, page {number}, is damaged and cannot be shown; "
                "copy the file again or scan this page again."
            ) from error


def _useful_dpi(page: PdfiumPage, drawn: Sequence[Drawn], dpi: float) -> float:
    """`dpi`, or less for a page that is nothing but one image of a lower resolution (see `LEAST_SCAN_DPI`)."""
    scan = lone_scan(drawn, page.size)
    if scan is None or page.annotated:
        return dpi
    left, top, right, bottom = scan.rect
    own = 72 * math.sqrt(scan.pixels[0] * scan.pixels[1] / max((right - left) * (bottom - top), 1.0))
    return min(dpi, max(own, LEAST_SCAN_DPI))


def _uniform(pixels: Pixels) -> bool:
    # Every third pixel: print is wider, and a page taken for empty by mistake is only rendered twice.
    sample = pixels[::3, ::3]
    return int(sample.max()) - int(sample.min()) < UNIFORM
