import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.agreement import Vote, elect, places
from extractor.reading.glyphs import text_of
from tests.extractor.reading.readings import reading

TEXTS = st.text("aăâbcoôơ 15/", max_size=12)


def elected(*texts, confidence=0.99):
    return elect([Vote(reading(text, confidence), 1.0) for text in texts])


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (("phâm", "phẩm", "phẩm"), "phẩm"),
        (("an toàn thực phẩm", "antoàn thực phâm", "an toàn thực phẩm"), "an toàn thực phẩm"),
        (("ngày24", "ngày 24", "ngày 24"), "ngày 24"),
        (("Số: 15", "Số: 15;", "Số: 15"), "Số: 15"),
        (("Cụ trưởng", "Cục trưởng", "Cục trưởng"), "Cục trưởng"),
    ],
)
def test_two_of_three_win_whoever_is_the_pivot(texts, wanted):
    for first in range(3):
        assert text_of(elected(*texts[first:], *texts[:first])) == wanted


def test_a_sure_reader_outweighs_an_unsure_one():
    votes = [Vote(reading("15", 0.4), 1.0), Vote(reading("16", 0.9), 1.0)]

    assert text_of(elect(votes)) == "16"


def test_weight_decides_between_two_that_are_equally_sure():
    assert text_of(elect([Vote(reading("15"), 1.0), Vote(reading("16"), 1.3)])) == "16"


def test_readers_that_disagree_lower_the_confidence():
    agreed, split = elected("đồng", "đồng", "đồng"), elected("đồng", "đồng", "đông")

    assert min(glyph.confidence for glyph in agreed) == pytest.approx(0.99)
    assert min(glyph.confidence for glyph in split) == pytest.approx(0.66)
    assert split[0].confidence == pytest.approx(0.99)


def test_one_reader_alone_is_as_sure_as_it_says():
    assert [glyph.confidence for glyph in elected("ký", confidence=0.7)] == [0.7, 0.7]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_nothing_is_elected_that_no_reader_read(texts):
    letters = set("".join(texts))

    assert set(text_of(elected(*texts))) <= letters


@given(TEXTS, st.integers(1, 4))
def test_readers_of_one_mind_are_believed(text, count):
    assert text_of(elected(*[text] * count)) == text


@given(TEXTS, TEXTS)
def test_places_run_from_end_to_end_and_never_back(first, second):
    found = places(reading(first), reading(second))

    assert len(found) == len(first) + 1
    assert found == sorted(found)
    assert found[-1] == len(second)
    assert found[0] == (0 if first else len(second))


def test_places_show_where_a_word_stands_in_another_reading():
    pivot, other = reading("Sở Y tê tỉnh"), reading("Sở Ytế tỉnh")
    at = places(pivot, other)

    assert text_of(other[at[8] : at[12]]).strip() == "tỉnh"


def test_one_vowel_under_two_marks_is_not_elected_twice():
    votes = [Vote(reading("phm"), 0.2), Vote(reading("phẫm"), 1.0), Vote(reading("phẩam"), 0.9), Vote(reading("phẩm"), 0.9)]
    doubled = [Vote(reading("hưu"), 1.0), Vote(reading("hưu"), 1.0)]

    assert text_of(elect(votes)) == "phẩm"
    assert text_of(elect(doubled)) == "hưu"
