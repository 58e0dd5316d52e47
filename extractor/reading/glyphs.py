"""What a reader of lines gives: characters, each with its confidence and its place along the line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.reading.letters import legal
from extractor.record import Box, Word


class Glyph(NamedTuple):
    """One character. `x` is the middle of the place where it was read, pixels of the page; `confidence` is 0 to 1."""

    char: str
    confidence: float
    x: float


Reading = tuple[Glyph, ...]
"""A line as one reader reads it, spaces included."""


@dataclass(frozen=True)
class Span:
    """Glyphs `start` to `end` (exclusive) of a reading."""

    start: int
    end: int


def text_of(reading: Iterable[Glyph]) -> str:
    """The reading's characters."""
    return "".join(glyph.char for glyph in reading)


def word_spans(reading: Reading) -> list[Span]:
    """Where the reading's words are: runs of glyphs between spaces."""
    spans, start = [], None
    for index, glyph in enumerate(reading):
        if glyph.char == " ":
            if start is not None:
                spans.append(Span(start, index))
            start = None
        elif start is None:
            start = index
    if start is not None:
        spans.append(Span(start, len(reading)))
    return spans


def words_of(reading: Reading, box: Box) -> tuple[Word, ...]:
    """The reading's words with their boxes, which share the height of `box`. A word is as sure as its characters on average."""
    step = box.width / max(1, len(reading))
    words, reach = [], box.x0
    for span in word_spans(reading):
        glyphs = reading[span.start : span.end]
        text = legal("".join(glyph.char for glyph in glyphs)).strip()
        if not text:
            continue
        x0 = min(max(glyphs[0].x - step / 2, reach), box.x1 - 1)
        x1 = max(x0 + 1, min(glyphs[-1].x + step / 2, box.x1))
        confidence = sum(glyph.confidence for glyph in glyphs) / len(glyphs)
        words.append(Word(text, Box(x0, box.y0, x1, box.y1), min(1.0, max(0.0, confidence))))
        reach = x1
    return tuple(words)


def collapsed(
    classes: NDArray[np.integer], confidences: NDArray[np.floating], alphabet: tuple[str, ...], x0: float, x1: float
) -> Reading:
    """The best path of a connectionist network: repeated classes joined, blanks (class 0) dropped (Graves et al. 2006).

    `classes` and `confidences` have one value a step; the steps share the stretch from `x0` to `x1` evenly.
    """
    glyphs: list[Glyph] = []
    step = (x1 - x0) / max(1, len(classes))
    before = 0
    for index in np.flatnonzero(classes).tolist():
        number, confidence = int(classes[index]), float(confidences[index])
        if number == before and classes[index - 1] == number:
            glyphs[-1] = glyphs[-1]._replace(confidence=max(glyphs[-1].confidence, confidence))
        else:
            glyphs.append(Glyph(alphabet[number - 1], confidence, x0 + (index + 0.5) * step))
        before = number
    return tuple(glyphs)


def trimmed(reading: Reading) -> Reading:
    """The reading without spaces at its ends and with single ones inside."""
    kept = [
        glyph
        for index, glyph in enumerate(reading)
        if glyph.char != " " or (index and reading[index - 1].char != " " and index < len(reading) - 1)
    ]
    while kept and kept[-1].char == " ":
        kept.pop()
    return tuple(kept)
