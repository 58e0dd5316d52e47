"""Numbers and symbols of documents: `15/QĐ-BNV`, `30/2020/NĐ-CP`, `299/UBND-TTHC`, and the Party's `11-CT/TW`.

NĐ 30/2020, Phụ lục I: `/` between number and symbol, `-` between the groups of the symbol, no spaces. Scans add spaces,
lose hyphens and turn Đ into Ð or D.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.values.text import deaccent

Span = tuple[int, int]

_ICELANDIC = str.maketrans({"Ð": "Đ", "ð": "đ", "⁄": "/", "∕": "/", "–": "-", "—": "-", "|": "/"})
_LABEL = re.compile(r"^\W*[s5][o0ó6u]{1,2}(?![a-zA-Z])\s*[:;.,]?\s*|^\W*[s5][o0]\s*[:;.,z]+\s*", re.IGNORECASE)
_MARKED = {"D": "Đ", "U": "Ư", "A": "Â", "O": "Ô"}
"""Letters of initials whose marks faint print loses."""
_GROUP = r"[0-9A-Za-zÀ-ỹĐđ&.]+"
_AFTER_SLASH = re.compile(rf"/\s*(?P<symbol>[A-ZĐ](?:{_GROUP})?(?:\s*-\s*{_GROUP}){{0,4}})")
_PARTY = re.compile(r"(?P<number>\d{1,5})?\s*-\s*(?P<symbol>[A-ZĐ][A-Za-zĐđ]{1,4}\s*/\s*[A-ZĐ][A-Za-zĐđ]{1,8})")
_TORN = re.compile(r"/\s*(?P<symbol>[A-ZĐ]{1,6}\s+[A-ZĐ&]{2,8})(?![0-9A-Za-z])")

_EATEN = re.compile(r"(?:[JIl!\\\]]|\d(?![JIl]))(?P<symbol>[A-ZĐ]{2,4}\s*-\s*[A-ZĐ][A-ZĐa-zđ]{1,8})(?![0-9A-Za-z])")
"""A symbol whose slash a pen has run over, so that it was read as another stroke."""


@dataclass(frozen=True)
class Reference:
    """Where a printed line holds its number and its symbol; spans index the line's text.

    `slot` lies between the label and the symbol's slash and may be empty; `symbol` is None where none is printed.
    """

    slot: Span
    symbol: Span | None


def find_reference(text: str) -> Reference:
    """The number's slot and the symbol of a line such as `Số: 2827 /QĐ-BGDĐT`."""
    plain = text.translate(_ICELANDIC)
    label = _LABEL.match(deaccent(plain)) if len(deaccent(plain)) == len(plain) else None
    start = label.end() if label else 0
    party = _PARTY.search(plain, start)
    if party and "/" not in plain[start : party.start("symbol")]:
        return Reference((start, party.start("symbol")), party.span("symbol"))
    found = None
    for match in _AFTER_SLASH.finditer(plain, max(0, start - 1)):
        found = match
        if "-" in match["symbol"]:
            break
    torn = _TORN.search(plain, start)
    if torn and (found is None or "-" not in found["symbol"]):
        found = torn
    found = found or (_EATEN.search(plain, start) if label else None)
    if found is None:
        return Reference((start, len(plain)), None)
    return Reference((start, max(start, found.start())), found.span("symbol"))


def tidy_symbol(text: str) -> str:
    """A symbol as the decree writes it: Đ for Ð, one kind of hyphen, no spaces, no closing dot."""
    text = re.sub("ÐĐ|ĐÐ", "Đ", text)  # one letter that the reader could not decide on
    return re.sub(r"\s+", "", text.translate(_ICELANDIC)).strip(".-,")


def tidy_number(text: str) -> str | None:
    """A printed number (`05`, `2827`, `12a`, `30/2020`), or None where `text` is no plain number."""
    plain = re.sub(r"\s+", "", text.translate(_ICELANDIC)).strip("./-,:")
    return plain if re.fullmatch(r"\d{1,6}[a-zA-Z]?(/(19|20)\d\d)?", plain) else None


def type_part(line: str) -> str | None:
    """The first group of the symbol on a number line: `QĐ` of `Số: 15/QĐ-BNV`; None where there is no symbol."""
    reference = find_reference(line)
    if reference.symbol is None:
        return None
    symbol = line[slice(*reference.symbol)].translate(_ICELANDIC)
    return re.split(r"\s*[-/]\s*|\s+", symbol.strip())[0].rstrip(".") or None


def with_marks(part: str, known: Iterable[str]) -> str | None:
    """The only abbreviation of `known` that has the letters of `part`, with its marks: `QD` → `QĐ`. No letter is exchanged."""
    options = set(known)
    if part in options:
        return part
    fits = [option for option in options if deaccent(option).upper() == deaccent(part).upper()]
    return fits[0] if len(fits) == 1 else None


def fit_to_name(group: str, name: str) -> str:
    """An issuer's abbreviation with the marks of the issuer's initials, whose letters it has in order: `BGDDT` → `BGDĐT`.

    Unchanged where it already fits, or does not even without marks.
    """
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name.upper()))
    if not initials or _subsequence(group, initials):
        return group
    for index, char in enumerate(group):
        marked = f"{group[:index]}{_MARKED[char]}{group[index + 1 :]}" if char in _MARKED else group
        if marked != group and _subsequence(marked, initials):
            return marked
    return group


def _subsequence(letters: str, of: str) -> bool:
    rest = iter(of)
    return all(letter in rest for letter in letters.upper())
