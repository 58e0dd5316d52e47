import time

import numpy as np
import pytest

from extractor.raster import CleanImage
from extractor.reading import asterocr, voting
from extractor.reading.ballot import Ballot, joined
from extractor.reading.glyphs import Span
from extractor.reading.tesseract_lines import TesseractLines
from extractor.reading.voting import PLANS, VotingReader
from extractor.record import Box
from tests.drawing import DPI, draw_letter
from tests.extractor.reading.readings import reading

BOX = Box(0.0, 0.0, 200.0, 20.0)


def test_neighbouring_words_become_pieces_and_long_ones_are_parted():
    words = [Span(0, 3), Span(4, 8), Span(20, 24), Span(25, 30)]

    assert joined(words, 0) == [Span(0, 8), Span(20, 30)]
    assert joined(words, 12) == [Span(0, 30)]
    assert joined(words, 12, longest=10) == [Span(0, 8), Span(20, 30)]
    assert joined([], 5) == []


def letters(plan, asked, monkeypatch):
    """The text of a drawn letter, with what each other reader was asked noted in `asked`."""

    def noted(name, read):
        def ask(*arguments):
            asked.append((name, next(each for each in arguments if isinstance(each, Box))))
            return read(*arguments)

        return ask

    monkeypatch.setattr(asterocr, "read_piece", noted("asterocr", asterocr.read_piece))
    monkeypatch.setattr(TesseractLines, "read_piece", noted("tesseract", TesseractLines.read_piece))
    reader = VotingReader(plan, "vie")
    page = reader.read(CleanImage(np.asarray(draw_letter()), DPI), time.monotonic() + 60)
    reader.close()
    return "\n".join(line.text for line in page.lines)


def test_more_is_asked_the_dearer_the_mode(monkeypatch):
    asked = {name: [] for name in PLANS}
    for name, plan in PLANS.items():
        with monkeypatch.context() as patch:
            letters(plan, asked[name], patch)
    counts = {name: [reader for reader, _ in each] for name, each in asked.items()}

    assert 0 < counts["fast"].count("tesseract") < counts["balanced"].count("tesseract")
    assert counts["fast"].count("asterocr") == 0
    assert 0 < counts["balanced"].count("asterocr") < counts["careful"].count("asterocr")
    assert sum(box.width for _, box in asked["balanced"]) < 0.5 * sum(box.width for _, box in asked["careful"])


def test_the_others_are_asked_where_the_first_is_wrong(monkeypatch):
    fast, asked = letters(voting.Plan((0.25,)), [], monkeypatch), []
    text = letters(PLANS["balanced"], asked, monkeypatch)

    assert "hồ sơ" not in fast
    assert "hồ sơ" in text
    assert {"tesseract", "asterocr"} == {name for name, _ in asked}


def ballot(*views):
    return Ballot(BOX, [reading(*view) if isinstance(view, tuple) else reading(view) for view in views])


def open_words(of):
    return of.open(PLANS["balanced"].sure)


def test_a_word_is_in_doubt_where_a_view_is_unsure_or_reads_it_otherwise():
    assert open_words(ballot("an toàn thực phẩm", "an toàn thực phẩm")) == []
    assert open_words(ballot("an toàn thực phẩm", "an toàn thực phâm")) == [Span(13, 17)]
    assert open_words(ballot(("an toàn", 0.9), "an toàn")) == [Span(0, 2), Span(3, 7)]


def test_a_doubtful_word_that_the_next_reader_reads_alike_is_settled():
    line = ballot("an toàn thực phẩm", "an toàn thực phâm", "an toàn thực phẩm")
    line.hear(Span(13, 17), reading("phẩm"))

    assert open_words(line) == []


def test_a_doubtful_word_that_the_next_reader_reads_otherwise_stays_open_and_the_third_decides():
    line = ballot("an toàn thực phâm", "an toàn thực phầm", "an toàn thực phâm")
    line.hear(Span(13, 17), reading("phẩm"))
    assert open_words(line) == [Span(13, 17)]

    line.hear(Span(13, 17), reading("phẩm"))
    assert line.line("test").text == "an toàn thực phẩm"


@pytest.mark.parametrize("text", ["ngày 24 tháng", "ngày24 tháng", "ngày  24"])
def test_what_was_heard_of_one_word_leaves_the_others_alone(text):
    line = ballot("ngày 24 tháng 3", "ngày 24 tháng 3")
    line.hear(Span(5, 7), reading("99", 0.1))

    assert line.line("test").text == "ngày 24 tháng 3"


def test_a_line_in_which_nothing_is_elected_is_none():
    line = ballot(("ab", 0.1), ("", 0.9), ("", 0.9))

    assert line.line("test") is None


def test_a_piece_reaches_from_space_to_space():
    line = ballot("an toàn thực")

    assert line.place(Span(3, 7)) == Box(25.0, 0.0, 75.0, 20.0)
    assert line.place(Span(0, 2)).x0 == BOX.x0
    assert line.place(Span(8, 12)).x1 == BOX.x1
