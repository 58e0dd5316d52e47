"""Files made for tests: PDFs drawn by hand, and images."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

A4 = (595, 842)


def scan(width: int = 620, height: int = 877) -> np.ndarray:
    """A grey sheet with dark lines, so that it is not empty."""
    sheet = np.full((height, width), 245, np.uint8)
    sheet[height // 10 : -height // 10 : 20, width // 8 : -width // 8] = 30
    return sheet


def jpeg(pixels: np.ndarray, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", **options)
    return stream.getvalue()


class Pdf:
    """A PDF under construction; every method returns the PDF or an object of it."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()

    def image(self, pixels: np.ndarray) -> pikepdf.Object:
        stream = pikepdf.Stream(self.pdf, b"")
        stream.write(jpeg(pixels), filter=Name.DCTDecode)
        return self.declared(stream, pixels.shape[1], pixels.shape[0])

    def declared(self, stream: pikepdf.Object, width: int, height: int, **more: object) -> pikepdf.Object:
        stream.Type, stream.Subtype = Name.XObject, Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
        stream.ColorSpace = Name.DeviceGray
        for key, value in more.items():
            stream[f"/{key}"] = value
        return self.pdf.make_indirect(stream)

    def page(
        self, content: bytes = b"", *, size: Sequence[float] = A4, images: dict[str, object] | None = None, **more: object
    ) -> pikepdf.Object:
        """A page with Helvetica as /F1 and `images` by name."""
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(**(images or {})))
        page = Dictionary(
            Type=Name.Page, MediaBox=Array([0, 0, *size]), Resources=resources, Contents=self.pdf.make_stream(content)
        )
        for key, value in more.items():
            page[f"/{key}"] = value
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))
        return self.pdf.pages[-1].obj

    def scanned(
        self, content: bytes = b"", size: Sequence[float] = A4, pixels: np.ndarray | None = None, **more: object
    ) -> None:
        """A page that one image covers, with `content` drawn after it."""
        draw = f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im Do Q\n".encode()
        self.page(draw + content, size=size, images={"Im": self.image(scan() if pixels is None else pixels)}, **more)

    def save(self, path: Path, **options: object) -> Path:
        self.pdf.save(path, **options)
        return path


def text(words: str, x: float, y: float, size: float = 12, mode: int = 0) -> bytes:
    """Content that shows `words` at (x, y) points from the bottom left."""
    return f"BT /F1 {size} Tf {mode} Tr {x} {y} Td ({words}) Tj ET\n".encode()


def page_of_text() -> bytes:
    return b"".join(text("Can cu Luat To chuc chinh quyen dia phuong", 70, 780 - 16 * row) for row in range(44))


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that declares `width` by `height` black pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def flate_bomb(size: int) -> bytes:
    """`size` MiB of spaces, packed a thousand to one."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * 2**20) for _ in range(size)) + packer.flush()
