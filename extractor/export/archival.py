"""PDF/A-2b (ISO 19005-2, level B): the claim, and the conditions under which it may be made.

The check is narrow on purpose: a page passes when it is made of plainly coded pictures and drawing in RGB or grey, with
our invisible font. Anything else may well conform too, but nobody here can promise it, so nothing is claimed.
"""

from __future__ import annotations

import struct
from functools import cache
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import ImageCms

import extractor
from extractor.export.glyphless import PREFIX
from extractor.record import Dossier

FILTERS = {"/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/FlateDecode", "/RunLengthDecode", "/ASCII85Decode"}
COLOURS = {"/DeviceRGB", "/DeviceGray", "/CalRGB", "/CalGray", "/Lab"}
BLENDING = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
    "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
_TEXT = "BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* Tj TJ ' \""
_DRAWING = "q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* CS cs SC SCN sc scn G g RG rg Do"
OPERATORS = {*_TEXT.split(), *_DRAWING.split(), "MP", "DP", "BMC", "BDC", "EMC"}
"""Every operator of ISO 32000-1 but CMYK colours (no output intent covers them), shadings, inline images and Type 3."""

STATE_KEYS = {"/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/FL", "/SA", "/BM", "/SMask", "/CA", "/ca", "/AIS", "/TK"}

MAX_DEPTH = 8

HIDDEN = 1 | 2 | 32
PRINT = 4
"""Annotation flags invisible, hidden, no view; print (ISO 32000-1, table 165)."""


def fits(page: pikepdf.Page) -> bool:
    """Whether `page` (with our layer on it) keeps the rules, as far as they can be told here."""
    try:
        drawn = _drawing(page.obj, 0)
        return drawn and all(_annotation(each) for each in page.obj.get("/Annots", Array()))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        return False


def describe(pdf: pikepdf.Pdf, dossier: Dossier, *, conforms: bool) -> None:
    """Writes the file's metadata and, if it `conforms`, the claim and the output intent that the claim needs."""
    pdf.Root.Lang = pikepdf.String("vi")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = Stream(pdf, _xmp(dossier, conforms=conforms).encode("utf-8"))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    if conforms:
        profile = Stream(pdf, srgb())
        profile.N = 3
        intent = Dictionary(
            Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=pikepdf.String("sRGB"),
            Info=pikepdf.String("sRGB IEC61966-2.1"), DestOutputProfile=pdf.make_indirect(profile),
        )  # fmt: skip
        pdf.Root.OutputIntents = Array([intent])


@cache
def srgb() -> bytes:
    """A small sRGB ICC profile, always the same bytes: LittleCMS stamps the time, which is taken out."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # ICC.1:2022, 7.2: bytes 24 to 35 are the date of creation, 84 to 99 the profile's own hash (zero: none was made).
    profile[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    profile[84:100] = bytes(16)
    return bytes(profile)


def _drawing(holder: pikepdf.Object, depth: int) -> bool:
    """A page's or form's operators and resources."""
    if depth > MAX_DEPTH or any(str(each.operator) not in OPERATORS for each in pikepdf.parse_content_stream(holder)):
        return False
    resources = holder.get("/Resources", Dictionary())
    group = holder.get("/Group", Dictionary())
    return (
        all(key.startswith(f"/{PREFIX}") for key in resources.get("/Font", Dictionary()).keys())  # noqa: SIM118 - no dict
        and not resources.get("/Shading") and not resources.get("/Pattern")
        and all(_object(each, depth) for each in resources.get("/XObject", Dictionary()).values())
        and all(_colours(each) for each in resources.get("/ColorSpace", Dictionary()).values())
        and all(_state(each, depth) for each in resources.get("/ExtGState", Dictionary()).values())
        and ("/CS" not in group or _colours(group.CS))
    )  # fmt: skip


def _object(item: pikepdf.Object, depth: int) -> bool:
    if any(key in item for key in ("/OPI", "/Ref", "/PS", "/Alternates", "/F", "/OC")):
        return False
    if item.get("/Subtype") == Name.Form:
        return _drawing(item, depth + 1)
    coded = item.get("/Filter", Array())
    names = [str(coded)] if isinstance(coded, Name) else [str(each) for each in coded]
    return (
        item.get("/Subtype") == Name.Image
        and set(names) <= FILTERS
        and not item.get("/Interpolate", False)
        and (bool(item.get("/ImageMask", False)) or _colours(item.ColorSpace))
        and all(_object(item[key], depth) for key in ("/SMask", "/Mask") if isinstance(item.get(key), Stream))
    )


def _colours(space: pikepdf.Object) -> bool:
    if isinstance(space, Name):
        return str(space) in COLOURS
    kind = str(space[0])
    if kind == "/Indexed":
        return _colours(space[1])
    if kind == "/ICCBased":
        return space[1].N in (1, 3) and _sound(space[1].read_bytes(), int(space[1].N))
    return kind in COLOURS


def _sound(profile: bytes, channels: int) -> bool:
    """An ICC profile of version 2 to 4 of the right kind (ICC.1:2022, 7.2: signature at byte 36, version at 8)."""
    kind = {1: b"GRAY", 3: b"RGB "}[channels]
    return len(profile) > 128 and profile[36:40] == b"acsp" and profile[16:20] == kind and profile[8] in (2, 3, 4)


def _state(state: pikepdf.Object, depth: int) -> bool:
    blend = state.get("/BM", Name.Normal)
    mask = state.get("/SMask", Name("/None"))
    return (
        set(state.keys()) <= STATE_KEYS
        and isinstance(blend, Name)
        and str(blend) in BLENDING
        and (isinstance(mask, Name) or _drawing(mask.G, depth + 1))
    )


def _annotation(item: pikepdf.Object) -> bool:
    flags = int(item.get("/F", 0))
    if not flags & PRINT or flags & HIDDEN or "/OC" in item:
        return False
    if item.get("/Subtype") == Name.Link:
        return True
    return item.get("/Subtype") == Name.Stamp and _drawing(item.AP.N, 0)


def _xmp(dossier: Dossier, *, conforms: bool) -> str:
    """XMP packet (ISO 16684-1). No dates: a repeated export gives the same bytes."""
    claim = (
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>"
    )
    title = escape("".join(each for each in dossier.name if each.isprintable()))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"{claim if conforms else ''}"
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f"<xmp:CreatorTool>hoso {escape(extractor.__version__)}</xmp:CreatorTool></rdf:Description>"
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
