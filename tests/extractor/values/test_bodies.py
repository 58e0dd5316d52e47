from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import SetupError
from extractor.values.bodies import Lexicon, learn, parse_body

CARD = "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"


@pytest.mark.parametrize(
    ("printed", "name", "kind", "level"),
    [
        (CARD, "Cục Cảnh sát quản lý hành chính về trật tự xã hội", "cong-an", "nation"),
        ("CỤC CẢNH SÁT QLHC VỀ TTXH", "Cục Cảnh sát quản lý hành chính về trật tự xã hội", "cong-an", "nation"),
        ("BỘ CÔNG AN", "Bộ Công an", "cong-an", "nation"),
        ("GIÁM ĐỐC CA TỈNH QUẢNG NINH", "Công an tỉnh Quảng Ninh", "cong-an", "province"),
        ("UBND TP. HẠ LONG", "Ủy ban nhân dân thành phố Hạ Long", "ubnd", "district"),
        ("UỶ BAN NHÂN DÂN THÀNH PHỐ QUẢNG NINH", "Ủy ban nhân dân thành phố Quảng Ninh", "ubnd", "province"),
        ("TM. ỦY BAN NHÂN DÂN XÃ ĐƯỜNG HOA", "Ủy ban nhân dân xã Đường Hoa", "ubnd", "commune"),
        ("UBND ĐẶC KHU VÂN ĐỒN", "Ủy ban nhân dân đặc khu Vân Đồn", "ubnd", "commune"),
        ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "Sở Tài nguyên và Môi trường", "so", "province"),
        ("SỞ Y TẾ HẬU GIANG", "Sở Y tế Hậu Giang", "so", "province"),
        ("PHÒNG TƯ PHÁP", "Phòng Tư pháp", "phong", None),
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH QUẢNG NINH", None, "trung-tam", "province"),
        ("CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI THÀNH PHỐ HẠ LONG", None, "dat-dai", "district"),
        ("TOÀ ÁN NHÂN DÂN HUYỆN HẢI HÀ", "Tòa án nhân dân huyện Hải Hà", "toa-an", "district"),
        ("VĂN PHÒNG CÔNG CHỨNG HOA SEN", "Văn phòng Công chứng Hoa Sen", "cong-chung", None),
        ("PHÒNG CÔNG CHỨNG SỐ 1", "Phòng Công chứng số 1", "cong-chung", None),
        ("TRƯỜNG THPT TỈNH QUẢNG NINH", "Trường THPT tỉnh Quảng Ninh", "truong", "province"),
        ("BẢO HIỂM XÃ HỘI TỈNH QUẢNG NINH", "Bảo hiểm xã hội tỉnh Quảng Ninh", "bao-hiem", "province"),
        ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Bộ Lao động - Thương binh và Xã hội", "bo", "nation"),
        ("Ủy ban nhân dân phường Hà Tu", "Ủy ban nhân dân phường Hà Tu", "ubnd", "commune"),
    ],
)
def test_a_body_in_normal_letters(printed: str, name: str | None, kind: str, level: str | None):
    body = parse_body(printed)
    assert body
    assert (body.text, body.kind, body.level) == (printed, kind, level)
    assert name is None or body.name == name


@pytest.mark.parametrize(
    ("printed", "position", "name"),
    [
        (CARD, "Cục trưởng", "Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
        ("TRƯỞNG PHÒNG TƯ PHÁP", "Trưởng phòng", "Phòng Tư pháp"),
        ("PHÓ TRƯỞNG PHÒNG TƯ PHÁP", "Phó trưởng phòng", "Phòng Tư pháp"),
        ("TRƯỞNG CÔNG AN XÃ HẢI SƠN", "Trưởng công an", "Công an xã Hải Sơn"),
        ("CHI CỤC TRƯỞNG CHI CỤC THUẾ THÀNH PHỐ MÓNG CÁI", "Chi cục trưởng", "Chi cục Thuế thành phố Móng Cái"),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG HÀ TU", "Chủ tịch", "Ủy ban nhân dân phường Hà Tu"),
    ],
)
def test_the_signers_office_before_the_body(printed: str, position: str, name: str):
    body = parse_body(printed)
    assert body
    assert (body.position, body.name) == (position, name)


def test_where_a_body_is_competent():
    body = parse_body("PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG HUYỆN VÂN ĐỒN")
    assert body
    assert (body.place, body.name) == ("huyện Vân Đồn", "Phòng Tài nguyên và Môi trường huyện Vân Đồn")


def test_the_name_of_a_name_is_the_name():
    for printed in (CARD, "UBND TP. HẠ LONG", "SỞ Y TẾ HẬU GIANG", "BẢO HIỂM XÃ HỘI TỈNH QUẢNG NINH"):
        body = parse_body(printed)
        again = parse_body(body.name) if body else None
        assert body and again
        assert (again.name, again.kind, again.level) == (body.name, body.kind, body.level)


@pytest.mark.parametrize("text", ["", "....", "12/3", "-"])
def test_no_letters_no_body(text: str):
    assert parse_body(text) is None


@given(st.text(max_size=40))
def test_any_text_is_kept_as_printed(text: str):
    body = parse_body(text)
    assert body is None or (bool(body.text) and bool(body.name))


def test_a_lexicon_learns_what_was_read_often_and_surely():
    lexicon = learn(
        {
            "UBND PHƯỜNG HÀ TU": [0.99, 0.97],
            "Ủy ban nhân dân phường Hà Tu": [0.95],
            "UBND PHƯỜNG HÀ TÚ": [0.99, 0.4, 0.3],
            "SỞ XÂY DỰNG": [0.99],
        }
    )
    assert lexicon.names == {"Ủy ban nhân dân phường Hà Tu": 3}


def test_a_lexicon_proposes_and_does_not_replace():
    lexicon = Lexicon({"Sở Xây dựng": 40, "Sở Tư pháp": 9, "Sở Nội vụ": 7})
    (best, *_) = lexicon.closest("SỞ XÂY DUNG")
    assert best.name == "Sở Xây dựng"
    assert 0.9 < best.similarity < 1
    assert lexicon.closest("SỞ XÂY DỰNG")[0].similarity == 1
    assert lexicon.closest("CÔNG TY CỔ PHẦN THAN") == ()
    assert lexicon.closest("...") == ()


@settings(max_examples=40)
@given(
    st.dictionaries(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20), st.integers(1, 10_000), max_size=5)
)
def test_a_lexicon_survives_its_file(names: dict[str, int]):
    assert Lexicon.from_yaml(Lexicon(names).to_yaml()) == Lexicon(names)


@pytest.mark.parametrize("text", ["- a\n- b", "a: viele", "{", "a: [1]"])
def test_a_broken_lexicon_is_explained(text: str):
    with pytest.raises(SetupError, match="learn it again"):
        Lexicon.from_yaml(text)
