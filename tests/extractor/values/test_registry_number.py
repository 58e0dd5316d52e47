from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.registry_number import parse_land_registry_number, parse_registry_number


@pytest.mark.parametrize(
    ("printed", "value", "parts"),
    [
        ("CH 00120", "CH 00120", {"prefix": "CH", "number": "00120"}),
        ("CS03027.", "CS03027", {"prefix": "CS", "number": "03027"}),
        ("CL.2017", "CL.2017", {"prefix": "CL", "number": "2017"}),
        ("CH.......00120......", "CH 00120", {"prefix": "CH", "number": "00120"}),
        ("H 00123 QSDĐ/QĐ-UB", "H 00123 QSDĐ/QĐ-UB", {"prefix": "H", "number": "00123"}),
        ("......12/2019", "12/2019", {"number": "12", "year": "2019"}),
        ("12 / 2019 Quyển số: 01/2019", "12/2019", {"number": "12", "year": "2019"}),
        ("Quyển số: 01/2005", "01/2005", {"number": "01", "year": "2005"}),
        ("123/TLKT-BS", "123/TLKT-BS", {"number": "123"}),
        ("1234/2022, quyển số 01/2022 TP/CC-SCC/HĐGD", "1234/2022", {"number": "1234", "year": "2022"}),
        ("01/2022 TP/CC-SCC/HĐGD", "01/2022 TP/CC-SCC/HĐGD", {"number": "01", "year": "2022"}),
        ("22A8001234", "22A8001234", {"number": "22A8001234"}),
        ("45-2, tờ bản đồ số: 5", "45-2", {"number": "45"}),
        ("123+124", "123+124", {"number": "123"}),
        ("12a", "12a", {"number": "12a"}),
    ],
)
def test_numbers_stay_as_printed(printed: str, value: str, parts: dict[str, str]):
    found = parse_registry_number(printed)
    assert found is not None
    assert (found.value, dict(found.parts)) == (value, parts)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "........",
        "…/2019",
        "/2019",
        "…… ngày 05 tháng 3 năm 2022",
        "05/3/2022",
        "?27",
        "…, tờ bản đồ số: 5",
        "Quyển số: 01a1b",
        "CH 361 11",
        "C' 36111",
        "CH 7~414",
    ],
)
def test_a_blank_place_takes_nothing_from_its_neighbours(printed: str):
    assert parse_registry_number(printed) is None


@pytest.mark.parametrize("printed", ["027", "......027", "27", "1234"])
def test_a_bare_tail_is_no_land_registry_number(printed: str):
    assert parse_registry_number(printed) is not None
    assert parse_land_registry_number(printed) is None


@pytest.mark.parametrize("printed", ["CH 00120", "CS03027", "00120", "027/QSDĐ", "CH 027"])
def test_land_registry_numbers(printed: str):
    found = parse_land_registry_number(printed)
    assert found is not None
    assert (found.value, found.faults) == (printed, ())


def test_a_serial_in_the_registry_numbers_place_is_told():
    found = parse_land_registry_number("CĐ 123456")
    assert found is not None
    assert found.faults


@given(
    st.from_regex(r"[1-9][0-9]{0,4}/(19|20)[0-9]{2}", fullmatch=True),
    st.sampled_from(["{}", "Số: {}", "....{}...", "{} Quyển số: 01"]),
)
def test_civil_status_numbers(number: str, shape: str):
    found = parse_registry_number(shape.format(number))
    assert found is not None
    assert (found.value, found.parts["year"]) == (number, number[-4:])


@given(st.text() | st.text("CHĐ0123456789/.-… số"))
def test_any_text_is_survived_and_nothing_made_up(text: str):
    found = parse_registry_number(text)
    assert found is None or set(found.value) <= {*found.text, " "}
