from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.land_serial import parse_land_serial


@given(st.sampled_from(["B", "CĐ", "BA", "DĐ", "AA"]), st.integers(0, 999999), st.sampled_from(["", " ", ". "]))
def test_serials_to_2024(letters: str, number: int, between: str):
    found = parse_land_serial(f"Số phát hành: {letters}{between}{number:06}")
    assert found is not None
    assert (found.value, found.parts["generation"], found.repaired) == (f"{letters}{number:06}", "1-2", False)


@given(st.integers(0, 99999999))
def test_serials_since_2025(number: int):
    found = parse_land_serial(f"AA {number:08}")
    assert found is not None
    assert (found.value, found.parts["generation"]) == (f"AA{number:08}", "3")


@pytest.mark.parametrize(
    ("printed", "value", "repaired"),
    [
        ("CÐ 123456", "CĐ123456", False),
        ("BA 68S6l6", "BA685616", True),
        ("BA 685 616", "BA685616", False),
        ("AAO2378604", "AA02378604", True),
    ],
)
def test_noise(printed: str, value: str, repaired: bool):
    found = parse_land_serial(printed)
    assert found is not None
    assert (found.value, found.repaired) == (value, repaired)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "CMND 123456",
        "SỐ 123456",
        "SO 123456",
        "A 12345678",
        "BA 68561",
        "BA 68561?",
        "DĐ 1234567",
        "BA 123456789",
        "8A 685616",
        "C Đ 287937",
        "¿Đ 120380",
        "~A 133679",
    ],
)
def test_no_serial(printed: str):
    assert parse_land_serial(printed) is None


@given(st.text() | st.text("ABCĐ 0123456789OlS."))
def test_any_text_is_survived_and_letters_are_kept(text: str):
    found = parse_land_serial(text)
    assert found is None or found.text.replace("Ð", "Đ").startswith(found.parts["letters"])
