"""Heads of letters drawn word by word, some figures in a writing face of the samples, as by a pen."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.profiles import Profiles, load_profiles
from extractor.raster import CleanImage, PageImage
from extractor.reading.handwriting import find_handwriting, likelihood
from extractor.reading.strokes import Strokes
from extractor.record import Box, Line, Page, Word
from samples.fonts import Face, font

BLACK, BLUE, PAPER = (40, 40, 40), (60, 60, 190), (250, 250, 250)
SIZE = 54
"""Pixels per em: 13 points at 300 dpi."""


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


class Draft:
    """A page on which words are set, and the words as a reader would return them."""

    def __init__(self) -> None:
        self.picture = Image.new("RGB", (2480, 1200), PAPER)
        self.lines: list[Line] = []

    def row(self, x: float, base: float, *words: tuple[str, str, ImageFont.FreeTypeFont, tuple[int, int, int], float, float]):
        """Each word: what is drawn, what is read, how, and how far above the baseline; returns where each was drawn."""
        pen = ImageDraw.Draw(self.picture)
        placed, boxes = [], []
        for drawn, read, face, ink, sure, lift in words:
            pen.text((x, base - lift), drawn, fill=ink, font=face, anchor="ls")
            box = Box(*map(float, pen.textbbox((x, base - lift), drawn, font=face, anchor="ls")))
            boxes.append(box)
            if read:
                placed.append(Word(read, box, sure))
            x += face.getlength(drawn) + 16
        self.lines.append(Line(tuple(placed), Box.around([word.box for word in placed]), "test"))
        return boxes

    def found(self, profiles: Profiles) -> tuple[Box, ...]:
        pixels = np.asarray(self.picture)[:, :, ::-1].copy()
        page = Page(1, 0, 1, width=2480, height=3508, dpi=300, lines=tuple(self.lines))
        copy = CleanImage(np.asarray(self.picture.convert("L")), 300)
        return find_handwriting(PageImage(pixels, 300), copy, page, profiles)


def printed(text: str, size: float = SIZE):
    return text, text, font(Face.SERIF, size), BLACK, 1.0, 0.0


def prose(text: str) -> list:
    return [printed(word) for word in text.split()]


def head(draft: Draft) -> None:
    draft.row(250, 200, printed("SỞ"), printed("TÀI"), printed("CHÍNH"))
    draft.row(1150, 200, *prose("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))


def dated(day, month) -> list:
    return [printed("Hạ"), printed("Long,"), printed("ngày"), day, printed("tháng"), month, printed("năm"), printed("2024")]


def test_printed_figures_are_print(profiles: Profiles):
    draft = Draft()
    head(draft)
    draft.row(250, 330, printed("Số:"), printed("127/QĐ-STC"))
    draft.row(1150, 330, *dated(printed("05"), printed("3")))
    draft.row(250, 600, *prose("Căn cứ Luật số 72/2020/QH14 ngày 17 tháng 11 năm 2020;"))
    assert draft.found(profiles) == ()


@pytest.mark.parametrize("ink", [BLUE, BLACK])
@pytest.mark.parametrize("face", [Face.HAND, Face.HAND_DIGITS])
def test_figures_of_a_pen_are_handwriting_wherever_the_slot_is(profiles: Profiles, face: Face, ink: tuple[int, int, int]):
    draft = Draft()
    head(draft)
    pen = font(face, 1.35 * SIZE)
    number = draft.row(250, 330, printed("Số:"), ("127", "12}", pen, ink, 0.55, 4), printed("/QĐ-STC"))[1]
    day = draft.row(1150, 330, *dated(("28", "2%", pen, ink, 0.5, 6), printed("3")))[3]
    found = draft.found(profiles)
    assert len(found) == 2
    assert found[0].overlap(number) > 0.8 * number.area
    assert found[1].overlap(day) > 0.8 * day.area


def test_a_pen_is_known_by_its_ink_though_the_readers_are_sure(profiles: Profiles):
    draft = Draft()
    head(draft)
    draft.row(250, 330, printed("Số:"), ("27", "27", font(Face.HAND, 1.5 * SIZE), BLUE, 0.97, 12), printed("/QĐ-STC"))
    assert len(draft.found(profiles)) == 1


def test_print_that_readers_doubt_is_still_print(profiles: Profiles):
    draft = Draft()
    head(draft)
    draft.row(250, 330, printed("Số:"), ("127", "127", font(Face.SERIF, SIZE), BLACK, 0.7, 0.0), printed("/QĐ-STC"))
    assert draft.found(profiles) == ()


def test_an_empty_slot_holds_no_handwriting(profiles: Profiles):
    draft = Draft()
    head(draft)
    draft.row(250, 330, printed("Số:"), ("     ", "", font(Face.SERIF, SIZE), BLACK, 0, 0), printed("/QĐ-STC"))
    assert draft.found(profiles) == ()


def test_every_sign_of_a_pen_makes_one_likelier():
    nothing = Strokes(*[0.0] * len(Strokes._fields))
    assert likelihood(nothing) < 0.05
    for sign in Strokes._fields:
        assert likelihood(nothing._replace(**{sign: 0.3})) > likelihood(nothing)
