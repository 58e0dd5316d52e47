from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.phones import find_phones, parse_phone

MOBILES = st.builds(
    lambda prefix, rest: f"{prefix}{rest:07}",
    st.sampled_from(["032", "086", "091", "070", "098", "058"]),
    st.integers(0, 10**7 - 1),
)


@given(MOBILES, st.sampled_from(["", " ", ".", "-"]), st.sampled_from([(4, 7), (3, 6), (2, 4, 6, 8), ()]))
def test_mobiles_in_every_printed_shape(number: str, between: str, cuts: tuple[int, ...]):
    places = [0, *cuts, 10]
    printed = between.join(number[start:end] for start, end in pairwise(places))
    for shape in ("{}", "ĐT: {}", "{}.", "{} (Zalo)"):
        found = parse_phone(shape.format(printed))
        assert found is not None
        assert (found.value, found.kind, found.text, found.faults) == (number, "mobile", printed, ())


@given(MOBILES, MOBILES, st.sampled_from([" - ", "; ", ", ", "/", " hoặc ", " "]))
def test_several_numbers(first: str, second: str, between: str):
    assert [found.value for found in find_phones(f"{first}{between}{second}")] == [first, second]


@pytest.mark.parametrize(
    ("printed", "value", "kind"),
    [
        ("(0203) 3825.555", "02033825555", "landline"),
        ("0203 3 825 555", "02033825555", "landline"),
        ("024 3825 5555", "02438255555", "landline"),
        ("+84 912 345 678", "0912345678", "mobile"),
        ("(+84) 203 3825555", "02033825555", "landline"),
        ("84912345678", "0912345678", "mobile"),
        ("01689123456", "01689123456", "mobile"),
        ("033.3825555", "0333825555", "either"),
        ("1900 1234", "19001234", "service"),
    ],
)
def test_numbers_old_and_new(printed: str, value: str, kind: str):
    found = parse_phone(printed)
    assert found is not None
    assert (found.value, found.kind, found.text, found.faults) == (value, kind, printed, ())


@pytest.mark.parametrize(
    ("printed", "value"), [("0542345678", "0542345678"), ("3825555", "3825555"), ("04.38255555", "0438255555")]
)
def test_what_is_unusual_stands_and_is_told(printed: str, value: str):
    found = parse_phone(printed)
    assert found is not None
    assert found.value == value
    assert found.faults


def test_look_alike_letters_are_told():
    found = parse_phone("O912345678")
    assert found is not None
    assert (found.value, found.repaired) == ("0912345678", True)


@pytest.mark.parametrize("printed", ["", "Hạ Long", "09123456", "091234567?", "022185001234", "05/03/2022", "091234567890"])
def test_no_phone(printed: str):
    assert find_phones(printed) == ()


@given(st.text() | st.text("+840123456789 .-()OIl"))
def test_any_text_is_survived_and_digits_only_come_out(text: str):
    assert all(found.value.isdigit() for found in find_phones(text))
