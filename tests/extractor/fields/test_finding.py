from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.documents import split
from extractor.fields import find_fields
from extractor.profiles import Profiles, load_profiles
from extractor.record import Box, Document, Field, Line, Page, Transform
from tests.extractor.paper import Ink, body, centred, letterhead, line, page


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def read(profiles: Profiles, *pages: Page) -> dict[str, Field]:
    return dict(find_fields(split(pages, profiles)[0], pages, profiles).fields)


def signed(y: float = 700) -> list[Line]:
    return [
        line(90, y, "Nơi nhận:"),
        line(90, y + 20, "- Như Điều 3;"),
        centred(y, "KT. GIÁM ĐỐC", 600),
        centred(y + 22, "PHÓ GIÁM ĐỐC", 600),
        centred(y + 130, "Nguyễn Thị Bình", 600),
    ]


def decision(**head: object) -> list[Line]:
    return [
        *letterhead("UBND TỈNH QUẢNG NINH", "SỞ TÀI CHÍNH", **head),  # type: ignore[arg-type]
        centred(190, "QUYẾT ĐỊNH"),
        centred(212, "Về việc giao dự toán ngân sách"),
        centred(234, "cho các đơn vị năm 2024"),
        centred(280, "GIÁM ĐỐC SỞ TÀI CHÍNH"),
        *body(320, "Căn cứ Quyết định số 99/QĐ-UBND ngày 01 tháng 02 năm 2023 của Ủy ban nhân dân tỉnh;"),
    ]


def test_a_printed_decision_is_read_whole(profiles: Profiles):
    fields = read(profiles, page([*decision(), *signed()], seals=(Box(480, 720, 580, 820),), signatures=()))
    values = {name: field.value for name, field in fields.items() if name in profiles.header}
    assert values == {
        "doc_type": "Quyết định",
        "doc_number": "15",
        "doc_symbol": "QĐ-STC",
        "issued_date": "2024-03-05",
        "place": "Hạ Long",
        "parent_agency": "UBND TỈNH QUẢNG NINH",
        "issuing_agency": "SỞ TÀI CHÍNH",
        "subject": "Về việc giao dự toán ngân sách cho các đơn vị năm 2024",
        "addressees": None,
        "recipients": "Như Điều 3",
        "urgency": None,
        "secrecy": None,
        "signer_authority": "KT. GIÁM ĐỐC",
        "signer_position": "PHÓ GIÁM ĐỐC",
        "signer_name": "Nguyễn Thị Bình",
        "has_seal": True,
        "has_signature": None,
    }
    assert fields["issued_date"].precision == "day"
    assert fields["has_signature"].state == "unreadable"
    assert all(field.box is not None and field.page == 1 for name, field in fields.items() if isinstance(field.value, str))
    assert not any(check for field in fields.values() for check in field.checks if not check.passed)


def test_a_pen_is_reported_and_never_guessed(profiles: Profiles):
    lines = decision(number=("Số:", Ink("4}"), "/QĐ-STC"), date=("Hạ Long, ngày", Ink("17"), "tháng 3 năm 2024"))
    fields = read(profiles, page([*lines, *signed()]))
    number, date = fields["doc_number"], fields["issued_date"]
    assert (number.state, number.handwritten, number.value) == ("unreadable", True, None)
    assert (date.state, date.handwritten, date.value, date.precision) == ("unreadable", True, "2024-03", "month")
    assert number.box is not None
    assert 140 < number.box.x0 < number.box.x1 < 260
    assert fields["doc_symbol"].value == "QĐ-STC"


def test_an_empty_slot_is_not_a_number(profiles: Profiles):
    head = decision(number=())
    gap = replace(line(140, 135, "Số:"), words=(*line(140, 135, "Số:").words, *line(230, 135, "/QĐ-STC").words))
    fields = read(profiles, page([*head, gap]))
    assert (fields["doc_number"].state, fields["doc_number"].value) == ("unreadable", None)


def test_coloured_ink_over_clean_digits_is_a_pen(profiles: Profiles):
    lines = decision(number=("Số: 15 /QĐ-STC",))
    assert read(profiles, page(lines))["doc_number"].value == "15"
    inked = read(profiles, page(lines, handwriting=(Box(160, 130, 190, 155),)))["doc_number"]
    assert (inked.handwritten, inked.value) == (True, None)


