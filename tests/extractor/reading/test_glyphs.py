from itertools import pairwise

import numpy as np
import pytest

from extractor.reading.glyphs import collapsed, text_of, trimmed, word_spans, words_of
from extractor.record import Box
from tests.extractor.reading.readings import reading

ALPHABET = ("a", "b", " ")


def test_repeated_steps_are_one_character_and_blanks_part_doubles():
    classes = np.array([0, 1, 1, 0, 1, 2, 2, 0])
    sure = np.array([0.9, 0.5, 0.8, 0.9, 0.7, 0.6, 0.9, 0.9])

    found = collapsed(classes, sure, ALPHABET, 100.0, 180.0)

    assert text_of(found) == "aab"
    assert [glyph.confidence for glyph in found] == [0.8, 0.7, 0.9]
    assert [glyph.x for glyph in found] == [115.0, 145.0, 155.0]


def test_nothing_but_blanks_is_nothing():
    assert collapsed(np.zeros(5, int), np.ones(5), ALPHABET, 0.0, 10.0) == ()
    assert collapsed(np.zeros(0, int), np.ones(0), ALPHABET, 0.0, 10.0) == ()


@pytest.mark.parametrize(("text", "wanted"), [("  Số:   15 ", "Số: 15"), ("   ", ""), ("", ""), ("ký", "ký")])
def test_trimmed_keeps_one_space_between_words(text, wanted):
    assert text_of(trimmed(reading(text))) == wanted


def test_word_spans_are_the_words():
    line = reading("Số: 15/QĐ ngày")

    assert [text_of(line[span.start : span.end]) for span in word_spans(line)] == ["Số:", "15/QĐ", "ngày"]


def test_words_stand_where_their_letters_were_read_and_inside_the_line():
    box = Box(0.0, 50.0, 140.0, 80.0)
    words = words_of(reading("Số: 15/QĐ ngày"), box)

    assert [word.text for word in words] == ["Số:", "15/QĐ", "ngày"]
    assert [(word.box.x0, word.box.x1) for word in words] == [(0, 30), (40, 90), (100, 140)]
    assert all((word.box.y0, word.box.y1) == (50, 80) for word in words)


def test_words_never_overlap_however_odd_the_places():
    words = words_of(reading("a b c", letter=0.1), Box(0.0, 0.0, 50.0, 10.0))

    for before, after in pairwise(words):
        assert before.box.x1 <= after.box.x0
    assert all(0 <= word.box.x0 < word.box.x1 <= 50 for word in words)


def test_a_word_is_as_sure_as_its_letters():
    (word,) = words_of((*reading("k", 0.5), *reading("ý", 1.0)), Box(0.0, 0.0, 20.0, 10.0))

    assert word.confidence == pytest.approx(0.75)
