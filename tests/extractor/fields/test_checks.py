from __future__ import annotations

from datetime import date

import pytest

from extractor.fields.checks import check
from extractor.profiles import FieldSpec, Profile, Profiles, Rule, load_profiles
from extractor.record import Candidate, Check, Field

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def found(value: str, confidence: float = 0.9, source: str = "label", *others: Candidate) -> Field:
    return Field(value, value, "found", confidence, source=source, candidates=others)


def stated(value: str, source: str, confidence: float = 0.995) -> Candidate:
    return Candidate(value, value, confidence, source=source)


def checked(profiles: Profiles, type_name: str, **fields: Field) -> dict[str, Field]:
    return check(fields, profiles.get(type_name), profiles, TODAY)


def failed(field: Field) -> list[str]:
    return [each.message for each in field.checks if not each.passed]


def passed(field: Field) -> set[str]:
    return {each.name for each in field.checks if each.passed}


def ruled(rule: Rule, kinds: dict[str, str], *, group: str | None = None, **values: str) -> dict[str, Field]:
    """The fields after one rule of a made-up type; `kinds` gives their types."""
    specs = {name: FieldSpec.model_validate({"type": kind, "label": name, "group": group}) for name, kind in kinds.items()}
    profile = Profile(name="Giấy thử", titles=("GIẤY THỬ",), header=False, fields=specs, checks=(rule,))
    fields = {name.replace("_2", ".2"): found(value) for name, value in values.items()}
    return check(fields, profile, Profiles((profile,), {}), TODAY)


# Rules


def test_figures_and_words_that_agree_are_surer_than_either(profiles: Profiles):
    fields = checked(
        profiles, "Giấy khai sinh", date_of_birth=found("2019-03-14", 0.9), date_of_birth_in_words=found("2019-03-14", 0.8)
    )
    assert all("same" in passed(field) and field.confidence > 0.95 for field in fields.values())


def test_figures_and_words_that_differ_are_doubted_both_and_neither_is_changed(profiles: Profiles):
    fields = checked(profiles, "Hợp đồng", price=found("1250000000"), price_in_words=found("1200000000"))
    assert [field.value for field in fields.values()] == ["1250000000", "1200000000"]
    assert all(failed(field) == ["Giá trị bằng số và bằng chữ khác nhau"] and field.doubtful for field in fields.values())
    assert all(field.confidence < 0.8 for field in fields.values())


@pytest.mark.parametrize(("figures", "words", "holds"), [("761.2", "761.20", True), ("400", "400.5", False)])
def test_numbers_are_compared_as_numbers(profiles: Profiles, figures: str, words: str, holds: bool):
    fields = checked(profiles, "Giấy chứng nhận quyền sử dụng đất", area=found(figures), area_in_words=found(words))
    assert (not failed(fields["area"])) is holds


def test_a_year_is_no_contradiction_of_its_day(profiles: Profiles):
    rule = Rule(rule="same", fields=("a", "b"), says="khác")
    kinds = {"a": "date", "b": "date"}
    assert not failed(ruled(rule, kinds, a="1985", b="1985-03-14")["a"])
    assert failed(ruled(rule, kinds, a="1984", b="1985-03-14")["a"]) == ["khác"]


@pytest.mark.parametrize(
    ("born", "issued", "expiry", "holds"),
    [
        ("1985-03-14", "2021-05-10", "2045-03-14", True),
        ("1985-03-14", "2021-05-10", "Không thời hạn", True),
        ("1985-03-14", "1984-05-10", "2045-03-14", False),
        ("1985", "1985", "1985-12-31", True),
        ("1985-03-14", "2045-05-10", "2021", False),
    ],
)
def test_dates_stand_in_order(profiles: Profiles, born: str, issued: str, expiry: str, holds: bool):
    fields = checked(profiles, "Căn cước", date_of_birth=found(born), issued_date=found(issued), expiry_date=found(expiry))
    assert (not any("Thứ tự" in note for note in failed(fields["date_of_birth"]))) is holds


def test_a_missing_link_does_not_break_an_order(profiles: Profiles):
    fields = checked(profiles, "Căn cước", date_of_birth=found("1985-03-14"), issued_date=Field(), expiry_date=found("1980"))
    assert failed(fields["date_of_birth"])
    assert fields["issued_date"].checks == ()


def test_amounts_stand_in_order_as_numbers(profiles: Profiles):
    fields = checked(profiles, "Giấy phép xây dựng", footprint_area=found("95.5"), floor_area=found("286"))
    assert not failed(fields["floor_area"])
    fields = checked(profiles, "Giấy phép xây dựng", footprint_area=found("955"), floor_area=found("286"))
    assert failed(fields["floor_area"]) == ["Tổng diện tích sàn nhỏ hơn diện tích xây dựng"]


