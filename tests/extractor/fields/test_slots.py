"""Slots laid out as readers see them: boxes are (left, top, right, bottom) in pixels, print is 30 pixels high."""

import pytest

from extractor.fields.header import PRINTED
from extractor.fields.slots import read_slot
from extractor.layout import Row, Sheet, Token
from extractor.record import Box, Page, Word


def row(*words):
    tokens = [Token(Word(text, Box(*map(float, box)), sure), Box(*map(float, box)), 1) for text, box, sure in words]
    return Row(tuple(tokens))


def sheet(of, pens=()):
    strokes = tuple(Box(*map(float, pen)) for pen in pens)
    page = Page(number=1, source=0, source_page=1, width=1000, height=1400, dpi=120, handwriting=strokes)
    return Sheet(page, 1000.0, 1400.0, 30.0, (of,), strokes)


def date(text="05", box=(200, 100, 240, 130), sure=0.97):
    return row(
        ("ngày", (100, 105, 180, 140), 1.0),
        (text, box, sure),
        ("năm", (260, 110, 330, 130), 1.0),
        ("2024", (340, 100, 420, 130), 1.0),
    )


def printed(of, pens=()):
    start = of.text.index(" ") + 1
    end = of.text.index(" năm")
    return read_slot(of, (start, end), of.tokens[-1:], sheet(of, pens)).printed >= PRINTED


def test_digits_like_the_printed_ones_beside_them_are_print():
    assert printed(date())


@pytest.mark.parametrize(
    "of",
    [
        date(box=(195, 85, 245, 130)),
        date(box=(200, 90, 240, 145)),
        date(box=(200, 112, 240, 142)),
        date(box=(205, 112, 230, 130)),
        date(sure=0.4),
        date(text="o5"),
    ],
    ids=["tall", "both ways", "below the line", "small", "doubtful", "letters"],
)
def test_what_stands_off_the_line_or_is_doubtful_is_a_pens(of):
    assert not printed(of)


def test_a_pens_strokes_on_the_slot_are_a_pens():
    assert not printed(date(), pens=[(198, 98, 242, 132)])


@pytest.mark.parametrize(("sure", "wanted"), [(0.98, True), (0.8, False)])
def test_digits_in_one_word_with_their_label_must_be_surer(sure, wanted):
    of = row(("ngày05", (100, 100, 240, 140), sure), ("năm", (260, 110, 330, 130), 1.0), ("2024", (340, 100, 420, 130), 1.0))

    assert (read_slot(of, (4, 6), of.tokens[-1:], sheet(of)).printed >= PRINTED) is wanted


@pytest.mark.parametrize(("top", "wanted"), [(98, True), (75, False)])
def test_a_number_in_one_word_with_its_symbol_may_not_tower_over_the_line(top, wanted):
    of = row(("Số:", (100, 100, 150, 130), 1.0), ("15/QĐ-UBND", (160, top, 400, 134), 0.97))

    assert (read_slot(of, (4, 6), of.tokens[1:], sheet(of), symbol=True).printed >= PRINTED) is wanted
