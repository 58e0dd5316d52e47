"""Cuts a printed address into its parts by the words that announce them: `tổ 5, khu 3, P. Hà Tu, TP. Hạ Long`.

Commas are often missing and hyphens stand for them; marks get lost in faint print. A word that announces a part may also be
part of a name (`xã Bản Sen`, `xã Đường Hoa`), which it is directly behind another such word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.values.addresses.model import PartTier, Span
from extractor.values.text import is_caps, unify_tone
from extractor.values.units import lacks_marks


@dataclass(frozen=True)
class Token:
    """A word or number of the address. `parted`: a comma, dash or the like stands before it; `dotted`: a dot stands behind."""

    text: str
    start: int
    end: int
    parted: bool
    dotted: bool

    @property
    def has_digit(self) -> bool:
        """Whether it holds a figure: `12`, `5A`."""
        return any(char.isdigit() for char in self.text)


@dataclass(frozen=True)
class Marker:
    """Words that announce a part, its tier and its kind spelt out; `words` is one of its spellings."""

    tier: PartTier
    kind: str
    words: tuple[str, ...]
    short: bool = False
    strong: bool = False
    """It announces a part even in the middle of other words, and with a capital."""


@dataclass(frozen=True)
class Segment:
    """A run of tokens that make one part: `size` tokens that announce it, then its name."""

    tokens: tuple[Token, ...]
    marker: Marker | None = None
    size: int = 0

    @property
    def name_tokens(self) -> tuple[Token, ...]:
        """The tokens of the name."""
        return self.tokens[self.size :]


_SPELT: tuple[tuple[PartTier, bool, str], ...] = (
    ("province", True, "tỉnh:t"),
    ("district", True, "thành phố:tp:t p:t phố"),
    ("district", True, "thị xã:tx:t x, huyện:h, quận:q"),
    ("commune", True, "phường:p, xã:x, thị trấn:tt:t t, đặc khu:đk"),
    (
        "group",
        True,
        "tổ dân phố:tdp, tổ, khu phố:kp, khu dân cư:kdc, khu đô thị:kđt, khu công nghiệp:kcn, khu tập thể:ktt, tiểu khu, khu,"
        " cụm",
    ),
    ("hamlet", True, "thôn, xóm"),
    ("hamlet", False, "bản, khe, ấp, buôn, làng, đội"),
    ("street", False, "đường:đ, phố, quốc lộ:ql, tỉnh lộ, đại lộ, ngõ, ngách, hẻm, kiệt"),
    ("house", False, "số nhà:sn, nhà số, số, lô, ô, căn hộ, căn, phòng, tầng, tòa nhà, tòa, chung cư"),
)


def _markers() -> Iterator[Marker]:
    for tier, strong, spelt in _SPELT:
        for entry in spelt.split(", "):
            kind, *shorts = entry.split(":")
            yield Marker(tier, kind, tuple(kind.split()), strong=strong)
            for short in shorts:
                yield Marker(tier, kind, tuple(short.split()), short=True, strong=strong)


MARKERS = tuple(sorted(_markers(), key=lambda marker: -len(marker.words)))
_NUMBERED = frozenset(
    [
        "tổ",
        "khu",
        "đội",
        "ngõ",
        "ngách",
        "hẻm",
        "kiệt",
        "số",
        "lô",
        "ô",
        "căn",
        "phòng",
        "tầng",
        "cụm",
        "phố",
        "đường",
        "khe",
        "bản",
    ]
)
"""Kinds whose words, once their marks are lost, are also names: they announce only a figure then (`ngo 5`, not `Ngo Quyen`)."""
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_GLUED = re.compile(r"(?i)(tổ|to|khu|thôn|thon|xóm|xom|đội|doi|số|so|sn|tdp|ngõ|ngo|q|p)(?=\d)")
_PARTING = re.compile(r"[,;:|\n()\[\]]")
_DASH = re.compile(r"[-–—‐−]")
_ABBREVIATED = {word for marker in MARKERS if marker.short for word in marker.words} | {"so", "số"}


def cut(text: str, is_name: Callable[[str], bool]) -> tuple[Segment, ...]:
    """The parts of an address in order; every letter and figure of `text` is in exactly one. Never raises.

    `is_name` knows names that begin like an announcing word, such as `Phương Nam` where print may have lost marks.
    """
    tokens = tokenise(text)
    bare = not any(unicodedata.combining(char) or char in "đĐ" for char in unicodedata.normalize("NFD", text))
    segments: list[Segment] = []
    index = 0
    while index < len(tokens):
        marker = None
        begins = tokens[index].parted or index == 0
        if begins or not segments or segments[-1].name_tokens:
            marker = _announced(tokens, index, begins, bare, is_name)
        if marker and not begins and is_name(_joined((*segments[-1].name_tokens, tokens[index]))):
            marker = None  # `xa Dien Xa`: the name ends like an announcing word
        size = len(marker.words) if marker else 0
        if begins or marker:
            segments.append(Segment(tokens[index : index + max(size, 1)], marker, size))
        else:
            segments[-1] = replace(segments[-1], tokens=(*segments[-1].tokens, tokens[index]))
        index += max(size, 1)
    return tuple(segments)


def tokenise(text: str) -> tuple[Token, ...]:
    """Words and figures with their places in `text`; `tổ5` is two."""
    spans: list[Span] = []
    for match in _WORD.finditer(text):
        glued = _GLUED.match(match[0])
        if glued:
            spans += [(match.start(), match.start() + glued.end()), (match.start() + glued.end(), match.end())]
        else:
            spans.append(match.span())
    tokens: list[Token] = []
    for index, (start, end) in enumerate(spans):
        gap = text[spans[index - 1][1] : start] if index else text[:start]
        after = text[end : spans[index + 1][0]] if index + 1 < len(spans) else text[end:]
        before = tokens[-1].text if tokens else ""
        tokens.append(Token(text[start:end], start, end, bool(tokens) and _parts(gap, before, text[start:end]), "." in after))
    return tuple(tokens)


def _parts(gap: str, before: str, word: str) -> bool:
    if _PARTING.search(gap):
        return True
    dash = _DASH.search(gap)
    if dash and (any(char.isspace() for char in gap) or (before[-1].isalpha() and word[0].isalpha())):
        return True
    return "." in gap and len(before) > 1 and _plain(before) not in _ABBREVIATED


def _announced(tokens: Sequence[Token], index: int, begins: bool, bare: bool, is_name: Callable[[str], bool]) -> Marker | None:
    """The marker that the tokens from `index` on are, if they announce a part there."""
    for marker in MARKERS:
        size = len(marker.words)
        words = tokens[index : index + size]
        if len(words) < size or any(word.parted for word in words[1:]):
            continue
        behind = tokens[index + size] if index + size < len(tokens) and not tokens[index + size].parted else None
        if marker.short:
            if _is_short(words, marker, behind):
                return marker
            continue
        exact = all(_plain(word.text) == unify_tone(part) for word, part in zip(words, marker.words, strict=True))
        if not exact and not all(lacks_marks(word.text, part) for word, part in zip(words, marker.words, strict=True)):
            continue
        small = words[0].text[0].islower()
        if not exact:
            if not (bare or small) or (marker.kind in _NUMBERED and not (behind and behind.has_digit)):
                continue
            if is_name(_joined(_run(tokens, index))):
                continue
        if marker.kind in ("số", "lô", "ô", "căn", "phòng", "tầng", "cụm") and not (
            behind and (behind.has_digit or len(behind.text) <= 2)
        ):
            continue
        if marker.kind == "bản" and behind and _plain(behind.text) in ("đồ", "do"):
            continue  # tờ bản đồ
        after_figure = index > 0 and tokens[index - 1].has_digit
        if begins or small or marker.strong or after_figure:
            return marker
    return None


def _is_short(words: Sequence[Token], marker: Marker, behind: Token | None) -> bool:
    """Abbreviations of one letter need their dot (`P. Hà Tu`) or a figure (`Q1`), longer ones capitals or a dot."""
    if any(_plain(word.text) != unify_tone(part) for word, part in zip(words, marker.words, strict=True)) or behind is None:
        return False
    if marker.kind == "quận" and _plain(behind.text) == "ninh":
        return False  # Q. Ninh is the province
    last, joined = words[-1], "".join(word.text for word in words)
    if len(joined) > 1 and len(words) == 1:
        return last.dotted or is_caps(joined, 1.0) or joined[0].isupper() or behind.text[0].isupper()
    if len(words) > 1:
        return words[0].dotted
    return last.dotted or (behind.has_digit and marker.kind in ("phường", "quận"))


def _joined(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _run(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    for at in range(index, len(tokens)):
        if at > index and tokens[at].parted:
            return
        yield tokens[at]


def _plain(text: str) -> str:
    return unify_tone(unicodedata.normalize("NFC", text).lower())
