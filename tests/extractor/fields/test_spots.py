from __future__ import annotations

import pytest
import spacy

from extractor.fields.spots import Spot, find_spots
from extractor.fields.words import make_doc
from extractor.layout import sheet
from extractor.profiles import Profiles, load_profiles
from extractor.record import Document, Line
from tests.extractor.paper import centred, line, page


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def spots(profiles: Profiles, kind: str, *lines: Line) -> dict[str, Spot]:
    paper = page(lines)
    doc = make_doc(spacy.blank("xx").vocab, Document(kind, 1.0, (1,)), [sheet(paper)], profiles)
    return {spot.field: spot for spot in find_spots(doc._.work)}


def texts(profiles: Profiles, kind: str, *lines: Line) -> dict[str, str]:
    return {name: spot.text for name, spot in spots(profiles, kind, *lines).items()}


BIRTH = "Giấy khai sinh"


def test_values_stand_right_of_their_labels_up_to_the_next_one(profiles: Profiles):
    found = texts(
        profiles,
        BIRTH,
        centred(60, "GIẤY KHAI SINH"),
        line(90, 100, "Họ, chữ đệm, tên: TRẦN THỊ MẪU"),
        line(90, 125, "Giới tính: Nữ Dân tộc: Sán Dìu Quốc tịch: Việt Nam"),
    )
    assert found["child_name"] == "TRẦN THỊ MẪU"
    assert (found["sex"], found["ethnicity"], found["nationality"]) == ("Nữ", "Sán Dìu", "Việt Nam")


def test_a_section_says_whose_a_label_is(profiles: Profiles):
    found = texts(
        profiles,
        BIRTH,
        line(90, 100, "Họ, chữ đệm, tên: TRẦN THỊ MẪU"),
        line(90, 125, "Dân tộc: Kinh"),
        line(90, 150, "Họ, chữ đệm, tên người mẹ: LÊ THỊ HOA"),
        line(90, 175, "Năm sinh: 1990 Dân tộc: Tày"),
        line(90, 200, "Họ, chữ đệm, tên người cha: TRẦN VĂN BA"),
        line(90, 225, "Năm sinh: 1988 Dân tộc: Dao"),
    )
    assert [found[name] for name in ("ethnicity", "mother_ethnicity", "father_ethnicity")] == ["Kinh", "Tày", "Dao"]
    assert [found[name] for name in ("mother_name", "mother_born", "father_name", "father_born")] == [
        "LÊ THỊ HOA", "1990", "TRẦN VĂN BA", "1988",
    ]  # fmt: skip


def test_dot_leaders_are_no_value_and_misread_labels_are_found(profiles: Profiles):
    found = texts(
        profiles,
        BIRTH,
        line(90, 100, "Ho, chữ dệm, tên:........ TRẦN THỊ MẪU ......"),
        line(90, 125, "Noi sinh: ................"),
    )
    assert found["child_name"] == "TRẦN THỊ MẪU"
    assert found["place_of_birth"] == ""


def test_a_full_line_goes_on_below_and_an_item_does_not(profiles: Profiles):
    kind = "Giấy phép xây dựng"
    found = texts(
        profiles,
        kind,
        line(90, 80, "1. Cấp cho: Bà Trần Thị Mẫu"),
        line(90, 105, "2. Được phép xây dựng công trình: Nhà ở riêng lẻ"),
        line(90, 130, "- Vị trí xây dựng: thửa đất số 12, tổ 5, khu 3, phường Hà Tu, thành phố Hạ Long, tỉnh"),
        line(90, 155, "Quảng Ninh"),
        line(90, 180, "- Mật độ xây dựng: 80 %, hệ số sử dụng đất: 2,4"),
    )
    assert found["work_address"].endswith("tỉnh Quảng Ninh")
    assert found["building_density"] == "80 %"
    assert found["floor_area_ratio"] == "2,4"
    assert found["holder_name"] == "Bà Trần Thị Mẫu"


