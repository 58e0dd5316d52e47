from collections.abc import Mapping

import pytest

from extractor.evaluation.fields import FieldOutcome, FieldScore, tally
from extractor.evaluation.fields import judge as judge_fields
from extractor.evaluation.truth import TrueDocument
from extractor.profiles import load_profiles
from extractor.record import Check, Document, Field

PROFILES = load_profiles()


def judge(document: TrueDocument, documents: list[Document]) -> tuple[FieldOutcome, ...]:
    return judge_fields(document, documents, PROFILES)


def truth(**fields: str | bool | None) -> TrueDocument:
    return TrueDocument(type="Quyết định", pages=(1,), fields=fields, handwritten=frozenset({"doc_number", "issued_date"}))


def read(**fields: Field) -> list[Document]:
    return [Document("Quyết định", 0.9, (1, 2), fields=fields)]


def found(value: str | bool, **more: object) -> Field:
    return Field(str(value), value, "found", 0.9, **more)  # type: ignore[arg-type]


def outcome(name: str, true: str | bool | None, field: Field) -> str:
    return judge(truth(**{name: true}), read(**{name: field}))[0].outcome


@pytest.mark.parametrize(
    ("true", "field", "expected"),
    [
        ("Lê Văn Mẫu", found("LÊ VĂN MẪU"), "right"),
        ("Lê Văn Mẫu", found("Lê Văn Mấu"), "wrong"),
        ("Lê Văn Mẫu", Field(), "missed"),
        ("Lê Văn Mẫu", Field(state="unreadable"), "missed"),
        (None, Field(), "right"),
        (None, found("Lê Văn Mẫu"), "wrong"),
    ],
)
def test_printed_fields(true: str | None, field: Field, expected: str) -> None:
    assert outcome("signer_name", true, field) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (found("2024-03-05"), "right"),
        (found("2024-03-06"), "wrong"),
        (Field("năm 2024", "2024", "unreadable", 0.9, handwritten=True, precision="year"), "partial"),
        (Field("tháng 3 năm 2024", "2024-03", "unreadable", 0.9, handwritten=True, precision="month"), "partial"),
        (Field("năm 2023", "2023", "unreadable", 0.9, handwritten=True, precision="year"), "wrong"),
        (Field(state="unreadable", handwritten=True), "flagged"),
        (Field(), "missed"),
    ],
)
def test_a_handwritten_date(field: Field, expected: str) -> None:
    assert outcome("issued_date", "2024-03-05", field) == expected


def test_a_part_of_a_printed_date_is_not_the_date() -> None:
    document = TrueDocument(type="Công văn", pages=(1,), fields={"issued_date": "2024-03-05"})
    field = Field("năm 2024", "2024", "unreadable", 0.9, precision="year")
    assert judge(document, read(issued_date=field))[0].outcome == "missed"


def test_a_guess_of_a_handwritten_number_is_wrong_even_if_reported() -> None:
    assert outcome("doc_number", "17", found("11", handwritten=True)) == "wrong"
    assert outcome("doc_number", "17", Field(state="unreadable", handwritten=True)) == "flagged"


def test_alternatives_are_right_too() -> None:
    document = TrueDocument(type="Công văn", pages=(1,), fields={"subject": "Về bão"}, alternatives={"subject": ("Về lũ",)})
    assert judge(document, read(subject=found("Về hạn")))[0].outcome == "wrong"
    assert judge(document, read(subject=found("Về lũ")))[0].outcome == "right"


def test_type_and_title_are_taken_from_the_document() -> None:
    document = TrueDocument(type="Quyết định", pages=(1,), fields={"doc_type": "Quyết định", "doc_type_printed": None})
    assert [each.outcome for each in judge(document, read())] == ["right", "right"]


def test_a_document_that_was_not_found_misses_all_its_fields() -> None:
    second = TrueDocument(type="Báo cáo", pages=(2,), fields={"signer_name": "Lê Văn Mẫu", "place": None})
    outcomes = judge(second, read(signer_name=found("Lê Văn Mẫu")))
    assert [each.outcome for each in outcomes] == ["missed", "right"]


