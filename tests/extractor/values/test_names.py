from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.names import (
    PersonName,
    bare_name,
    is_authority,
    matches_mrz,
    name_likeness,
    parse_name,
    parse_names,
    same_person,
    tidy_authority,
)
from extractor.values.text import deaccent

SURNAMES = ("nguyễn", "trần", "đặng")


def test_titles_are_no_part_of_a_name():
    assert bare_name("BSCKI. Trần Văn An") == "Trần Văn An"
    assert bare_name("PGS.TS. Nguyễn Thị Bình") == "Nguyễn Thị Bình"
    assert bare_name("Đặng Bá Sơn") == "Đặng Bá Sơn"


def test_a_name_is_told_from_other_capitalised_words():
    assert name_likeness("Nguyễn Thị Bình", SURNAMES) > name_likeness("Sở Xây Dựng", SURNAMES)
    assert name_likeness("Trần Văn An", SURNAMES) >= 0.7
    assert name_likeness("và các đơn vị", SURNAMES) == 0
    assert name_likeness("Lưu: VT", SURNAMES) == 0


def test_authority_captions():
    assert is_authority("TM. ỦY BAN NHÂN DÂN")
    assert is_authority("KT,BỘ TRƯỞNG")
    assert not is_authority("GIÁM ĐỐC")
    assert not is_authority("tm. ủy ban")
    assert tidy_authority("KT,BỘ TRƯỞNG") == "KT. BỘ TRƯỞNG"


def named(value: str) -> list[tuple[str, str]]:
    return [(name.prefix, name.text) for name in parse_names(value)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Nguyễn Văn An", [("", "Nguyễn Văn An")]),
        ("Ông: Trần Văn An; Bà: Lê Thị Bình", [("Ông", "Trần Văn An"), ("Bà", "Lê Thị Bình")]),
        ("Hộ ông Nguyễn Văn An và vợ Trần Thị Bình", [("Hộ ông", "Nguyễn Văn An"), ("và vợ", "Trần Thị Bình")]),
        ("ÔNG NGUYỄN VĂN AN VÀ BÀ TRẦN THỊ BÉ", [("ÔNG", "NGUYỄN VĂN AN"), ("VÀ BÀ", "TRẦN THỊ BÉ")]),
        ("Ông Trần Văn An Bà: Lê Thị Bình", [("Ông", "Trần Văn An"), ("Bà", "Lê Thị Bình")]),
        ("Ông bà: Nguyễn Văn An - Trần Thị Bé", [("Ông bà", "Nguyễn Văn An"), ("", "Trần Thị Bé")]),
        ("Nguyễn Văn An và Trần Thị Bé", [("", "Nguyễn Văn An"), ("", "Trần Thị Bé")]),
        ("anh Nguyễn Văn An, chị Lê Thị Mai", [("anh", "Nguyễn Văn An"), ("chị", "Lê Thị Mai")]),
        ("và vợ là bà Trần Thị Bình", [("và vợ là bà", "Trần Thị Bình")]),
        ("Ông Nguyễn Văn An (đã chết) và bà Lê Thị Bé", [("Ông", "Nguyễn Văn An"), ("và bà", "Lê Thị Bé")]),
        ("Hộ gia đình ông Nguyễn Văn An", [("Hộ gia đình ông", "Nguyễn Văn An")]),
        ("Đại tá Nguyễn Văn Bình", [("Đại tá", "Nguyễn Văn Bình")]),
        ("BSCKI. Võ Văn Ân", [("BSCKI", "Võ Văn Ân")]),
        ("Họ và tên: Nguyễn Văn An", [("", "Nguyễn Văn An")]),
    ],
)
def test_persons_of_a_value_with_their_printed_prefixes(value: str, expected: list[tuple[str, str]]):
    assert named(value) == expected


@pytest.mark.parametrize(
    "tail",
    [
        ", sinh năm 1969, CMND số 100123456",
        " sinh ngày 01/02/1969",
        " Sinh năm: 1970",
        " (1969)",
        " CCCD: 022069000123",
        ", Hà Nội",
        ", Hạ Long, Quảng Ninh",
        " - Giám đốc",
        ", Trưởng phòng Tư pháp",
        " và các con",
        " thường trú tại khu 3",
        " .......",
    ],
)
def test_what_follows_a_name_is_cut_off(tail: str):
    assert named(f"Ông Trần Văn Sinh{tail}") == [("Ông", "Trần Văn Sinh")]


