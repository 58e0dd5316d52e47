from __future__ import annotations

import pytest

from extractor.values.ethnicity import GROUPS, parse_ethnic_group


def test_there_are_54_groups():
    assert {code for code, _, _ in GROUPS} == {f"{number:02}" for number in range(1, 55)}


@pytest.mark.parametrize(
    ("text", "name", "subgroup"),
    [
        ("Kinh", "Kinh", ""),
        ("SÁN DÌU", "Sán Dìu", ""),
        ("San Diu", "Sán Dìu", ""),
        ("Dao (Thanh Y)", "Dao", "Thanh Y"),
        ("Dao Thanh Phán", "Dao", "Thanh Phán"),
        ("Cao Lan", "Sán Chay", "Cao Lan"),
        ("Sán Chay (Sán Chỉ)", "Sán Chay", "Sán Chỉ"),
        ("H'Mông", "Hmông", "H'Mông"),
        ("Bru-Vân Kiều", "Bru - Vân Kiều", ""),
        ("Dân tộc: Tày.", "Tày", ""),
        ("Hoa", "Hoa", ""),
    ],
)
def test_a_group_and_what_local_papers_add(text: str, name: str, subgroup: str):
    group = parse_ethnic_group(text)
    assert group
    assert (group.name, group.subgroup) == (name, subgroup)


@pytest.mark.parametrize("text", ["", "...", "Thái Lan", "Hoa Kỳ", "Hòa", "Không", "Việt Nam"])
def test_other_words_are_no_group(text: str):
    assert parse_ethnic_group(text) is None


def test_every_spelling_names_its_group():
    for code, name, spelling in GROUPS:
        group = parse_ethnic_group(spelling.upper())
        assert group
        assert (group.code, group.name) == (code, name)
