from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.land_use import parse_land_uses, total_area

TWO = [("Đất ở tại nông thôn", "ONT", "400"), ("Đất trồng cây lâu năm", "CLN", "1041.9")]


@pytest.mark.parametrize(
    ("printed", "uses"),
    [
        ("Đất ở tại nông thôn: 400,0 m²; Đất trồng cây lâu năm: 1041,9 m²", TWO),
        ("- Đất ở tại nông thôn: 400m2 - Đất trồng cây lâu năm: 1.041,9m2./.", TWO),
        ("Đất ở tại nông thôn 400 m? và Đất trồng cây lâu năm 1041,9 m°", TWO),
        ("400,0 m² Đất ở tại nông thôn; 1041,9 m² Đất trồng cây lâu năm", TWO),
        ("ONT: 400,0 m²; CLN: 20 m²", [("ONT", "ONT", "400"), ("CLN", "CLN", "20")]),
        ("Đất ở: 60,0m2, đất vườn 120 m2", [("Đất ở", "", "60"), ("đất vườn", "", "120")]),
        ("Đất ở tại đô thị (ODT)", [("Đất ở tại đô thị (ODT)", "ODT", None)]),
        ("Đất thương mại, dịch vụ: 3 m2", [("Đất thương mại, dịch vụ", "TMD", "3")]),
        ("Đất ở: 60 m², đất vườn", [("Đất ở", "", "60"), ("đất vườn", "", None)]),
        ("", []),
    ],
)
def test_kinds_of_land_with_their_areas(printed: str, uses: list[tuple[str, str, str | None]]):
    found = parse_land_uses(printed)
    assert [(use.kind, use.code, use.area and use.area.value) for use in found] == uses


def test_the_sum_needs_every_area():
    assert total_area(parse_land_uses("Đất ở: 60,5 m²; đất vườn: 39,5 m²")) == "100"
    assert total_area(parse_land_uses("Đất ở: 60 m², đất vườn")) is None
    assert total_area(()) is None


@given(st.text() | st.text("Đấtởvườn:;, 0123456789m²"))
def test_any_text_is_survived_and_kinds_stand_in_it(text: str):
    for use in parse_land_uses(text):
        assert use.kind.strip() == use.kind