@pytest.mark.parametrize("name", ["Chíu A Sáng", "Tằng Dẩu Xạ", "Voòng A Nhì", "Phùn Thị Mùi", "Chìu Cắm Sồi", "Và Bá Dếnh"])
def test_names_of_every_people_are_plausible(name: str):
    assert named(name) == [("", name)]
    assert parse_names(name)[0].plausibility >= 0.9


@pytest.mark.parametrize("name", ["John O'Neil", "Anne-Marie de la Cruz", "H' Hen Niê", "Kim Jong Su", "Sáng"])
def test_an_unlikely_name_is_still_given(name: str):
    assert named(name) == [("", name)]


def test_plausibility_ranks_and_an_office_is_no_person():
    full, short, office = (parse_name(text) for text in ("Trần Thị Mẫu", "Sáng", "Công ty Hoa Sen"))
    assert full and short and office
    assert full.plausibility > short.plausibility > office.plausibility == 0
    truong = parse_name("Trương Văn An")
    assert truong and truong.plausibility == 1, "trường and trưởng are offices, Trương is a surname"


@pytest.mark.parametrize("value", ["", "   ", "......", "12/3/2020", ":;,"])
def test_a_blank_holds_no_person(value: str):
    assert parse_name(value) is None


def test_one_person_under_case_tone_style_and_titles():
    assert same_person("NGUYỄN THỊ THUÝ HOÀ", "Bà Nguyễn Thị  Thúy Hòa")
    assert not same_person("Nguyễn Văn Hòa", "Nguyễn Văn Hoá")
    assert not same_person("Nguyễn Văn Hoa", "Nguyễn Văn Hòa"), "marks are part of a name"
    assert not same_person("", "...")


def test_a_name_and_its_machine_readable_form():
    assert matches_mrz("Đỗ Thị Đức", "DO THI DUC")
    assert matches_mrz("ĐỖ THỊ ĐỨC", "DO THI DUC")
    assert not matches_mrz("Đỗ Thị Đức", "DO THI DUNG")
    assert matches_mrz("Anne-Marie O'Neil", "ANNE MARIE ONEIL")
    assert matches_mrz("Công Tằng Tôn Nữ Thị Hoàng Anh", "CONG TANG TON NU THI HOANG", cut=True)
    assert not matches_mrz("Công Tằng Tôn Nữ Thị Hoàng Anh", "CONG TANG TON NU THI HOANG")
    assert not matches_mrz("Đỗ Thị Đức", "")


SYLLABLES = st.sampled_from(
    ["Nguyễn", "Trần", "Chíu", "Voòng", "Văn", "Thị", "A", "Hòa", "Hoà", "Thuý", "Đức", "Sáng", "Xạ", "Quý"]
)
NAMES = st.lists(SYLLABLES, min_size=2, max_size=6).map(" ".join)


@given(NAMES, st.sampled_from(["", "Ông ", "bà: ", "Hộ ông ", "TS. ", "Đại tá "]), st.sampled_from([str, str.upper]))
def test_a_name_survives_title_and_case(name: str, title: str, case: Callable[[str], str]):
    found = parse_name(case(title + name))
    assert found
    assert found.text == case(name)
    assert parse_name(found.text) == PersonName(found.text, "", (0, len(found.text)), found.plausibility)
    assert same_person(name, case(title + name))
    assert matches_mrz(name, deaccent(name).upper())


PIECES = st.sampled_from(
    ["Ông", "bà:", "và", ",", ";", "-", "(", "Trần", "Văn", "An", "sinh", "năm", "1969", "VÀ", "tên:", "."]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES).map(" ".join)))
def test_any_text_gives_pieces_of_itself(value: str):
    names = parse_names(value)
    assert all(name.text == value[slice(*name.span)] and 0 <= name.plausibility <= 1 for name in names)
    assert all(first.span[1] <= second.span[0] for first, second in pairwise(names))
