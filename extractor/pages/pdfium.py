"""PDFium, through pypdfium2: the only module that calls it.

PDFium is not thread-safe, not even across documents. One lock guards every call, so threads may use this module but take
turns; processes that render at the same time must each open their documents themselves, after the fork.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pypdfium2
from pypdfium2 import raw as bindings

from extractor.raster import Pixels

raw: Any = bindings
"""PDFium's C functions. Their bindings are generated, so type checkers do not know their names."""

_open: Any = pypdfium2.PdfDocument

_LOCK = threading.RLock()

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the upright page: origin top left, y down."""

MOST_OBJECTS = 20_000
"""Objects of a page that are looked at; a map drawn of more lines than this is told apart by its first ones."""

MOST_CHARACTERS = 50_000
"""Characters of a page's text that are taken; a densely printed A3 page has some 15,000."""

_DEPTH = 8
"""Forms within forms that are entered."""


class PdfiumFailed(Exception):
    """PDFium could not open a document, or could not load or render a page."""


@dataclass(frozen=True)
class Drawn:
    """An object that a page draws. `opaque`: hides what lies under it, as far as can be told. `shown`: not invisible text."""

    kind: Literal["image", "text", "path", "shading"]
    rect: Rect
    pixels: tuple[int, int] = (0, 0)
    """Width and height of an image's own grid."""
    opaque: bool = False
    shown: bool = True


@dataclass(frozen=True)
class Character:
    """A character of the page's text, or white space that PDFium found between others."""

    text: str
    rect: Rect


class PdfiumDocument:
    """An open document. Raises `PdfiumFailed` when made."""

    def __init__(self, path: Path) -> None:
        with _LOCK, _translated():
            self._document = _open(path)
            # Without its forms, the visible stamps of digital signatures are not drawn; a page without them is still a page.
            with suppress(pypdfium2.PdfiumError):
                self._document.init_forms()

    def __len__(self) -> int:
        with _LOCK:
            return len(self._document)

    def close(self) -> None:
        """Lets go of the file."""
        with _LOCK:
            self._document.close()

    @contextmanager
    def page(self, index: int) -> Iterator[PdfiumPage]:
        """Page `index` (0-based), freed afterwards; the lock is held meanwhile. Raises `PdfiumFailed`."""
        with _LOCK, _translated():
            page = self._document[index]
            annotated = raw.FPDFPage_GetAnnotCount(page) > 0
            if annotated and self._document.formenv:
                page = self._flattened(page, index)
            try:
                yield PdfiumPage(page, annotated)
            finally:
                page.close()

    def _flattened(self, page: Any, index: int) -> Any:
        """The page with stamps and form fields drawn into it, in memory only.

        PDFium's text of a page leaves annotations out, and that is where agencies stamp a document's number and day.
        """
        try:
            # A page that cannot be flattened is still rendered with its annotations.
            with suppress(pypdfium2.PdfiumError):
                page.flatten()
        finally:
            page.close()
        return self._document[index]


class PdfiumPage:
    """A loaded page; valid inside `PdfiumDocument.page` only."""

    def __init__(self, page: Any, annotated: bool) -> None:
        self._page = page
        self.annotated = annotated
        """Whether notes, stamps or form fields lie on the page."""
        self.size: tuple[float, float] = page.get_size()
        """Width and height in points, upright after /Rotate."""
        self._box = page.get_bbox()
        self._rotation = page.get_rotation()

    def render(self, dpi: float) -> Pixels:
        """The page with its annotations on white paper as BGR pixels."""
        bitmap = self._page.render(scale=dpi / 72)
        # The buffer is Python's own and lives as long as the array; rows are copied only where they are padded.
        return np.ascontiguousarray(bitmap.to_numpy())

    def drawn(self) -> list[Drawn]:
        """The objects of the page and of the forms on it, in drawing order."""
        return list(islice(self._objects(None, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0), MOST_OBJECTS))

    def characters(self) -> list[Character]:
        """The page's text, visible or not, in the order of the file, with white space where PDFium sees it."""
        textpage = self._page.get_textpage()
        try:
            return [self._character(textpage, index) for index in range(min(textpage.count_chars(), MOST_CHARACTERS))]
        finally:
            textpage.close()

    def _objects(self, form: Any, matrix: tuple[float, ...], depth: int) -> Iterator[Drawn]:
        for thing in self._page.get_objects(max_depth=1, form=form):
            if thing.type == raw.FPDF_PAGEOBJ_FORM:
                if depth < _DEPTH:
                    yield from self._objects(thing, _after(matrix, thing.get_matrix().get()), depth + 1)
            else:
                yield self._drawn(thing, matrix)

    def _drawn(self, thing: Any, matrix: tuple[float, ...]) -> Drawn:
        rect = self._upright(_mapped(matrix, thing.get_bounds()))
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            return Drawn("image", rect, thing.get_px_size(), opaque=not raw.FPDFPageObj_HasTransparency(thing))
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            mode = raw.FPDFTextObj_GetTextRenderMode(thing)
            return Drawn("text", rect, shown=mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP))
        return Drawn("shading" if thing.type == raw.FPDF_PAGEOBJ_SHADING else "path", rect)

    def _character(self, textpage: Any, index: int) -> Character:
        code = raw.FPDFText_GetUnicode(textpage, index)
        # PDFium marks a hyphen at a line's end by STX; half surrogates cannot be written as UTF-8.
        text = "-" if code == 2 else "" if 0xD800 <= code <= 0xDFFF else chr(code)
        return Character(text, self._upright(textpage.get_charbox(index)))

    def _upright(self, bounds: tuple[float, ...]) -> Rect:
        """A rectangle (left, bottom, right, top) of the PDF canvas in the upright page."""
        left, bottom, right, top = self._box
        x0, y0, x1, y1 = bounds[0] - left, bounds[1] - bottom, bounds[2] - left, bounds[3] - bottom
        width, height = right - left, top - bottom
        if self._rotation == 90:
            return (y0, x0, y1, x1)
        if self._rotation == 180:
            return (width - x1, y0, width - x0, y1)
        if self._rotation == 270:
            return (height - y1, width - x1, height - y0, width - x0)
        return (x0, height - y1, x1, height - y0)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (pypdfium2.PdfiumError, ValueError, OSError, AssertionError) as error:
        raise PdfiumFailed(type(error).__name__) from error


def _after(outer: tuple[float, ...], inner: tuple[float, ...]) -> tuple[float, ...]:
    """The PDF matrix (a, b, c, d, e, f) that applies `inner` and then `outer`."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (p * a + q * c, p * b + q * d, r * a + s * c, r * b + s * d, t * a + u * c + e, t * b + u * d + f)


def _mapped(matrix: tuple[float, ...], bounds: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in bounds[0::2] for y in bounds[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))
