import pytest

from extractor.evaluation.truth import TrueDocument
from extractor.fields.features import NOWHERE
from extractor.fields.proposal import Proposal
from extractor.learning.replay import Case, judge, replay
from tests.extractor.learning.papers import FIELDS, decision, known, profiles
from tests.extractor.paper import Ink


def by_field(cases: list[Case]) -> dict[str, Case]:
    return {case.field: case for case in cases}


def test_what_is_proposed_is_held_against_the_truth() -> None:
    cases = by_field(list(replay([known({**FIELDS, "place": "Cẩm Phả"}, decision())], profiles())))
    assert set(cases) == set(FIELDS)
    assert cases["doc_number"].offers[0].right
    assert not cases["place"].offers[0].right
    assert (cases["issued_date"].type, cases["issued_date"].kind) == ("Quyết định", "date")


def test_where_nothing_is_proposed_the_absence_is_judged() -> None:
    cases = by_field(list(replay([known(FIELDS, decision())], profiles())))
    (nothing,) = cases["addressees"].offers
    assert (nothing.proposal.source, nothing.right) == (NOWHERE, True)
    cases = by_field(list(replay([known({**FIELDS, "addressees": "Sở Y tế"}, decision())], profiles())))
    assert not cases["addressees"].offers[0].right


def test_a_document_that_begins_elsewhere_teaches_nothing() -> None:
    file = known(FIELDS, decision())
    moved = file.truth.documents[0].model_copy(update={"pages": (2,)})
    other = type(file)(file.name, file.sha256, file.truth.model_copy(update={"documents": (moved,)}), file.dossier)
    assert list(replay([other], profiles())) == []


def test_a_pen_that_was_told_of_is_right() -> None:
    truth = {**FIELDS, "handwritten": ["doc_number"]}
    case = by_field(list(replay([known(truth, decision(("Số:", Ink("15"), "/QĐ-STC")))], profiles())))["doc_number"]
    assert {offer.proposal.state: offer.right for offer in case.offers}["unreadable"]


def proposal(state: str, value: str | None = None) -> Proposal:
    return Proposal("date_of_birth", value, value, 0.5, 1, None, "label", state=state)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("true", "by_hand", "offers", "right"),
    [
        ("1969-02-03", False, [("found", "1969-02-03"), ("found", "1968-02-03")], (True, False)),
        (None, False, [("absent", None), ("found", "1969")], (True, False)),
        ("1969", False, [("absent", None)], (False,)),
        ("1969", False, [("unreadable", None)], (True,)),
        ("1969", False, [("unreadable", None), ("found", "1969")], (False, True)),
        ("1969", True, [("unreadable", None), ("found", "1969")], (True, True)),
        ("1969-02-03", True, [("unreadable", "1969-02"), ("unreadable", "1968")], (True, False)),
        (None, False, [("unreadable", None)], (False,)),
        (None, True, [("unreadable", None), ("absent", None)], (True, False)),
    ],
)
def test_what_is_right(true: str | None, by_hand: bool, offers: list[tuple[str, str | None]], right: tuple[bool, ...]) -> None:
    hand = frozenset(["date_of_birth"] if by_hand else [])
    document = TrueDocument(type="Giấy khai sinh", pages=(1,), fields={"date_of_birth": true}, handwritten=hand)
    assert judge([proposal(*each) for each in offers], document, "date_of_birth", "date") == right
