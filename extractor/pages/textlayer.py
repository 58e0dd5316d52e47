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
"""Greatest ratio of heights on one line, for boxes that are taller than wide."""

SLACK = 0.3
"""Share of its height by which a stamped word may run into its neighbours."""

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
        lines = _filled(_joined(lines))
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
    height = max(line.height, word.height)
    return _level(line, word) and -0.5 * height <= word.x0 - line.x1 <= GAP * height


def _level(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one baseline. Text on its side, tall beside a line, does not; a dash, low beside it, does."""
    low, high = sorted((one, other), key=lambda box: box.height)
    together = min(one.y1, other.y1) - max(one.y0, other.y0)
    on_its_side = high.height > HEIGHTS * low.height and high.height > high.width
    return together >= OVERLAP * low.height and not on_its_side


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


def _filled(lines: list[list[Word]]) -> list[list[Word]]:
    """Pieces that stand in a gap of another line put into it: a number or day stamped between printed words."""
    boxes = [_box(words) for words in lines]
    edges = np.array([(box.x0, box.y0, box.x1, box.y1) for box in boxes]).reshape(-1, 4)
    placed: set[int] = set()
    for place, (words, box) in enumerate(zip(lines, boxes, strict=True)):
        around = (edges[:, 0] < box.x0) & (edges[:, 2] > box.x1) & (edges[:, 1] < box.y1) & (edges[:, 3] > box.y0)
        hosts = (lines[host] for host in np.flatnonzero(around) if host not in placed | {place} and _level(boxes[host], box))
        for host in hosts:
            before = sum(word.box.x0 < box.x0 for word in host)
            if host[before - 1].box.x1 <= box.x0 + SLACK * box.height and box.x1 <= host[before].box.x0 + SLACK * box.height:
                host[before:before] = words
                placed.add(place)
                break
    return [words for place, words in enumerate(lines) if place not in placed]
