from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.money import parse_money, same_in_words
from extractor.values.numerals import in_words

SUMS = st.integers(1, 10**14)


@given(SUMS, st.sampled_from(".,"), st.sampled_from([" đồng", "đ", " VNĐ", " VND", "", ".....đồng"]))
def test_sums_in_figures_are_read_with_either_separator(number: int, separator: str, currency: str):
    found = parse_money(f"{number:,}".replace(",", separator) + currency)
    assert found is not None
    assert (found.value, found.currency, found.repaired) == (str(number), "VND", False)


@given(SUMS)
def test_figures_and_words_agree(number: int):
    printed = f"{number:,} đồng".replace(",", ".")
    found = parse_money(f"{printed} (Bằng chữ: {in_words(number).capitalize()} đồng)")
    assert found is not None
    assert (found.value, found.text, found.faults) == (str(number), printed, ())
    assert same_in_words(str(number), in_words(number)) is True
    assert same_in_words(str(number + 1), in_words(number)) is False


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1,8 tỷ đồng", "1800000000"), ("1.8 tỷ", "1800000000"), ("500 triệu đồng", "500000000"),
        ("1 tỷ 250 triệu đồng", "1250000000"),
        ("1 250 000 000 VNĐ", "1250000000"), ("1.250.000,00 đồng", "1250000"),
        ("Một tỷ hai trăm năm mươi triệu đồng", "1250000000"),
        ("3. Vốn điều lệ: 1.800.000.000 đồng", "1800000000"), ("1.25.000 đồng (Bằng chữ: hai mươi nghìn đồng)", "20000"),
        ("0 đồng", "0"),
    ],
)  # fmt: skip
def test_sums_as_papers_print_them(printed: str, value: str):
    found = parse_money(printed)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "đồng",
        "1.25.000 đồng",
        "1?0.000 đồng",
        "1.250.?00.000 đồng",
        "?50.000 đồng",
        "?.250.000 đồng",
        "1 250.000 đồng",
        "2.56a.500.000 đồng",
        ".414.500.000 đồng",
        "12,5 đồng",
    ],
)
def test_a_torn_sum_is_none(printed: str):
    assert parse_money(printed) is None


def test_disagreement_and_doubt_are_told():
    differing = parse_money("500.000 đồng (Bằng chữ: năm triệu đồng)")
    assert differing is not None
    assert differing.faults == ("Số tiền bằng số và bằng chữ khác nhau",)
    doubtful = parse_money("1.250 tỷ")
    assert doubtful is not None
    assert doubtful.faults
    repaired = parse_money("1.250.OOO đồng")
    assert repaired is not None
    assert (repaired.value, repaired.repaired) == ("1250000", True)


def test_other_currencies_have_cents():
    found = parse_money("10.000,5 USD")
    assert found is not None
    assert (found.value, found.currency) == ("10000.5", "USD")


def test_words_that_say_no_number_decide_nothing():
    assert same_in_words("5", "năm trăm triệv") is None


@given(st.text() | st.text("0123456789., đồngtỷiệu?OIl"))
def test_any_text_is_survived_and_digits_only_come_out(text: str):
    found = parse_money(text)
    assert found is None or found.value.replace(".", "").isdigit()
