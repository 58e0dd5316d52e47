"""Image files as PDF pages, pixels untouched: JPEG bytes are embedded as they are, everything else without loss.

Pages are written to a file one after another, so that a file of hundreds of pages costs the memory of one.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from PIL import Image, ImageCms

from extractor.errors import CorruptFile
from extractor.settings import Limits

ORIENTATION = 0x0112
"""TIFF and EXIF tag 274: how the rows and columns lie."""

DECODABLE = Limits().max_pixels
"""Pixels up to which a picture is decoded to pack it anew."""

PHOTOMETRIC = 262
ROWS_PER_STRIP = 278
STRIP_OFFSETS = 273
STRIP_BYTES = 279

PLAUSIBLE_DPI = range(50, 2401)
"""Declared resolutions that are believed when the record knows none; scanners declare 1 or 72 for want of better."""

FALLBACK_DPI = 200.0
"""For a picture of which nothing is known: the least that archives accept (TT 05/2025)."""

DAMAGED = (OSError, EOFError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)
"""What Pillow and we raise for pictures that break their format's rules."""

_UPRIGHT: dict[int, tuple[int, int, int, int, int, int]] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""By EXIF orientation: the matrix that lays the stored picture upright on the unit square (PDF image space, y up)."""


@dataclass(frozen=True)
class _Picture:
    """An image XObject: its dictionary's entries and its encoded bytes."""

    entries: str
    data: bytes
    width: int
    height: int
    orientation: int
    dpi: float
    icc: bytes | None = None
    channels: int = 0


class PictureBook:
    """A PDF of pictures that is written page by page to `path`. Use as a context manager, then open the file."""

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("wb")
        self._offsets: list[int] = []
        self._pages: list[int] = []
        self._stream.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._tree = self._reserve()

    def __enter__(self) -> PictureBook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self._finish()
        self._stream.close()

    def add(self, path: Path, number: int, dpi: float | None) -> None:
        """Adds page `number` (1-based) of an image file. `dpi` None: the page was never read, take what the file declares.

        Raises `CorruptFile` for a file that no longer holds that picture.
        """
        try:
            picture = _picture(path, number)
        except DAMAGED as error:
            raise CorruptFile(f"{path.name}, page {number}: the picture is damaged; scan or export it again.") from error
        self._add(picture, dpi or picture.dpi)

    def add_blank(self) -> None:
        """Adds an empty A4 page, so that the pages after it keep their numbers."""
        number = self._reserve()
        self._write(number, f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 595.28 841.89] >>".encode("ascii"))
        self._pages.append(number)

    def _add(self, picture: _Picture, dpi: float) -> None:
        wide, high = picture.width * 72 / dpi, picture.height * 72 / dpi
        if picture.orientation >= 5:
            wide, high = high, wide
        entries = picture.entries
        if picture.icc is not None:
            profile = self._object(f"<< /N {picture.channels} /Filter /FlateDecode", zlib.compress(picture.icc, 9))
            entries += f" /ColorSpace [/ICCBased {profile} 0 R]"
        image = self._object(f"<< /Type /XObject /Subtype /Image {entries}", picture.data)
        a, b, c, d, e, f = _UPRIGHT[picture.orientation]
        matrix = " ".join(f"{value:.4f}" for value in (a * wide, b * high, c * wide, d * high, e * wide, f * high))
        content = self._object("<<", f"q {matrix} cm /Im0 Do Q\n".encode("ascii"))
        number = self._reserve()
        self._write(
            number,
            f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {wide:.4f} {high:.4f}] /Contents {content} 0 R "
            f"/Resources << /XObject << /Im0 {image} 0 R >> >> >>".encode("ascii"),
        )
        self._pages.append(number)

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets)

    def _object(self, opened: str, data: bytes) -> int:
        number = self._reserve()
        self._write(number, f"{opened} /Length {len(data)} >>\nstream\n".encode("ascii"), data, b"\nendstream")
        return number

    def _write(self, number: int, *parts: bytes) -> None:
        self._offsets[number - 1] = self._stream.tell()
        self._stream.write(f"{number} 0 obj\n".encode("ascii"))
        for part in parts:
            self._stream.write(part)
        self._stream.write(b"\nendobj\n")

    def _finish(self) -> None:
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._write(self._tree, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode("ascii"))
        root = self._reserve()
        self._write(root, f"<< /Type /Catalog /Pages {self._tree} 0 R >>".encode("ascii"))
        start = self._stream.tell()
        rows = "".join(f"{offset:010d} 00000 n \n" for offset in self._offsets)
        size = len(self._offsets) + 1
        self._stream.write(
            f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root {root} 0 R >>\n"
            f"startxref\n{start}\n%%EOF\n".encode("ascii")
        )


