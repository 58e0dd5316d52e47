"""When the text that a file brings along can stand for a reading of its pixels."""

from __future__ import annotations

from extractor.raster import PageImage
from extractor.values.syllable import syllable_share

LEAST_WORDS = 20
"""Fewer words are a stamp, a page number or a signature's overlay, and the page is read."""

SANE = 0.75
"""Least share of letters in possible syllables. Real born-digital pages lie above 0.9; TCVN3 or VNI shown as Latin-1, and
fonts without a Unicode map, below 0.5."""

COVERED = 0.2
"""Least share of the page's height from the first line to the last."""


def usable_text_layer(image: PageImage) -> bool:
    """Whether `image.text_layer` is the page's text: made by a program and shown, all of it, in sane Vietnamese.

    Text laid under a scan by scanner software is another reader's opinion and never usable; nor is a signature's stamp.
    """
    if image.kind == "scan":
        return False
    words = [word.text for line in image.text_layer for word in line.words]
    if len(words) < LEAST_WORDS:
        return False
    top = min(line.box.y0 for line in image.text_layer)
    bottom = max(line.box.y1 for line in image.text_layer)
    letters = sum(char.isalpha() for word in words for char in word)
    marked = sum(char.isalpha() and not char.isascii() for word in words for char in word)
    if bottom - top < COVERED * image.height or not letters:
        return False
    # Vietnamese prose carries marks on a quarter of its letters; without any, the font's map has lost them.
    return marked >= 0.03 * letters and syllable_share(words) >= SANE
