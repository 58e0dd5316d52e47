"""Numbers that a reader doubts are looked at again, by themselves.

Within a page Tesseract sometimes gives a clear printed number no confidence at all; read as a line of its own, the same
piece comes out sure. Only pieces with a doubtful number are asked again, so the price is a few hundredths of a second on
the pages that have any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractor.reading.geometry import joined, segments, text_height
from extractor.record import Box, Line, Word

DOUBT = 0.3
"""Confidence of a word with a digit or a slash below which its piece is read again."""

MOST = 12
"""Pieces a page; a page with more is not printed in numbers but unreadable."""

_GAP = 2.0
"""Gap in text heights at which a line is cut into pieces: columns come apart, words do not."""

_GAIN = 0.1
"""By how much the second reading must be surer to be kept."""

_MARGIN = 0.25
"""Paper around a piece, in text heights."""


def second_look(lines: Sequence[Line], read: Callable[[Box], Line | None]) -> tuple[Line, ...]:
    """`lines` with doubtful pieces replaced where `read`, which reads one box as one line, is surer of them."""
    asked = 0
    seen: list[Line] = []
    for line in lines:
        pieces = []
        for piece in segments(line, _GAP * text_height(line)):
            again = None
            if asked < MOST and any(map(_doubtful, piece.words)):
                asked += 1
                again = read(_padded(piece))
            pieces.append(again if again and again.confidence > piece.confidence + _GAIN else piece)
        seen.append(joined(pieces))
    return tuple(seen)


def _doubtful(word: Word) -> bool:
    return word.confidence < DOUBT and any(char.isdigit() or char == "/" for char in word.text)


def _padded(piece: Line) -> Box:
    margin = _MARGIN * text_height(piece)
    box = piece.box
    return Box(box.x0 - margin, box.y0 - margin, box.x1 + margin, box.y1 + margin)
