"""Lines as shapes: text height, gaps between words, pieces of a line."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from extractor.record import Box, Line, Word


def line_of(words: Sequence[Word], source: str) -> Line:
    """The line that `words` (at least one) make, left to right."""
    ordered = tuple(sorted(words, key=lambda word: word.box.x0))
    return Line(ordered, Box.around([word.box for word in ordered]), source)


def text_height(line: Line) -> float:
    """Height of a typical word of the line in pixels, marks included. A seal or a bracket among the words does not move it."""
    letters = [word.box.height for word in line.words if any(char.isalnum() for char in word.text)]
    return max(1.0, median(letters or [word.box.height for word in line.words]))


def core(line: Line) -> tuple[float, float]:
    """Top and bottom of the line's typical word: where the line lies, whatever sticks out of it."""
    words = [word for word in line.words if any(char.isalnum() for char in word.text)] or list(line.words)
    return median(word.box.y0 for word in words), median(word.box.y1 for word in words)


def gaps(line: Line) -> list[tuple[float, float]]:
    """The horizontal gaps between neighbouring words as (right edge of the left word, left edge of the right word)."""
    found, reach = [], line.words[0].box.x1
    for word in line.words[1:]:
        if word.box.x0 > reach:
            found.append((reach, word.box.x0))
        reach = max(reach, word.box.x1)
    return found


def parted(line: Line, x: float) -> tuple[Line | None, Line | None]:
    """The words of the line that lie left of `x` and those that lie right of it, by their middles."""
    left = [word for word in line.words if word.box.centre[0] < x]
    right = [word for word in line.words if word.box.centre[0] >= x]
    return (line_of(left, line.source) if left else None, line_of(right, line.source) if right else None)


def segments(line: Line, width: float) -> list[Line]:
    """The line cut at every gap of at least `width` pixels."""
    pieces, rest = [], line
    for left, right in gaps(line):
        if right - left >= width:
            piece, after = parted(rest, (left + right) / 2)
            if piece is not None and after is not None:
                pieces.append(piece)
                rest = after
    return [*pieces, rest]


def joined(pieces: Sequence[Line]) -> Line:
    """The inverse of `segments`."""
    return line_of([word for piece in pieces for word in piece.words], pieces[0].source)
