"""Tone marks that scanning has clipped, restored from the document itself and from well-spelt words.

An agency's name in faint capitals (`THỤC PHÁM`) stands again in the body in clear print (`thực phẩm`). Only words that are
equal without marks are ever exchanged, and only beside the same neighbour. What is clearly printed in small letters stays as it
is, and so does what the document spells so beside the other neighbour: a misspelling that was printed is the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractor.layout import Token
from extractor.values.syllable import is_syllable
from extractor.values.text import fold, unify_tone

CLEAR = 0.8
"""Reader's confidence from which a word of the body votes."""
PRINTED = 0.9
"""Reader's confidence from which a word in small letters stays as read; capitals lose their marks to clipping even where
readers are sure. Of words above it 97 % are right (docs/reading.md), of marks restored in them no more than half."""
GAZETTEER_VOTES = 3
"""A well-spelt word weighs as much as three clear words of the body."""

Pair = tuple[str, str]
_Votes = dict[Pair, Counter[str]]


@dataclass(frozen=True)
class Spelt:
    """A text with its marks settled. The words in the sets are folded."""

    text: str
    attested: frozenset[str]
    """Words that the document prints clearly elsewhere, or well-spelt words have, beside the same neighbour."""
    disputed: frozenset[str]
    """Words that stay as clearly read though the document marks them otherwise beside the same neighbour, and words in small
    letters that no Vietnamese word can be; of either hardly more than half are right."""


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
        return self.spell(text).text

    def spell(self, text: str, read: Iterable[Token] = ()) -> Spelt:
        """`text` mended, and what the document says of its words. `read` are the words that it was read from: those that are
        clearly printed stay as they are, and they do not attest themselves.
        """
        read = tuple(read)
        clear = {_bare(token.text) for token in read if token.word.confidence >= PRINTED}
        words = text.split()
        mended = [self._mended(words, index, clear) for index in range(len(words))]
        disputed = [
            index for index, word in enumerate(words) if mended[index] == word and self._mended(words, index, ()) != word
        ]
        bare = [_bare(word) for word in mended]
        return Spelt(
            " ".join(mended),
            attested=self._attested(bare, read),
            disputed=frozenset({fold(words[index]) for index in disputed} | {fold(word) for word in bare if _no_word(word)}),
        )

    def _attested(self, words: Sequence[str], read: Iterable[Token]) -> frozenset[str]:
        # Capitals do not vote (`Spelling.__init__`), so the document's other votes for them are all others'.
        own = Counter(
            unify_tone(_bare(token.text).lower())
            for token in read
            if token.word.confidence >= CLEAR and not _bare(token.text).isupper()
        )
        found = set()
        for index, word in enumerate(words):
            spelt = unify_tone(word.lower())
            pairs = ((index, self._left, self._known_left), (index + 1, self._right, self._known_right))
            for second, counts, known in pairs:
                if 0 < second < len(words):
                    pair = fold(words[second - 1]), fold(words[second])
                    if counts.votes[pair][spelt] > own[spelt] or known.get(pair, Counter())[spelt]:
                        found.add(fold(word))
        return frozenset(found)

    def _mended(self, words: Sequence[str], index: int, clear: Collection[str]) -> str:
        bare = _bare(words[index])
        if not bare.isalpha() or len(bare) < 2 or (bare in clear and not bare.isupper()):
            return words[index]
        key, own = fold(bare), unify_tone(bare.lower())
        beside = []
        if index:
            pair = (fold(_bare(words[index - 1])), key)
            beside.append(self._left.votes[pair] + self._known_left.get(pair, Counter()))
        if index + 1 < len(words):
            pair = (key, fold(_bare(words[index + 1])))
            beside.append(self._right.votes[pair] + self._known_right.get(pair, Counter()))
        possible = is_syllable(bare)
        if possible and not bare.isupper() and any(votes[own] > 1 and votes[own] == max(votes.values()) for votes in beside):
            return words[index]
        votes = sum(beside, Counter[str]())
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


def _no_word(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word[1:].islower() and not is_syllable(word)


def _bare(word: str) -> str:
    return word.strip(".,;:()[]{}\"'“”‘’-–/")


def _cased(word: str, like: str) -> str:
    return "".join(char.upper() if model.isupper() else char for char, model in zip(word, like, strict=True))
