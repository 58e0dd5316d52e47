"""Values as people see and give them."""

from __future__ import annotations

import pytest

from extractor.profiles import FieldSpec, ValueType
from extractor.record import Candidate, Field
from workers.errors import BadDecision
from workers.notation import LONGEST_VALUE, kept, shown

STANDING: list[tuple[ValueType, str, str]] = [
    ("date", "2026-03-05", "05/03/2026"),
    ("date", "2026-03", "03/2026"),
    ("date", "2026", "2026"),
    ("datetime", "2026-03-05T10:30", "10:30 05/03/2026"),
    ("datetime", "2026-03-05", "05/03/2026"),
    ("money", "1250000", "1.250.000"),
    ("money", "1234.5", "1.234,5"),
    ("area", "139.8", "139,8"),
    ("area", "12.125", "12,1250"),
    ("area", "1702", "1702"),
    ("decimal", "0.08", "0,08"),
    ("integer", "1250", "1250"),
    ("areas", "Đất ở: 302,2 m²; đất vườn: 1702,2 m²", "Đất ở: 302,2 m²; đất vườn: 1702,2 m²"),
    ("personal-number", "022185001234", "022185001234"),
    ("text", "V/v số hóa hồ sơ, số 12-2026", "V/v số hóa hồ sơ, số 12-2026"),
]


def spec(kind: ValueType) -> FieldSpec:
    return FieldSpec(type=kind, label="X")


@pytest.mark.parametrize(("kind", "value", "written"), STANDING)
def test_what_stands_there_is_confirmed_as_it_is(kind: ValueType, value: str, written: str) -> None:
    field = Field(text="as printed", value=value)
    assert shown(field, kind) == written
    assert kept(spec(kind), written, field) == value


@pytest.mark.parametrize(("kind", "value", "written"), STANDING)
def test_another_reading_is_chosen_as_it_is(kind: ValueType, value: str, written: str) -> None:
    field = Field(value=None, state="unreadable", candidates=(Candidate("as printed", value, 0.4),))
    assert kept(spec(kind), written, field) == value


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("date", "5.3.2026", "2026-03-05"),
        ("date", "2026-03-05", "2026-03-05"),
        ("datetime", "10:45, ngày 05/03/2026", "2026-03-05T10:45"),
        ("money", "1.260.000 đồng", "1260000"),
        ("area", "139,9 m2", "139.9"),
        ("area", "12.126", "12126"),
        ("decimal", "1,08", "1.08"),
        ("flag", "Có", "true"),
        ("flag", "false", "false"),
        ("text", "  hai   chữ ", "hai chữ"),
        ("integer", "mấy", "mấy"),
    ],
)
def test_what_is_typed_is_read_by_the_kind_of_its_field(kind: ValueType, typed: str, value: str) -> None:
    assert kept(spec(kind), typed, Field(value="12.125")) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("date", "31/02/2026"), ("date", "hôm qua"), ("flag", "có lẽ"), ("text", " "), ("text", "x" * (LONGEST_VALUE + 1))],
)
def test_what_makes_no_sense_is_refused(kind: ValueType, typed: str) -> None:
    with pytest.raises(BadDecision):
        kept(spec(kind), typed, None)


def test_a_value_of_no_known_field_is_taken_as_given() -> None:
    assert kept(None, "12.125", Field(value="12.125")) == "12.125"
    assert shown(Field(value="2026-03-05", precision="day")) == "05/03/2026"
    assert (shown(Field(value=True)), shown(Field(text="in mờ"))) == ("có", "in mờ")