def test_columns_that_begin_side_by_side_are_kept_apart(profiles: Profiles):
    kind = "Giấy chứng nhận kết hôn"
    left, right = 80, 440
    found = texts(
        profiles,
        kind,
        line(left, 100, "Họ, chữ đệm, tên vợ: LÊ THỊ HOA"),
        line(right, 100, "Họ, chữ đệm, tên chồng: CHÍU A SÁNG"),
        line(left, 130, "Dân tộc: Tày"),
        line(right, 130, "Dân tộc: Dao"),
        line(left, 160, "Nơi cư trú: thôn 2, xã Đồng Văn,"),
        line(right, 160, "Nơi cư trú: tổ 5, khu 3, phường"),
        line(left, 185, "huyện Bình Liêu"),
        line(right, 185, "Hà Tu, thành phố Hạ Long"),
    )
    assert (found["wife_name"], found["husband_name"]) == ("LÊ THỊ HOA", "CHÍU A SÁNG")
    assert (found["wife_ethnicity"], found["husband_ethnicity"]) == ("Tày", "Dao")
    assert found["wife_residence"] == "thôn 2, xã Đồng Văn, huyện Bình Liêu"
    assert found["husband_residence"] == "tổ 5, khu 3, phường Hà Tu, thành phố Hạ Long"


def test_a_second_owner_has_an_ordinal_and_keeps_what_is_theirs(profiles: Profiles):
    kind = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất"
    found = texts(
        profiles,
        kind,
        line(90, 80, "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất"),
        line(90, 105, "Ông: Trần Văn Ba, Năm sinh: 1969, CMND số: 100123456"),
        line(90, 130, "Và vợ: Lê Thị Hoa, Năm sinh: 1971, CMND số: 100654321"),
    )
    assert found["owner_name"].startswith("Trần Văn Ba")
    assert found["owner_name.2"].startswith("Lê Thị Hoa")
    assert (found["owner_id"].strip(","), found["owner_id.2"]) == ("100123456", "100654321")


def test_a_numbered_list_gives_one_value_an_item(profiles: Profiles):
    kind = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    found = texts(
        profiles,
        kind,
        line(90, 80, "Thành phần hồ sơ nộp gồm:"),
        line(90, 105, "1. Đơn đăng ký đất đai"),
        line(90, 130, "2. Giấy chứng nhận đã cấp"),
        line(90, 155, "Số lượng hồ sơ: 01 (bộ)"),
    )
    assert (found["component"], found["component.2"]) == ("Đơn đăng ký đất đai", "Giấy chứng nhận đã cấp")
    assert "component.3" not in found
    assert found["copies"].startswith("01")


def test_a_card_prints_the_value_under_its_label(profiles: Profiles):
    found = spots(
        profiles,
        "Căn cước công dân",
        line(300, 100, "Số / No.: 022185001234"),
        line(300, 125, "Họ và tên / Full name:"),
        line(300, 145, "TRẦN THỊ MẪU"),
        line(300, 170, "Ngày sinh / Date of birth: 14/03/1985"),
    )
    assert found["full_name"].text == "TRẦN THỊ MẪU"
    assert found["full_name"].below
    assert found["id_number"].text == "022185001234"
    assert found["date_of_birth"].text == "14/03/1985"


def test_the_box_of_a_value_leaves_its_label_out(profiles: Profiles):
    found = spots(profiles, BIRTH, line(90, 100, "Họ, chữ đệm, tên:TRẦN THỊ MẪU"))
    box = found["child_name"].box
    assert box is not None
    assert 150 < box.x0 < 220
    assert found["child_name"].text == "TRẦN THỊ MẪU"


def test_a_word_that_begins_a_value_announces_no_other(profiles: Profiles):
    found = texts(
        profiles,
        "Giấy chứng nhận đăng ký doanh nghiệp",
        line(200, 80, "Mã số doanh nghiệp: 5700123454"),
        line(200, 105, "Đăng ký lần đầu: ngày 29 tháng 8 năm 2011"),
        line(200, 130, "Đăng ký thay đổi lần thứ: 3, ngày 20 tháng 11 năm 2017"),
    )
    assert found["first_registered"] == "ngày 29 tháng 8 năm 2011"
    assert found["change_count"].startswith("3")
    assert found["changed_date"] == "20 tháng 11 năm 2017"
