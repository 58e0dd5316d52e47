"""Which type a document is: by its printed title, then by its symbol, then by the phrases of its form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.layout import FormTitle, Letterhead
from extractor.profiles import OTHER, Profile, Profiles
from extractor.values.symbols import type_part
from extractor.values.text import fold

LETTER = "Công văn"


@dataclass(frozen=True)
class TypeName:
    """A type's name, the printed title ("" for a letter or a page without one), and the probability that the name is right."""

    name: str
    title: str
    confidence: float


def name_form(form: FormTitle) -> TypeName:
    """Names a document by the title of its form."""
    return TypeName(form.match.profile.name, form.row.text, 0.99 * form.match.similarity)


def name_type(head: Letterhead, text: str, profiles: Profiles) -> TypeName:
    """Names the type of a document that begins with `head`; `text` is its first page."""
    by_symbol = _by_symbol(head, profiles)
    if head.match is not None and head.title is not None:
        agrees = by_symbol is None or by_symbol.name == head.match.profile.name
        return TypeName(head.match.profile.name, head.title.text, (0.99 if agrees else 0.9) * head.match.similarity)
    title = head.title.text if head.title else ""
    repeated = _repeated_title(text, profiles)
    if by_symbol and not (title and repeated is None and by_symbol.name == LETTER):
        return TypeName(by_symbol.name, title, 0.9)
    if head.title is None and (head.about or (head.number and _has_cue(text, profiles))):
        return TypeName(LETTER, "", 0.95 if head.about and head.number else 0.8)
    if repeated:
        return TypeName(repeated.name, title, 0.85)
    return TypeName(OTHER, title, 0.75 if title else 0.5)


def _by_symbol(head: Letterhead, profiles: Profiles) -> Profile | None:
    part = type_part(head.number.text) if head.number else None
    return profiles.by_symbol(part) if part else None


def _has_cue(text: str, profiles: Profiles) -> bool:
    letter = profiles.get(LETTER)
    return letter is not None and any(fold(cue) in fold(text) for cue in letter.cues)


def _repeated_title(text: str, profiles: Profiles) -> Profile | None:
    """A decision repeats its title with a colon (`QUYẾT ĐỊNH:`) before its articles, often better printed than the first."""
    for line in text.splitlines():
        match = profiles.match_title(line) if re.fullmatch(r"[\w\s]+:", line) and line.isupper() else None
        if match and not match.rest.strip(" :"):
            return match.profile
    return None
