"""What a PDF page would unpack to, found out before PDFium unpacks it.

Images are weighed by the size that they declare (and that their JPEG or JPEG 2000 data declares), other streams by unpacking
them one at a time under qpdf's memory limit. Only what the page draws counts: scanners like to put the images of all pages
into one shared dictionary. A JBIG2 or LZW image can ask for more than it declares; for that there is the memory limit of the
reading process.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.JpegImagePlugin import JpegImageFile

MOST_OBJECTS = 50_000
"""Objects that one page may lead to."""

BITONAL = 4
"""How many pixels of a bitonal image weigh as much as one of another: PDFium keeps them packed, eight to a byte, and needs
some more to scale them. An A2 map at 600 dpi passes, a square of 20,000 pixels does not."""

LAYERS = 2
"""Images of one page together may have this many times the pixels of one: background, foreground and masks of a layered scan
are held at once."""

_RATIOS = {"/LZWDecode": 2731, "/LZW": 2731, "/RunLengthDecode": 64, "/RL": 64}
"""Most bytes out of one byte in: 4096 out of a 12-bit code, 128 out of two bytes."""

_FLATE = {"/FlateDecode", "/Fl"}
_JPEG = {"/DCTDecode", "/DCT"}
_BITONAL_CODECS = {"/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
_HEADERS: dict[str, Any] = {**dict.fromkeys(_JPEG, JpegImageFile), "/JPXDecode": Jpeg2KImageFile}

_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")

_ELSEWHERE = {"/Parent", "/P", "/Metadata", "/PieceInfo", "/OC", "/Popup", "/StructParent", "/StructParents"}
"""Keys that lead away from what the page draws."""


class TooHeavy(Exception):
    """A page unpacks to more than it may."""


class TooManyPixels(TooHeavy):
    """An image of the page is too big; `width` and `height` are what it declares."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.width = width
        self.height = height


Names = frozenset[str] | None
"""Names of the objects that a content stream draws; None where that is not known."""


@dataclass
class Scale:
    """Weighs the pages of one file against `most`: pixels of an image, and bytes of everything that is not an image.

    qpdf must be bound to `most` bytes for each stream meanwhile. Remembers streams, as fonts are shared by many pages.
    """

    most: int
    _known: dict[tuple[int, int], tuple[int, Names]] = field(default_factory=dict)

    def weigh(self, page: pikepdf.Object) -> None:
        """Raises `TooHeavy` when `page`, a page's dictionary, would unpack to too much."""
        _Load(self).add_page(page)

    def unpacked(self, stream: pikepdf.Object) -> tuple[int, Names]:
        """Bytes of a stream that is not an image, and the names that it draws if it is a content stream."""
        key = stream.objgen
        if key not in self._known:
            self._known[key] = self._unpack(stream)
        return self._known[key]

    def _unpack(self, stream: pikepdf.Object) -> tuple[int, Names]:
        raw = int(stream.get("/Length", 0))
        for name in _filters(stream):
            if raw * _RATIOS.get(name, 0) > self.most:
                raise TooHeavy
        try:
            data = stream.read_bytes()
        except pikepdf.PdfError as error:
            if is_limit(error):
                raise TooHeavy from error
            return raw, None
        names = {match.decode("utf-8", "replace") for match in _DRAWN.findall(data)}
        # A name with an escaped character has two spellings.
        return len(data), None if any("#" in name for name in names) else frozenset(f"/{name}" for name in names)


def is_limit(error: BaseException) -> bool:
    """Whether qpdf stopped because of a memory limit."""
    return "limit exceeded" in str(error)


