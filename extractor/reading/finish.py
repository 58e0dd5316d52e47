"""From a reader's raw lines to the lines of a page."""

from __future__ import annotations

from dataclasses import replace

from extractor.reading.order import reading_order
from extractor.reading.rubbish import without_rubbish
from extractor.record import Box, Line


def finish(lines: tuple[Line, ...], factor: float, width: int, height: int) -> tuple[Line, ...]:
    """Scales boxes by `factor` to a page of `width` by `height` pixels, drops rubbish, and puts the lines in order."""
    if factor != 1.0:
        lines = tuple(_scaled(line, factor) for line in lines)
    return reading_order(without_rubbish(lines), width, height)


def _scaled(line: Line, factor: float) -> Line:
    words = tuple(replace(word, box=_times(word.box, factor)) for word in line.words)
    return replace(line, words=words, box=_times(line.box, factor))


def _times(box: Box, factor: float) -> Box:
    return Box(box.x0 * factor, box.y0 * factor, box.x1 * factor, box.y1 * factor)
