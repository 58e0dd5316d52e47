"""Lines made of text and a place, as a reader would give them."""

from extractor.record import Box, Line, Word

HEIGHT = 30.0
LETTER = 15.0
"""Width of a letter in pixels; a space has the same."""


def line(text: str, x: float, y: float, confidence: float = 0.95, *, height: float = HEIGHT) -> Line:
    """A line whose words start at x, y. Two or more spaces in `text` make a gap as wide as they are."""
    words, at = [], 0
    for part in text.split():
        at = text.index(part, at)
        box = Box(x + at * LETTER, y, x + (at + len(part)) * LETTER, y + height)
        words.append(Word(part, box, confidence))
        at += len(part)
    return Line(tuple(words), Box.around([word.box for word in words]), "test")


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [each.text for each in lines]
