"""A PDF as qpdf sees it: its pages, its damage, its signatures, and whether a page is small enough to unpack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from pikepdf.settings import set_qpdf_limits

from extractor.errors import BudgetExceeded, CorruptFile, EncryptedFile
from extractor.pages.budgets import check_pages, too_many_pixels
from extractor.pages.signing import is_signed
from extractor.pages.weight import Scale, TooHeavy, TooManyPixels, inherited, is_limit
from extractor.settings import Limits

_DAMAGE = (pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError)
"""What pikepdf raises on objects that are not what they should be."""


class Structure:
    """An open PDF. Raises, when made: `EncryptedFile`, `CorruptFile`, `BudgetExceeded`.

    `repaired`: its table of objects was broken, so objects, and with them pages, may be missing.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._name = path.name
        self._limits = limits
        self._scale = Scale(limits.max_pixels)
        with self._bounded():
            self._pdf, self.repaired = self._open(path)
            try:
                self.pages = self._count()
                self.signed = is_signed(self._pdf)
            except _DAMAGE as error:
                raise self._corrupt() from error

    def close(self) -> None:
        """Lets go of the file."""
        self._pdf.close()

    def page_size(self, number: int) -> tuple[float, float]:
        """Width and height in points of the upright page `number` (1-based). Raises `CorruptFile`."""
        try:
            left, bottom, right, top = (float(side) for side in pikepdf.Page(self._pdf.pages[number - 1]).cropbox)
        except _DAMAGE as error:
            raise self._corrupt_page(number) from error
        width, height = abs(right - left), abs(top - bottom)
        return (height, width) if self.sideways(number) else (width, height)

    def sideways(self, number: int) -> bool:
        """Whether the file keeps page `number` (1-based) turned by a right angle. Raises `CorruptFile`."""
        try:
            return int(inherited(self._pdf.pages[number - 1].obj, "/Rotate") or 0) % 180 != 0
        except _DAMAGE as error:
            raise self._corrupt_page(number) from error

    def check_page(self, number: int) -> None:
        """Raises `BudgetExceeded` when page `number` (1-based) would unpack to too much."""
        with self._bounded():
            try:
                self._scale.weigh(self._pdf.pages[number - 1].obj)
            except TooManyPixels as error:
                raise too_many_pixels(self._name, number, error.width, error.height, self._limits) from error
            except TooHeavy as error:
                raise self._too_heavy(number) from error
            except _DAMAGE as error:
                if is_limit(error):
                    raise self._too_heavy(number) from error
                # Otherwise a renderer may still make sense of the page, and the memory of its process is limited.

    def _open(self, path: Path) -> tuple[pikepdf.Pdf, bool]:
        try:
            return pikepdf.open(path, attempt_recovery=False), False
        except pikepdf.PasswordError as error:
            raise EncryptedFile(f"{self._name} needs a password; remove the password and give the file again.") from error
        except _DAMAGE:
            pass
        try:
            return pikepdf.open(path), True
        except pikepdf.PasswordError as error:
            raise EncryptedFile(f"{self._name} needs a password; remove the password and give the file again.") from error
        except _DAMAGE as error:
            raise self._corrupt() from error

    def _count(self) -> int:
        # The declared number is looked at first: listing a million pages takes long.
        declared = self._pdf.Root.Pages.get("/Count")
        if isinstance(declared, int):
            check_pages(self._name, declared, self._limits)
        pages = len(self._pdf.pages)
        check_pages(self._name, pages, self._limits)
        return pages

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """Bounds what qpdf unpacks of one stream. Its limits belong to the process, so they are put back."""
        most = min(self._limits.max_pixels, 2**32 - 1)
        before = set_qpdf_limits(
            flate_max_memory=most, run_length_max_memory=most, png_max_memory=most, tiff_max_memory=most, dct_max_memory=most
        )
        try:
            yield
        finally:
            set_qpdf_limits(**before)  # type: ignore[arg-type]

    def _corrupt(self) -> CorruptFile:
        return CorruptFile(f"{self._name} is damaged or cut off; copy it again, or scan the paper again.")

    def _corrupt_page(self, number: int) -> CorruptFile:
        return CorruptFile(f"{self._name}, page {number}, is damaged; scan this page again.")

    def _too_heavy(self, page: int) -> BudgetExceeded:
        return BudgetExceeded(
            f"{self._name}, page {page}, unpacks to more data than a page may have. Print it to a new PDF or scan the paper."
        )
