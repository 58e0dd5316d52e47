"""Writes PDF files without dates or random ids: scanned pages as images, born-digital pages as text in embedded fonts."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from samples.fontcut import cut_font
from samples.fonts import Face, font_file
from samples.images import Layers, jpeg
from samples.sheet import DPI, Sheet


@dataclass(frozen=True)
class ImagePage:
    """A page that is one picture: a JPEG, a bare CCITT group 4 strip, or layers. Size in pixels at `dpi`."""

    content: bytes | Layers
    width: int
    height: int
    dpi: float
    grey: bool = False
    bitonal: bool = False


Page = ImagePage | Sheet


def write_pdf(pages: list[Page], target: Path) -> None:
    """Saves `pages` at `target`; a `Sheet` becomes a born-digital page (its marks are left out)."""
    with pikepdf.new() as pdf:
        faces = _Faces(pdf, [page for page in pages if isinstance(page, Sheet)])
        for page in pages:
            if isinstance(page, Sheet):
                _add_digital(pdf, page, faces)
            else:
                _add_image(pdf, page)
        pdf.save(target, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _add(pdf: pikepdf.Pdf, width: float, height: float, resources: Dictionary, content: bytes) -> None:
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
        Resources=resources,
        Contents=Stream(pdf, content),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _add_image(pdf: pikepdf.Pdf, page: ImagePage) -> None:
    width, height = page.width * 72 / page.dpi, page.height * 72 / page.dpi
    place = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /%s Do Q\n"
    if isinstance(page.content, Layers):
        ahead = _jpeg(pdf, page.content.foreground, grey=False)
        ahead.Mask = _stencil(pdf, page.content.stencil, page.width, page.height, mask=True)
        images = Dictionary(Bg=_jpeg(pdf, page.content.background, grey=False), Fg=ahead)
        content = (place % "Bg") + (place % "Fg")
    else:
        image = (
            _stencil(pdf, page.content, page.width, page.height, mask=False)
            if page.bitonal
            else _jpeg(pdf, page.content, grey=page.grey)
        )
        images, content = Dictionary(Im=image), place % "Im"
    _add(pdf, width, height, Dictionary(XObject=images), content.encode())


def _jpeg(pdf: pikepdf.Pdf, data: bytes, *, grey: bool) -> Stream:
    with Image.open(BytesIO(data)) as image:
        width, height = image.size
    return Stream(
        pdf,
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray if grey else Name.DeviceRGB,
        Filter=Name.DCTDecode,
    )


def _stencil(pdf: pikepdf.Pdf, data: bytes, width: int, height: int, *, mask: bool) -> Stream:
    stream = Stream(
        pdf,
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=True),
    )
    if mask:
        stream.ImageMask = True
    else:
        stream.ColorSpace = Name.DeviceGray
    return stream


def _add_digital(pdf: pikepdf.Pdf, sheet: Sheet, faces: _Faces) -> None:
    unit = 72 / DPI
    height = sheet.height * unit
    parts = []
    images = Dictionary()
    for number, picture in enumerate(sheet.pictures):
        ground = Image.new("RGB", picture.image.size, "white")
        ground.paste(picture.image, mask=picture.image if picture.image.mode == "RGBA" else None)
        images[f"/P{number}"] = _jpeg(pdf, jpeg(ground, 85, DPI), grey=False)
        wide, high = picture.image.width * unit, picture.image.height * unit
        parts.append(
            f"q {wide:.2f} 0 0 {high:.2f} {picture.x * unit:.2f} {height - picture.y * unit - high:.2f} cm /P{number} Do Q\n"
        )
    for run in sheet.runs:
        red, green, blue = (channel / 255 for channel in run.colour)
        parts.append(
            f"BT {red:.3f} {green:.3f} {blue:.3f} rg /{faces.name(run.face)} {run.size * unit:.2f} Tf "
            f"{run.x * unit:.2f} {height - run.y * unit:.2f} Td <{faces.codes(run.face, run.text)}> Tj ET\n"
        )
    for rule in sheet.rules:
        parts.append(
            f"{rule.width * unit:.2f} w {rule.x0 * unit:.2f} {height - rule.y0 * unit:.2f} m "
            f"{rule.x1 * unit:.2f} {height - rule.y1 * unit:.2f} l S\n"
        )
    _add(pdf, sheet.width * unit, height, Dictionary(Font=faces.resources, XObject=images), "".join(parts).encode())


class _Faces:
    """The typefaces of a file's born-digital pages, each embedded as a subset with its glyph numbers kept."""

    def __init__(self, pdf: pikepdf.Pdf, sheets: list[Sheet]) -> None:
        letters: dict[Face, set[str]] = {}
        for sheet in sheets:
            for run in sheet.runs:
                letters.setdefault(run.face, set()).update(run.text)
        self._glyphs: dict[Face, dict[str, int]] = {}
        self.resources = Dictionary()
        for face in sorted(letters, key=lambda face: face.name):
            self.resources[f"/{self.name(face)}"] = self._embedded(pdf, face, letters[face] | {" "})

    @staticmethod
    def name(face: Face) -> str:
        """The resource name on the page."""
        return face.name.title().replace("_", "")

    def codes(self, face: Face, text: str) -> str:
        """The glyph numbers of `text`, in hexadecimal; readers find the spaces between words by their gaps."""
        return "".join(f"{self._glyphs[face][letter]:04X}" for letter in text)

    def _embedded(self, pdf: pikepdf.Pdf, face: Face, letters: set[str]) -> Dictionary:
        cut = cut_font(font_file(face), letters)
        self._glyphs[face] = cut.numbers
        base = Name("/HOSOAA+" + Path(face.value[1]).stem)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=Array(cut.box),
            ItalicAngle=0,
            Ascent=cut.ascent,
            Descent=cut.descent,
            CapHeight=cut.ascent,
            StemV=80,
            FontFile2=Stream(pdf, cut.file, Length1=len(cut.file)),
        )
        array = Array()
        for letter, number in sorted(cut.numbers.items(), key=lambda pair: pair[1]):
            array.append(number)
            array.append(Array([cut.widths[letter]]))
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            FontDescriptor=pdf.make_indirect(descriptor),
            W=array,
            DW=500,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            CIDToGIDMap=Name.Identity,
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=Stream(pdf, _to_unicode(cut.numbers)),
            )
        )


def _to_unicode(numbers: dict[str, int]) -> bytes:
    pairs = sorted((number, letter) for letter, number in numbers.items())
    parts = ["/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n"]
    parts.append("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        parts.append(f"{len(block)} beginbfchar\n")
        parts += [f"<{number:04X}> <{letter.encode('utf-16-be').hex().upper()}>\n" for number, letter in block]
        parts.append("endbfchar\n")
    parts.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    return "".join(parts).encode("ascii")
