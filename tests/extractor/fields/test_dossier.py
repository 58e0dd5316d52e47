from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.fields.dossier import agree
from extractor.profiles import Profiles, load_profiles
from extractor.record import Document, Field

CARD, BIRTH, FORM, LAND, RECEIPT = (
    "Căn cước công dân",
    "Giấy khai sinh",
    "Đơn, tờ khai",
    "Giấy chứng nhận quyền sử dụng đất",
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
)
NUMBER, NAME = "022185001234", "Trần Thị Mẫu"


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def paper(kind: str, page: int, **values: str) -> Document:
    fields = {name.replace("__", "."): Field(value, value, "found", 0.9, page) for name, value in values.items()}
    return Document(kind, 0.9, (page,), fields=fields)


def card(page: int = 1, **values: str) -> Document:
    return paper(CARD, page, **{"full_name": NAME, "id_number": NUMBER, "date_of_birth": "1985-03-14", "sex": "Nữ", **values})


def verdicts(document: Document) -> dict[str, list[tuple[str, bool]]]:
    return {
        name: [(check.name, check.passed) for check in field.checks] for name, field in document.fields.items() if field.checks
    }


def messages(document: Document) -> list[str]:
    return [check.message for field in document.fields.values() for check in field.checks if not check.passed]


def test_papers_of_one_person_agree(profiles: Profiles):
    form = paper(FORM, 3, applicant_name="TRẦN THỊ MẪU", id_number=NUMBER, date_of_birth="1985")
    first, second = agree((card(), form), profiles)
    assert verdicts(second) == {name: [("person", True)] for name in ("applicant_name", "id_number", "date_of_birth")}
    assert verdicts(first) == {name: [("person", True)] for name in ("full_name", "id_number", "date_of_birth")}


def test_the_lower_paper_is_doubted_and_keeps_its_value(profiles: Profiles):
    form = paper(FORM, 3, applicant_name=NAME, id_number="022185001284", date_of_birth="1985-03-14", sex="Nam")
    first, second = agree((form, card(7)), profiles)
    assert verdicts(first)["id_number"] == verdicts(first)["sex"] == [("person", False)]
    assert messages(first) == [
        "Số giấy tờ tùy thân: khác Căn cước công dân (trang 7)",
        "Giới tính: khác Căn cước công dân (trang 7)",
    ]
    assert first.fields["id_number"].value == "022185001284"
    assert first.fields["id_number"].confidence < 0.9
    assert messages(second) == []


def test_papers_of_one_rank_doubt_each_other_but_not_what_a_better_one_says(profiles: Profiles):
    land = paper(LAND, 2, owner_name=NAME, owner_id=NUMBER)
    other = paper(LAND, 3, owner_name=NAME, owner_id="022185001284", owner_born="1985")
    first, second = agree((land, other), profiles)
    assert verdicts(first)["owner_id"] == verdicts(second)["owner_id"] == [("person", False)]
    first, second, _ = agree((land, other, card(5)), profiles)
    assert verdicts(first)["owner_id"] == [("person", True)]
    assert verdicts(second)["owner_id"] == [("person", False)]
    assert (
        messages(second) == ["Số CMND: khác Căn cước công dân (trang 5)"]
        or "Căn cước công dân (trang 5)" in messages(second)[0]
    )


def test_an_old_number_does_not_contradict_a_new_one(profiles: Profiles):
    land = paper(LAND, 2, owner_name=NAME, owner_id="100123456", owner_born="1985")
    first, second = agree((card(), land), profiles)
    assert "id_number" not in verdicts(first)
    assert "owner_id" not in verdicts(second)
    assert verdicts(second)["owner_born"] == [("person", True)]


def test_nobody_borrows_anything(profiles: Profiles):
    form = replace(paper(FORM, 3, applicant_name=NAME), fields={**paper(FORM, 3, applicant_name=NAME).fields, "sex": Field()})
    _, second = agree((card(), form), profiles)
    assert second.fields["sex"] == Field()
    assert list(second.fields) == ["applicant_name", "sex"]