@pytest.mark.parametrize(("area", "holds"), [("1441.9", True), ("1441.8", True), ("1451.9", False)])
def test_kinds_of_land_add_up(profiles: Profiles, area: str, holds: bool):
    uses = "Đất ở tại nông thôn: 400,0 m²; Đất trồng cây lâu năm: 1041,9 m²"
    fields = checked(profiles, "Giấy chứng nhận quyền sử dụng đất", land_use=found(uses), area=found(area))
    assert (not failed(fields["area"])) is holds
    assert fields["land_use"].value == uses


def test_one_kind_of_land_without_an_area_has_no_sum(profiles: Profiles):
    fields = checked(profiles, "Giấy chứng nhận quyền sử dụng đất", land_use=found("Đất ở tại đô thị"), area=found("80"))
    assert "sum" not in {each.name for each in fields["area"].checks}


@pytest.mark.parametrize(("born", "fails"), [("2000-06-01", False), ("2000-06-02", True), ("2000", False), ("2001", True)])
def test_a_bride_is_eighteen(profiles: Profiles, born: str, fails: bool):
    fields = checked(profiles, "Giấy chứng nhận kết hôn", wife_born=found(born), registered_date=found("2018-06-01"))
    assert bool(failed(fields["wife_born"])) is fails


def test_six_months_are_six_months(profiles: Profiles):
    name = "Giấy xác nhận tình trạng hôn nhân"
    for until, fails in (("2025-02-10", False), ("2025-08-10", True), ("2024-09-10", True)):
        fields = checked(profiles, name, issued_date=found("2024-08-10"), valid_until=found(until))
        assert bool(failed(fields["valid_until"])) is fails


@pytest.mark.parametrize(("height", "floors", "fails"), [("10.8", "3", False), ("30", "3", True), ("10.8", "0", False)])
def test_height_suits_the_floors(profiles: Profiles, height: str, floors: str, fails: bool):
    fields = checked(profiles, "Giấy phép xây dựng", height=found(height), floor_count=found(floors))
    assert any("số tầng" in note and "Chiều cao" in note for note in failed(fields["height"])) is fails


@pytest.mark.parametrize(
    ("number", "sex", "born", "fails"),
    [
        ("022185001234", "Nữ", "1985-03-14", False),
        ("022185001234", "Nam", "1985-03-14", True),
        ("022185001234", "Nữ", "1986", True),
        ("022385001234", "Nữ", "1985-03-14", True),
        ("100123456", "Nam", "1986", False),
    ],
)
def test_a_number_tells_sex_and_year(profiles: Profiles, number: str, sex: str, born: str, fails: bool):
    fields = checked(profiles, "Căn cước", id_number=found(number), sex=found(sex), date_of_birth=found(born))
    for field in fields.values():
        assert ("Số định danh không khớp giới tính, năm sinh" in failed(field)) is fails


@pytest.mark.parametrize(
    ("received", "fails"),
    [
        ("2024-03-15T08:10", False),
        ("2024-03-16", False),
        ("2024-03-14T16:00", False),
        ("2024-03-18", True),
        ("2023-03-15", True),
    ],
)
def test_a_code_is_as_old_as_its_reception(profiles: Profiles, received: str, fails: bool):
    fields = checked(
        profiles,
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        dossier_code=found("H49.10-240315-0012"),
        received_at=found(received),
    )
    assert bool(failed(fields["dossier_code"])) is fails


def test_a_rule_holds_owner_by_owner():
    rule = Rule(rule="identity", fields=("owner_id", "owner_born"), says="không khớp")
    kinds = {"owner_id": "personal-number", "owner_born": "date"}
    fields = ruled(
        rule,
        kinds,
        group="owner",
        owner_id="022085001234",
        owner_born="1985",
        owner_id_2="022187001234",
        owner_born_2="1985",
    )
    assert not failed(fields["owner_id"])
    assert failed(fields["owner_id.2"]) == failed(fields["owner_born.2"]) == ["không khớp"]


def test_rules_pass_over_what_was_not_found(profiles: Profiles):
    fields = checked(profiles, "Căn cước", id_number=found("022185001234"), sex=Field(), date_of_birth=Field())
    assert "identity" not in {each.name for each in fields["id_number"].checks}
    assert fields["sex"] == Field()


# One value alone


def test_a_tax_number_must_have_its_check_digit(profiles: Profiles):
    name = "Giấy chứng nhận đăng ký doanh nghiệp"
    right, wrong = (checked(profiles, name, company_code=found(code))["company_code"] for code in ("5700123454", "5700123455"))
    assert "check-digit" in passed(right)
    assert not failed(right)
    assert failed(wrong)
    assert wrong.value == "5700123455"


def test_a_paper_is_not_issued_tomorrow_but_may_expire_then(profiles: Profiles):
    fields = checked(
        profiles, "Căn cước", issued_date=found("2026-11-24"), expiry_date=found("2045-03-14"), date_of_birth=found("2026")
    )
    assert any("sau ngày hôm nay" in note for note in failed(fields["issued_date"]))
    assert not any("sau ngày hôm nay" in note for name in ("expiry_date", "date_of_birth") for note in failed(fields[name]))
    assert "future" not in {each.name for each in fields["expiry_date"].checks}


