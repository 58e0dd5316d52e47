"""One searchable PDF of a dossier: the pages as they were given, with what was read as invisible text on them.

PDF pages are copied with their images' bytes, image files are embedded without loss, and nothing is decoded that need not
be. The result is a derivative: the sources, signed or not, are only read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pikepdf
from pikepdf import Name

from extractor.errors import CorruptFile, EncryptedFile
from extractor.export import archival, glyphless, old_layer, ties, visibility
from extractor.export.layer import Placement, text_layer
from extractor.export.pictures import PictureBook
from extractor.record import Dossier, Page

TEXT_LAYER = "text-layer"
"""`Line.source` of text that the page brought along; it needs no second layer."""


def searchable_pdf(dossier: Dossier, sources: Sequence[Path], target: Path) -> None:
    """Writes all pages of `dossier`, in order, to the PDF `target`, which appears whole or not at all.

    `sources` are the files of `dossier.sources`, in the same order. Each word of the record lies invisibly in its box; the
    pages look as before. A page that could not be read is there without text. Invisible text of an earlier OCR is replaced
    where that is safe (`old_layer`); visible text of a page that was read from its pixels stays beside ours. The file
    claims PDF/A-2b when it keeps the rules (`archival`). The same record and sources give the same bytes.

    Memory stays bounded: the pages' images go from file to file. Raises `CorruptFile` or `EncryptedFile` for a source that
    can no longer be opened, `ValueError` when `sources` does not match the record.
    """
    if len(sources) != len(dossier.sources):
        raise ValueError(f"{len(sources)} files for {len(dossier.sources)} sources")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".hoso-", dir=target.parent)))
        pdf = stack.enter_context(pikepdf.new())
        opened = {index: stack.enter_context(_open(path)) for index, path in _pdfs(dossier, sources).items()}
        pictures = stack.enter_context(_picture_book(dossier, sources, folder / "pictures.pdf", set(opened)))
        alphabet = glyphless.Alphabet.of(word.text for page in dossier.pages for line in page.lines for word in line.words)
        faces = glyphless.Faces(pdf, alphabet)
        conforms = True
        taken = 0
        for page in dossier.pages:
            if page.source in opened:
                original = _page(opened[page.source], page, sources[page.source])
            else:
                original = pictures.pages[taken]
                taken += 1
            ties.settle(original)
            pdf.pages.append(original)
            copy = pdf.pages[-1]
            _add_text(copy, page, alphabet, faces)
            conforms = conforms and archival.fits(copy)
        for source in opened.values():
            visibility.carry_over(source, pdf)
        archival.describe(pdf, dossier, conforms=conforms and "/OCProperties" not in pdf.Root)
        whole = folder / "whole.pdf"
        pdf.save(
            whole, min_version="1.7", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )  # fmt: skip
        whole.replace(target)


def _pdfs(dossier: Dossier, sources: Sequence[Path]) -> dict[int, Path]:
    """The sources that are PDF files and have pages in the record, by index."""
    used = {page.source for page in dossier.pages}
    return {index: path for index, path in enumerate(sources) if index in used and _is_pdf(path)}


def _is_pdf(path: Path) -> bool:
    """Readers accept a PDF header anywhere in the first 1024 bytes (ISO 32000-1, annex H)."""
    with path.open("rb") as stream:
        return b"%PDF-" in stream.read(1024)


def _open(path: Path) -> pikepdf.Pdf:
    try:
        return pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise EncryptedFile(f"{path.name} needs a password; save it without one and send it again.") from error
    except pikepdf.PdfError as error:
        raise CorruptFile(f"{path.name} is damaged beyond copying; scan or export it again.") from error


def _page(source: pikepdf.Pdf, page: Page, path: Path) -> pikepdf.Page:
    try:
        return source.pages[page.source_page - 1]
    except (IndexError, pikepdf.PdfError) as error:
        raise CorruptFile(f"{path.name} has no page {page.source_page} any more; send it again.") from error


def _picture_book(dossier: Dossier, sources: Sequence[Path], path: Path, pdfs: set[int]) -> pikepdf.Pdf:
    """All pages that are pictures, in the record's order, as one PDF at `path`, opened."""
    with PictureBook(path) as book:
        for page in dossier.pages:
            if page.source in pdfs:
                continue
            try:
                book.add(sources[page.source], page.source_page, page.dpi if page.width else None)
            except CorruptFile:
                # A page that could be read once must not silently turn white; for one that never could, a finding tells.
                if page.width:
                    raise
                book.add_blank()
    return pikepdf.open(path)


def _add_text(copy: pikepdf.Page, page: Page, alphabet: glyphless.Alphabet, faces: glyphless.Faces) -> None:
    """Lays the page's lines on its copy, before what is drawn: there the graphics state is still untouched."""
    read = replace(page, lines=tuple(line for line in page.lines if line.source != TEXT_LAYER))
    if not read.lines:
        return
    placement = Placement.of(_visible(copy), copy.rotation % 360, page.width, page.height)
    layer = text_layer(read, placement, alphabet)
    if layer.content:
        old_layer.take_off(copy)
        for face in sorted(layer.faces, key=lambda each: each.name):
            copy.add_resource(faces.font(face), Name.Font, Name("/" + face.name), replace_existing=True)
        copy.contents_add(layer.content, prepend=True)


def _visible(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """What viewers show: the crop box as far as it lies in the media box, left, bottom, right, top in points."""
    media, crop = _sorted(page.mediabox), _sorted(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _sorted(box: pikepdf.Object) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
