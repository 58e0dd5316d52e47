"""Addresses are invented; the units in them are real."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.values.addresses import Address, parse_address
from extractor.values.units import load_units

UNITS = load_units()
BACKLOG, TODAY, CITY = date(2015, 4, 1), date(2026, 3, 1), date(2026, 10, 1)


def shape(address: Address) -> list[tuple[str, str]]:
    return [(part.tier, part.spelt) for part in address.parts]


def today(address: Address) -> str | None:
    return address.current.full if address.current else None


def test_an_address_of_three_tiers():
    address = parse_address("Số 12, tổ 5, khu 3, phường Hà Tu, thành phố Hạ Long, tỉnh Quảng Ninh", BACKLOG)
    assert shape(address) == [
        ("house", "số 12"),
        ("group", "tổ 5"),
        ("group", "khu 3"),
        ("commune", "phường Hà Tu"),
        ("district", "thành phố Hạ Long"),
        ("province", "tỉnh Quảng Ninh"),
    ]
    assert (address.unit_version, today(address), address.remarks) == ("pre-2025-07", "phường Hà Tu", ())


@pytest.mark.parametrize(
    "text",
    [
        "P. Hà Tu, TP. Hạ Long, T. Quảng Ninh",
        "P.Hà Tu,TP.Hạ Long,Q.Ninh",
        "P. Hà Tu - T.P Hạ Long - QN",
        "Hà Tu - Hạ Long - Quảng Ninh",
        "phường Hà Tu thành phố Hạ Long tỉnh Quảng Ninh",
        "phuong Ha Tu TP Ha Long tinh Quang Ninh",
        "PHƯỜNG HÀ TU, THÀNH PHỐ HẠ LONG, QUẢNG NINH",
        "Hà Tu Hạ Long Quảng Ninh",
        "phường Hà Tu, Hạ Long, Quảng Ninh.",
    ],
)
def test_ways_to_write_the_same_address(text: str):
    address = parse_address(text)
    assert [part.tier for part in address.parts] == ["commune", "district", "province"]
    assert (address.unit_version, today(address)) == ("pre-2025-07", "phường Hà Tu")
    assert address.text == text


def test_two_tiers_and_special_zones():
    address = parse_address("Thôn Khe Sím, xã Quảng La, tỉnh Quảng Ninh", TODAY)
    assert shape(address)[0] == ("hamlet", "thôn Khe Sím")
    assert (address.unit_version, today(address), address.district) == ("2025-07", "xã Quảng La", None)
    address = parse_address("Khu 5, đặc khu Vân Đồn, thành phố Quảng Ninh", CITY)
    assert (address.unit_version, today(address), address.remarks) == ("2026-09", "đặc khu Vân Đồn", ())


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("phường Hải Hòa, thành phố Móng Cái, Quảng Ninh", BACKLOG, "phường Móng Cái 1"),
        ("xã Hải Hòa, tỉnh Quảng Ninh", TODAY, "xã Hải Hòa"),
        ("xã Hải Hòa, tỉnh Quảng Ninh", None, None),
        ("xã Hạ Long, huyện Vân Đồn, tỉnh Quảng Ninh", BACKLOG, "đặc khu Vân Đồn"),
        ("xã Hạ Long, huyện Cẩm Phả, tỉnh Quảng Ninh", date(1990, 1, 1), "đặc khu Vân Đồn"),
        ("phường Hạ Long, tỉnh Quảng Ninh", TODAY, "phường Hạ Long"),
        ("thành phố Hạ Long, tỉnh Quảng Ninh", BACKLOG, None),
        ("xã Thanh Sơn, huyện Ba Chẽ", BACKLOG, "xã Ba Chẽ"),
        ("phường Thanh Sơn, thị xã Uông Bí", BACKLOG, "phường Uông Bí"),
        ("thị trấn Trới, huyện Hoành Bồ, Quảng Ninh", BACKLOG, "phường Hoành Bồ"),
        ("xã Yên Giang, huyện Yên Hưng, tỉnh Quảng Ninh", date(2004, 1, 1), "phường Quảng Yên"),
        ("xã Tiến Tới, huyện Quảng Hà, tỉnh Quảng Ninh", date(1999, 1, 1), "xã Đường Hoa"),
        ("phường Trưng Vương, TP Uông Bí, Quảng Ninh", BACKLOG, None),
        ("phường Hà Tu", None, None),
        ("phường Trần Phú, thành phố Hải Phòng", TODAY, None),
    ],
)
def test_the_commune_of_today_only_where_nothing_speaks_for_another(text: str, on: date | None, expected: str | None):
    assert today(parse_address(text, on)) == expected


def test_a_commune_that_was_parted_is_asked_about():
    address = parse_address("phường Trưng Vương, TP Uông Bí, Quảng Ninh", BACKLOG)
    assert address.remarks == ("Nay có thể thuộc phường Uông Bí hoặc phường Vàng Danh: cần xác nhận.",)


def test_an_old_address_on_a_new_paper_is_a_remark_and_stays_as_printed():
    text = "Tổ 1, phường Hồng Hải, thành phố Hạ Long, tỉnh Quảng Ninh"
    address = parse_address(text, TODAY)
    assert (address.text, address.unit_version, today(address)) == (text, "pre-2025-07", "phường Hạ Long")
    assert address.remarks == ("Địa chỉ ghi theo đơn vị hành chính trước 01/7/2025.",)


@pytest.mark.parametrize(
    ("text", "on", "word"),
    [
        ("phường Móng Cái 1, tỉnh Quảng Ninh", BACKLOG, "chỉ có từ 01/7/2025"),
        ("phường Hà Lầm, thành phố Quảng Ninh", TODAY, "chỉ có từ 01/9/2026"),
        ("phường Hà Lầm, tỉnh Quảng Ninh", CITY, "là thành phố Quảng Ninh"),
        ("phường Mạo Khê, thành phố Đông Triều, Quảng Ninh", BACKLOG, "chỉ có từ 01/11/2024"),
        ("thị trấn Trới, huyện Hoành Bồ, Quảng Ninh", date(2022, 1, 1), "là tên gọi đến 31/12/2019"),
        ("xã Hải Hòa, huyện Tiên Yên, Quảng Ninh", BACKLOG, "Danh mục không có"),
        ("Hạ Long, Quảng Ninh", None, "không ghi loại đơn vị"),
    ],
)
def test_what_a_reviewer_should_know(text: str, on: date | None, word: str):
    assert any(word in remark for remark in parse_address(text, on).remarks)


def test_a_name_of_two_tiers_without_its_kind_is_settled_by_the_date_only():
    assert shape(parse_address("Hạ Long, Quảng Ninh", BACKLOG))[0] == ("district", "Hạ Long")
    assert shape(parse_address("Hạ Long, Quảng Ninh"))[0] == ("other", "Hạ Long")


def test_other_provinces_by_their_words():
    address = parse_address("Số 7 ngõ 12 phố Huế, quận Hai Bà Trưng, TP Hà Nội")
    assert shape(address) == [
        ("house", "số 7"),
        ("street", "ngõ 12"),
        ("street", "phố Huế"),
        ("district", "quận Hai Bà Trưng"),
        ("province", "thành phố Hà Nội"),
    ]
    address = parse_address("Thôn 3, xã Vũ Hòa, Kiến Xương, Thái Bình", TODAY)
    assert [part.tier for part in address.parts] == ["hamlet", "commune", "district", "province"]
    assert (address.unit_version, address.current) == ("pre-2025-07", None)
    assert shape(parse_address("TP Nam Định, tỉnh Nam Định"))[0] == ("district", "thành phố Nam Định")
    assert shape(parse_address("tỉnh Bà Rịa - Vũng Tàu, Việt Nam")) == [
        ("province", "tỉnh Bà Rịa - Vũng Tàu"),
        ("country", "Việt Nam"),
    ]


def test_names_that_begin_like_an_announcing_word():
    assert shape(parse_address("Bản Sen, Vân Đồn, Quảng Ninh"))[0] == ("commune", "Bản Sen")
    assert shape(parse_address("thôn 4 xã Đường Hoa huyện Hải Hà"))[1] == ("commune", "xã Đường Hoa")
    assert shape(parse_address("Phương Nam, Uông Bí, Quảng Ninh"))[0] == ("commune", "Phương Nam")
    assert shape(parse_address("bản Sen, xã Húc Động, huyện Bình Liêu"))[0] == ("hamlet", "bản Sen")


def test_names_that_end_like_an_announcing_word_whose_marks_are_lost():
    assert shape(parse_address("thon 4, xa Dien Xa, huyen Tien Yen"))[1] == ("commune", "xã Dien Xa")


def test_only_what_is_announced_or_known_is_a_part_of_an_address():
    assert shape(parse_address("Bệnh viện Bãi Cháy, TP Hạ Long"))[0] == ("other", "Bệnh viện Bãi Cháy")
    tiers = [part.tier for part in parse_address("tờ bản đồ số 5, phường Hà Tu, TP Hạ Long").parts]
    assert tiers[-2:] == ["commune", "district"]
    assert "hamlet" not in tiers


def test_house_and_street():
    assert shape(parse_address("12/5A Trần Phú, P. Hòa Lạc, TP. Móng Cái"))[:2] == [("house", "12/5A"), ("street", "Trần Phú")]
    assert shape(parse_address("Số 10 đường Lê Lợi, P. Yết Kiêu"))[:2] == [("house", "số 10"), ("street", "đường Lê Lợi")]


def test_what_a_later_hand_adds_is_no_part_of_the_address():
    address = parse_address("Thôn 1, xã Tiền An, TX Quảng Yên, Quảng Ninh (nay là phường Quảng Yên, Quảng Ninh)")
    assert address.commune is not None
    assert address.commune.spelt == "xã Tiền An"
    assert shape(address)[-1] == ("other", "nay là phường Quảng Yên, Quảng Ninh")


@pytest.mark.parametrize("text", ["", "   ", "......", ",,,", "phường", "phường ........, TP Cẩm Phả"])
def test_blanks_of_a_form(text: str):
    address = parse_address(text)
    assert address.text == text
    assert address.commune is None


WORDS = st.sampled_from(
    re.split(
        "[|]",
        "số|12|5A|tổ|khu|thôn|bản|xã|phường|P.|TP.|TX|H.|thành phố|tỉnh|Quảng Ninh|Hạ Long|Hà Tu|Hải Hòa|Vân|Đồn|QN"
        "|,|-|;|.|(|)|nay là|Đ|nha\u0300",
    )
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)), st.sampled_from([None, BACKLOG, TODAY, CITY])
)
def test_every_letter_is_in_exactly_one_part(text: str, on: date | None):
    address = parse_address(text, on)
    assert address.text == text
    covered = [index for part in address.parts for index in range(*part.span)]
    assert covered == sorted(set(covered)), "in order, none twice"
    left = "".join(char for index, char in enumerate(text) if index not in set(covered))
    assert not any(char.isalnum() for char in left)
    assert all(part.text == text[slice(*part.span)] and part.name in part.text for part in address.parts)


OLD = [unit for unit in UNITS.communes if unit.until == date(2025, 6, 30)]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(OLD),
    st.integers(1, 99),
    st.booleans(),
    st.sampled_from([", ", " - ", "; "]),
    st.sampled_from([str, str.upper]),
)
def test_an_old_address_survives_being_spelt_out(unit, number: int, with_house: bool, comma: str, case):
    district = next(each for each in UNITS.districts if unit.parent in each.ground and each.until == date(2025, 6, 30))
    house = [f"Số {number}", f"tổ {number}"] if with_house else []
    address = parse_address(case(comma.join([*house, unit.full, district.full, "tỉnh Quảng Ninh"])), date(2025, 2, 1))
    again = parse_address(address.spelt, date(2025, 2, 1))
    assert shape(again) == shape(address)
    assert again == parse_address(again.spelt, date(2025, 2, 1))
    assert [part.tier for part in address.parts][-3:] == ["commune", "district", "province"]
    assert (address.current.code if address.current else None) == (unit.becomes[0] if len(unit.becomes) == 1 else None)
    assert address.unit_version == "pre-2025-07"


@settings(max_examples=54, deadline=None)
@given(st.sampled_from([unit for unit in UNITS.communes if unit.until is None]))
def test_every_commune_of_today_is_known(unit):
    address = parse_address(f"Khu 1, {unit.full}, thành phố Quảng Ninh", CITY)
    assert (address.current, address.unit_version, address.remarks) == (unit, "2026-09", ())
