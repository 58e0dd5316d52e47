"""A font without ink: every character has the same empty glyph, so text can be found and copied but never seen.

One glyph per character that is used, numbered from 1. Glyph 0 (`.notdef`) is never shown, which PDF/A-2 forbids even for
invisible text (ISO 19005-2, 6.2.11.8). The font comes in faces that differ only in how high and deep their letters are
said to be: readers draw a word's selection, and report its box, by that.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables import _g_l_y_f
from pikepdf import Array, Dictionary, Name, Stream

NAME = "HosoInvisible"

PREFIX = "Hoso"

UNITS = 1000
"""Units per em. PDF counts glyph widths in thousandths of an em, so widths need no conversion."""

ADVANCE = 500
"""Width of every glyph in thousandths of an em."""

ASCENT = 800
DESCENT = -200
"""Height above and below the baseline in thousandths of an em that the font program itself states."""

_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@dataclass(frozen=True)
class Face:
    """Height above and (negative) depth below the baseline in thousandths of an em."""

    ascent: int
    descent: int

    @property
    def name(self) -> str:
        """Its name among a page's resources."""
        return f"{PREFIX}{self.ascent}d{-self.descent}"


@dataclass(frozen=True)
class Alphabet:
    """The characters of one PDF, each with its glyph number."""

    codes: Mapping[str, int]

    @staticmethod
    def of(texts: Iterable[str]) -> Alphabet:
        """The alphabet of all `texts` after NFC, with the space; control characters have no place in it."""
        used = {" "}
        for text in texts:
            used.update(unicodedata.normalize("NFC", text))
        kept = sorted(each for each in used if unicodedata.category(each) not in ("Cc", "Cs", "Cn"))
        return Alphabet({character: code for code, character in enumerate(kept, start=1)})

    def encode(self, text: str) -> str:
        """`text` as a hexadecimal PDF string for this font, without angle brackets; unknown characters are left out."""
        known = (self.codes.get(character) for character in unicodedata.normalize("NFC", text))
        return "".join(f"{code:04X}" for code in known if code is not None)

    def length(self, text: str) -> int:
        """How many glyphs `encode(text)` shows."""
        return len(self.encode(text)) // 4


def font_program(alphabet: Alphabet) -> bytes:
    """The font as a TrueType file. The same alphabet gives the same bytes."""
    glyphs = {code: f"g{code}" for code in alphabet.codes.values()}
    names = [".notdef", *glyphs.values()]
    # fontTools brings no types.
    new_builder: Any = FontBuilder
    builder = new_builder(UNITS, isTTF=True)
    glyph: Any = _g_l_y_f.Glyph
    builder.font.recalcTimestamp = False
    # Seconds since 1904; a fixed one keeps the bytes the same from day to day.
    builder.setupHead(unitsPerEm=UNITS, created=0, modified=0)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(character): glyphs[code] for character, code in alphabet.codes.items()})
    builder.setupGlyf({name: glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": NAME, "styleName": "Regular", "psName": NAME})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost(keepGlyphNames=False)
    stream = io.BytesIO()
    builder.save(stream)
    return stream.getvalue()


class Faces:
    """The font's faces in one PDF, each made when it is first asked for."""

    def __init__(self, pdf: pikepdf.Pdf, alphabet: Alphabet) -> None:
        program = font_program(alphabet)
        self._pdf = pdf
        self._program = pdf.make_indirect(Stream(pdf, program, Length1=len(program)))
        self._characters = pdf.make_indirect(Stream(pdf, to_unicode(alphabet).encode("ascii")))
        self._made: dict[Face, pikepdf.Object] = {}

    def font(self, face: Face) -> pikepdf.Object:
        """The font dictionary of `face` (Type 0, Identity-H, with ToUnicode)."""
        if face not in self._made:
            self._made[face] = self._pdf.make_indirect(self._dictionary(face))
        return self._made[face]

    def _dictionary(self, face: Face) -> pikepdf.Dictionary:
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + NAME), Flags=4, ItalicAngle=0, StemV=80,
            FontBBox=Array([0, face.descent, ADVANCE, face.ascent]), Ascent=face.ascent, Descent=face.descent,
            CapHeight=face.ascent, FontFile2=self._program,
        )  # fmt: skip
        descendant = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/" + NAME), DW=ADVANCE, CIDToGIDMap=Name.Identity,
            CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
            FontDescriptor=self._pdf.make_indirect(descriptor),
        )  # fmt: skip
        return Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + NAME), Encoding=Name("/Identity-H"),
            DescendantFonts=Array([self._pdf.make_indirect(descendant)]), ToUnicode=self._characters,
        )  # fmt: skip


def to_unicode(alphabet: Alphabet) -> str:
    """The CMap from glyph numbers back to characters; at most 100 entries a block (Adobe technical note 5014)."""
    entries = [f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>" for character, code in alphabet.codes.items()]
    blocks = []
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
    return _CMAP_HEAD + "".join(blocks) + _CMAP_TAIL
