from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.dossier_code import parse_archive_code, parse_dossier_code

DAYS = st.dates(min_value=date(2013, 1, 1), max_value=date(2099, 12, 31))
AGENCIES = st.sampled_from(["H49", "H49.10", "H15.50.05.13", "G09.18", "000.00.16.H49"])


@given(
    AGENCIES, DAYS, st.integers(0, 9999), st.sampled_from([4, 6, 7]), st.sampled_from(["{}", "Mã hồ sơ: {}", "Số {}.", "({})"])
)
def test_codes_are_read_where_they_stand(agency: str, day: date, number: int, width: int, shape: str):
    code = f"{agency}-{day:%y%m%d}-{number:0{width}}"
    found = parse_dossier_code(shape.format(code))
    assert found is not None
    assert (found.value, found.repaired, found.faults) == (code, False, ())
    assert dict(found.parts) == {
        "agency": agency,
        "date": day.isoformat(),
        "sequence": f"{number:0{width}}",
        "style": "old" if agency.startswith("0") else "new",
    }


@pytest.mark.parametrize("printed", ["H49,10-240315-0012", "H4g.10-240315-0012", "H49.10-24O3l5-0012"])
def test_noise_among_the_digits_is_put_right_and_told(printed: str):
    found = parse_dossier_code(printed)
    assert found is not None
    assert (found.value, found.repaired) == ("H49.10-240315-0012", True)


def test_spaces_are_no_repair():
    found = parse_dossier_code("H49.10 – 240315 – 0012")
    assert found is not None
    assert (found.value, found.repaired) == ("H49.10-240315-0012", False)


def test_a_day_that_cannot_be_is_told():
    impossible, future = parse_dossier_code("H49.10-241315-0012"), parse_dossier_code("H49.10-240315-0012", date(2024, 3, 14))
    assert impossible is not None
    assert (impossible.parts["date"], len(impossible.faults)) == ("", 1)
    assert future is not None
    assert future.faults == ("Ngày trong mã hồ sơ ở tương lai",)


@pytest.mark.parametrize(
    "printed", ["", "1149.10-240315-0012", "H49.10-240315-12", "H49.10-2403?5-0012", "QH49.10-240315-0012", "15/QĐ-UBND"]
)
def test_no_letter_is_made_up(printed: str):
    assert parse_dossier_code(printed) is None


def test_archive_codes():
    found = parse_archive_code("Hồ sơ H49.64.33.2001.160")
    assert found is not None
    assert (found.value, dict(found.parts)) == ("H49.64.33.2001.160", {"agency": "H49.64.33", "year": "2001", "file": "160"})
    elsewhere = parse_archive_code("001.03.08.H30.81.2024.K4.01.01.001.pdf")
    assert elsewhere is not None
    assert elsewhere.parts["file"] == "K4.01.01.001"
    assert parse_archive_code("H49.10-240315-0012") is None


@given(st.text() | st.text("H49.,-0123456789GOl "))
def test_any_text_is_survived(text: str):
    for found in (parse_dossier_code(text), parse_archive_code(text)):
        assert found is None or found.value
