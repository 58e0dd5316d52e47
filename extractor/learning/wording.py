"""Which words may become a label or a title: those of a form, never a person's name or a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.layout import Token
from extractor.profiles import Profiles, announced
from extractor.record import Box
from extractor.values.names import SURNAMES
from extractor.values.text import fold, is_caps

SHORTEST = 3
"""Letters."""
ACRONYM = 5
"""Letters of the longest word in capitals that is no name: `CCCD`, `UBND`, `GCN`."""

_LETTERS = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Printed:
    """Words as they were read, without punctuation, on one row of `page` (1-based). `box`: around them, page coordinates."""

    words: tuple[str, ...]
    page: int
    box: Box


def pieces(tokens: Iterable[Token]) -> tuple[str, ...]:
    """What is printed, without punctuation."""
    return tuple(piece for token in tokens for piece in _PIECE.findall(token.text))


def key(words: Sequence[str]) -> str:
    """Words as labels are told apart: without case, marks and punctuation."""
    return fold(" ".join(words))


class Wording:
    """What the declared types say, against which new words are held."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        said = [text for each in profiles.all for text in (*each.titles, *each.stops)]
        said += [text for each in profiles.all for spec in each.fields.values() for text in (*spec.anchors, spec.label)]
        said += [text for each in profiles.all for phrases in each.sections.values() for text in phrases]
        self._known = {word.casefold() for text in said for word in _LETTERS.findall(text)}

    def sayable(self, words: Sequence[str]) -> bool:
        """Whether the words name nobody and count nothing.

        Inside a label in small letters a word with a capital is one that forms use (`Họ và Tên`) or an acronym; in capitals,
        none is a surname that forms do not use.
        """
        text = " ".join(words)
        if len(fold(text).replace(" ", "")) < SHORTEST or any(char.isdigit() for char in text):
            return False
        if is_caps(text):
            return not any(word.casefold() in SURNAMES - self._known for word in words)
        return all(self._of_forms(word) for word in words[1:]) and not (
            len(words) > 1 and words[1][:1].isupper() and words[0].casefold() in SURNAMES
        )

    def free(self, type_name: str, field: str | None, words: Sequence[str]) -> bool:
        """Whether nobody has the words: no field where the field's labels count, and for a title (`field` None) no type."""
        profile = self._profiles.get(type_name)
        letters = key(words).replace(" ", "")
        if profile is None:
            return False
        if field is None:
            return all(fold(title).replace(" ", "") != letters for each in self._profiles.all for title in each.titles)
        spec = profile.fields.get(field)
        if spec is None:
            return False
        owners = announced(profile)
        return all(
            label.replace(" ", "") != letters or (None not in (section, spec.section) and section != spec.section)
            for section, label in owners
        )

    def _of_forms(self, word: str) -> bool:
        return not word[:1].isupper() or word.casefold() in self._known or (word.isupper() and len(word) <= ACRONYM)
