"""What looks misread in a text, whatever the readers say: specks, impossible syllables, names a mark away from known ones."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from extractor.profiles import Gazetteer
from extractor.values.syllable import is_syllable
from extractor.values.text import fold, unify_tone
from extractor.values.units import load_units

WORDED = ("text", "agency", "list", "place", "position", "person", "address", "ethnicity", "nationality")
"""Value types made of words, in which a mark inside a word is a speck."""

_STRAY = re.compile(
    r"(?<=[^\W\d_]{2})[._](?=[^\W\d_])"  # đã.cấp
    r"|[.,;:_'|]{2}|_|~|\|"
    r"|(?<=\s)[.,](?=\w)|^[^\w(“\"'-]"
    r"|(?<=[^\W\d_]{3})-(?=[^\W\d_]{3})"  # xanh-tại
)
_BREAK = re.compile(r"[^\W\d_]{3}\.\s+([^\W\d_])")
"""A full stop after a whole word, and the letter that follows; a small one does not begin a sentence: `giải. quyết`."""
_WORD = re.compile(r"[^\W\d_]+")


def oddities(text: str, kind: str, gazetteer: Gazetteer, captions: Iterable[str]) -> dict[str, float]:
    """How often something is odd, by what is; `captions` stand in for positions (`Profile.signatures`)."""
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    odd = sum(not (is_syllable(word) or _is_abbreviation(word)) for word in words)
    return {
        "odd syllables": odd / max(1, len(words)),
        "stray marks": _stray(text) if kind in WORDED else 0.0,
        "odd unit": float(_beside_a_unit(words)),
        "odd surname": float(kind == "person" and bool(words) and _plain(words[0]) not in _surnames(gazetteer)),
        "odd position": float(kind == "position" and fold(text) not in {*_positions(gazetteer), *map(fold, captions)}),
    }


def _stray(text: str) -> float:
    breaks = sum(1 for match in _BREAK.finditer(text) if match[1].islower())
    return min(3.0, len(_STRAY.findall(text)) + breaks)


def _is_abbreviation(word: str) -> bool:
    """Capitals without marks (`UBND`, `TP`); Đ is a letter."""
    return word.isupper() and fold(word) == word.casefold().replace("đ", "d")


def _beside_a_unit(words: list[str]) -> bool:
    """Whether neighbouring words are an administrative unit's name but for their marks: `Bài Cháy` for Bãi Cháy."""
    exact, letters = _units()
    for size in (2, 3):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            if fold(name) in letters and _plain(name) not in exact:
                return True
    return False


@functools.cache
def _units() -> tuple[frozenset[str], frozenset[str]]:
    """Names of several words, small letters; with their marks and without."""
    units = load_units()
    names = [unit.name for tier in (units.provinces, units.districts, units.communes) for unit in tier if " " in unit.name]
    return frozenset(map(_plain, names)), frozenset(map(fold, names))


@functools.lru_cache(maxsize=2)
def _surnames(gazetteer: Gazetteer) -> frozenset[str]:
    return frozenset(map(_plain, gazetteer.surnames))


@functools.lru_cache(maxsize=2)
def _positions(gazetteer: Gazetteer) -> frozenset[str]:
    return frozenset(map(fold, gazetteer.positions))


def _plain(text: str) -> str:
    return unify_tone(" ".join(text.casefold().split()))
