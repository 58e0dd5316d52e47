"""The letters that Vietnamese text may hold, and the lookalikes that readers put in their place."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LOOKALIKES = {
    "Ð": "Đ", "ð": "đ", "Ɖ": "Đ",  # eth and African D: other code points, the same shape
    "\u00a0": " ", "\u2007": " ", "\u202f": " ",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
    "\u2010": "-", "\u2011": "-", "\u2212": "-",
    "⁄": "/", "∕": "/",
    "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff",
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i",
}  # fmt: skip
"""Cyrillic and other code points whose shapes are Latin letters. Dashes longer than a hyphen stay as printed."""

_TABLE = str.maketrans(_LOOKALIKES)
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_SHAPES = {"\u0302": "aeo", "\u0306": "a", "\u031b": "ou"}
_VOWELS = "aeiouy"


def nfc(text: str) -> str:
    """NFC, with lookalikes replaced by the code points that Vietnamese uses. For text that a program wrote."""
    return unicodedata.normalize("NFC", text).translate(_TABLE)


@lru_cache(maxsize=65536)
def legal(text: str) -> str:
    """`nfc`, and letters that Vietnamese lacks lose the marks that make them foreign (`ñ` → `n`, `ï` → `i`).

    For text that Tesseract read: its `vie` model emits such letters for smudged Vietnamese ones.
    """
    plain = nfc(text)
    return plain if plain.isascii() else "".join(char if char.isascii() else _legal_char(char) for char in plain)


@lru_cache(maxsize=4096)
def _legal_char(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    if not marks:
        return char
    low = base.lower()
    kept = [mark for mark in marks if (mark in _TONES and low in _VOWELS) or low in _SHAPES.get(mark, "")]
    return unicodedata.normalize("NFC", base + "".join(kept))
