"""What a file is, by its content; what its name claims."""

from __future__ import annotations

from pathlib import PurePath

HEAD = 1024
"""Bytes of a file's beginning that tell its format: readers accept `%PDF-` anywhere in the first kilobyte
(ISO 32000-1, annex H, implementation note 13)."""

PDF = "application/pdf"
TIFF = "image/tiff"
JPEG = "image/jpeg"
PNG = "image/png"

EXTENSIONS = {
    PDF: {".pdf"},
    TIFF: {".tif", ".tiff"},
    JPEG: {".jpg", ".jpeg", ".jpe", ".jfif"},
    PNG: {".png"},
}

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
)

_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"{\\rtf", "an RTF text"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
)


def media_type(head: bytes) -> str | None:
    """The media type of the file that begins with `head` (`HEAD` bytes or the whole file); None if it is not accepted."""
    for magic, name in _IMAGES:
        if head.startswith(magic):
            return name
    return PDF if b"%PDF-" in head[:HEAD] else None


def looks_like(head: bytes) -> str:
    """A person's words for content that is not accepted, for a message; empty when it is not known either."""
    if head[4:8] == b"ftyp":
        return "a HEIC or video file"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP image"
    if head.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return next((words for magic, words in _OTHERS if head.startswith(magic)), "")


def name_fits(name: str, media_type: str) -> bool:
    """Whether the file name's extension is one of the content's; a name without extension claims nothing and fits."""
    suffix = PurePath(name).suffix.lower()
    return not suffix or suffix in EXTENSIONS[media_type]
