"""A file's own text as lines of words in page coordinates."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from extractor.pages.pdfium import Character, Rect
from extractor.record import Box, Line, Word

SOURCE = "text-layer"

CONFIDENCE = 1.0
"""The file is sure of its text. Whether it should be is for the reader to judge."""

GAP = 2.0
"""Widest gap between words of one line, in line heights: justified text stays below, columns of a header stay above."""

OVERLAP = 0.4
"""Share of the lower of two heights that must coincide on one baseline; a comma hangs half below its line."""

HEIGHTS = 2.5
"""Greatest ratio of heights on one line; text on its side beside a line is taller."""

_MOST_LINES = 4000
"""More pieces than this are not a page of text, and are left as they are."""


def text_lines(characters: Sequence[Character], dpi: float, width: int, height: int) -> tuple[Line, ...]:
    """Lines of a page of `width` by `height` pixels, top to bottom, from its characters in the order of the file.

    Words are NFC; words outside the page are left out. Boxes are in page coordinates at `dpi`.
    """
    lines: list[list[Word]] = []
    for word in _words(characters, dpi, width, height):
        if lines and _follows(_box(lines[-1]), word.box):
            lines[-1].append(word)
        else:
            lines.append([word])
    if len(lines) <= _MOST_LINES:
        lines = _joined(lines)
    made = [Line(tuple(words), _box(words), SOURCE) for words in lines]
    return tuple(sorted(made, key=lambda line: (line.box.y0, line.box.x0)))


def _words(characters: Sequence[Character], dpi: float, width: int, height: int) -> Iterator[Word]:
    text: list[str] = []
    rects: list[Rect] = []
    for character in [*characters, Character(" ", (0, 0, 0, 0))]:
        space = not character.text or character.text.isspace() or unicodedata.category(character.text) in ("Cc", "Cn")
        if rects and (space or _apart(rects[-1], character.rect)):
            box = _scaled(rects, dpi / 72)
            if 0 <= box.centre[0] < width and 0 <= box.centre[1] < height:
                yield Word(unicodedata.normalize("NFC", "".join(text)), box.clipped(width, height), CONFIDENCE)
            text, rects = [], []
        if not space:
            text.append(character.text)
            rects.append(character.rect)


def _apart(one: Rect, other: Rect) -> bool:
    """Whether two neighbours in the file lie further from each other than the bigger is large."""
    across = max(other[0] - one[2], one[0] - other[2])
    down = max(other[1] - one[3], one[1] - other[3])
    return max(across, down) > max(*_extent(one), *_extent(other))


def _extent(rect: Rect) -> tuple[float, float]:
    return rect[2] - rect[0], rect[3] - rect[1]


def _scaled(rects: Sequence[Rect], scale: float) -> Box:
    return Box(
        min(rect[0] for rect in rects) * scale, min(rect[1] for rect in rects) * scale,
        max(rect[2] for rect in rects) * scale, max(rect[3] for rect in rects) * scale,
    )  # fmt: skip


def _box(words: Sequence[Word]) -> Box:
    return Box.around([word.box for word in words])


def _follows(line: Box, word: Box) -> bool:
    """Whether `word` continues `line` to the right on its baseline."""
    low, high = sorted((line.height, word.height))
    together = min(line.y1, word.y1) - max(line.y0, word.y0)
    gap = word.x0 - line.x1
    return together >= OVERLAP * low and high <= HEIGHTS * max(low, 0.4 * high) and -0.5 * high <= gap <= GAP * high


def _joined(pieces: list[list[Word]]) -> list[list[Word]]:
    """Pieces of lines that the file keeps apart, such as words in two fonts, put together from left to right."""
    pieces = sorted(pieces, key=lambda words: words[0].box.x0)
    lines: list[list[Word]] = []
    ends = np.empty((len(pieces), 3))
    for piece in pieces:
        box = _box(piece)
        y0, y1, x1 = ends[: len(lines)].T
        gap = box.x0 - x1
        near = np.flatnonzero((gap <= GAP * np.maximum(box.height, y1 - y0)) & (y0 < box.y1) & (y1 > box.y0))
        home = next((place for place in near[np.argsort(np.abs(gap[near]))] if _follows(_box(lines[place]), box)), None)
        if home is None:
            home = len(lines)
            lines.append(list(piece))
        else:
            lines[home] += piece
        merged = _box(lines[home])
        ends[home] = merged.y0, merged.y1, merged.x1
    return lines
