"""Spaces and punctuation that readers lose in running text, put back where nothing else could have been printed."""

from __future__ import annotations

import re

from extractor.values.syllable import is_syllable

_NUMERAL = re.compile(r"([^\W\d_]*[a-zà-ỹđ])([IVX]+)\b")
_STRAY_OPENING = re.compile(r"(?<!\S)[+*~^'`´’]+(?=[^\W\d_])")
_STRAY_CLOSING = re.compile(r"(?<=[^\W\d_])[*~^'`´‘]+(?!\S)")
_OPENING, _CLOSING = re.compile(r'(?<!\S)\(?[“"„]'), re.compile(r'[”"](?![^\W\d_])')
_STOP = re.compile(r"([^\W\d_]+)\.(?= [a-zà-ỹđ])")


def with_signs(text: str) -> str:
    """`text` with its words parted, its quotation marks paired, and commas for full stops inside a sentence.

    `QuíIII` → `Quí III`, `phícác` → `phí các`, `+Vệ sinh"` → `“Vệ sinh"`, `thanh tra. kiểm tra` → `thanh tra, kiểm tra`. No
    letter is changed.
    """
    text = " ".join(_parted(word) for word in _NUMERAL.sub(_before_numeral, text).split())
    opened, closed = len(_OPENING.findall(text)), len(_CLOSING.findall(text))
    if closed == opened + 1:
        text = _STRAY_OPENING.sub("“", text, count=1)
    elif opened == closed + 1:
        text = _STRAY_CLOSING.sub("”", text, count=1)
    return _STOP.sub(lambda stop: f"{stop[1]}," if _is_word(stop[1]) else stop[0], text)


def _before_numeral(found: re.Match[str]) -> str:
    return f"{found[1]} {found[2]}" if _is_word(found[1]) else found[0]


def _parted(word: str) -> str:
    """Two words that were read as one, where only one cut makes words of both."""
    if not word.isalpha() or not word[1:].islower() or len(word) < 5 or is_syllable(word):
        return word
    cuts = [at for at in range(2, len(word) - 1) if _is_word(word[:at]) and _is_word(word[at:])]
    return f"{word[: cuts[0]]} {word[cuts[0] :]}" if len(cuts) == 1 else word


def _is_word(text: str) -> bool:
    """A whole word: an abbreviation (`tp`, `q`) has no vowel or is a single letter."""
    return len(text) > 1 and is_syllable(text)
