from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.dates import FIRST_YEAR, NO_EXPIRY, find_date_line, parse_date, partial_iso, read_int
from extractor.values.numerals import in_words

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))

SHAPES = (
    "ngày {d:02} tháng {m} năm {y}", "ngày {d} tháng {m:02} năm {y}", "Ngày{d:02}tháng{m}năm{y}", "{d:02}/{m}/{y}",
    "{d:02}-{m:02}-{y}", "{d:02}.{m:02}.{y}", "{d:02} / {m:02} / {y}", "{d} tháng {m} năm {y}",
    "ngày..{d}...tháng…{m}..năm {y}.", "Ngảy {d} tháns {m} nám {y}", "Hà Nội, ngày {d} tháng {m} năm {y}",
    "ngày {d}/{m} năm {y}", "NGÀY {d:02} THÁNG {m:02} NĂM {y}", ": {d:02}/{m:02}/{y}, Nơi cấp: Công an",
)  # fmt: skip


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


@given(DAYS, st.sampled_from(SHAPES))
def test_every_date_is_read_in_every_printed_shape(day: date, shape: str):
    found = parse_date(shape.format(d=day.day, m=day.month, y=day.year))
    assert found is not None
    assert (found.value, found.precision, found.repaired, found.faults) == (day.isoformat(), "day", False, ())


@given(DAYS, st.sampled_from([str.lower, str.upper, str.title]))
def test_every_date_is_read_in_words(day: date, case):  # type: ignore[no-untyped-def]
    found = parse_date(case(f"ngày {in_words(day.day)} tháng {in_words(day.month)} năm {in_words(day.year)}"))
    assert found is not None
    assert (found.value, found.in_words) == (day.isoformat(), True)


@pytest.mark.parametrize(
    ("printed", "value", "precision"),
    [
        ("tháng 3 năm 1985", "1985-03", "month"),
        ("tháng ba năm một nghìn chín trăm tám mươi lăm", "1985-03", "month"),
        ("3/1985", "1985-03", "month"),
        ("Sinh năm 1969", "1969", "year"),
        ("1969", "1969", "year"),
        ("năm một nghìn chín trăm sáu mươi chín", "1969", "year"),
        ("ngày … tháng … năm 2022", "2022", "year"),
        ("ngày ..... tháng 3 năm 2022", "2022-03", "month"),
        (NO_EXPIRY, NO_EXPIRY, None),
        ("KHÔNG THỜI HẠN", NO_EXPIRY, None),
        ("Ngày mười bốn tháng tư năm hai nghìn không trăm linh năm", "2005-04-14", "day"),
        ("ngày năm tháng năm năm hai nghìn lẻ năm", "2005-05-05", "day"),
        ("ngày mồng ba tháng giêng năm 1980", "1980-01-03", "day"),
        ("ngày hai mốt tháng chạp năm một nghìn chín trăm chín ba", "1993-12-21", "day"),
        ("..05... tháng ..3... năm 20.22..", "2022-03-05", "day"),
        ("2022-03-05", "2022-03-05", "day"),
    ],
)
def test_a_date_is_as_precise_as_its_print(printed: str, value: str, precision: str | None):
    found = parse_date(printed)
    assert found is not None
    assert (found.value, found.precision, found.faults) == (value, precision, ())


@pytest.mark.parametrize(
    ("printed", "value", "fault"),
    [
        ("31/02/2022", "2022-02", "Không có ngày 31/2/2022"),
        ("ngày 05 tháng 13 năm 2022", "2022", "Không có ngày 5/13/2022"),
        ("1?/03/2022", "2022-03", "Không đọc được ngày"),
        ("1 2/07/1959", "1959-07", "Không đọc được ngày"),
        ("ngày ¿é tháng 3 năm 2022", "2022-03", "Không đọc được ngày"),
        ("ngày hal mươi bốn tháng ba năm 2001", "2001-03", "Không đọc được ngày"),
        ("hal mươi bốn tháng ba năm 2001", "2001-03", "Không đọc được ngày"),
        ("ngày 5 tháng … năm 2022", "2022", "Không đọc được tháng"),
        ("ngày mười hai thán bảy năm hai nghìn", "2000", "Không đọc được ngày, tháng"),
        ("ngày 5 tháng ¿é năm 2001", "2001", "Không đọc được tháng"),
    ],
)
def test_what_cannot_be_is_left_out_and_told(printed: str, value: str, fault: str):
    found = parse_date(printed)
    assert found is not None
    assert (found.value, found.faults) == (value, (fault,))


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "ngày 05 tháng 3 năm",
        "ngày … tháng … năm 20…",
        "05/03/85",
        "0011 1985 0213",
        "Kinh",
        "năm năm mươi",
        "24/*1/1982",
        "ngày 5 tháng 3 năm 3022",
    ],
)
def test_no_year_is_made_up(printed: str):
    assert parse_date(printed) is None


def test_letters_count_as_digits_between_the_words_of_a_date_only_and_it_is_told():
    found = parse_date("ngày l4 tháng I0 năm 2O22")
    assert found is not None
    assert (found.value, found.repaired) == ("2022-10-14", True)
    assert parse_date("Ol/Oll/ZOZZ") is None


def test_people_are_born_before_documents_begin():
    assert parse_date("22/12/1930") is not None
    assert parse_date("22/12/1930", FIRST_YEAR) is None


def test_the_span_is_the_part_that_says_it():
    printed = "Sinh ngày: 14/3/1985, Dân tộc: Kinh"
    found = parse_date(printed)
    assert found is not None
    assert printed[slice(*found.span)] == found.text == "14/3/1985"


@given(st.text() | st.text("ngàythángăm 0123456789/.-…oOlI?"))
def test_any_text_is_survived_and_no_digit_made_up(text: str):
    found = parse_date(text)
    assert found is None or found.value == NO_EXPIRY or found.value[:2] in ("19", "20")
