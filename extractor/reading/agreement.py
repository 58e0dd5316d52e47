"""Several readings of one line become one, by a vote on every character (after Fiscus 1997, ROVER).

The first reading is the pivot: the others are aligned with it, character by character. Nothing wins that no reader read.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from extractor.reading.glyphs import Glyph, Reading, text_of

_VOWELS = frozenset("aeiouyAEIOUY")

SILENCE = 0.5
"""How sure a reader counts that reads nothing where another reads a character. Between 0.4 and 0.7 figures hardly move."""


class Vote(NamedTuple):
    """A reading and the weight of its reader."""

    reading: Reading
    weight: float


def elect(votes: Sequence[Vote]) -> Reading:
    """The reading that the voters agree on most, character by character; the first vote is the pivot.

    A character's confidence is the share of all weight that stands behind it: readers that disagree, and doubtful ones,
    lower it.
    """
    pivot = votes[0].reading
    total = sum(vote.weight for vote in votes)
    aligned = [_Aligned.to(pivot, vote) for vote in votes]
    elected: list[Glyph] = []
    for place in range(len(pivot) + 1):
        longest = max(len(each.before[place]) for each in aligned)
        for depth in range(longest):
            elected += _winner([(each.before[place][depth : depth + 1], each.weight) for each in aligned], total)
        if place < len(pivot):
            elected += _winner([(each.at[place], each.weight) for each in aligned], total)
    return _undoubled(elected, [text_of(vote.reading) for vote in votes])


def _undoubled(elected: Sequence[Glyph], texts: Sequence[str]) -> Reading:
    """Without the weaker of two neighbours that are one vowel under different marks, of which every voter read only one:
    `phẫẩm` of `phẫm` and `phẩm`, where one voter's letter stood before the pivot's and not in its place.
    """
    kept: list[Glyph] = []
    for glyph in elected:
        pair = kept[-1].char + glyph.char if kept else ""
        if len(set(pair)) == 2 and _letter(pair[0]) == _letter(pair[1]) in _VOWELS and not any(pair in text for text in texts):
            kept[-1] = max(kept[-1], glyph, key=lambda each: each.confidence)
        else:
            kept.append(glyph)
    return tuple(kept)


def _letter(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def places(pivot: Reading, other: Reading) -> list[int]:
    """For every boundary between the pivot's characters (one more than there are) the boundary of `other` that lies there."""
    found = [0] * (len(pivot) + 1)
    for operation in Levenshtein.opcodes(text_of(pivot), text_of(other)):
        paired = operation.tag in ("equal", "replace")
        for step in range(operation.src_end - operation.src_start):
            found[operation.src_start + step] = operation.dest_start + (step if paired else 0)
    found[0], found[-1] = 0, len(other)
    return found


class _Aligned(NamedTuple):
    """What a voter reads at each of the pivot's characters and before it: one glyph or none, and any number of them."""

    at: list[Reading]
    before: list[Reading]
    weight: float

    @staticmethod
    def to(pivot: Reading, vote: Vote) -> _Aligned:
        at: list[Reading] = [()] * len(pivot)
        before: list[Reading] = [()] * (len(pivot) + 1)
        for operation in Levenshtein.opcodes(text_of(pivot), text_of(vote.reading)):
            start, other = operation.src_start, operation.dest_start
            if operation.tag == "insert":
                before[start] = vote.reading[other : operation.dest_end]
            elif operation.tag != "delete":
                for step in range(operation.src_end - start):
                    at[start + step] = vote.reading[other + step : other + step + 1]
        return _Aligned(at, before, vote.weight)


def _winner(candidates: Sequence[tuple[Reading, float]], total: float) -> Reading:
    """The glyph with most weight behind it, or nothing where silence has more."""
    support: defaultdict[str, float] = defaultdict(float)
    shown: dict[str, Glyph] = {}
    for reading, weight in candidates:
        if reading:
            support[reading[0].char] += weight * reading[0].confidence
            shown.setdefault(reading[0].char, reading[0])
        else:
            support[""] += weight * SILENCE
    char = max(support, key=support.__getitem__)
    return (shown[char]._replace(confidence=support[char] / total),) if char else ()
