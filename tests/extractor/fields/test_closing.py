"""Where a form is dated."""

from __future__ import annotations

import pytest

from extractor.documents import split
from extractor.fields import find_fields
from extractor.profiles import Profiles, load_profiles
from extractor.record import Field, Line
from tests.extractor.paper import Ink, body, centred, letterhead, line, page


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def date_of(profiles: Profiles, lines: list[Line]) -> Field:
    pages = (page(lines),)
    return dict(find_fields(split(pages, profiles)[0], pages, profiles).fields)["issued_date"]


def form(*date: str | Ink) -> list[Line]:
    return [
        centred(60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        centred(82, "Độc lập - Tự do - Hạnh phúc"),
        centred(130, "ĐƠN ĐỀ NGHỊ"),
        *body(300, "Tên tôi là: Nguyễn Văn An", "Tôi xin cam đoan những nội dung khai trên là đúng sự thật."),
        line(450, 700, *date),
        centred(730, "NGƯỜI LÀM ĐƠN", 600),
    ]


def test_a_form_is_dated_over_its_signature(profiles: Profiles):
    field = date_of(profiles, form("Hạ Long, ngày 05 tháng 3 năm 2024"))
    assert (field.value, field.handwritten) == ("2024-03-05", False)


def test_a_form_filled_by_hand_has_a_date_that_nobody_guesses(profiles: Profiles):
    field = date_of(profiles, form("Hạ Long, ngày", Ink("14"), "tháng", Ink("3"), "năm", Ink("2024")))
    assert (field.state, field.value, field.handwritten) == ("unreadable", None, True)


def test_a_date_within_a_sentence_dates_nothing(profiles: Profiles):
    lines = form("Giấy cấp cho ông An trước khi ông chuyển đi, ngày 05 tháng 3 năm 2024 tại huyện")
    assert date_of(profiles, lines).state == "absent"


def test_a_numbered_document_is_dated_in_its_head_or_not_at_all(profiles: Profiles):
    lines = [
        *letterhead("SỞ TÀI CHÍNH", date=()),
        centred(190, "QUYẾT ĐỊNH"),
        line(450, 700, "Hạ Long, ngày 05 tháng 3 năm 2024"),
    ]
    assert date_of(profiles, lines).state == "absent"


def test_what_readers_make_of_a_pen_is_a_candidate_and_no_value(profiles: Profiles):
    lines = [*letterhead("SỞ TÀI CHÍNH", number=("Số:", Ink("47"), "/QĐ-STC")), centred(190, "QUYẾT ĐỊNH")]
    pages = (page(lines),)
    number = find_fields(split(pages, profiles)[0], pages, profiles).fields["doc_number"]
    assert (number.value, number.handwritten) == (None, True)
    assert [(each.value, each.handwritten) for each in number.candidates] == [("47", True)]
