import pytest

from extractor.fields.spelling import Spelt
from extractor.fields.trust import DISPUTED, trust
from extractor.layout import Row, Token
from extractor.record import SURE, Box, Word


def row(*confidences):
    box = Box(0.0, 0.0, 10.0, 10.0)
    return Row(tuple(Token(Word("chữ", box, confidence), box, 1) for confidence in confidences))


def test_words_on_which_all_agree_are_trusted_even_in_a_long_text():
    assert trust([row(*[1.0] * 20), row(*[1.0] * 10)]) > SURE


def test_one_doubtful_word_makes_the_text_doubtful():
    assert trust([row(*[1.0] * 10, 0.6)]) < SURE


def test_trust_falls_with_confidence_and_with_length():
    confidences = [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0]
    trusts = [trust([row(confidence)]) for confidence in confidences]

    assert trusts == sorted(trusts)
    assert trust([row(0.9, 0.9)]) == pytest.approx(trust([row(0.9)]) ** 2)


def test_nothing_is_not_wrong():
    assert trust([]) == 1.0


def test_other_print_bears_a_doubtful_word_out_or_speaks_against_it():
    doubtful, sure = row(0.75, 0.75), row(1.0)

    assert trust([doubtful], Spelt("chữ chữ", frozenset({"chu"}), frozenset())) > SURE > trust([doubtful])
    assert trust([sure], Spelt("chữ", frozenset(), frozenset({"chu"}))) == DISPUTED
