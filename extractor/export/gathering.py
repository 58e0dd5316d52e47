"""The pages of many files in one PDF, from file to file: pikepdf would hold in memory what it copies between PDFs, qpdf's
own job does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pikepdf

from extractor.errors import CorruptFile, EncryptedFile
from extractor.export import visibility
from extractor.export.pictures import PictureBook
from extractor.record import Page


def gather(pages: Sequence[Page], sources: Sequence[Path], folder: Path) -> Path:
    """Writes the sources' pages that `pages` name, in that order, to a PDF in `folder` and returns its path.

    Raises `CorruptFile` or `EncryptedFile` for a source that cannot be opened or lacks a page.
    """
    used = sorted({page.source for page in pages})
    files = {index: _prepared(sources[index], pages, index, folder) for index in used if _is_pdf(sources[index])}
    pictures = folder / "pictures.pdf"
    bound = _bind(pages, sources, set(files), pictures)
    places = [(files[page.source], page.source_page) if page.source in files else (pictures, next(bound)) for page in pages]
    target = folder / "gathered.pdf"
    parts = [
        {"file": str(path), "range": ",".join(str(number) for _, number in run)}
        for path, run in groupby(places, key=lambda place: place[0])
    ]
    job = {"empty": "", "pages": parts, "outputFile": str(target), "streamData": "preserve", "noWarn": "", "staticId": ""}
    try:
        pikepdf.Job(job).run()
    except (pikepdf.PdfError, RuntimeError) as error:
        raise CorruptFile("The pages cannot be put together; scan or export the damaged files again.") from error
    return target


def open_pdf(path: Path, name: str) -> pikepdf.Pdf:
    """Opens a PDF that people call `name`. Raises `CorruptFile` or `EncryptedFile`."""
    try:
        # A mapped file would count as this process's memory once it has been read through.
        return pikepdf.open(path, access_mode=pikepdf.AccessMode.stream)
    except pikepdf.PasswordError as error:
        raise EncryptedFile(f"{name} needs a password; save it without one and send it again.") from error
    except pikepdf.PdfError as error:
        raise CorruptFile(f"{name} is damaged beyond copying; scan or export it again.") from error


def _is_pdf(path: Path) -> bool:
    """Readers accept a PDF header anywhere in the first 1024 bytes (ISO 32000-1, annex H)."""
    with path.open("rb") as stream:
        return b"%PDF-" in stream.read(1024)


def _prepared(path: Path, pages: Iterable[Page], index: int, folder: Path) -> Path:
    """The source under a plain name, or a marked copy where it has layers whose visibility must survive."""
    plain = folder / f"{index}.pdf"
    with open_pdf(path, path.name) as pdf:
        count = len(pdf.pages)
        missing = next((page.source_page for page in pages if page.source == index and page.source_page > count), None)
        if missing is not None:
            raise CorruptFile(f"{path.name} has no page {missing} any more; send it again.")
        if visibility.mark(pdf):
            pdf.save(plain)
        else:
            plain.symlink_to(path.resolve())
    return plain


def _bind(pages: Sequence[Page], sources: Sequence[Path], pdfs: set[int], path: Path) -> Iterator[int]:
    """Writes the pages that are pictures to a PDF at `path`; their numbers in it, in order."""
    drawn = [page for page in pages if page.source not in pdfs]
    if drawn:
        with PictureBook(path) as book:
            for page in drawn:
                try:
                    book.add(sources[page.source], page.source_page, page.dpi if page.width else None)
                except (CorruptFile, MemoryError):
                    # A page that was read must not silently turn white; for one that never could be, a finding tells.
                    if page.width:
                        raise
                    book.add_blank()
    return iter(range(1, len(drawn) + 1))
