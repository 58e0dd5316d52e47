import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractor.reading.ink import tightened
from extractor.record import Box, Line, Word
from tests.drawing import font

LINE = Box(40.0, 40.0, 560.0, 100.0)


def page(*texts, pen=None):
    """Words at 50, 250 and 450; `pen` draws on the page."""
    image = Image.new("L", (600, 200), 255)
    draw = ImageDraw.Draw(image)
    for index, text in enumerate(texts):
        draw.text((50 + 200 * index, 90), text, fill=20, font=font(13), anchor="ls")
    if pen is not None:
        pen(draw)
    return np.asarray(image)


def line(*texts):
    """As a reader of lines gives it: words as high as the line, roughly where they stand."""
    words = tuple(
        Word(text, Box(45.0 + 200 * index, 40.0, 150.0 + 200 * index, 100.0), 0.9) for index, text in enumerate(texts)
    )
    return Line(words, LINE, "test")


def ink(pixels, left, right):
    ys, xs = np.nonzero(pixels[:, left:right] < 150)
    return Box(float(xs.min() + left), float(ys.min()), float(xs.max() + left + 1), float(ys.max() + 1))


def test_a_word_has_the_box_of_its_ink():
    pixels = page("nam", "05", "Đ")
    found = tightened(line("nam", "05", "Đ"), pixels)

    assert [word.box for word in found.words] == [ink(pixels, 0, 200), ink(pixels, 200, 400), ink(pixels, 400, 600)]
    assert found.box == ink(pixels, 0, 600)


def test_a_pen_that_reaches_beyond_its_line_makes_its_word_higher():
    written = page("ngày", "", "năm", pen=lambda draw: draw.line((260, 35, 290, 108), fill=20, width=4))
    found = tightened(line("ngày", "1", "năm"), written)

    assert found.words[1].box.height == pytest.approx(74, abs=3)
    assert found.words[0].box.height < 50


def test_ink_of_other_lines_and_rules_does_not_count():
    def pen(draw):
        draw.text((50, 190), "dưới", fill=20, font=font(13), anchor="ls")
        draw.line((0, 100, 600, 100), fill=20, width=2)

    assert tightened(line("ngày", "05", "năm"), page("ngày", "05", "năm", pen=pen)).words[0].box.y1 < 105


def test_words_without_ink_keep_their_boxes():
    empty = page()
    before = line("ngày", "05")

    assert tightened(before, empty) == before
    assert tightened(before, page("ngày")).words[1] == before.words[1]


def test_dots_count_only_where_there_is_nothing_else():
    pixels = page("....", "5....")
    found = tightened(line("....", "5"), pixels)

    assert found.words[0].box.height < 10
    assert found.words[1].box.width < 30
