"""What a connectionist network might have read beside its best path: prefix beam search (Graves 2008, Hannun et al. 2014)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

_WIDTH = 64
"""Prefixes kept at each step."""

_LEAST = 0.01
"""Characters of less likelihood at a step are not followed: no reading is made of what the network did not see."""

_BLANK = 0.98
"""Likelihood of the blank from which a step says nothing."""


def alternatives(likelihoods: NDArray[np.floating], alphabet: tuple[str, ...]) -> list[tuple[str, float]]:
    """The texts that a network may have seen and the share of each, likeliest first, the shares adding up to 1.

    `likelihoods` has a row a step and a column a class; class 0 is the blank, class n the letter n - 1 of `alphabet`.
    """
    beams: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for row in likelihoods:
        if row[0] > _BLANK:
            beams = {prefix: (blank + letter, 0.0) for prefix, (blank, letter) in beams.items()}
            continue
        classes = [(int(number), float(row[number])) for number in np.flatnonzero(row > _LEAST)]
        # Of each prefix the share that ends in a blank, and the share that ends in its last letter.
        ended: defaultdict[str, float] = defaultdict(float)
        lasting: defaultdict[str, float] = defaultdict(float)
        for prefix, (blank, letter) in beams.items():
            for number, share in classes:
                if number == 0:
                    ended[prefix] += (blank + letter) * share
                    continue
                char = alphabet[number - 1]
                if prefix.endswith(char):
                    lasting[prefix] += letter * share
                    lasting[prefix + char] += blank * share
                else:
                    lasting[prefix + char] += (blank + letter) * share
        grown = {prefix: (ended[prefix], lasting[prefix]) for prefix in {*ended, *lasting}}
        kept = sorted(grown.items(), key=lambda beam: -sum(beam[1]))[:_WIDTH]
        total = sum(sum(shares) for _, shares in kept) or 1.0
        beams = {prefix: (blank / total, letter / total) for prefix, (blank, letter) in kept}
    return sorted(((text.strip(), sum(shares)) for text, shares in beams.items()), key=lambda beam: -beam[1])
