from __future__ import annotations

import pytest

from extractor.documents import split
from extractor.profiles import Profiles, load_profiles
from extractor.record import Page
from tests.extractor.paper import body, centred, letterhead, line, page


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def decision(number: int) -> Page:
    lines = [
        *letterhead("UBND TỈNH QUẢNG NINH", "SỞ TÀI CHÍNH"),
        centred(190, "QUYẾT ĐỊNH"),
        centred(212, "Về việc giao dự toán"),
    ]
    return page([*lines, *body(260, "Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;")], number)


def letter(number: int) -> Page:
    head = letterhead("UBND TỈNH QUẢNG NINH", "SỞ TÀI CHÍNH", number=("Số: 120/STC-NS",))
    return page([*head, line(110, 158, "V/v báo cáo quyết toán"), centred(230, "Kính gửi: Sở Xây dựng")], number)


def continued(number: int) -> Page:
    return page([centred(40, str(number)), *body(80, "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.")], number)


def appendix(number: int) -> Page:
    lines = [centred(50, "PHỤ LỤC"), centred(75, "(Kèm theo Quyết định số 15/QĐ-STC ngày 05 tháng 3 năm 2024)")]
    return page([*lines, *body(120, "1 Chi thường xuyên 200")], number)


def test_a_pile_becomes_documents_and_every_page_is_in_one(profiles: Profiles):
    blank = page([], 3, blank=True)
    pages = [decision(1), continued(2), blank, letter(4), decision(5), appendix(6)]
    documents = split(pages, profiles)
    assert [(document.type, document.pages) for document in documents] == [
        ("Quyết định", (1, 2, 3)),
        ("Công văn", (4,)),
        ("Quyết định", (5, 6)),
    ]
    assert documents[0].title == "QUYẾT ĐỊNH"
    assert documents[1].title == ""


def test_no_pages_give_no_documents_and_unread_pages_one(profiles: Profiles):
    assert split([], profiles) == ()
    (only,) = split([page([], 1, blank=True), page([], 2, blank=True)], profiles)
    assert (only.type, only.pages) == ("khác", (1, 2))


def test_the_symbol_names_the_type_where_the_title_is_lost(profiles: Profiles):
    lines = [*letterhead("SỞ TÀI CHÍNH", number=("Số: 15/TB-STC",)), *body(260, "Thực hiện kế hoạch năm 2024 của Sở")]
    (only,) = split([page(lines)], profiles)
    assert only.type == "Thông báo"


def test_a_title_that_no_profile_knows_is_kept(profiles: Profiles):
    lines = [
        *letterhead("SỞ TÀI CHÍNH", number=("Số: 15/ĐN-STC",)),
        centred(190, "BẢNG ĐỀ NGHỊ"),
        centred(212, "Về việc sửa chữa"),
    ]
    (only,) = split([page(lines)], profiles)
    assert (only.type, only.title) == ("khác", "BẢNG ĐỀ NGHỊ")


def test_a_base_cited_in_the_body_begins_nothing(profiles: Profiles):
    cites = page(
        body(60, "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020", "của Chính phủ về công tác văn thư;"), 2
    )
    assert len(split([decision(1), cites], profiles)) == 1