def test_a_namesake_is_another_person(profiles: Profiles):
    son = paper(FORM, 3, applicant_name=NAME, id_number="022311009876", date_of_birth="2011-01-02")
    assert agree((card(), son), profiles) == (card(), son)
    unnumbered = paper(FORM, 3, applicant_name=NAME, date_of_birth="2011-01-02")
    assert agree((card(), unnumbered), profiles) == (card(), unnumbered)


def test_strangers_have_nothing_to_do_with_each_other(profiles: Profiles):
    other = paper(FORM, 3, applicant_name="Lê Văn Thử", id_number="022083004567", sex="Nam")
    assert agree((card(), other), profiles) == (card(), other)


def test_one_number_under_two_names_is_told(profiles: Profiles):
    form = paper(FORM, 3, applicant_name="Lê Văn Thử", id_number=NUMBER)
    _, second = agree((card(), form), profiles)
    assert messages(second) == ["Họ tên người nộp: khác Căn cước công dân (trang 1)"]


def test_the_zone_on_a_cards_back_is_held_against_its_front(profiles: Profiles):
    back = paper(CARD, 2, id_number="022185001284", date_of_birth="1985-03-14", sex="Nữ")
    first, second = agree((card(), back), profiles)
    assert messages(first) == ["Số: khác Căn cước công dân (trang 2)"]
    assert messages(second) == ["Số: khác Căn cước công dân (trang 1)"]


def test_the_second_owner_is_compared_with_the_second_owners_number(profiles: Profiles):
    land = paper(
        LAND, 2, owner_name="Lê Văn Thử", owner_id="022083004567", owner_name__2=NAME, owner_id__2="022185001284"
    )  # fmt: skip
    first, second = agree((card(), land), profiles)
    assert verdicts(second) == {"owner_name.2": [("person", True)], "owner_id.2": [("person", False)]}
    assert messages(first) == []


def decision(number: str, day: str, page: int, symbol: str = "QĐ-STC") -> Document:
    return paper("Quyết định", page, issuing_agency="SỞ TÀI CHÍNH", doc_number=number, doc_symbol=symbol, issued_date=day)


def test_numbers_and_dates_of_a_register_run_alike(profiles: Profiles):
    papers = (decision("15", "2024-03-05", 1), decision("9", "2024-02", 2), decision("120", "2024-11-30", 3))
    assert all(verdicts(each) == {"issued_date": [("register", True)]} for each in agree(papers, profiles))


def test_what_stands_against_most_of_a_register_is_told_and_no_less_sure(profiles: Profiles):
    papers = (decision("15", "2024-08-05", 1), decision("29", "2024-04-02", 2), decision("120", "2024-06-30", 3))
    checked = agree(papers, profiles)
    assert [verdicts(each)["issued_date"] for each in checked] == [
        [("register", False)],
        [("register", True)],
        [("register", True)],
    ]
    assert checked[0].fields["issued_date"].confidence == 0.9
    assert "issued_date" in checked[0].doubts


def test_other_symbols_and_years_are_other_registers(profiles: Profiles):
    papers = (decision("15", "2024-08-05", 1), decision("29", "2024-04-02", 2, "TB-STC"), decision("30", "2023-06-30", 3))
    assert agree(papers, profiles) == papers


def test_a_dossier_has_one_code(profiles: Profiles):
    receipt, slip = (
        paper(kind, page, dossier_code=code)
        for kind, page, code in (
            (RECEIPT, 1, "H49.10-240315-0012"),
            ("Phiếu kiểm soát quá trình giải quyết hồ sơ", 2, "H49.10-240315-0013"),
        )
    )
    assert all(verdicts(each) == {"dossier_code": [("dossier-code", False)]} for each in agree((receipt, slip), profiles))
    first, second = agree((receipt, slip), profiles, declared="h49.10–240315–0012")
    assert (verdicts(first), verdicts(second)) == (
        {"dossier_code": [("dossier-code", True)]},
        {"dossier_code": [("dossier-code", False)]},
    )
    assert agree((receipt,), profiles) == (receipt,)