class _Load:
    """What one page brings onto the scale."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._bytes = 0
        self._pixels = 0
        self._seen: set[tuple[int, int]] = set()
        self._objects = 0

    def add_page(self, page: pikepdf.Object) -> None:
        contents = page.get("/Contents")
        drawn: set[str] | None = set()
        for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
            if isinstance(stream, pikepdf.Stream):
                names = self._add_bytes(stream)
                drawn = None if drawn is None or names is None else drawn | names
        self._add(inherited(page, "/Resources"), None if drawn is None else frozenset(drawn))
        annotations = page.get("/Annots")
        for annotation in annotations if isinstance(annotations, pikepdf.Array) else []:
            if isinstance(annotation, pikepdf.Dictionary):
                self._add(annotation.get("/AP"))

    def _add(self, start: Any, start_drawn: Names = None) -> None:
        """Adds everything that `start` leads to; of a resource dictionary only the `start_drawn` objects."""
        waiting: list[tuple[Any, Names]] = [(start, start_drawn)]
        while waiting:
            thing, drawn = waiting.pop()
            if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)):
                continue
            # Resources shared by page and forms are gone through once for each, as each draws something else.
            if thing.is_indirect and drawn is None:
                if thing.objgen in self._seen:
                    continue
                self._seen.add(thing.objgen)
            self._objects += 1
            if self._objects > MOST_OBJECTS:
                raise TooHeavy
            waiting += self._children(thing, drawn)

    def _children(self, thing: Any, drawn: Names) -> list[tuple[Any, Names]]:
        if isinstance(thing, pikepdf.Array):
            return [(each, None) for each in thing]
        names: Names = None
        if isinstance(thing, pikepdf.Stream):
            if thing.get("/Subtype") == pikepdf.Name.Image:
                self._add_image(thing)
            else:
                names = self._add_bytes(thing)
        children: list[tuple[Any, Names]] = []
        for key, value in thing.items():
            if key == "/Resources":
                children.append((value, names))
            elif key == "/XObject" and drawn is not None and isinstance(value, pikepdf.Dictionary):
                children += [(value.get(name), None) for name in drawn]
            elif key not in _ELSEWHERE:
                children.append((value, None))
        return children

    def _add_bytes(self, stream: pikepdf.Object) -> Names:
        size, names = self._scale.unpacked(stream)
        self._bytes += size
        if self._bytes > self._scale.most:
            raise TooHeavy
        return names

    def _add_image(self, image: pikepdf.Object) -> None:
        filters = _filters(image)
        width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
        bitonal = bool(image.get("/ImageMask", False)) or int(image.get("/BitsPerComponent", 8)) == 1
        codec = filters[-1] if filters else ""
        packed = self._outer_unpacked(image, filters[:-1])
        if codec in _HEADERS:
            coded = _coded_size(packed if packed is not None else image.read_raw_bytes(), _HEADERS[codec])
            width, height = max(width, coded[0]), max(height, coded[1])
        weight = width * height // (BITONAL if bitonal or codec in _BITONAL_CODECS else 1)
        self._pixels += weight
        if weight > self._scale.most:
            raise TooManyPixels(width, height)
        if self._pixels > LAYERS * self._scale.most:
            raise TooHeavy

    def _outer_unpacked(self, image: pikepdf.Object, outer: list[str]) -> bytes | None:
        """What is left of an image's data when the filters around its codec are taken off; None where there are none."""
        if not outer:
            return None
        data = image.read_raw_bytes()
        for name in outer:
            if name not in _FLATE:
                if len(data) * _RATIOS.get(name, 1) > self._scale.most:
                    raise TooHeavy
                return b""
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(data, self._scale.most)
            if unpacker.unconsumed_tail:
                raise TooHeavy
        return data


def inherited(page: pikepdf.Object, key: str) -> Any:
    """A page's attribute, or that of the nearest node above it (ISO 32000-1, 7.7.3.4); None where there is none."""
    node: Any = page
    for _ in range(50):
        if key in node:
            return node[key]
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            break
    return None


def _filters(stream: pikepdf.Object) -> list[str]:
    found = stream.get("/Filter")
    if isinstance(found, pikepdf.Array):
        return [str(name) for name in found]
    return [] if found is None else [str(found)]


def _coded_size(data: bytes, header: Any) -> tuple[int, int]:
    """Width and height that JPEG or JPEG 2000 data declares; 0 where it is damaged and PDFium will not decode it either."""
    try:
        with header(io.BytesIO(data)) as image:
            width, height = image.size
            return int(width), int(height)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError):
        return 0, 0
