from __future__ import annotations

import pytest

from extractor.values.nationality import parse_nationality


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Việt Nam", "VNM"),
        ("VIỆT NAM / Vietnamese", "VNM"),
        ("VNM", "VNM"),
        ("CHND Trung Hoa", "CHN"),
        ("Mỹ", "USA"),
        ("Anh.", "GBR"),
    ],
)
def test_a_state_by_any_of_its_names(text: str, code: str):
    found = parse_nationality(text)
    assert found
    assert found.code == code


@pytest.mark.parametrize("text", ["", "...", "Kinh", "Không quốc tịch"])
def test_other_words_are_no_state(text: str):
    assert parse_nationality(text) is None
