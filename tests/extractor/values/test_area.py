from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.area import find_areas, parse_area
from extractor.values.figures import plain
from extractor.values.numerals import in_words

AREAS = st.decimals(min_value=1, max_value=10**6, places=1)


@given(
    AREAS,
    st.sampled_from(["{} m²", "{}m2", "......{}.....m²", "Diện tích: {} m2, (bằng chữ: )", "{} mét vuông"]),
    st.booleans(),
)
def test_areas_with_a_decimal_comma(area: Decimal, shape: str, grouped: bool):
    figures = f"{area:,}" if grouped else str(area)
    found = parse_area(shape.format(figures.replace(",", " ").replace(".", ",").replace(" ", ".")))
    assert found is not None
    assert (found.value, found.unit, found.repaired) == (plain(area), "m2", False)


@given(AREAS)
def test_areas_in_words(area: Decimal):
    found = parse_area(f"(Bằng chữ: {in_words(area)} mét vuông)")
    assert found is not None
    assert (found.value, found.unit, found.in_words) == (plain(area), "m2", True)


@pytest.mark.parametrize("unit", ["m?", "m°", "m*", 'm"', "m", "mẻ", "m'"])
def test_a_torn_square_is_completed_and_told(unit: str):
    found = parse_area(f"761,2 {unit}")
    assert found is not None
    assert (found.value, found.unit, found.repaired) == ("761.2", "m2", True)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("0,5 ha", "5000", "ha"), ("2 sào 5 thước", "840", "sào"), ("1 mẫu 2 sào", "4320", "mẫu"),
        ("năm sào", "1800", "sào"), ("761,2", "761.2", ""),
        ("1.200 m2", "1200", "m2"), ("761, 2 m²", "761.2", "m2"), ("120 Hạ Long", "120", ""), ("2 km2", "2000000", "km2"),
        ("thửa 12: 400 m²", "400", "m2"),
    ],
)  # fmt: skip
def test_units_are_square_metres(printed: str, value: str, unit: str):
    found = parse_area(printed)
    assert found is not None
    assert (found.value, found.unit, found.faults) == (value, unit, ())


@pytest.mark.parametrize("printed", ["1,200 m2", "1,250 ha", "1.250 ha"])
def test_a_separator_with_two_readings_is_told(printed: str):
    found = parse_area(printed)
    assert found is not None
    assert found.faults


@pytest.mark.parametrize(
    "printed", ["", "m²", "?61,2 m2", "76?,2 m2", "7 61,2 m2", "7~91,1 m²", "1894~6 m²", "961x,7 m²", "761,? m2", "1.25.000 m²"]
)
def test_a_torn_area_is_none(printed: str):
    assert parse_area(printed) is None


def test_all_areas_of_a_value_in_order():
    assert [area.value for area in find_areas("riêng: 120 m², chung: 30,5 m²")] == ["120", "30.5"]


@given(st.text() | st.text("0123456789.,m²ha?sàothướcmẫu "))
def test_any_text_is_survived(text: str):
    found = parse_area(text)
    assert found is None or Decimal(found.value) >= 0
