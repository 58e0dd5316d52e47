from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.dates import find_date_line, is_real, partial_iso, read_int


@pytest.mark.parametrize(
    ("printed", "place", "day", "month", "year"),
    [
        ("Hà Nội, ngày 05 tháng 3 năm 2020", "Hà Nội,", "05", "3", "2020"),
        ("Hà Nội, ngày24 tháng9 năm 2025", "Hà Nội,", "24", "9", "2025"),
        ("Vị Thanh, ngày..⁄.tháng...2năm 2010", "Vị Thanh,", "..⁄.", "...2", "2010"),
        ("Hạ Long, 15/7/2024", "Hạ Long,", "15", "7", "2024"),
    ],
)
def test_the_parts_of_a_date_line(printed: str, place: str, day: str, month: str, year: str):
    found = find_date_line(printed)
    assert found is not None
    assert found.month is not None
    spans = (found.place, found.day, found.month, found.year)
    assert [printed[slice(*span)].strip() for span in spans] == [place, day, month, year]


def test_prose_is_no_date_line():
    assert find_date_line("Độc lập - Tự do - Hạnh phúc") is None


def test_the_value_holds_only_what_is_certain():
    assert partial_iso(2024, 2, 29) == ("2024-02-29", "day")
    assert partial_iso(2023, 2, 29) == ("2023-02", "month")
    assert partial_iso(2010, None, 5) == ("2010", "year")
    assert partial_iso(None, 3, 5) == (None, None)


def test_digits_with_a_letter_that_looks_like_one():
    assert read_int("l6") == 16
    assert read_int(" 09 ") == 9
    assert read_int("¿é") is None


@given(st.dates(min_value=__import__("datetime").date(1945, 1, 1), max_value=__import__("datetime").date(2099, 12, 31)))
def test_every_date_of_the_period_is_real_and_survives(day):  # type: ignore[no-untyped-def]
    value, precision = partial_iso(day.year, day.month, day.day)
    assert (value, precision) == (day.isoformat(), "day")
    assert value is not None
    assert is_real(value)


@pytest.mark.parametrize("value", ["2024-13", "2023-02-29", "1850", "20", "2024-1-1"])
def test_impossible_dates_are_not_real(value: str):
    assert not is_real(value)
