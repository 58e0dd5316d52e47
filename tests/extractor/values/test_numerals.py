from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.values.numerals import in_words, parse_numeral
from extractor.values.text import deaccent

NUMBERS = st.integers(1, 10**18 - 1) | st.integers(1, 10**4) | st.builds(lambda power: 10**power, st.integers(0, 17))
WRITINGS = st.sampled_from(
    [
        str.upper, str.title, deaccent, lambda said: said.replace(" ", "   "), lambda said: said.replace("nghìn", "ngàn"),
        lambda said: said.replace("tỷ", "tỉ").replace("linh", "lẻ"), lambda said: said.replace("mươi tư", "mươi bốn"),
        lambda said: said.replace("mươi lăm", "mươi nhăm"), lambda said: said.replace(" triệu ", " triệu, "),
        lambda said: said.replace("mươi ", "mươi"), lambda said: f"(Bằng chữ: {said} đồng chẵn./.)",
        lambda said: f"......{said}......",
    ]
)  # fmt: skip


@given(NUMBERS)
@example(10**9 + 5)
@example(2005)
def test_words_and_numbers_are_inverse(number: int):
    said = parse_numeral(in_words(number))
    assert said is not None
    assert said.value == str(number)


@given(NUMBERS, WRITINGS)
def test_every_writing_says_the_same_number(number: int, writing):  # type: ignore[no-untyped-def]
    said = parse_numeral(writing(in_words(number)))
    assert said is not None
    assert said.number == number


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_decimals_in_words(number: Decimal):
    said = parse_numeral(in_words(number))
    assert said is not None
    assert said.number == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1985, "một nghìn chín trăm tám mươi lăm"),
        (2005, "hai nghìn không trăm linh năm"),
        (1_250_000_000, "một tỷ hai trăm năm mươi triệu"),
        (21, "hai mươi mốt"),
        (14, "mười bốn"),
        (24, "hai mươi tư"),
        (Decimal("761.2"), "bảy trăm sáu mươi mốt phẩy hai"),
        (0, "không"),
    ],
)
def test_offices_write(number: int | Decimal, words: str):
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hai mốt", "21"), ("tám lăm", "85"), ("chín trăm tám ba", "983"), ("ba trăm không mươi lăm", "305"),
        ("hai nghìn lẻ năm", "2005"),
        ("hai triệu rưỡi", "2500000"), ("một trăm rưởi", "150"), ("một phẩy tám tỷ", "1800000000"),
        ("một nghìn tỷ", "1000000000000"),
        ("mười hai phẩy hai năm", "12.25"), ("bốn trăm phẩy không", "400"), ("không đồng", "0"), ("Bấy trăm sảu mươi", "760"),
    ],
)  # fmt: skip
def test_people_also_write(words: str, value: str):
    said = parse_numeral(words)
    assert said is not None
    assert said.value == value


@pytest.mark.parametrize(
    "words",
    [
        "", "không", "không có", "hai triệu năm", "hai trăm năm", "hal mươi triệu", "một tỷ haj mươi triệu",
        "hai mươi triệv năm", "trăm hai",
        "hai ba", "mười hai, mười ba", "lăm", "Nguyễn Văn Nam", "một nghìn chín trăm tám mươi lãn",
        "hai mươi ?", "một tỷ¿bảy trăm triệu", "sáu trăm ha' mươi triệu", "chín trăm bả mươi triệu", "tám trăm m ười bốn triệu",
    ],
)  # fmt: skip
def test_what_may_be_a_torn_or_ambiguous_number_is_none(words: str):
    assert parse_numeral(words) is None


def test_only_what_has_words_is_written():
    for number in (-1, 10**18):
        with pytest.raises(ValueError, match="no number words"):
            in_words(number)


@given(st.text() | st.text("mộthaibaămươiìnrệuỷ ,."))
def test_any_text_is_survived(text: str):
    said = parse_numeral(text)
    assert said is None or said.number >= 0
