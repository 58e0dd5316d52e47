from extractor.learning.ranking import RARE, learn_ranking, to_dict
from tests.extractor.learning.cases import case, generated, offer


def test_a_clue_gets_weight_and_noise_next_to_none() -> None:
    found = learn_ranking(generated(800, 1))["found"]
    assert found.weights["clue"] > 1
    assert abs(found.weights["noise"]) < 0.3
    assert found.score({"clue": 2.0}) > 0 > found.score({"clue": -2.5})


def test_the_same_cases_give_the_same_weights_in_any_order() -> None:
    cases = generated(200, 2)
    assert to_dict(learn_ranking(cases)) == to_dict(learn_ranking(cases[::-1]))


def test_states_are_weighed_apart() -> None:
    cases = [*generated(200, 3), *(case(f"{n}.pdf", offer(n % 10 > 0, state="absent", clue=1.0)) for n in range(50))]
    learned = learn_ranking(cases)
    assert set(learned) == {"absent", "found"}
    assert learned["absent"].score({}) > 1


def test_what_was_never_wrong_is_sure_only_as_far_as_it_was_seen() -> None:
    few = learn_ranking([case("a.pdf", offer(True)) for _ in range(3)])["found"]
    many = learn_ranking([case("a.pdf", offer(True)) for _ in range(300)])["found"]
    assert 0 < few.bias < many.bias


def test_a_feature_seen_too_seldom_is_left_out() -> None:
    cases = [*generated(100, 4), *(case("z.pdf", offer(True, clue=0.5, rare=1.0)) for _ in range(RARE - 1))]
    assert "rare" not in learn_ranking(cases)["found"].weights
