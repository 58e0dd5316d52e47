"""What a reader makes of seals, signatures, photos, speckle and dots, and how to tell it from print.

A wrong word costs little and a lost one a lot, so rubbish needs two witnesses: the reader's own doubt, and a shape that no
printed word has. The thresholds were set on the real pages with tests/benchmarks/reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from extractor.reading.geometry import joined, segments, text_height
from extractor.record import Box, Line, Word
from extractor.values.syllable import is_syllable, syllable_share

WIDE = 1.2
"""Gap in text heights that parts print from what stands beside it, such as a signature beside a list."""

LEADERS = re.compile(r"[._…·]{3,}|…+|[-–—]{3,}|_{2,}|[|¦]+")
"""Dot leaders and rules."""

_LABEL = re.compile(r"([^\W\d_]{2,})[:.…]")
"""A word with a filled slot run into it: `Số:.4/ĐN-CC`."""

_SYMBOL = re.compile(r"\d*/[A-ZĐ]{2}|[A-ZĐ][A-Za-zĐ]+[-/][A-ZĐ]{2}")
"""Part of a document's symbol: `/TTr-UBND`, `15/QĐ`."""

_WHOLE_SYMBOL = re.compile(r"\d*/[A-ZĐ]{2,5}-[A-ZĐ]{2,10}")
"""A symbol so complete that no scrawl is read like it: `/QĐ-BGDĐT`. Readers doubt capitals that no dictionary holds."""

_MARKS = re.compile(r"[-–—+*•✓&/%=:;,.()\[\]“”\"'<>]+")
"""Words of print that hold no letter."""


def without_rubbish(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without speckle, dot leaders and unreadable pieces. A page that is mostly rubbish is a page misread: it
    is returned as it is, so that whoever asked sees the doubt.
    """
    if not lines:
        return ()
    usual = median(text_height(line) for line in lines)
    kept = [line for line in (_cleaned(line, usual) for line in lines) if line is not None]
    return tuple(kept) if 2 * _letters(kept) >= _letters(lines) else tuple(lines)


def _letters(lines: Sequence[Line]) -> int:
    return sum(char.isalnum() for line in lines for char in line.text)


def _cleaned(line: Line, usual: float) -> Line | None:
    words = [word for word in (_without_leaders(word) for word in line.words) if word is not None]
    if not words:
        return None
    line = replace(line, words=tuple(words), box=Box.around([word.box for word in words]))
    pieces = [piece for piece in segments(line, WIDE * text_height(line)) if not is_rubbish(piece, usual)]
    if not pieces:
        return None
    words = [word for word in joined(pieces).words if not _speckle(word, usual)]
    return replace(line, words=tuple(words), box=Box.around([word.box for word in words])) if words else None


def _without_leaders(word: Word) -> Word | None:
    """The word without the leaders around it, or None if it is nothing else. Its box shrinks in proportion."""
    bare = LEADERS.sub(" ", word.text)
    if bare == word.text:
        return word
    text = bare.strip()
    if not any(char.isalnum() for char in text):
        return None
    if " " in text:
        return word
    start = word.text.index(text)
    step = word.box.width / len(word.text)
    x0 = word.box.x0 + start * step
    return replace(word, text=text, box=replace(word.box, x0=x0, x1=x0 + len(text) * step))


def _speckle(word: Word, usual: float) -> bool:
    """A word without letters or digits that the reader doubts, or that is too small or too tall for punctuation."""
    if any(char.isalnum() for char in word.text):
        return word.confidence < 0.2 and word.box.height < 0.3 * usual
    if word.confidence >= 0.8 and word.box.height < 2 * usual:
        return False
    return word.confidence < 0.4 or _MARKS.fullmatch(word.text) is None


def is_rubbish(piece: Line, usual: float) -> bool:
    """Whether a piece of a line (words without a wide gap) is anything but print. `usual`: the page's text height."""
    text = piece.text
    letters = sum(char.isalnum() for char in text)
    confidence = piece.confidence
    if letters == 0:
        return confidence < 0.8
    if any(word.confidence >= 0.85 and _plausible(word) for word in piece.words):
        # Print with handwriting in it: `Số:` and a scrawl, `ngày` and another.
        return False
    if 2 * sum(map(str.isdigit, text)) >= letters:
        return confidence < 0.4
    sane = _sanity(piece)
    height = text_height(piece)
    if height > 3 * usual or height < 0.3 * usual:
        return confidence < 0.8 or sane < 0.5
    if confidence < 0.25:
        return sane < 0.8
    if confidence < 0.5:
        return sane < 0.5
    return confidence < 0.65 and sane < 0.3


def _sanity(piece: Line) -> float:
    """Share of the piece's characters that stand in words Vietnamese print could hold, 0 to 1."""
    good = sum(len(word.text) for word in piece.words if _plausible(word))
    return good / sum(len(word.text) for word in piece.words)


def _plausible(word: Word) -> bool:
    """Whether the word is a label or a symbol; or most of its letters and digits are a number of two digits or more or a
    syllable with a mark on it; or, where the reader is sure enough, they can be an abbreviation or a bare syllable.
    """
    label = _LABEL.match(word.text)
    if label is not None and not label[1].isascii() and is_syllable(label[1]):
        return True
    if _WHOLE_SYMBOL.fullmatch(word.text) or (word.confidence >= 0.3 and _SYMBOL.search(word.text)):
        return True
    cores = re.findall(r"[^\W\d_]{2,}|\d{2,}", word.text)
    size = sum(map(str.isalnum, word.text))
    certain = [core for core in cores if core.isdigit() or (not core.isascii() and is_syllable(core))]
    if size and 2 * sum(map(len, certain)) >= size:
        return True
    if not cores:
        return word.confidence >= 0.6
    return word.confidence >= 0.5 and syllable_share(cores) >= 0.5