def test_a_letter_has_its_subject_under_the_number_and_a_list_of_addressees(profiles: Profiles):
    lines = [
        *letterhead("ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NINH", number=("Số: 299/UBND-XD2",)),
        line(110, 158, "V/v công bố danh mục"),
        line(120, 176, "thủ tục hành chính"),
        line(270, 240, "Kính gửi:"),
        line(350, 262, "- Sở Xây dựng;"),
        line(350, 284, "- Sở Tài chính."),
        *body(330, "Thực hiện Quyết định số 1743/QĐ-TTg ngày 31 tháng 12 năm 2023 của Thủ tướng Chính phủ"),
    ]
    fields = read(profiles, page(lines))
    assert fields["doc_type"].value == "Công văn"
    assert fields["doc_number"].value == "299"
    assert fields["doc_symbol"].value == "UBND-XD2"
    assert fields["issuing_agency"].value == "ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH"
    assert fields["parent_agency"].state == "absent"
    assert fields["subject"].value == "V/v công bố danh mục thủ tục hành chính"
    assert fields["addressees"].value == "Sở Xây dựng; Sở Tài chính"


def test_other_documents_numbers_and_stamps_are_left_alone(profiles: Profiles):
    lines = [
        line(500, 20, "Thời gian ký: 21.01.2025 10:06:23 +07:00"),
        *decision(number=(), date=()),
        *body(450, "Điều 1. Giao dự toán (kèm theo Tờ trình số 07/TTr-STC ngày 03 tháng 3 năm 2024)"),
    ]
    fields = read(profiles, page(lines))
    assert fields["doc_number"].value is None
    assert fields["issued_date"].value is None


def test_the_signed_page_may_not_be_the_last(profiles: Profiles):
    second = page([*body(80, "Điều 3. Thi hành quyết định này./."), *signed(300)], 2, seals=(Box(480, 320, 580, 420),))
    annex = page([centred(50, "DANH SÁCH"), centred(600, "NGƯỜI LẬP", 600), centred(700, "Trần Văn An", 600)], 3)
    fields = read(profiles, page(decision(), 1), second, annex)
    assert fields["signer_name"].value == "Nguyễn Thị Bình"
    assert fields["signer_name"].page == 2
    assert (fields["has_seal"].value, fields["has_seal"].page) == (True, 2)


def test_lost_tone_marks_come_back_from_the_body(profiles: Profiles):
    head = letterhead("UBND TỈNH QUẢNG NINH", "SỞ THUY VÂN")
    lines = [*head, centred(190, "THÔNG BÁO"), centred(212, "Về việc nghỉ mát")]
    text = body(
        300, "Căn cứ tình hình, Sở Thụy Vân thông báo", "Sở Thụy Vân đề nghị các phòng", "trân trọng cảm ơn Sở Thụy Vân"
    )
    fields = read(profiles, page([*lines, *text]))
    assert fields["issuing_agency"].value == "SỞ THỤY VÂN"


def test_a_symbol_that_contradicts_the_title_fails_a_check(profiles: Profiles):
    fields = read(profiles, page(decision(number=("Số: 15/TTr-STC",))))
    assert [check.name for check in fields["doc_symbol"].checks if not check.passed] == ["symbol-type"]
    agreeing = read(profiles, page(decision()))["doc_symbol"]
    assert fields["doc_symbol"].doubtful
    assert fields["doc_symbol"].confidence < agreeing.confidence


def test_evidence_stays_in_page_coordinates_when_the_page_lay_on_its_side(profiles: Profiles):
    upright = page([*decision(), *signed()])
    turn = Transform((0, -1, 1169, 1, 0, 0, 0, 0, 1))
    lines = tuple(
        Line(tuple(replace(word, box=turn.box(word.box)) for word in each.words), turn.box(each.box), each.source)
        for each in upright.lines
    )
    sideways = replace(upright, width=1169, height=827, rotation=270, transform=turn, lines=lines)
    fields, turned = read(profiles, upright), read(profiles, sideways)
    assert {name: field.value for name, field in turned.items()} == {name: field.value for name, field in fields.items()}
    box, expected = turned["subject"].box, fields["subject"].box
    assert box is not None
    assert expected is not None
    assert turn.box(expected).overlap(box) > 0.95 * box.area


