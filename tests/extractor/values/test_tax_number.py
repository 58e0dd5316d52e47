from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.values.tax_number import check_digit, parse_tax_number

FIRST_NINE = st.integers(0, 10**9 - 1).map(lambda number: f"{number:09}").filter(check_digit)


@given(FIRST_NINE, st.integers(0, 9), st.integers(1, 9))
def test_every_change_of_one_digit_is_caught(first_nine: str, place: int, by: int):
    number = first_nine + str(check_digit(first_nine))
    changed = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    found, torn = parse_tax_number(number), parse_tax_number(changed)
    assert found is not None
    assert torn is not None
    assert (found.value, found.proved, found.faults) == (number, True, ())
    assert (torn.value, torn.proved, len(torn.faults)) == (changed, False, 1)


@pytest.mark.parametrize("number", ["0100233488", "5700123454"])
def test_published_and_synthetic_numbers_hold(number: str):
    assert check_digit(number[:9]) == number[9]


@pytest.mark.parametrize("printed", ["0314409058-002", "0314409058 - 002", "0314409058–002", "0314409058002"])
def test_branches(printed: str):
    found = parse_tax_number(printed)
    assert found is not None
    assert (found.value, found.parts["branch"], found.proved) == ("0314409058-002", "002", True)


@given(FIRST_NINE, st.integers(1, 9))
def test_groups_printed_apart_need_the_proof(first_nine: str, cut: int):
    number = first_nine + str(check_digit(first_nine))
    found = parse_tax_number(f"MST: {number[:cut]} {number[cut:]}")
    assert found is not None
    assert (found.value, found.proved) == (number, True)
    wrong = number[:9] + str((int(number[9]) + 1) % 10)
    assume(cut != 9)
    assert parse_tax_number(f"MST: {wrong[:cut]} {wrong[cut:]}") is None


def test_numbers_that_cannot_exist_are_told():
    found = parse_tax_number("5700000090")
    assert found is not None
    assert (found.value, found.faults) == ("5700000090", ("Mã số thuế này không tồn tại",))
    branch = parse_tax_number("5700123454-000")
    assert branch is not None
    assert branch.faults


def test_people_have_their_personal_number():
    found = parse_tax_number("022185001234")
    assert found is not None
    assert (found.value, found.proved, found.faults) == ("022185001234", False, ())


def test_what_follows_the_number_is_no_branch():
    found = parse_tax_number("5700123454 113 Lê Lợi")
    assert found is not None
    assert found.value == "5700123454"


def test_a_repaired_number_may_be_proved():
    found = parse_tax_number("57OO123454")
    assert found is not None
    assert (found.value, found.repaired, found.proved) == ("5700123454", True, True)


@pytest.mark.parametrize("printed", ["", "57001234", "57001234545", "5700?23454"])
def test_no_tax_number(printed: str):
    assert parse_tax_number(printed) is None


@given(st.text() | st.text("0123456789-– OIl"))
def test_any_text_is_survived(text: str):
    found = parse_tax_number(text)
    assert found is None or found.value.replace("-", "").isdigit()
