"""The typefaces that the samples are set in, and where this machine keeps them.

Print is Liberation Serif, Sans and Mono 2 (metrics of Times New Roman, Arial and Courier New; SIL Open Font License).
Handwriting is Indie Flower and Dancing Script, which carry every Vietnamese letter, and Caveat, used for digits only (all
three OFL).
"""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

from extractor.errors import SetupError

_LIBERATION = tuple(Path("/usr/share/fonts/truetype", folder) for folder in ("liberation2", "liberation"))
"""Debian 12's folder for version 2, and the folder of later releases."""


class Face(Enum):
    """A typeface in one weight; the value is the package that brings it and its file."""

    SERIF = ("fonts-liberation2", "LiberationSerif-Regular.ttf")
    SERIF_BOLD = ("fonts-liberation2", "LiberationSerif-Bold.ttf")
    SERIF_ITALIC = ("fonts-liberation2", "LiberationSerif-Italic.ttf")
    SERIF_BOLD_ITALIC = ("fonts-liberation2", "LiberationSerif-BoldItalic.ttf")
    SANS = ("fonts-liberation2", "LiberationSans-Regular.ttf")
    SANS_BOLD = ("fonts-liberation2", "LiberationSans-Bold.ttf")
    MONO = ("fonts-liberation2", "LiberationMono-Regular.ttf")
    HAND = ("fontpkg-indie-flower", "IndieFlower-Regular.ttf")
    HAND_SLANTED = ("fontpkg-dancing-script", "DancingScript[wght].ttf")
    HAND_DIGITS = ("fontpkg-caveat", "Caveat[wght].ttf")


@cache
def font_file(face: Face) -> Path:
    """The file that holds `face`. Raises `SetupError`, which names the missing package, where it is not installed."""
    package, name = face.value
    if package.startswith("fontpkg-"):
        spec = find_spec(package.replace("-", "_"))
        if spec is None or spec.origin is None:
            raise SetupError(f"The samples need the font package {package}: pip install {package}")
        return Path(spec.origin).parent / "files" / name
    for folder in _LIBERATION:
        if (folder / name).is_file():
            return folder / name
    raise SetupError(f"The samples need the font package {package}: apt-get install {package}")


@lru_cache(maxsize=512)
def font(face: Face, size: float) -> ImageFont.FreeTypeFont:
    """`face` at `size` pixels per em, laid out glyph by glyph: Vietnamese is precomposed and needs no shaping."""
    return ImageFont.truetype(str(font_file(face)), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1 << 16)
def advance(face: Face, size: float, text: str) -> float:
    """Pixels that the pen moves to the right while it sets `text`."""
    return float(font(face, size).getlength(text))
