from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.personal_number import PROVINCES, PersonalFacts, facts_of, parse_personal_number

NUMBERS = st.builds(
    lambda province, century, rest: f"{province}{century}{rest:08}",
    st.sampled_from(sorted(PROVINCES)), st.integers(0, 3), st.integers(0, 10**8 - 1),
)  # fmt: skip


@given(NUMBERS, st.sampled_from(["{}", "Số: {}", "....{}....", "{} cấp ngày 10/05/2021", "{} do Công an tỉnh cấp", "số {},"]))
def test_personal_numbers_are_read_where_they_stand(number: str, shape: str):
    found = parse_personal_number(shape.format(number))
    assert found is not None
    assert (found.kind, found.value, found.proved, found.repaired, found.faults) == (
        "personal-number",
        number,
        False,
        False,
        (),
    )


@given(NUMBERS, st.sampled_from([3, 4]), st.sampled_from([" ", "."]))
def test_groups_may_be_printed_apart(number: str, size: int, between: str):
    printed = between.join(number[start : start + size] for start in range(0, 12, size))
    found = parse_personal_number(f"Số: {printed}")
    assert found is not None
    assert (found.value, found.text) == (number, printed)


def test_a_number_tells_province_sex_and_year():
    assert facts_of("022185001234") == PersonalFacts("Quảng Ninh", "Nữ", 1985)
    assert facts_of("001202012345") == PersonalFacts("Hà Nội", "Nam", 2002)
    assert facts_of("02218500123") is None
    found = parse_personal_number("022185001234")
    assert found is not None
    assert dict(found.parts) == {"province_code": "022", "province": "Quảng Ninh", "sex": "Nữ", "birth_year": "1985"}


def test_there_are_63_provinces():
    assert len(set(PROVINCES.values())) == 63


@pytest.mark.parametrize("number", ["999185001234", "101185001234", "022585001234"])
def test_what_is_unusual_stands_and_is_told(number: str):
    found = parse_personal_number(number)
    assert found is not None
    assert found.value == number
    assert found.faults


@pytest.mark.parametrize("printed", ["100123456", "100 123 456", "Số: 100123456 do CA Quảng Ninh cấp ngày 05/3/2010"])
def test_old_identity_cards_have_nine_digits(printed: str):
    found = parse_personal_number(printed)
    assert found is not None
    assert (found.kind, found.value, found.faults) == ("old-identity-card", "100123456", ())


def test_look_alike_letters_are_digits_here_and_told():
    found = parse_personal_number("O22l85OO1234")
    assert found is not None
    assert (found.value, found.repaired) == ("022185001234", True)


def test_passports_keep_their_letter():
    found = parse_personal_number("Hộ chiếu số C1234567")
    assert found is not None
    assert (found.kind, found.value, found.faults) == ("passport", "C1234567", ())
    doubtful = parse_personal_number("B12345678")
    assert doubtful is not None
    assert (doubtful.value, bool(doubtful.faults)) == ("B12345678", True)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "12345678",
        "0221850012345",
        "022185?01234",
        "022188053'92",
        "02~177811504",
        "022185001 23",
        "0221 8500 12",
        "022185001 234 5",
        "ngày 05/03/2022",
        "022 185001234 5",
        "SOBIL",
    ],
)
def test_parts_of_numbers_are_none(printed: str):
    assert parse_personal_number(printed) is None


@given(st.text() | st.text("0123456789OIl|SB .-"))
def test_any_text_is_survived_and_every_digit_stands_in_it(text: str):
    found = parse_personal_number(text)
    assert found is None or len(found.value) == len(found.text.replace(" ", "").replace(".", ""))