def test_a_document_without_words_has_only_absent_fields(profiles: Profiles):
    empty = page([], 1, blank=True)
    fields = find_fields(Document("khác", 0.5, (1,)), [empty], profiles).fields
    assert set(fields) == set(profiles.header)
    assert all(field.state == "absent" for field in fields.values())


def test_a_contract_is_signed_by_party_a_and_the_other_party_is_not_taken_for_it(profiles: Profiles):
    head = [
        *letterhead("UBND TỈNH QUẢNG NINH", "SỞ TÀI CHÍNH", number=("Số: 15/HĐ-STC",)),
        centred(190, "HỢP ĐỒNG TRÁCH NHIỆM"),
    ]
    block = [centred(700, "ĐẠI DIỆN BÊN B", 200), centred(700, "ĐẠI DIỆN BÊN A", 600)]
    names = [centred(820, "Trần Văn An", 200), centred(820, "Nguyễn Thị Bình", 600)]
    fields = read(profiles, page([*head, *body(300, "Hôm nay, tại trụ sở, chúng tôi gồm có:"), *block, *names]))
    assert fields["doc_type"].value == "Hợp đồng"
    assert (fields["signer_position"].value, fields["signer_name"].value) == ("ĐẠI DIỆN BÊN A", "Nguyễn Thị Bình")
    alone = read(profiles, page([*head, block[0], names[0]]))
    assert alone["signer_name"].value is None


def test_a_deputy_whose_title_was_half_read_is_not_made_the_chief(profiles: Profiles):
    block = [centred(700, "KT. CHỦ TỊCH", 600), centred(722, "CHỦ TỊCH", 600), centred(820, "Nguyễn Thị Bình", 600)]
    position = read(profiles, page([*decision(), *block]))["signer_position"]
    assert (position.state, position.value) == ("unreadable", None)


def test_minutes_go_on_below_their_subject_and_a_plan_may_begin_with_a_verb(profiles: Profiles):
    head = letterhead("SỞ TÀI CHÍNH", number=("Số: 15/BB-STC",))
    minutes = [*head, centred(190, "BIÊN BẢN"), centred(212, "Họp về phòng chống thiên tai")]
    fields = read(
        profiles, page([*minutes, line(110, 245, "Thời gian bắt đầu: 08 giờ"), line(110, 267, "Địa điểm: Hội trường")])
    )
    assert fields["subject"].value == "Họp về phòng chống thiên tai"
    head = letterhead("SỞ TÀI CHÍNH", number=("Số: 15/KH-STC",))
    plan = [
        *head,
        centred(190, "KẾ HOẠCH"),
        centred(212, "Thực hiện phong trào"),
        *body(260, "Thực hiện chỉ đạo của tỉnh, Sở đề ra"),
    ]
    assert read(profiles, page(plan))["subject"].value == "Thực hiện phong trào"


def test_of_two_who_sign_side_by_side_the_sealed_one_signs(profiles: Profiles):
    both = [centred(700, "GIÁM ĐỐC", 200), centred(700, "TRƯỞNG PHÒNG", 600), centred(830, "Trần Văn Khoa", 600)]
    fields = read(profiles, page([*decision(), *both, centred(830, "Lê Thị Mai", 200)], seals=(Box(140, 710, 240, 810),)))
    assert fields["signer_position"].value == "GIÁM ĐỐC"
    assert fields["signer_name"].value == "Lê Thị Mai"


def test_letters_under_a_seal_come_back_and_somebody_looks(profiles: Profiles):
    captions = [centred(700, "HỦ TỊCH", 600), centred(830, "Trần Văn Khoa", 600)]
    field = read(profiles, page([*decision(), line(90, 700, "Nơi nhận:"), *captions]))["signer_position"]
    assert field.value == "CHỦ TỊCH"
    assert field.doubtful
    assert field.candidates[0].text == "HỦ TỊCH"


def test_scraps_of_a_seal_before_an_authority_are_no_part_of_it(profiles: Profiles):
    captions = [centred(700, "nREN KT. CHỦ TỊCH", 600), centred(722, "PHÓ CHỦ TỊCH", 600), centred(830, "Trần Văn Khoa", 600)]
    fields = read(profiles, page([*decision(), line(90, 700, "Nơi nhận:"), *captions]))
    assert fields["signer_authority"].value == "KT. CHỦ TỊCH"
    assert fields["signer_position"].value == "PHÓ CHỦ TỊCH"
