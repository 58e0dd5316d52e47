"""A font without ink: every character has the same empty glyph, so text can be found and copied but never seen.

One glyph per character that is used, numbered from 1. Glyph 0 (`.notdef`) is never shown, which PDF/A-2 forbids even for
invisible text (ISO 19005-2, 6.2.11.8).
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

UNITS = 1000
"""Units per em. PDF counts glyph widths in thousandths of an em, so widths need no conversion."""

ADVANCE = 500
"""Width of every glyph in thousandths of an em."""

ASCENT = 800
DESCENT = -200
"""Height above and below the baseline in thousandths of an em; together one em, so a word's box is its font size high."""

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


def embed(pdf: pikepdf.Pdf, alphabet: Alphabet) -> pikepdf.Object:
    """Adds the font to `pdf` and returns its font dictionary (Type 0, Identity-H, with ToUnicode)."""
    program = font_program(alphabet)
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + NAME), Flags=4, FontBBox=Array([0, DESCENT, ADVANCE, ASCENT]),
            ItalicAngle=0, Ascent=ASCENT, Descent=DESCENT, CapHeight=ASCENT, StemV=80,
            FontFile2=Stream(pdf, program, Length1=len(program)),
        )
    )  # fmt: skip
    descendant = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/" + NAME), FontDescriptor=descriptor,
            CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
            DW=ADVANCE, CIDToGIDMap=Name.Identity,
        )
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + NAME), Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]), ToUnicode=Stream(pdf, to_unicode(alphabet).encode("ascii")),
        )
    )  # fmt: skip


def to_unicode(alphabet: Alphabet) -> str:
    """The CMap from glyph numbers back to characters; at most 100 entries a block (Adobe technical note 5014)."""
    entries = [f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>" for character, code in alphabet.codes.items()]
    blocks = []
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
    return _CMAP_HEAD + "".join(blocks) + _CMAP_TAIL
