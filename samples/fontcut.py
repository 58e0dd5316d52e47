"""A TrueType font cut down to the letters that a PDF shows, glyph numbers kept, without a date of its own."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

logging.getLogger("fontTools.subset").setLevel(logging.ERROR)  # that an editor's private table was dropped is no news


@dataclass(frozen=True)
class CutFont:
    """What a PDF needs to embed a font. Widths and metrics in thousandths of an em."""

    file: bytes
    numbers: dict[str, int]
    """Letter to glyph number."""
    widths: dict[str, float]
    box: list[int]
    ascent: int
    descent: int


def cut_font(path: Path, letters: set[str]) -> CutFont:
    """The font in `path` with the glyphs of `letters` only. Raises `KeyError` for a letter that it lacks."""
    with TTFont(path, recalcTimestamp=False) as opened:
        font: Any = opened  # fontTools makes its tables' attributes while it reads them
        names, unit = font.getBestCmap(), 1000 / font["head"].unitsPerEm
        glyphs = {letter: names[ord(letter)] for letter in sorted(letters)}
        numbers = {letter: font.getGlyphID(name) for letter, name in glyphs.items()}
        widths = {letter: round(font["hmtx"][name][0] * unit, 1) for letter, name in glyphs.items()}
        head, shape = font["head"], font["hhea"]
        box = [round(edge * unit) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]
        ascent, descent = round(shape.ascent * unit), round(shape.descent * unit)
        return CutFont(_subset(font, letters), numbers, widths, box, ascent, descent)


def _subset(font: Any, letters: set[str]) -> bytes:
    tools: Any = subset
    cutter = tools.Subsetter(tools.Options(retain_gids=True, notdef_outline=True, layout_features=[], hinting=False))
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(font)
    target = BytesIO()
    font.save(target)
    return target.getvalue()
