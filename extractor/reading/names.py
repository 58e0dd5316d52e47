"""The name in a signer's rubber stamp, chosen among what a reader sees in several pictures of it.

Such stamps are cut in scripts whose flourishes look like tone marks, and a tone more or less is another name. So the picture
is read as it is and narrower, with the seal and without it, and every reading that came up counts with its likelihood. Between
readings of a family name the likelier family decides; nothing wins that was not read, and what is read seldom is not sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from extractor import networks
from extractor.raster import Pixels, Stamp
from extractor.reading import asterocr
from extractor.reading.beam import alternatives
from extractor.record import Box, Word
from extractor.values.names import SURNAMES
from extractor.values.syllable import is_syllable
from extractor.values.text import unify_tone

_COMMON = frozenset(
    ["nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương", "lý"]
)
"""Nine of ten people bear one of these (Lê Trung Hoa, Họ và tên người Việt Nam, 2005)."""

_RARE, _UNHEARD = 0.2, 0.001
"""How much less a reading counts whose family name is another of `SURNAMES`, and one that does not stand there. Names of small
peoples are told from common ones by a mark alone (`Lường`, `Lương`), so the first is mild; of 54 stamps cut in a script 16 are
read exactly without this choice, 39 with it."""

_LEAST = 0.001
"""Share below which a reading is not chosen for being a likely family name."""

_CHOSEN = 0.5
"""Most that a family name is sure of that was chosen against what was read most: a person looks."""

_STRANGE = 0.5
"""What a family name that does not stand in `SURNAMES` is worth, however clearly it was read: a flourish looks like a mark."""

_NO_SYLLABLE = 0.2
"""How much less a word counts that no Vietnamese word can be: names of other peoples are such, misreadings more often."""

_NARROWER = (1.0, 0.88, 0.8)
_LOOKS = ((0, 0, 0.1), (1, 0, 0.1), (2, 2, 0.1), (1, 0, 0.25), (1, 1, 0.1), (1, 2, 0.25))
"""Picture of the stamp, its width in `_NARROWER`, and paper above and below in line heights. The first two are the surest."""

_SURE = 0.9
"""Share of a name's every word in the first two looks from which no other is asked."""

_MOST_WORDS = 5
_ENDS = 0.2
"""Paper left and right of a stamp's lettering, in its heights."""


class StampedName(NamedTuple):
    """`words` of the name with the share of all readings behind each; `before` is what stands before it (`BSCKI.`)."""

    before: str
    words: tuple[tuple[str, float], ...]


def may_hold_name(text: str) -> bool:
    """Whether a stamp of which `text` was read may be a person's name: words with capitals, and not a form or an office."""
    words = re.findall(r"[^\W\d_]+", _unglued(text))
    return sum(map(_is_name_word, words)) >= 2 and not re.search(r"\d{2}|\.{3}|:\s*$", text)


def read_name(stamp: Stamp) -> StampedName | None:
    """The name in `stamp`; None where no reading has the words of one."""
    seen: list[list[tuple[str, float]]] = []
    for number, look in enumerate(_LOOKS):
        if number == 2:
            early = _elected(seen)
            if early and all(share >= _SURE for _, share in early.words):
                return early
        picture, width, margin = look
        likelihoods = asterocr.likelihoods(*_narrower(stamp, picture, _NARROWER[width]), margin)
        seen.append(alternatives(likelihoods, networks.alphabet(asterocr.NETWORK)))
    return _elected(seen)


def named_words(name: StampedName, box: Box) -> tuple[Word, ...]:
    """The words of a stamp in the copy's pixels, its `box` shared among them by their letters."""
    words = [*((word, min(share for _, share in name.words)) for word in name.before.split()), *name.words]
    step = box.width / max(1, sum(len(word) + 1 for word, _ in words) - 1)
    placed, at = [], box.x0
    for word, share in words:
        placed.append(Word(word, Box(at, box.y0, at + len(word) * step, box.y1), share))
        at += (len(word) + 1) * step
    return tuple(placed)


def _narrower(stamp: Stamp, picture: int, width: float) -> tuple[Pixels, Box]:
    pixels, box = stamp.pictures[picture], stamp.lettering
    beyond = _ENDS * box.height
    if width != 1:
        pixels = np.asarray(
            cv2.resize(pixels, (max(1, round(pixels.shape[1] * width)), pixels.shape[0]), interpolation=cv2.INTER_AREA),
            np.uint8,
        )
    return pixels, Box(box.x0 * width - beyond, box.y0, box.x1 * width + beyond, box.y1)


def _elected(seen: Sequence[Sequence[tuple[str, float]]]) -> StampedName | None:
    readings = [(*_parted(text), share / len(seen)) for look in seen for text, share in look]
    lengths: defaultdict[int, float] = defaultdict(float)
    for _, words, share in readings:
        lengths[len(words)] += share
    length = max(lengths, key=lengths.__getitem__, default=0)
    if not 2 <= length <= _MOST_WORDS:
        return None
    fitting = [(before, words, share) for before, words, share in readings if len(words) == length]
    before: defaultdict[str, float] = defaultdict(float)
    shares: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(length)]
    for opening, words, share in fitting:
        before[opening] += share
        for place, word in enumerate(words):
            shares[place][word] += share
    name = [_family_name(shares[0]), *(_given_name(share_of) for share_of in shares[1:])]
    return StampedName(max(before, key=before.__getitem__), tuple(name))


def _family_name(share_of: Mapping[str, float]) -> tuple[str, float]:
    most = max(share_of, key=share_of.__getitem__)
    worth = {word: share * _family(word) * _sound(word) for word, share in share_of.items() if share >= _LEAST}
    best = max(worth, key=worth.__getitem__, default=most)
    if best != most:
        return best, max(share_of[best], min(_CHOSEN, worth[best] / sum(worth.values())))
    return best, share_of[best] * (1.0 if _family(best) > _UNHEARD else _STRANGE)


def _given_name(share_of: Mapping[str, float]) -> tuple[str, float]:
    best = max(share_of, key=lambda word: share_of[word] * _sound(word))
    return best, share_of[best]


def _family(word: str) -> float:
    plain = unify_tone(word.lower())
    return 1.0 if plain in _COMMON else _RARE if plain in SURNAMES else _UNHEARD


def _sound(word: str) -> float:
    return 1.0 if is_syllable(word) else _NO_SYLLABLE


def _parted(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands before a name, and the name's words: `BSCKI.Võ Văn An` → `BSCKI.`, (`Võ`, `Văn`, `An`)."""
    text = _unglued(unicodedata.normalize("NFC", text))
    words = list(re.finditer(r"[^\s.:,;]+", text))
    while len(words) > 2 and not _is_name_word(words[0][0]):
        words.pop(0)
    if not words:
        return text, ()
    return text[: words[0].start()].strip(), tuple(found[0] for found in words)


def _is_name_word(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word[0].isupper() and word[1:].islower()


def _unglued(text: str) -> str:
    """`BSCKIVõ VănAn` → `BSCKI Võ Văn An`."""
    return "".join(f" {char}" if at > 1 and _begins(text, at) else char for at, char in enumerate(text))


def _begins(text: str, at: int) -> bool:
    """Whether a name's word begins in the middle of letters: `Kl` and `Ki` are rather ends of a degree."""
    behind = text[at + 1 : at + 3]
    long = len(behind) == 2 and behind.isalpha() and behind.islower()
    return text[at].isupper() and text[at - 2 : at].isalpha() and (long or (behind[:1].islower() and not behind[:1].isascii()))
