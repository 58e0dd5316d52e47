"""Pages as a reader would return them, set from lines of text: A4 at 100 dpi, one word box a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from extractor.record import Box, Line, Page, Word

WIDTH, HEIGHT = 827, 1169
LETTER, TALL = 7.0, 14.0


@dataclass(frozen=True)
class Ink:
    """A word written by hand: taller than print, off its baseline, doubted by the reader."""

    text: str


def line(x: float, y: float, *words: str | Ink, confidence: float = 0.93) -> Line:
    """Words from `x` on the baseline whose top is `y`, in pixels."""
    placed = []
    for word in words:
        if isinstance(word, Ink):
            width = max(2, len(word.text)) * LETTER * 1.3
            placed.append(Word(word.text, Box(x, y - 8, x + width, y + TALL + 4), 0.31))
            x += width + 5
            continue
        for part in word.split():
            width = len(part) * LETTER
            placed.append(Word(part, Box(x, y, x + width, y + TALL), confidence))
            x += width + 5
    return Line(tuple(placed), Box.around([word.box for word in placed]), "test")


def centred(y: float, text: str, middle: float = WIDTH / 2) -> Line:
    """A line whose middle is at x = `middle`."""
    width = sum(len(part) * LETTER + 5 for part in text.split()) - 5
    return line(middle - width / 2, y, text)


def letterhead(
    *agency: str,
    number: Sequence[str | Ink] = ("Số: 15/QĐ-STC",),
    date: Sequence[str | Ink] = ("Hạ Long, ngày 05 tháng 3 năm 2024",),
) -> list[Line]:
    """Agency lines over the number on the left; heading, motto, place and date on the right."""
    left = [centred(60 + 22 * index, text, 200) for index, text in enumerate(agency)]
    right = [
        centred(60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 580),
        centred(82, "Độc lập - Tự do - Hạnh phúc", 580),
    ]
    return [*left, *([line(140, 135, *number)] if number else []), *right, *([line(470, 135, *date)] if date else [])]


def body(y: float, *texts: str) -> list[Line]:
    """Lines over the full width from `y` down."""
    return [line(90, y + 22 * index, text) for index, text in enumerate(texts)]


def page(lines: Sequence[Line], number: int = 1, **changes: Any) -> Page:
    """A page that holds `lines`; `changes` are fields of `Page`."""
    return replace(
        Page(number=number, source=0, source_page=number, width=WIDTH, height=HEIGHT, dpi=100, lines=tuple(lines)), **changes
    )
