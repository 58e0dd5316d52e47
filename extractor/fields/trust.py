"""How sure a field is of the words that it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

import numpy as np
from numpy.typing import NDArray

from extractor.fields.spelling import Spelt
from extractor.layout import Row, Token
from extractor.values.text import fold

ATTESTED = 0.3
"""What is left of the doubt about a word that stands again, beside the same neighbour, elsewhere in the document."""
DISPUTED = 0.6
"""Most that a word is worth which the document spells otherwise, or which is no word."""

_READ = (0.0, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.925, 0.975, 1.0)
_RIGHT = (0.0, 0.40, 0.45, 0.65, 0.80, 0.80, 0.91, 0.970, 0.990, 0.998)
"""Share of words that are right at a confidence of the readers that vote (docs/reading.md, 5,700 words of real pages). The last
is that of words on which all agree."""


def trust(rows: Iterable[Row], spelt: Spelt | None = None) -> float:
    """The probability that every word of `rows` is right, 0 to 1: one doubtful word makes the whole text doubtful.

    `spelt` is what the document says of them.
    """
    return prod(_right(token, spelt) for row in rows for token in row.tokens)


def _right(token: Token, spelt: Spelt | None) -> float:
    right = float(np.interp(token.word.confidence, _READ, _RIGHT))
    word = fold(token.text)
    if spelt is None:
        return right
    return min(right, DISPUTED) if word in spelt.disputed else 1 - (1 - right) * (ATTESTED if word in spelt.attested else 1)


def word_trust(confidences: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability that each word is right, from the readers' confidences."""
    return np.interp(confidences, _READ, _RIGHT)
