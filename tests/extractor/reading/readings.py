"""Readings of a line, as a reader of lines would give them."""

from extractor.reading.glyphs import Glyph, Reading


def reading(text: str, confidence: float = 0.99, *, letter: float = 10.0) -> Reading:
    """`text` with letters `letter` pixels apart, all equally sure."""
    return tuple(Glyph(char, confidence, (index + 0.5) * letter) for index, char in enumerate(text))
