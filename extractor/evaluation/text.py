"""How well text was read.

Truth and reading are folded first: NFC, quotes and dashes of one kind, dot leaders out, white space single. `?` in a truth
is a glyph that a person could not read: a line (for line CER) or word (for F1) that holds one is not counted.

- **CER**: edits (Levenshtein) over the truth's characters, in the order of the truth.
- **line CER**: each truth line against the place in the reading that fits it best (Sellers 1980), so that reading order and
  extra text cost nothing.
- **WER**: like CER over words between spaces.
- **word F1**: the bags of words compared, order-free; case and diacritics count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

UNREADABLE = "?"

_ONE_KIND = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": ".", "Ð": "Đ"})
"""U+00D0, the Icelandic letter that looks like Đ, is a common slip of keyboards and readers."""

_LEADERS = re.compile(r"\.{2,}|(?:\. ){2,}|_{2,}")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class TextScore:
    """Counts, so that scores of pages add up. Shares are properties, 0 to 1; `cer` and `wer` may exceed 1."""

    pages: int = 0
    edits: int = 0
    characters: int = 0
    line_edits: int = 0
    line_characters: int = 0
    word_edits: int = 0
    words_in_order: int = 0
    """Words of the truth between spaces, for WER."""
    hits: int = 0
    words: int = 0
    """Words of the truth, for F1."""
    words_read: int = 0

    def __add__(self, other: TextScore) -> TextScore:
        return TextScore(*(a + b for a, b in zip(self._counts(), other._counts(), strict=True)))

    def _counts(self) -> tuple[int, ...]:
        return tuple(vars(self).values())

    @property
    def cer(self) -> float:
        """Character error rate in order."""
        return self.edits / max(1, self.characters)

    @property
    def line_cer(self) -> float:
        """Character error rate, each line where it fits best."""
        return self.line_edits / max(1, self.line_characters)

    @property
    def wer(self) -> float:
        """Word error rate in order."""
        return self.word_edits / max(1, self.words_in_order)

    @property
    def precision(self) -> float:
        """Share of the words read that are true."""
        return self.hits / max(1, self.words_read)

    @property
    def recall(self) -> float:
        """Share of the true words that were read."""
        return self.hits / max(1, self.words)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(truth: str, read: str) -> TextScore:
    """The score of one page."""
    true, got = fold(truth), fold(read)
    line_edits, line_characters = _line_edits(truth, got)
    bag, bag_read = _words(true, skip_unreadable=True), _words(got, skip_unreadable=False)
    return TextScore(
        pages=1,
        edits=Levenshtein.distance(true, got),
        characters=max(1, len(true)),
        line_edits=line_edits,
        line_characters=max(1, line_characters),
        word_edits=Levenshtein.distance(true.split(), got.split()),
        words_in_order=len(true.split()),
        hits=sum((bag & bag_read).values()),
        words=sum(bag.values()),
        words_read=sum(bag_read.values()),
    )


def fold(text: str) -> str:
    """`text` without the differences that do not count."""
    unified = unicodedata.normalize("NFC", text).translate(_ONE_KIND)
    return " ".join(_LEADERS.sub(" ", unified).split())


def edits_within(pattern: str, text: str) -> int:
    """Fewest edits that turn some stretch of `text` into `pattern` (Sellers' algorithm, a row at a time)."""
    if not text:
        return len(pattern)
    letters = _code_points(text)
    places = np.arange(len(letters) + 1, dtype=np.int32)
    costs = np.zeros(len(letters) + 1, dtype=np.int32)
    for row, letter in enumerate(_code_points(pattern), start=1):
        reached = np.empty_like(costs)
        reached[0] = row
        np.minimum(costs[:-1] + (letters != letter), costs[1:] + 1, out=reached[1:])
        # Skipping letters of the text costs one each: cost[j] = min over k <= j of reached[k] + (j - k).
        costs = np.minimum.accumulate(reached - places) + places
    return int(costs.min())


def _line_edits(truth: str, read: str) -> tuple[int, int]:
    lines = [line for line in map(fold, truth.splitlines()) if line and UNREADABLE not in line]
    return sum(edits_within(line, read) for line in lines), sum(len(line) for line in lines)


def _words(folded: str, *, skip_unreadable: bool) -> Counter[str]:
    tokens = [token for token in folded.split() if not (skip_unreadable and UNREADABLE in token)]
    return Counter(word for token in tokens for word in _WORD.findall(token))


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
