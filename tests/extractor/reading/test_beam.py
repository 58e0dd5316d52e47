import numpy as np
import pytest

from extractor.reading.beam import alternatives

ALPHABET = ("a", "ă", "b")


def rows(*steps):
    """Likelihoods of the blank, `a`, `ă`, `b` at each step."""
    return np.array(steps, dtype=np.float64)


def test_the_best_text_is_the_one_of_most_paths_and_shares_add_up():
    # No single path of "a" is as likely as the two blanks, but all of them together are (Hannun 2014, figure 3).
    found = alternatives(rows((0.6, 0.4, 0, 0), (0.6, 0.4, 0, 0)), ALPHABET)

    assert found[0][0] == "a"
    assert found[0][1] == pytest.approx(0.64)
    assert sum(share for _, share in found) == pytest.approx(1)


def test_a_repeated_letter_needs_a_blank_between():
    once = alternatives(rows((0, 1, 0, 0), (0, 1, 0, 0)), ALPHABET)
    twice = alternatives(rows((0, 1, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0)), ALPHABET)

    assert (once[0][0], twice[0][0]) == ("a", "aa")


def test_the_second_best_mark_is_an_alternative_and_what_was_not_seen_is_none():
    texts = dict(alternatives(rows((0, 0.8, 0.2, 0), (0.005, 0, 0, 0.995)), ALPHABET))

    assert texts == pytest.approx({"ab": 0.8, "ăb": 0.2})
