"""What other programs make of a PDF: their text, their boxes, their pixels."""

import html
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray

from extractor.record import Box, Dossier, Line, Page, Source, Word

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


def text_of(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], check=True, capture_output=True).stdout.decode()


def words_of(path: Path) -> list[list[tuple[str, Box]]]:
    """By page: words with boxes in points of the upright page, as poppler sees them."""
    pages = _PAGE.findall(text_of(path, "-bbox", "-cropbox"))
    return [[(html.unescape(each[4]), Box(*map(float, each[:4]))) for each in _WORD.findall(body)] for _, _, body in pages]


def sound(path: Path) -> bool:
    """Whether qpdf has nothing to say against it: neither repairs, nor a stream that cannot be unpacked."""
    with pikepdf.open(path) as pdf:
        return not pdf.check_pdf_syntax() and not pdf.get_warnings()


def pixels(path: Path, page: int = 0, scale: float = 1.0) -> NDArray[Any]:
    with pypdfium2.PdfDocument(path) as pdf:
        return np.array(pdf[page].render(scale=scale).to_numpy())


def poppler_pixels(path: Path, page: int = 1) -> bytes:
    command = ["pdftoppm", "-r", "60", "-f", str(page), "-l", str(page), str(path)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def line(text: str, x: float, y: float, height: float = 30, source: str = "tesserocr") -> Line:
    """Words side by side from (x, y), each letter half as wide as high."""
    words = []
    for each in text.split():
        words.append(Word(each, Box(x, y, x + len(each) * height / 2, y + height), 0.9))
        x = words[-1].box.x1 + height / 3
    return Line(tuple(words), Box.around([word.box for word in words]), source)


def dossier(*pages: Page, sources: int = 1) -> Dossier:
    listed = tuple(Source(f"{index}.pdf", "0", 1) for index in range(sources))
    return Dossier("Hồ sơ 01", "clean", listed, pages)


def page(*lines: Line, number: int = 1, source: int = 0, source_page: int = 1, **more: Any) -> Page:
    size = {"width": 1000, "height": 1400, "dpi": 150.0, **more}
    return Page(number=number, source=source, source_page=source_page, lines=lines, **size)
