from __future__ import annotations

import pytest
import spacy

from extractor.fields.codes import codes
from extractor.fields.proposal import Proposal
from extractor.fields.words import make_doc
from extractor.layout import sheet
from extractor.profiles import Profiles, load_profiles
from extractor.record import Box, Code, Document
from extractor.values.mrz import check_digit
from tests.extractor.paper import line, page

HERS, HIS = "022185001234", "022083004567"
QR = f"{HERS}|100123456|Trần Thị Mẫu|14031985|Nữ|Tổ 5, Khu 3, Hà Tu, Hạ Long, Quảng Ninh|10052021"
HIS_QR = f"{HIS}||Lê Văn Thử|02011983|Nam|Tổ 6, Khu 3, Hà Tu, Hạ Long, Quảng Ninh|10052021"
PLACE = Box(600, 100, 700, 200)


def zone(number: str = HERS, born: str = "850314", sex: str = "F", until: str = "450314", name: str = "TRAN<<THI<MAU") -> str:
    first = f"IDVNM{number[3:]}{check_digit(number[3:])}{number}<<{check_digit(number)}"
    second = f"{born}{check_digit(born)}{sex}{until}{check_digit(until)}VNM<<<<<<<<<<<"
    second += check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return "\n".join([first, second, name.ljust(30, "<")])


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def proposed(
    profiles: Profiles, *given: Code, kind: str = "Căn cước công dân", number: str | None = None, name: str | None = None
) -> list[Proposal]:
    """All proposals for a page with these codes, on which labels found a number and a name."""
    paper = page([line(90, 60, "CĂN CƯỚC CÔNG DÂN")], codes=given)
    doc = make_doc(spacy.blank("xx").vocab, Document(kind, 0.9, (1,)), [sheet(paper)], profiles)
    for field, value in (("id_number", number), ("full_name", name), ("dossier_code", number)):
        if value is not None:
            doc._.proposals.append(Proposal(field, value, value, 0.9, 1, Box(0, 0, 9, 9), "label"))
    return list(codes(doc)._.proposals)


def values(proposals: list[Proposal], source: str) -> dict[str, object]:
    return {each.field: each.value for each in proposals if each.source == source}


def test_a_card_states_its_holder(profiles: Profiles):
    proposals = proposed(profiles, Code("QRCode", QR, PLACE))
    assert values(proposals, "QR") == {
        "id_number": HERS,
        "old_id_number": "100123456",
        "full_name": "Trần Thị Mẫu",
        "date_of_birth": "1985-03-14",
        "sex": "Nữ",
        "residence": "Tổ 5, Khu 3, Hà Tu, Hạ Long, Quảng Ninh",
        "issued_date": "2021-05-10",
    }
    assert all((each.confidence, each.box, each.page) == (0.995, PLACE, 1) for each in proposals)
    assert next(each for each in proposals if each.field == "date_of_birth").precision == "day"
    assert next(each for each in proposals if each.field == "residence").parts["province"] == "Quảng Ninh"


def test_an_old_number_that_never_was_is_not_stated(profiles: Profiles):
    assert "old_id_number" not in values(proposed(profiles, Code("QRCode", HIS_QR, PLACE)), "QR")


def test_a_zone_states_what_its_check_digits_prove_and_no_name(profiles: Profiles):
    proposals = proposed(profiles, Code("MRZ", zone(), PLACE))
    assert values(proposals, "MRZ") == {
        "id_number": HERS,
        "date_of_birth": "1985-03-14",
        "sex": "Nữ",
        "expiry_date": "2045-03-14",
    }
    assert all(each.confidence == 0.995 for each in proposals)


def test_what_is_not_proved_is_not_stated(profiles: Profiles):
    misread = proposed(profiles, Code("MRZ", zone().replace("8503149F", "8504149F"), PLACE))
    assert values(misread, "MRZ") == {"id_number": HERS, "sex": "Nữ"}
    assert all(each.confidence == 0.98 for each in misread)
    elsewhere = proposed(profiles, Code("MRZ", zone()[:-32] + "7" + zone()[-31:], PLACE))
    assert values(elsewhere, "MRZ") == {"id_number": HERS, "date_of_birth": "1985-03-14", "sex": "Nữ"}
    assert not proposed(profiles, Code("MRZ", zone().replace("022185001234", "022185001284"), PLACE), name="Trần Thị Mẫu")[1:]


def test_a_sex_that_the_number_contradicts_is_not_stated(profiles: Profiles):
    assert "sex" not in values(proposed(profiles, Code("MRZ", zone(sex="M"), PLACE)), "MRZ")


