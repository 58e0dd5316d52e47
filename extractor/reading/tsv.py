"""Tesseract's TSV, which both adapters get."""

from __future__ import annotations

from extractor.errors import ReadingFailed
from extractor.reading.letters import legal
from extractor.record import Box, Line, Word

_WORD = "5"
_COLUMNS = 12


def lines_of(tsv: str, source: str) -> tuple[Line, ...]:
    """The lines of a page in Tesseract's own order; boxes in the pixels that it read.

    Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence (0 to 100), text. Words that
    hold no visible character (ruled lines, speckle) are left out. Raises `ReadingFailed` when `tsv` is something else.
    """
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in tsv.splitlines():
        cells = row.split("\t", _COLUMNS - 1)
        if cells[0] != _WORD:
            continue
        try:
            left, top, width, height = (int(cell) for cell in cells[6:10])
            confidence = float(cells[10]) / 100
            text = legal(cells[11]).strip()
        except (IndexError, ValueError):
            raise ReadingFailed("The reader gave an answer that makes no sense; try the page again.") from None
        if text:
            box = Box(left, top, left + width, top + height)
            # A pack's dictionary may hold entries of two words; a Word of the record is one.
            lines.setdefault(tuple(cells[2:5]), []).extend(_parted(text, box, min(max(confidence, 0.0), 1.0)))
    return tuple(Line(tuple(words), Box.around([word.box for word in words]), source) for words in lines.values())


def _parted(text: str, box: Box, confidence: float) -> list[Word]:
    parts = text.split()
    if len(parts) == 1:
        return [Word(text, box, confidence)]
    step = box.width / len(text)
    words, at = [], 0
    for part in parts:
        at = text.index(part, at)
        words.append(Word(part, Box(box.x0 + at * step, box.y0, box.x0 + (at + len(part)) * step, box.y1), confidence))
        at += len(part)
    return words
