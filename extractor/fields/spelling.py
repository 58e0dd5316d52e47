"""Tone marks that scanning has clipped, restored from the document itself and from well-spelt words.

An agency's name in faint capitals (`THỤC PHÁM`) stands again in the body in clear print (`thực phẩm`). Only words that are
equal without marks are ever exchanged, and only beside the same neighbour, so a printed misspelling survives unless the
document itself spells it otherwise more often.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from extractor.values.syllable import is_syllable
from extractor.values.text import fold, unify_tone

CLEAR = 0.8
"""Reader's confidence from which a word of the body votes."""
GAZETTEER_VOTES = 3
"""A well-spelt word weighs as much as three clear words of the body."""

Pair = tuple[str, str]
_Votes = dict[Pair, Counter[str]]


class Spelling:
    """Votes on how words are marked, beside their left and right neighbours."""

    def __init__(self, lines: Iterable[Sequence[tuple[str, float]]], phrases: tuple[str, ...]) -> None:
        self._left, self._right = _Counts(), _Counts()
        self._alone: dict[str, Counter[str]] = defaultdict(Counter)
        for line in lines:
            words = [(_bare(text), confidence) for text, confidence in line]
            for word, confidence in words:
                if confidence >= CLEAR and is_syllable(word):
                    self._alone[fold(word)][unify_tone(word.lower())] += 1
            for (first, one), (second, other) in pairwise(words):
                if not (first.isalpha() and second.isalpha()) or (len(first) > 1 and first.isupper()):
                    continue
                if other >= CLEAR:
                    self._left.add((fold(first), fold(second)), second)
                if one >= CLEAR:
                    self._right.add((fold(first), fold(second)), first)
        self._known_left, self._known_right = _known(phrases)

    def mend(self, text: str) -> str:
        """`text` with the marks that its document or the well-spelt words give it; case and punctuation stay."""
        words = text.split()
        return " ".join(self._mended(words, index) for index in range(len(words)))

    def _mended(self, words: Sequence[str], index: int) -> str:
        bare = _bare(words[index])
        if not bare.isalpha() or len(bare) < 2:
            return words[index]
        votes: Counter[str] = Counter()
        key = fold(bare)
        if index:
            pair = (fold(_bare(words[index - 1])), key)
            votes += self._left.votes[pair] + self._known_left.get(pair, Counter())
        if index + 1 < len(words):
            pair = (key, fold(_bare(words[index + 1])))
            votes += self._right.votes[pair] + self._known_right.get(pair, Counter())
        own = unify_tone(bare.lower())
        possible = is_syllable(bare)
        if not possible:
            votes += self._alone[key]
        votes[own] += possible
        best, count = max(votes.items(), key=lambda vote: (vote[1], vote[0] == own))
        if best == own or count < 1 + possible or len(best) != len(bare):
            return words[index]
        return words[index].replace(bare, _cased(best, bare))


class _Counts:
    def __init__(self) -> None:
        self.votes: _Votes = defaultdict(Counter)

    def add(self, pair: Pair, word: str) -> None:
        self.votes[pair][unify_tone(word.lower())] += 1


@lru_cache(maxsize=4)
def _known(phrases: tuple[str, ...]) -> tuple[_Votes, _Votes]:
    left: _Votes = defaultdict(Counter)
    right: _Votes = defaultdict(Counter)
    for phrase in phrases:
        words = [unify_tone(word.lower()) for word in phrase.replace("-", " ").split()]
        for first, second in pairwise(words):
            pair = (fold(first), fold(second))
            left[pair][second], right[pair][first] = GAZETTEER_VOTES, GAZETTEER_VOTES
    return left, right


def _bare(word: str) -> str:
    return word.strip(".,;:()[]{}\"'“”‘’-–/")


def _cased(word: str, like: str) -> str:
    return "".join(char.upper() if model.isupper() else char for char, model in zip(word, like, strict=True))
