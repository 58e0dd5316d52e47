import pytest

from extractor.fields.calibration import bounds
from extractor.fields.ranker import Weights
from extractor.learning.calibrating import Outcome, choose, confidences, held_out, learn_calibration, steps
from extractor.learning.scores import score_learned, score_rules
from tests.extractor.learning.cases import case, generated, offer


def outcomes(count: int, p: float, right_every: int, field: str = "child_name", kind: str = "person") -> list[Outcome]:
    """Of `count` cases all but one in `right_every` are right, though the ranking says `p` of each."""
    return [Outcome(f"{n}.pdf", "Giấy khai sinh", field, kind, "found", p, n % right_every > 0) for n in range(count)]


def test_the_likeliest_proposal_is_chosen_whatever_was_stated() -> None:
    weights = {"found": Weights(0.0, {"clue": 1.0}), "absent": Weights(1.0, {})}
    chosen = choose(
        case("a.pdf", offer(False, 0.9, clue=-1.0), offer(True, 0.2, clue=3.0), offer(False, state="absent")), weights
    )
    assert chosen.right
    assert chosen.p == pytest.approx(0.953, abs=0.001)


def test_no_file_is_judged_by_what_was_learned_from_it() -> None:
    # In each file the clue means something else, so that nothing of use can be learned from the others.
    cases = [
        case(f"{n}.pdf", offer(right, **{f"only in {n}": 1.0 if right else -1.0}))
        for n in range(10)
        for right in [True, False] * 10
    ]
    assert {round(each.p, 1) for each in held_out(cases)} == {0.5}


def test_a_boastful_ranking_is_brought_down_to_what_was_seen() -> None:
    calibration = learn_calibration(outcomes(400, 0.99, right_every=5))
    assert calibration.confidence("Giấy khai sinh", "child_name", "person", 0.99, "found") == pytest.approx(0.8, abs=0.02)


def test_a_bad_field_does_not_spoil_the_others_and_few_cases_say_little() -> None:
    good = outcomes(1000, 0.95, right_every=50, field="sex", kind="sex")
    bad = outcomes(300, 0.95, right_every=2, field="father_name")
    few = outcomes(2, 0.95, right_every=1, field="mother_name")
    calibration = learn_calibration([*good, *bad, *few])

    def confidence(field: str, kind: str) -> float:
        return calibration.confidence("Giấy khai sinh", field, kind, 0.95, "found")

    assert confidence("sex", "sex") > 0.95
    assert confidence("father_name", "person") == pytest.approx(0.5, abs=0.08)
    assert confidence("father_name.2", "person") == confidence("father_name", "person")
    assert confidence("mother_name", "person") < confidence("sex", "sex")
    assert confidence("unheard_of", "money") == pytest.approx((980 + 150) / 1302, abs=0.03)


def test_accepted_values_are_as_right_as_was_asked() -> None:
    found = held_out(generated(2000, 6))
    calibration = learn_calibration(found)
    threshold = calibration.threshold("Giấy khai sinh", "child_name", "person", 0.99, "found")
    sure = confidences(found)
    accepted = [each.right for each, confidence in zip(found, sure, strict=True) if confidence >= threshold]
    assert len(accepted) > 0.3 * len(found)
    assert sum(accepted) / len(accepted) >= 0.99
    score = score_learned(found)
    assert score.accepted[0.99] > 0.3
    assert score.wrong[0.99] < 0.015
    assert score.calibration_error < 0.02


def test_rules_alone_are_scored_by_what_they_state() -> None:
    score = score_rules([case("a.pdf", offer(True, 0.9)), case("a.pdf", offer(False, 0.9)), case("a.pdf", offer(True, 0.5))])
    assert (score.cases, score.exact) == (3, pytest.approx(2 / 3))
    assert score.accepted[0.99] == pytest.approx(2 / 3)
    assert score.wrong[0.99] == pytest.approx(1 / 2)


def test_a_curve_has_a_step_before_every_wrong_case_and_one_at_its_end() -> None:
    curve = steps([(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, True)])
    assert curve == ((0.8, 2, 0), (0.5, 5, 1))
    assert steps([]) == ()


def test_bounds_close_in_as_cases_come() -> None:
    assert bounds(0, 0) == (0.0, 1.0)
    assert bounds(10, 0)[0] < 0.8 < 0.99 < bounds(300, 0)[0]
    assert bounds(1000, 50)[0] < 0.95 < bounds(1000, 50)[1]
