"""A file opened for reading its pages."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from types import TracebackType
from typing import Protocol

from extractor.errors import EmptyFile, InputError, UnsupportedFile
from extractor.pages import sniff
from extractor.pages.budgets import check_bytes
from extractor.pages.image import ImagePages
from extractor.pages.pdf import PdfPages
from extractor.raster import PageImage
from extractor.record import Finding, Source
from extractor.settings import Settings

ACCEPTED = "PDF, TIFF, JPEG and PNG"


class _Pages(Protocol):
    """What a format brings: its pages and what is remarkable about the file. Numbers are 1-based."""

    @property
    def count(self) -> int: ...

    @property
    def signed(self) -> bool: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    def page(self, number: int) -> PageImage: ...

    def close(self) -> None: ...


class SourceFile:
    """An open file. Use as a context manager; made by `open_source`. Not to be shared between threads or over a fork.

    `source` describes the file, `findings` what a person should know about it as a whole.
    """

    def __init__(self, source: Source, findings: tuple[Finding, ...], pages: _Pages) -> None:
        self.source = source
        self.findings = findings
        self._pages = pages

    def __enter__(self) -> SourceFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._pages.close()

    def page(self, number: int) -> PageImage:
        """Page `number`, 1-based. Nothing of it is kept here, so memory holds one page if the caller holds one.

        Raises `BudgetExceeded` or `CorruptFile` for this page; other pages can still be asked for. Raises `InputError` when
        there is no such page.
        """
        if not 1 <= number <= self.source.pages:
            raise InputError(f"{self.source.name} has no page {number}, only {self.source.pages}; ask for one of these.")
        return self._pages.page(number)


def open_source(path: Path, settings: Settings) -> SourceFile:
    """Opens a PDF, TIFF, JPEG or PNG, known by its content. The file is only read.

    Raises `EmptyFile`, `UnsupportedFile`, `EncryptedFile`, `CorruptFile`, `BudgetExceeded`, or plain `InputError` when the
    path cannot be read at all.
    """
    name = path.name
    try:
        size = _size(path)
        if size == 0:
            raise EmptyFile(f"{name} is empty (zero bytes); copy or scan it again.")
        check_bytes(name, size, settings.limits)
        with path.open("rb") as stream:
            head = stream.read(sniff.HEAD)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{name} cannot be read ({error.strerror}); check that it is there and may be read.") from error
    media_type = sniff.media_type(head)
    if media_type is None:
        known = sniff.looks_like(head)
        what = f"{name} is {known}" if known else f"{name} is of an unknown kind"
        raise UnsupportedFile(f"{what}; {ACCEPTED} are accepted. Convert it, or unpack it first.")
    pages: _Pages = PdfPages(path, settings) if media_type == sniff.PDF else ImagePages(path, media_type, settings)
    source = Source(name, sha256, size, media_type, pages.count, pages.signed)
    return SourceFile(source, _name_findings(name, media_type) + pages.findings, pages)


def _size(path: Path) -> int:
    """Bytes. Refuses what is not a regular file: a pipe or device could be read for ever."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedFile(f"{path.name} is not a file but a folder or device; give {ACCEPTED} files.")
    return status.st_size


def _name_findings(name: str, media_type: str) -> tuple[Finding, ...]:
    if sniff.name_fits(name, media_type):
        return ()
    message = f"{name} holds {media_type}, which its extension does not say; it was read, but rename it."
    return (Finding("wrong-extension", "warning", message),)