def test_what_is_wrong_within_a_code_is_told(profiles: Profiles):
    proposals = proposed(profiles, Code("QRCode", QR.replace("|Nữ|", "|Nam|"), PLACE))
    number = next(each for each in proposals if each.field == "id_number")
    assert [(check.passed, check.message) for check in number.checks] == [(False, "Giới tính trong mã QR khác số định danh")]


def test_a_card_without_expiry_says_so(profiles: Profiles):
    proposals = proposed(profiles, Code("MRZ", zone(until="991231"), PLACE))
    assert values(proposals, "MRZ")["expiry_date"] == "Không thời hạn"


def test_a_zone_confirms_the_printed_name_or_doubts_it(profiles: Profiles):
    for name, agrees in (("Trần Thị Mẫu", True), ("Trần Thị Mận", False)):
        proposals = proposed(profiles, Code("MRZ", zone(), PLACE), number=HERS, name=name)
        printed = next(each for each in proposals if each.field == "full_name")
        assert (printed.value, [(check.name, check.passed) for check in printed.checks]) == (name, [("mrz-name", agrees)])
        assert (printed.confidence > 0.9) is agrees


def test_of_two_cards_on_a_page_the_documents_own_counts(profiles: Profiles):
    both = Code("QRCode", HIS_QR, PLACE), Code("QRCode", QR, PLACE)
    assert values(proposed(profiles, *both, number=HERS), "QR")["full_name"] == "Trần Thị Mẫu"
    assert values(proposed(profiles, *both, name="TRẦN THỊ MẪU"), "QR")["id_number"] == HERS
    assert values(proposed(profiles, *both, number="022183004567", name="Lê Văn Thử"), "QR")["id_number"] == HIS


def test_two_cards_that_print_does_not_tell_apart_say_nothing(profiles: Profiles):
    assert not proposed(profiles, Code("QRCode", HIS_QR, PLACE), Code("QRCode", QR, PLACE))
    namesake = Code("QRCode", QR.replace(HERS, "022185007777"), PLACE)
    assert not values(proposed(profiles, namesake, Code("QRCode", QR, PLACE), name="Trần Thị Mẫu"), "QR")


def test_another_persons_code_is_left_alone(profiles: Profiles):
    assert not values(proposed(profiles, Code("QRCode", QR, PLACE), number=HIS, name="Lê Văn Thử"), "QR")
    assert not values(proposed(profiles, Code("QRCode", QR, PLACE), name="Lê Văn Thử"), "QR")
    assert not values(proposed(profiles, Code("QRCode", QR, PLACE), number=HIS), "QR")
    assert not values(proposed(profiles, Code("QRCode", QR, PLACE), number="022187009999", name="Trần Thị Mận"), "QR")
    assert not values(proposed(profiles, Code("MRZ", zone(), PLACE), number=HIS, name="Lê Văn Thử"), "MRZ")


def test_a_misread_number_does_not_lose_its_code(profiles: Profiles):
    assert values(proposed(profiles, Code("QRCode", QR, PLACE), number="022185001284"), "QR")["id_number"] == HERS
    assert values(proposed(profiles, Code("QRCode", QR, PLACE), number="012345678901", name="Trần Thị Mẫu"), "QR")


def test_both_sides_of_a_card_belong_to_one_person(profiles: Profiles):
    proposals = proposed(profiles, Code("QRCode", QR, PLACE), Code("MRZ", zone(), PLACE))
    assert {each.source for each in proposals if each.field == "id_number"} == {"QR", "MRZ"}


@pytest.mark.parametrize("form", ["QRCode", "Code128"])
def test_a_receipt_is_named_by_its_code(profiles: Profiles, form: str):
    kind = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    code = Code(form, "H49.10-240315-0012", PLACE)
    (one,) = proposed(profiles, code, kind=kind)
    assert (one.field, one.value, one.source) == ("dossier_code", "H49.10-240315-0012", "QR")
    assert one.confidence >= 0.98
    other = Code(form, "H49.10-240315-0013", PLACE)
    assert values(proposed(profiles, code, other, kind=kind, number="H49.10-240315-0013"), "QR") == {"dossier_code": other.text}
    assert not proposed(profiles, code, other, kind=kind)


def test_other_codes_and_other_types_say_nothing(profiles: Profiles):
    assert not proposed(profiles, Code("QRCode", "https://dichvucong.gov.vn/", PLACE), Code("EAN13", "8934563138165", PLACE))
    assert not proposed(profiles, Code("QRCode", QR, PLACE), kind="Quyết định")
    assert not proposed(profiles, Code("MRZ", "khong phai vung doc may", PLACE))
