from __future__ import annotations

import pytest

from extractor.documents import split
from extractor.profiles import Profiles, load_profiles
from extractor.record import Page
from tests.extractor.paper import body, centred, letterhead, line, page


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def kinds(profiles: Profiles, *pages: Page) -> list[tuple[str, tuple[int, ...]]]:
    return [(document.type, document.pages) for document in split(pages, profiles)]


def test_three_generations_of_land_certificates_are_told_apart_by_their_titles(profiles: Profiles):
    state = centred(60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    first = page([state, centred(120, "GIẤY CHỨNG NHẬN"), centred(145, "QUYỀN SỬ DỤNG ĐẤT")], 1)
    second = page(
        [
            state,
            centred(120, "GIẤY CHỨNG NHẬN"),
            centred(145, "QUYỀN SỬ DỤNG ĐẤT"),
            centred(170, "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"),
        ],
        2,
    )
    third = page(
        [
            state,
            centred(120, "GIẤY CHỨNG NHẬN"),
            centred(145, "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN"),
            centred(170, "GẮN LIỀN VỚI ĐẤT"),
        ],
        3,
    )
    found = [name for name, _ in kinds(profiles, first, second, third)]
    assert found == [
        "Giấy chứng nhận quyền sử dụng đất",
        "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
        "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
    ]


def test_the_longer_title_wins_for_cards(profiles: Profiles):
    old = page([line(300, 100, "CĂN CƯỚC CÔNG DÂN"), line(300, 125, "Citizen Identity Card")], 1)
    new = page([line(300, 700, "CĂN CƯỚC"), line(300, 725, "IDENTITY CARD")], 2)
    assert [name for name, _ in kinds(profiles, old, new)] == ["Căn cước công dân", "Căn cước"]


def back(number: int) -> Page:
    lines = [
        line(300, 100, "Đặc điểm nhận dạng / Personal identification:"),
        line(300, 200, "CỤC TRƯỞNG CỤC CẢNH SÁT"),
        line(80, 260, "Ngón trỏ trái"),
    ]
    return page(lines, number)


def test_the_back_of_a_card_belongs_to_its_front(profiles: Profiles):
    front = page([line(300, 100, "CĂN CƯỚC CÔNG DÂN"), line(300, 160, "Số / No.: 022185001234")], 1)
    assert kinds(profiles, front, back(2)) == [("Căn cước công dân", (1, 2))]


def test_a_back_alone_is_still_a_card(profiles: Profiles):
    letter = page([*letterhead("SỞ TÀI CHÍNH", number=("Số: 120/STC-NS",)), line(110, 158, "V/v báo cáo")], 1)
    assert kinds(profiles, letter, back(2)) == [("Công văn", (1,)), ("Căn cước công dân", (2,))]


def test_mentioning_a_paper_is_not_being_it(profiles: Profiles):
    form = page(
        [
            centred(60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            centred(120, "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI"),
            *body(200, "Giấy tờ kèm theo: Giấy chứng nhận quyền sử dụng đất; căn cước công dân; giấy khai sinh"),
        ],
        1,
    )
    second = page(
        body(80, "- Giấy chứng nhận đã cấp", "- Thửa đất số 12, tờ bản đồ số 5", "- Căn cước công dân của người ủy quyền"), 2
    )
    assert kinds(profiles, form, second) == [("Đơn, tờ khai", (1, 2))]


def test_a_sentence_about_land_does_not_begin_a_certificate(profiles: Profiles):
    first = page([*letterhead("UBND THÀNH PHỐ HẠ LONG"), centred(190, "QUYẾT ĐỊNH"), centred(212, "Về việc thu hồi đất")], 1)
    second = page(
        body(80, "Thu hồi đất của hộ ông A, thửa đất số 12, tờ bản đồ số 5, được quyền sử dụng theo giấy chứng nhận"), 2
    )
    assert kinds(profiles, first, second) == [("Quyết định", (1, 2))]


def test_an_unknown_title_stays_other_with_its_title(profiles: Profiles):
    (only,) = split([page([*letterhead("SỞ Y TẾ", number=()), centred(190, "BẢNG ĐỀ NGHỊ THANH TOÁN")])], profiles)
    assert (only.type, only.title) == ("khác", "BẢNG ĐỀ NGHỊ THANH TOÁN")
