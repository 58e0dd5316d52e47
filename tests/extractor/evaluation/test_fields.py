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
