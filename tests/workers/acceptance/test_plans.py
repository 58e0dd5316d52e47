"""Plans against the standard's own logic, against what the domain report quotes, and against chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.acceptance import plans
from workers.acceptance.figures import Judged, figures
from workers.acceptance.intervals import at_most, estimate
from workers.acceptance.switching import Past, standing
from workers.acceptance.tables import AQLS, LETTERS, LEVELS, SEVERITIES, Severity, code_letter, single
from workers.errors import BadPlan

severities = st.sampled_from(SEVERITIES)
letters = st.sampled_from(LETTERS)
aqls = st.sampled_from(AQLS)


@pytest.mark.parametrize(
    ("lot", "size", "accepts"),
    [
        (400, 50, {1.0: 1, 2.5: 3}),
        (1200, 80, {0.65: 1, 1.0: 2, 2.5: 5}),
        (3200, 125, {0.65: 2, 1.0: 3, 2.5: 7}),
        (3201, 200, {0.65: 3, 1.0: 5, 2.5: 10}),
        (35_000, 315, {0.65: 5, 1.0: 7, 2.5: 14}),
        (35_001, 500, {0.65: 7, 1.0: 10, 2.5: 21}),
    ],
)
def test_level_two_normal_inspection_as_contractors_use_it(lot: int, size: int, accepts: dict[float, int]) -> None:
    for aql, accept in accepts.items():
        plan = plans.by_standard(lot, "document", "II", aql, "normal")
        assert (plan.size, plan.accept) == (size, accept)


@pytest.mark.parametrize(
    ("severity", "letter", "aql", "found"),
    [
        ("normal", "H", 0.65, ("J", 80, 1)),  # an arrow down
        ("normal", "H", 0.4, ("G", 32, 0)),  # an arrow up
        ("normal", "A", 0.01, ("Q", 1250, 0)),
        ("normal", "R", 10, ("K", 125, 21)),
        ("normal", "A", 10, ("C", 5, 1)),
        ("normal", "R", 0.015, ("P", 800, 0)),
        ("tightened", "K", 1.0, ("K", 125, 2)),
        ("tightened", "N", 1.0, ("N", 500, 8)),
        ("tightened", "G", 1.0, ("J", 80, 1)),
        ("tightened", "R", 0.025, ("S", 3150, 1)),
        ("tightened", "R", 0.015, ("Q", 1250, 0)),
        ("tightened", "Q", 0.01, ("R", 2000, 0)),
        ("reduced", "K", 1.0, ("K", 50, 2)),
        ("reduced", "M", 6.5, ("L", 80, 10)),
        ("reduced", "N", 1.0, ("N", 200, 6)),
        ("reduced", "Q", 0.025, ("N", 200, 0)),
        ("reduced", "P", 0.04, ("R", 800, 1)),
    ],
)
def test_cells_of_the_master_tables(severity: Severity, letter: str, aql: float, found: tuple[str, int, int]) -> None:
    plan = single(letter, aql, severity)
    assert (plan.letter, plan.size, plan.accept) == found


def test_code_letters_at_the_ends_of_the_rows() -> None:
    assert [code_letter(lot, "II") for lot in (2, 8, 9, 500, 501, 150_000, 500_000, 500_001)] == list("AABHJNPQ")
    assert code_letter(10**9, "III") == "R"
    assert [code_letter(10_000, level) for level in LEVELS] == ["J", "L", "M", "C", "D", "F", "G"]


@given(letters, aqls, severities)
def test_a_lot_as_good_as_its_aql_is_rarely_returned(letter: str, aql: float, severity: Severity) -> None:
    plan = single(letter, aql, severity)
    accepted = at_most(plan.accept, plan.size, aql / 100)
    least = {"normal": 0.87, "tightened": 0.79, "reduced": 0.87}[severity]
    assert least < accepted < 0.9999


@given(letters, severities, st.integers(1, len(AQLS) - 1))
def test_a_looser_limit_never_accepts_less(letter: str, severity: Severity, place: int) -> None:
    strict, loose = (single(letter, AQLS[each], severity) for each in (place - 1, place))
    p = AQLS[place] / 100
    assert at_most(loose.accept, loose.size, p) >= at_most(strict.accept, strict.size, p) - 1e-12


@given(letters, aqls)
def test_tightened_inspection_is_harder_and_reduced_is_smaller(letter: str, aql: float) -> None:
    normal, tightened, reduced = (single(letter, aql, each) for each in SEVERITIES)
    p = 3 * aql / 100
    assert at_most(tightened.accept, tightened.size, p) <= at_most(normal.accept, normal.size, p) + 1e-12
    assert reduced.size <= normal.size


@given(st.integers(2, 10**7), st.sampled_from(LEVELS), aqls, severities)
def test_a_sample_is_never_larger_than_its_lot(lot: int, level: str, aql: float, severity: Severity) -> None:
    plan = plans.by_standard(lot, "document", level, aql, severity)  # type: ignore[arg-type]
    assert 1 <= plan.size <= lot
    assert plan.accept < plan.size or plan.is_whole
    assert plans.from_json(plan.to_json()) == plan


@given(st.integers(1, 10**6), st.floats(0.0005, 0.5))
def test_a_bad_lot_passes_a_sample_without_errors_once_in_twenty(lot: int, worst: float) -> None:
    plan = plans.without_wrong(lot, "field", worst)
    if not plan.is_whole:
        assert at_most(0, plan.size, worst) <= 0.05 < at_most(0, plan.size - 1, worst)
        assert plan.size <= 3 / worst + 1


def test_the_whole_lot_may_have_what_was_promised() -> None:
    plan = plans.whole(100, "document", 0.07)
    assert (plan.size, plan.accept, plan.is_whole) == (100, 7, True)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: plans.by_standard(1, "document", "II", 1.0, "normal"),
        lambda: plans.by_standard(500, "document", "II", 1.1, "normal"),
        lambda: plans.without_wrong(0, "document", 0.01),
        lambda: plans.without_wrong(10, "document", 0.0),
        lambda: plans.whole(0, "document", 0.01),
        lambda: plans.whole(5, "document", 1.0),
    ],
)
def test_what_is_no_plan_is_refused(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadPlan):
        ask()


@given(st.integers(1, 3000), st.data())
def test_the_interval_holds_what_was_seen_and_its_tails_are_exact(seen: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, seen))
    found = estimate(wrong, seen)
    assert found.low <= wrong / seen <= found.high
    if wrong:
        assert 1 - at_most(wrong - 1, seen, found.low) == pytest.approx(0.025, abs=1e-6)
    if wrong < seen:
        assert at_most(wrong, seen, found.high) == pytest.approx(0.025, abs=1e-6)


def test_known_intervals() -> None:
    # 1 - 0.025 ** (1 / 100), and the tables of Clopper and Pearson.
    assert estimate(0, 100).low == 0.0
    assert estimate(0, 100).high == pytest.approx(0.036217, abs=1e-6)
    assert estimate(0, 0).rate is None
    assert estimate(5, 10).low == pytest.approx(0.187086, abs=1e-6)
    assert estimate(5, 10).high == pytest.approx(0.812914, abs=1e-6)
    assert (estimate(3, 50, of=50).low, estimate(3, 50, of=50).high) == (0.06, 0.06)


def lots(*accepted: bool, letter: str = "K", aql: float = 1.0, wrong: int = 0) -> list[Past]:
    return [Past(letter, aql, each, wrong) for each in accepted]


def test_two_of_five_returned_tighten_and_five_accepted_set_free() -> None:
    assert standing([]).severity == "normal"
    assert standing(lots(False, True, True, True, True, False)).severity == "normal"
    tightened = lots(True, False, True, True, False)
    assert standing(tightened).severity == "tightened"
    assert standing(tightened + lots(*[True] * 4)).severity == "tightened"
    assert standing(tightened + lots(*[True] * 5)).severity == "normal"
    assert standing(tightened + lots(*[True] * 5, False)).severity == "normal"
    assert standing(tightened + lots(True, True, False, True, True, True)).severity == "tightened"


def test_inspection_stops_when_tightening_does_not_help() -> None:
    assert not standing(lots(*[False] * 6)).stopped
    assert standing(lots(*[False] * 7)).stopped


def test_ten_good_lots_in_a_row_reduce_inspection_and_one_bad_ends_it() -> None:
    good = lots(*[True] * 10)
    assert standing(good[:9]).severity == "normal"
    assert standing(good).severity == "reduced"
    assert standing(good, reduce=False).severity == "normal"
    assert standing(good + lots(False)).severity == "normal"
    assert standing(good + lots(False, False)).severity == "tightened"
    # Accepted, but not at the next stricter limit: the score begins anew.
    assert standing(good[:9] + lots(True, wrong=3)).score == 0
    # Plans that allow none or one wrong give two points a lot.
    assert standing(lots(*[True] * 14, letter="E")).severity == "normal"
    assert standing(lots(*[True] * 15, letter="E")).severity == "reduced"


def test_a_document_is_wrong_by_what_its_type_must_have_and_a_field_by_itself() -> None:
    plan = plans.by_standard(400, "document", "II", 1.0, "normal")
    judged = [
        Judged("Quyết định", ("number", "place", "owner.1", "owner.2"), ("place",)),
        Judged("Quyết định", ("number", "place"), ("number", "place")),
        Judged("Thông báo", ("number",), ()),
    ]
    found = figures(plan, 50, judged, lambda kind, name: name == "number")
    assert (found.items.wrong, found.items.seen) == (1, 3)
    assert (found.fields.wrong, found.fields.seen) == (3, 7)
    assert found.by_field[0][:2] == ("Quyết định", "place")
    assert {(kind, name): each.seen for kind, name, each in found.by_field}["Quyết định", "owner"] == 2
    assert found.word == "open"
    assert not found.complete


def test_the_word_on_a_lot_follows_its_plan() -> None:
    plan = plans.by_standard(400, "field", "II", 1.0, "normal")
    good, bad = Judged("A", ("x",), ()), Judged("A", ("x",), ("x",))

    def word(*items: Judged) -> str:
        return figures(plan, 50, items, lambda *_: True).word

    assert word(*[good] * 49, bad) == "acceptable"
    assert word(*[good] * 48, bad) == "open"
    assert word(bad, bad) == "not-acceptable"
    running = plans.running(0.01, 0.1, 0)
    assert figures(running, 400, [good] * 400, lambda *_: True).word == "acceptable"
    assert figures(running, 100, [good] * 100, lambda *_: True).word == "open"
    assert figures(running, 20, [bad] * 20, lambda *_: True).word == "not-acceptable"
