"""One searchable PDF of a dossier: the pages as they were given, with what was read as invisible text on them.

PDF pages are copied with their images' bytes, image files are embedded without loss, and nothing is decoded that need not
be. The result is a derivative: the sources, signed or not, are only read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
from pikepdf import Name

from extractor.errors import EmptyFile
from extractor.export import archival, glyphless, old_layer, ties, visibility
from extractor.export.gathering import gather, open_pdf
from extractor.export.layer import Placement, text_layer
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
    can no longer be opened, `EmptyFile` for a record without pages, `ValueError` when `sources` does not match the record.
    """
    if len(sources) != len(dossier.sources):
        raise ValueError(f"{len(sources)} files for {len(dossier.sources)} sources")
    if not dossier.pages:
        raise EmptyFile("The dossier has no pages to show; send its files again.")
    alphabet = glyphless.Alphabet.of(word.text for page in dossier.pages for line in page.lines for word in line.words)
    with tempfile.TemporaryDirectory(prefix=".hoso-", dir=target.parent) as name:
        folder = Path(name)
        with open_pdf(gather(dossier.pages, sources, folder), "The dossier") as pdf:
            faces = glyphless.Faces(pdf, alphabet)
            conforms = True
            for copy, page in zip(pdf.pages, dossier.pages, strict=True):
                ties.settle(copy)
                _add_text(copy, page, alphabet, faces)
                # What made a page unreadable (a bomb, a broken stream) must not be unpacked here either.
                conforms = conforms and bool(page.width) and archival.fits(copy)
            for key in set(pdf.Root.keys()) - {"/Type", "/Pages"}:
                del pdf.Root[key]
            visibility.restore(pdf)
            archival.describe(pdf, dossier, conforms=conforms and "/OCProperties" not in pdf.Root)
            whole = folder / "whole.pdf"
            pdf.save(
                whole, min_version="1.7", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            )  # fmt: skip
        whole.replace(target)


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
