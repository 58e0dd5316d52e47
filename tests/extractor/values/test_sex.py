from __future__ import annotations

import pytest

from extractor.values.sex import parse_sex


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Nam", "Nam"),
        ("NỮ", "Nữ"),
        ("Nu", "Nữ"),
        ("Nam / Male", "Nam"),
        ("F", "Nữ"),
        ("Nam Nữ", None),
        ("", None),
        ("Năm", None),
    ],
)
def test_sex_as_printed(text: str, sex: str | None):
    assert parse_sex(text) == sex