def test_a_day_that_never_was_is_told(profiles: Profiles):
    assert failed(checked(profiles, "Căn cước", issued_date=found("2023-02-30"))["issued_date"]) == [
        "Ngày cấp: ngày không có thật"
    ]


def test_declared_limits(profiles: Profiles):
    name = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert failed(checked(profiles, name, copies=found("200"))["copies"]) == ["Số lượng hồ sơ (bộ): ngoài khoảng hợp lý"]
    assert "limits" in passed(checked(profiles, name, copies=found("1"))["copies"])
    long = checked(profiles, "Căn cước", full_name=found("Nguyễn " * 8))["full_name"]
    assert failed(long) == ["Họ, chữ đệm và tên: dài hơn 50 ký tự"]


def test_a_check_made_before_is_not_made_twice(profiles: Profiles):
    note = Check("length", False, "Họ, chữ đệm và tên: dài hơn 50 ký tự")
    field = Field("Nguyễn " * 8, "Nguyễn " * 8, "found", 0.5, checks=(note,))
    again = checked(profiles, "Căn cước", full_name=field)["full_name"]
    assert (again.checks, again.confidence) == ((note,), 0.5)


def test_a_document_of_unknown_type_is_checked_too(profiles: Profiles):
    fields = check({"issued_date": found("2027-01-01")}, None, profiles, TODAY)
    assert failed(fields["issued_date"]) == ["Ngày ban hành: sau ngày hôm nay"]


# Codes against print


def test_a_code_and_print_that_agree_are_surer_and_shown_where_printed(profiles: Profiles):
    printed = Candidate("022185 001234", "022185001234", 0.9, page=1, source="label")
    field = checked(profiles, "Căn cước", id_number=found("022185001234", 0.99, "QR", printed))["id_number"]
    assert (field.text, field.value, field.state, field.page) == ("022185 001234", "022185001234", "found", 1)
    assert field.source == "label+QR"
    assert field.confidence > 0.995
    assert "sources" in passed(field)


def test_a_proved_code_stands_against_print_and_a_person_looks(profiles: Profiles):
    field = checked(profiles, "Căn cước", id_number=found("022185001284", 0.99, "label", stated("022185001234", "QR")))[
        "id_number"
    ]
    assert (field.value, field.state, field.source) == ("022185001234", "conflict", "QR")
    assert failed(field) == ["Số định danh cá nhân: mã QR, chữ in ghi khác nhau"]
    assert field.doubtful
    assert "022185001284" in {each.value for each in field.candidates}


def test_two_codes_that_differ_leave_no_value(profiles: Profiles):
    field = checked(profiles, "Căn cước", id_number=found("022185001234", 0.99, "QR", stated("022185001235", "MRZ")))[
        "id_number"
    ]
    assert (field.value, field.text, field.state, field.doubtful) == (None, None, "conflict", True)
    assert {each.value for each in field.candidates} == {"022185001234", "022185001235"}


def test_a_number_that_stood_somewhere_contradicts_nothing(profiles: Profiles):
    field = checked(profiles, "Căn cước", id_number=found("022185001234", 0.99, "QR", stated("100000001", "shape", 0.2)))[
        "id_number"
    ]
    assert (field.state, failed(field)) == ("found", [])


def test_print_is_compared_without_marks_and_with_a_misread_letter(profiles: Profiles):
    name = "Tổ 5, Khu 3, phường Hà Tu, thành phố Hạ Long, Quảng Ninh"
    for text, state in (
        (name.replace("Hạ", "Ha"), "found"),
        (name.replace("Tu,", "Tn,"), "found"),
        (name.replace("5", "6"), "conflict"),
    ):
        printed = Candidate(text, text, 0.6, source="label")
        field = checked(profiles, "Căn cước", residence=found(name, 0.99, "QR", printed))["residence"]
        assert (field.state, field.value) == (state, name)


def test_a_number_with_one_other_digit_is_never_the_same(profiles: Profiles):
    field = checked(profiles, "Căn cước", id_number=found("022185001235", 0.99, "QR", stated("022185001234", "label", 0.9)))
    assert field["id_number"].state == "conflict"


def test_print_may_know_less_of_a_date(profiles: Profiles):
    printed = Candidate("1985", "1985", 0.9, source="label", precision="year")
    code = Field("1985-03-14", "1985-03-14", "found", 0.99, source="QR", candidates=(printed,), precision="day")
    field = checked(profiles, "Căn cước", date_of_birth=code)["date_of_birth"]
    assert (field.text, field.value, field.precision, field.state) == ("1985", "1985-03-14", "day", "found")


def test_a_pen_says_nothing_against_a_code(profiles: Profiles):
    pen = Candidate("022185001299", "022185001299", 0.5, source="label", handwritten=True)
    field = checked(profiles, "Căn cước", id_number=found("022185001234", 0.99, "QR", pen))["id_number"]
    assert (field.state, field.value, failed(field)) == ("found", "022185001234", [])
