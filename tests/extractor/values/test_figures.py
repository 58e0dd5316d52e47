from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.figures import composed, level, plain, read_amount, read_digits, written


@given(st.text())
def test_levelling_keeps_every_position(text: str):
    assert len(level(composed(text))) == len(composed(text))


def test_levelling_folds_marks_and_case():
    assert level("Ngày MƯỜI Đồng m²") == "ngay muoi dong m²"


def test_letters_are_digits_only_among_enough_digits():
    read = read_digits("O22l85 0B123A".replace("A", "4"))
    assert read is not None
    assert (read.value, read.repaired) == ("022185081234", True)
    assert read_digits("SOS") is None
    assert read_digits("12x") is None


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1.250.000.000", "1250000000"), ("1,250,000,000", "1250000000"), ("1.041,9", "1041.9"), ("1,041.9", "1041.9"),
        ("761,2", "761.2"),
        ("761.2", "761.2"), ("1041,90", "1041.90"), ("1041.900", "1041.900"), ("0,125", "0.125"), ("1.200", "1200"),
        ("12", "12"),
    ],
)  # fmt: skip
def test_separators_are_told_by_their_grouping(printed: str, number: str):
    amount = read_amount(printed)
    assert amount is not None
    assert (amount.number, amount.other) == (Decimal(number), None)


def test_one_comma_before_three_digits_has_two_readings():
    amount = read_amount("1,200")
    assert amount is not None
    assert (amount.number, amount.other) == (Decimal("1.2"), Decimal(1200))


@pytest.mark.parametrize("printed", ["1.25.000", "1.250.00", "1,2,3", "12.34,56.7", "1.000,5,5", "1250.000,5"])
def test_groups_that_make_no_number(printed: str):
    assert read_amount(printed) is None


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_number_without_needless_zeros_is_the_same_number(number: Decimal):
    text = plain(number)
    assert Decimal(text) == number
    assert not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize(
    ("value", "grouped", "told"),
    [
        ("139.8", False, "139,8"), ("0.08", False, "0,08"), ("1250", False, "1250"), ("12.125", False, "12,1250"),
        ("1250000", True, "1.250.000"), ("1234.5", True, "1.234,5"), ("khoảng 12", True, "khoảng 12"), ("007", True, "007"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_people_here_do(value: str, told: str, grouped: bool):
    assert written(value, grouped=grouped) == told


@given(st.decimals(min_value=0, max_value=10**12, places=4), st.booleans())
def test_what_is_written_is_read_back_without_a_doubt(number: Decimal, grouped: bool):
    amount = read_amount(written(plain(number), grouped=grouped))
    assert amount is not None
    assert (amount.number, amount.other, amount.repaired) == (number, None, False)
