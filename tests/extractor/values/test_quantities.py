from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.figures import plain
from extractor.values.numerals import in_words
from extractor.values.quantities import parse_decimal, parse_integer


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [("3,6 m", "3.6", "m"), ("60 %", "60", "%"), ("2,5 lần", "2.5", "lần"), ("......12,0 m", "12", "m"), ("3.6", "3.6", "")],
)
def test_decimals_with_their_unit(printed: str, value: str, unit: str):
    found = parse_decimal(printed)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12 tháng", "12"),
        ("03 (ba) bộ", "3"),
        ("mười hai tháng", "12"),
        ("1.200 hộ", "1200"),
        ("thời hạn 12 tháng kể từ ngày cấp", "12"),
    ],
)
def test_counts(printed: str, value: str):
    found = parse_integer(printed)
    assert found is not None
    assert (found.value, found.faults) == (value, ())


@given(st.integers(1, 10**6))
def test_counts_in_words(number: int):
    found = parse_integer(f"{in_words(number)} bộ")
    assert found is not None
    assert (found.value, found.unit, found.in_words) == (str(number), "bộ", True)


@given(st.decimals(min_value=0, max_value=999, places=2))
def test_decimals_are_read_back(number: Decimal):
    found = parse_decimal(f"{number}".replace(".", ",") + " m")
    assert found is not None
    assert found.value == plain(number)


def test_what_is_beyond_its_limits_stands_and_is_told():
    found = parse_decimal("120 %", 0, 100)
    assert found is not None
    assert (found.value, found.faults) == ("120", ("Ngoài khoảng hợp lý 0 đến 100",))
    tower = parse_integer("0 tầng", least=1)
    assert tower is not None
    assert tower.faults == ("Ngoài khoảng hợp lý từ 1",)


def test_figures_and_words_that_differ_are_told():
    found = parse_integer("03 (bốn) bộ")
    assert found is not None
    assert found.faults == ("Bằng số và bằng chữ khác nhau",)


def test_letters_among_digits_are_told():
    found = parse_integer("l2 tháng")
    assert found is not None
    assert (found.value, found.repaired) == ("12", True)


@pytest.mark.parametrize("printed", ["", "tháng", "2,5", "1?", "Il tháng"])
def test_no_count(printed: str):
    assert parse_integer(printed) is None


@given(st.text())
def test_any_text_is_survived(text: str):
    for found in (parse_decimal(text), parse_integer(text)):
        assert found is None or Decimal(found.value) >= 0
