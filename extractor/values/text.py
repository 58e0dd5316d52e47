"""Folding of Vietnamese text. What is folded is only ever compared; what is stored stays as printed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "−": "-", "⁄": "/", "∕": "/", "Ð": "Đ", "ð": "đ"})
_TONE_ON_FIRST = {"o": ("a", "e"), "u": ("y",)}
_TONES = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def tidy(text: str) -> str:
    """NFC with single spaces, one kind of dash and slash, and the Vietnamese Đ (never the Icelandic Ð)."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_DASHES).split())


@lru_cache(maxsize=65536)
def deaccent(text: str) -> str:
    """Without tone and vowel marks, Đ as D: `Quảng Ngãi` → `Quang Ngai`. Keeps case and punctuation."""
    decomposed = unicodedata.normalize("NFD", text.translate(_DASHES))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.replace("Đ", "D").replace("đ", "d")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no marks, words parted by single spaces: what survives faint print. `Số: 05/QĐ` → `so 05 qd`."""
    return _NOT_WORD.sub(" ", deaccent(text).lower()).strip()


@lru_cache(maxsize=8192)
def unify_tone(text: str) -> str:
    """One place for the tone mark in open `oa`, `oe`, `uy`: both `hoà` and `hòa` become `hòa`. For matching only."""
    words = []
    for word in unicodedata.normalize("NFC", text).split(" "):
        core = word.rstrip(".,;:!?)]}”\"'")
        words.append(_tone_to_first(core) + word[len(core) :])
    return " ".join(words)


def _tone_to_first(word: str) -> str:
    if len(word) < 2:
        return word
    last = unicodedata.normalize("NFD", word[-1])
    tone = next((mark for mark in _TONES if mark in last), "")
    first, second = word[-2], last.replace(tone, "") if tone else last
    before = word[-3].lower() if len(word) > 2 else ""
    if not tone or second.lower() not in _TONE_ON_FIRST.get(first.lower(), ()) or (first.lower() == "u" and before == "q"):
        return word
    return word[:-2] + unicodedata.normalize("NFC", first + tone) + unicodedata.normalize("NFC", second)


def similarity(first: str, second: str) -> float:
    """How alike two texts are after folding, 0 to 1 (normalised edit similarity)."""
    return fuzz.ratio(fold(first), fold(second)) / 100


def is_caps(text: str, share: float = 0.75) -> bool:
    """Whether at least `share` of the letters are capitals and there are at least two letters."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 2 and sum(char.isupper() for char in letters) >= share * len(letters)


def letters_share(text: str) -> float:
    """Share of characters that are letters, digits or ordinary punctuation of names; low for a reader's rubbish."""
    shown = [char for char in text if not char.isspace()]
    return sum(char.isalnum() or char in "&,-().'" for char in shown) / len(shown) if shown else 0.0