def test_tally_counts_and_shares() -> None:
    fields = {
        "place": found("Hạ Long"),
        "subject": found("sai"),
        "signer_name": Field("x", "x", "found", 0.2),
        "issuing_agency": found("Sở Y tế", checks=(Check("known", passed=False),)),
    }
    true = truth(place="Hạ Long", subject="đúng", signer_name="Lê Văn Mẫu", issuing_agency="Sở Y tế", parent_agency=None)
    score = tally(judge(true, read(**fields)))
    assert (score.right, score.wrong, score.missed, score.right_absent) == (3, 2, 0, 1)
    assert (score.accepted, score.accepted_wrong) == (3, 1)
    assert score.exact == 3 / 5
    assert score.found_but_wrong == 2 / 4
    assert FieldScore().exact is None


LAND = "Giấy chứng nhận quyền sử dụng đất"


def outcomes(true: Mapping[str, str | None], fields: dict[str, Field]) -> dict[str, list[str]]:
    document = TrueDocument(type=LAND, pages=(1,), fields=dict(true))
    told: dict[str, list[str]] = {}
    for each in judge(document, [Document(LAND, 0.9, (1,), fields=fields)]):
        told.setdefault(each.field, []).append(each.outcome)
    return told


TWO = {"owner_name": "Nguyễn Văn Mẫu", "owner_born": "1960", "owner_name.2": "Trần Thị Mẫu", "owner_born.2": "1962"}


def test_the_order_of_owners_means_nothing() -> None:
    read_ = {
        "owner_name": found("TRẦN THỊ MẪU"), "owner_born": found("1962"),
        "owner_name.2": found("NGUYỄN VĂN MẪU"), "owner_born.2": found("1960"),
    }  # fmt: skip
    assert outcomes(TWO, read_) == {"owner_name": ["right", "right"], "owner_born": ["right", "right"]}


def test_the_year_of_one_owner_is_wrong_for_the_other() -> None:
    read_ = {
        "owner_name": found("Trần Thị Mẫu"), "owner_born": found("1960"),
        "owner_name.2": found("Nguyễn Văn Mẫu"), "owner_born.2": found("1962"),
    }  # fmt: skip
    both = outcomes(TWO, read_)
    assert sorted(both["owner_name"] + both["owner_born"]) == ["right", "right", "wrong", "wrong"]


def test_an_owner_too_few_is_missed_and_one_too_many_is_wrong() -> None:
    first = {"owner_name": found("Trần Thị Mẫu"), "owner_born": found("1962")}
    assert outcomes(TWO, first) == {"owner_name": ["missed", "right"], "owner_born": ["missed", "right"]}
    third = {f"{name}.3": field for name, field in first.items()}
    one = {name: TWO[name] for name in ("owner_name", "owner_born")}
    right = {"owner_name": found("Nguyễn Văn Mẫu"), "owner_born": found("1960")}
    assert outcomes(one, right | third) == {"owner_name": ["right", "wrong"], "owner_born": ["right", "wrong"]}
    assert outcomes(one, right | {"owner_name.3": Field()}) == {"owner_name": ["right"], "owner_born": ["right"]}


def test_the_true_owner_behind_an_invented_one() -> None:
    one = {"owner_name": "Trần Thị Mẫu"}
    assert outcomes(one, {"owner_name": found("Thửa đất số"), "owner_name.2": found("Trần Thị Mẫu")}) == {
        "owner_name": ["right", "wrong"]
    }


def test_the_value_type_decides_what_is_equal() -> None:
    assert outcomes(
        {"area": "400", "owner_id": "022161972677"}, {"area": found("400.0"), "owner_id": found("022 161 972 677")}
    ) == {
        "area": ["right"],
        "owner_id": ["right"],
    }


def test_a_document_taken_for_another_type_is_told() -> None:
    (outcome_,) = judge(TrueDocument(type=LAND, pages=(1,), fields={"area": "400"}), read(subject=found("x")))
    assert (outcome_.outcome, outcome_.taken_for) == ("missed", "Quyết định")
    (outcome_,) = judge(TrueDocument(type=LAND, pages=(3,), fields={"area": "400"}), read(subject=found("x")))
    assert outcome_.taken_for is None
    assert not outcome_.found


def test_precision_and_recall() -> None:
    true = truth(place="Hạ Long", subject="đúng", signer_name="Lê Văn Mẫu", parent_agency=None)
    score = tally(judge(true, read(place=found("Hạ Long"), subject=found("sai"), parent_agency=found("Sở Y tế"))))
    assert (score.precision, score.recall, score.exact) == (1 / 3, 1 / 3, 1 / 4)
