from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.card_code import CardCode, parse_card_code

CODE = "022185001234|100123456|Trần Thị Mẫu|14031985|Nữ|Tổ 5, Khu 3, Hà Tu, Hạ Long, Quảng Ninh|10052021"
MEANT = CardCode(
    "022185001234", "100123456", "Trần Thị Mẫu", "1985-03-14", "Nữ", "Tổ 5, Khu 3, Hà Tu, Hạ Long, Quảng Ninh", "2021-05-10", ()
)


def test_the_parts_by_their_positions():
    assert parse_card_code(CODE) == MEANT
    assert parse_card_code(CODE + "\r\n") == MEANT


def test_there_may_be_no_old_number_and_no_day_of_issue():
    found = parse_card_code("022185001234||Trần Thị Mẫu|14031985|Nữ|Hạ Long")
    assert found is not None
    assert (found.old_number, found.issued, found.faults) == ("", None, ())


def test_later_cards_say_more():
    found = parse_card_code(f"{CODE}||Trần Văn Cha|Lê Thị Mẹ")
    assert found is not None
    assert (found.address, found.issued, found.extra) == (MEANT.address, "2021-05-10", ("", "Trần Văn Cha", "Lê Thị Mẹ"))


def test_decomposed_letters_are_composed():
    import unicodedata

    assert parse_card_code(unicodedata.normalize("NFD", CODE)) == MEANT


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("|Nữ|", "|Nam|", "Giới tính trong mã QR khác số định danh"),
        ("14031985", "14031986", "Năm sinh trong mã QR khác số định danh"),
        ("14031985", "31021985", "Ngày sinh trong mã QR không có thật"),
        ("10052021", "99992021", "Ngày cấp trong mã QR không có thật"),
    ],
)
def test_disagreement_is_told(old: str, new: str, fault: str):
    found = parse_card_code(CODE.replace(old, new))
    assert found is not None
    assert found.faults == (fault,)


def test_only_the_year_of_birth_may_be_known():
    found = parse_card_code(CODE.replace("14031985", "00001985"))
    assert found is not None
    assert (found.born, found.faults) == ("1985", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H49.10-240315-0012",
        "a|b|c|d|e|f",
        "022185001234|1|Trần Thị Mẫu|14031985|Nữ|Hạ Long",
        CODE.replace("Nữ", "X"),
        CODE[1:],
    ],
)
def test_other_codes_are_none(text: str):
    assert parse_card_code(text) is None


@given(st.text() | st.lists(st.text("0123456789aNữm"), min_size=5, max_size=9).map("|".join))
def test_any_text_is_survived(text: str):
    found = parse_card_code(text)
    assert found is None or len(found.number) == 12