def _picture(path: Path, number: int) -> _Picture:
    with Image.open(path) as image:
        image.seek(number - 1)
        orientation = int(image.getexif().get(ORIENTATION, 1))
        orientation = orientation if orientation in _UPRIGHT else 1
        declared = float(image.info.get("dpi", (0, 0))[0])
        dpi = declared if round(declared) in PLAUSIBLE_DPI else FALLBACK_DPI
        width, height = image.size
        if image.format in ("JPEG", "MPO") and number == 1 and image.mode in ("L", "RGB", "CMYK"):
            entries, data, channels = _jpeg(image, path)
        elif image.format == "PNG" and (chunks := _png_chunks(path)) is not None:
            entries, data, channels = chunks
        elif width * height > DECODABLE:
            raise ValueError("too many pixels to decode")
        elif image.mode == "1":
            entries, data, channels = _fax(image)
        else:
            entries, data, channels = _flate(image)
        icc = _profile(image, channels) if "/ColorSpace" not in entries else None
    if "/ColorSpace" not in entries and icc is None:
        entries += " /ColorSpace /" + {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}[channels]
    entries = f"/Width {width} /Height {height} {entries}"
    return _Picture(entries, data, width, height, orientation, dpi, icc, channels)


Encoded = tuple[str, bytes, int]
"""Dictionary entries, bytes, colour channels."""


def _jpeg(image: Image.Image, path: Path) -> Encoded:
    channels = len(image.getbands())
    entries = "/BitsPerComponent 8 /Filter /DCTDecode"
    if channels == 4 and "adobe" in image.info:
        # Adobe writes CMYK inverted.
        entries += " /Decode [1 0 1 0 1 0 1 0]"
    return entries, path.read_bytes(), channels


def _fax(image: Image.Image) -> Encoded:
    """A bitonal page as CCITT group 4."""
    stream = io.BytesIO()
    image.save(stream, "TIFF", compression="group4", tiffinfo={ROWS_PER_STRIP: image.height})
    with Image.open(stream) as packed:
        tags = packed.tag_v2  # type: ignore[attr-defined]
        (offset,), (length,) = tags[STRIP_OFFSETS], tags[STRIP_BYTES]
        black_is_1 = "true" if tags[PHOTOMETRIC] == 1 else "false"
    data = stream.getvalue()[offset : offset + length]
    parameters = f"/K -1 /Columns {image.width} /Rows {image.height} /BlackIs1 {black_is_1}"
    return f"/BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << {parameters} >>", data, 1


def _flate(image: Image.Image) -> Encoded:
    """Any other picture as PNG's own compression, which PDF shares."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        # Paper is white where a picture is transparent.
        solid = Image.new("RGBA", image.size, "white")
        solid.alpha_composite(image.convert("RGBA"))
        image = solid.convert("RGB")
    elif image.mode not in ("L", "RGB", "I;16"):
        image = image.convert("RGB")
    stream = io.BytesIO()
    image.save(stream, "PNG", icc_profile=None)
    encoded = _idat(stream)
    if encoded is None:
        raise ValueError("PNG of an unexpected form")
    return encoded


def _png_chunks(path: Path) -> Encoded | None:
    with path.open("rb") as stream:
        return _idat(stream)


def _idat(stream: BinaryIO) -> Encoded | None:
    """A PNG's compressed rows as they are; None where PDF cannot take them: interlaced, or with transparency.

    Source: PNG specification (ISO 15948), ISO 32000-1, 7.4.4.4 (predictor 15).
    """
    stream.seek(8)
    data: list[bytes] = []
    header, palette = b"", b""
    while True:
        length, kind = struct.unpack(">I4s", stream.read(8))
        if kind == b"tRNS":
            return None
        if kind == b"IHDR":
            header = stream.read(length)
        elif kind == b"PLTE":
            palette = stream.read(length)
        elif kind == b"IDAT":
            data.append(stream.read(length))
        elif kind == b"IEND":
            break
        else:
            stream.seek(length, 1)
        stream.seek(4, 1)
    width, _, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    channels = {0: 1, 2: 3, 3: 1}.get(colour)
    if interlaced or channels is None:
        return None
    parameters = f"<< /Predictor 15 /Colors {channels} /BitsPerComponent {bits} /Columns {width} >>"
    entries = f"/BitsPerComponent {bits} /Filter /FlateDecode /DecodeParms {parameters}"
    if colour == 3:
        entries += f" /ColorSpace [/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
    return entries, b"".join(data), channels


def _profile(image: Image.Image, channels: int) -> bytes | None:
    """The picture's colour profile, if it is sound and of the picture's kind."""
    data = image.info.get("icc_profile")
    if not isinstance(data, bytes):
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data)).profile
    except (OSError, ImageCms.PyCMSError):
        return None
    kind = {"GRAY": 1, "RGB": 3, "CMYK": 4}.get(profile.xcolor_space.strip())
    return data if kind == channels and profile.version < 5 else None
