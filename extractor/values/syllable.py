"""Is this a syllable that Vietnamese could have? (onset)(glide) nucleus (coda) and one tone.

Rules: the orthography as taught in schools; a coda c, ch, p or t takes only sắc or nặng; k, gh and ngh stand only before
e, ê, i and y; c, g and ng never before e, ê and i (gi excepted).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STOPPED = {"\u0301", "\u0323"}
_ONSETS = tuple(re.findall(r"\S+", "ngh ng nh gh gi kh ch ph qu th tr b c d đ g h k l m n p r s t v x"))
_RHYMES = frozenset(
    re.findall(
        r"\S+",
        """
        a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
        e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
        i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu
        o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
        ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
        u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uy uya uych uynh uyt uyu uyên uyêt
        uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
        """,
    )
)
_AFTER_QU = frozenset(
    re.findall(
        r"\S+",
        """
        a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê ên êt
        i in it y ych yên yêt ynh yt yu ôc ơ ơi ơn up
        """,
    )
)
_FRONT = ("e", "ê", "i", "y")


@lru_cache(maxsize=65536)
def is_syllable(text: str) -> bool:
    """Whether `text`, in any case and either style of tone placement, is a possible Vietnamese syllable.

    An unmarked word counts when its letters fit (`tinh`), because a lost tone is still a readable word.
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    tones = [char for char in decomposed if char in _TONES]
    if len(tones) > 1:
        return False
    letters = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))
    return any(_fits(onset, letters[len(onset) :], tones) for onset in [*_ONSETS, ""] if letters.startswith(onset))


def syllable_share(words: Iterable[str]) -> float:
    """Share of the letters of `words` that stand in possible syllables, 0 to 1; 1 when no word can be judged.

    Punctuation around a word is ignored. Words with digits, single letters, and runs of capitals that may be abbreviations
    (`ATVSTP`) are not judged.
    """
    good = judged = 0
    for word in words:
        for core in _cores(word):
            judged += len(core)
            good += len(core) * is_syllable(core)
    return good / judged if judged else 1.0


def _cores(word: str) -> list[str]:
    parts = "".join(char if char.isalnum() else " " for char in word).split()
    return [part for part in parts if len(part) > 1 and part.isalpha() and not _abbreviation(part)]


def _abbreviation(word: str) -> bool:
    return word.isupper() and len(word) <= 8 and not is_syllable(word)


def _fits(onset: str, rhyme: str, tones: list[str]) -> bool:
    if rhyme.endswith(("c", "ch", "p", "t")) and tones and tones[0] not in _STOPPED:
        return False
    if onset == "qu":
        return rhyme in _AFTER_QU
    if rhyme not in _RHYMES:
        return False
    if onset in ("k", "gh", "ngh"):
        return rhyme.startswith(_FRONT)
    return not (onset in ("c", "g", "ng") and rhyme.startswith(("e", "ê", "i")) and not (onset == "g" and rhyme[0] == "i"))
