"""Where the values of labels stand: right of the label, below it, or wrapped over several lines, up to the next label.

Sections say whose a label is (the mother's `Năm sinh`, the father's); two that begin side by side part the page into columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from extractor.fields.words import Work
from extractor.layout import Row, Sheet, Token
from extractor.layout.labels import Claim, Label, find_labels, vocabulary
from extractor.profiles import FieldSpec, Profile
from extractor.profiles.model import START
from extractor.record import Box
from extractor.values.text import fold, is_caps

PITCH = 3.0
"""Most distance of a value's next line, in word heights; forms are set at one and a half lines."""
FULL = 0.78
"""A line that reaches this share of the column goes on in the next one."""
GAP = 4.0
"""White space, in word heights, behind which something else begins on the same line."""
COLUMN = 0.25
"""Sections that begin in one row at least this share of the page's width apart are columns."""

_LEADER = re.compile(r"[.…·_]{2,}|…|(?<![\w.])[.:,;·_–—-]+(?![\w.])")
_EDGE = " \t:;,.…·_*|–—-"
_NUMBER_MARK = r"\d{1,2}(?:\.\d{1,2})*[.)/](?=\s|[^\W\d])|[a-zđ][.)]|[-–+•*●▪]"
_ITEM = re.compile(rf"^\W*(?:{_NUMBER_MARK}|[IVX]{{1,4}}\s*[-–.)](?=\s))\s*\S", re.IGNORECASE)
_ITEM_MARK = re.compile(rf"^\W*(?:{_NUMBER_MARK})\s*", re.IGNORECASE)
_MARK_ONLY = re.compile(r"^\W*(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[ivx]{1,4})?\s*[.)/:]?\W*$", re.IGNORECASE)
_LAST_MARK = re.compile(r"(?:(?<=\s)(?:\d{1,2}|[a-zđ])\s*[.)]\s*)?$")


@dataclass(frozen=True)
class _Part:
    """Characters of a token that belong to a value; `start` is where they begin in the value's text."""

    token: Token
    text: str
    start: int


@dataclass(frozen=True)
class Spot:
    """A field's place: its label, and what stands where its value belongs. Empty where nothing does."""

    field: str
    """With its ordinal."""
    sheet: Sheet
    label: Label
    value: tuple[_Part, ...]
    lines: int = 1
    below: bool = False
    """The value does not begin on the label's line."""

    @property
    def alike(self) -> float:
        """How like the declared phrase the label is, 0 to 1."""
        return self.label.alike

    @cached_property
    def text(self) -> str:
        """The value's words joined by single spaces, without leaders."""
        return " ".join(part.text for part in self.value)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The value's words, each once."""
        return tuple(dict.fromkeys(part.token for part in self.value))

    @cached_property
    def box(self) -> Box | None:
        """Around the value, page coordinates."""
        return _around(self.value)

    @cached_property
    def label_box(self) -> Box:
        """Around the label, page coordinates."""
        return Box.around([token.word.box for token, _ in self.label.row.tokens_at(self.label.start, self.label.end)])

    @cached_property
    def room(self) -> Box | None:
        """Where an empty value would stand: from the label to the end of its row, page coordinates; None on turned pages."""
        if self.sheet.page.rotation:
            return None
        box = self.label_box
        return Box(box.x1, box.y0 - 0.3 * box.height, self.sheet.page.width * 0.95, box.y1 + 0.2 * box.height)

    def tokens_of(self, text: str) -> tuple[Token, ...]:
        """The tokens that hold `text`, a part of the value's; all of them where it is not found."""
        return tuple(dict.fromkeys(part.token for part in self._parts_of(text)))

    def box_of(self, text: str) -> Box | None:
        """Around `text`, a part of the value's, page coordinates."""
        return _around(self._parts_of(text))

    def _parts_of(self, text: str) -> tuple[_Part, ...]:
        start = self.text.find(text)
        if start < 0:
            return self.value
        end = start + len(text)
        return tuple(part for part in self.value if part.start < end and start < part.start + len(part.text)) or self.value


def _around(parts: Sequence[_Part]) -> Box | None:
    return Box.around([_share(part) for part in parts]) if parts else None


def _share(part: _Part) -> Box:
    """The part of a word's box that its characters take, where the word lies along the page's x axis."""
    box, text = part.token.word.box, part.token.text
    at = text.find(part.text)
    if part.text == text or at < 0 or box.height > box.width:
        return box
    step = box.width / len(text)
    return Box(box.x0 + at * step, box.y0, box.x0 + (at + len(part.text)) * step, box.y1)


@dataclass
class _Sections:
    """Which section a place of the form lies in, while its labels are gone through in reading order."""

    begun: set[str] = field(default_factory=set)
    columns: list[tuple[float, str]] = field(default_factory=list)
    """The sections that are open side by side: where each begins, pixels from the left, and its name."""
    row: float = -1.0

    def begin(self, name: str, label: Label, sheet: Sheet) -> None:
        if name in self.begun:
            return
        self.begun.add(name)
        beside = self.row >= 0 and abs(label.row.middle - self.row) < sheet.unit
        if beside and self.columns and label.left - self.columns[-1][0] > COLUMN * sheet.width:
            self.columns.append((label.left, name))
        else:
            self.columns = [(label.left, name)]
        self.row = label.row.middle

    def at(self, x: float, unit: float) -> str:
        """The section at `x`, `start` before any began."""
        open_here = [name for left, name in self.columns if left <= x + 2 * unit]
        return open_here[-1] if open_here else self.columns[0][1] if self.columns else START

    def bounds(self, x: float, unit: float) -> tuple[float, float]:
        """Left and right edge of the column at `x`; none without columns."""
        if len(self.columns) < 2:
            return 0.0, float("inf")
        starts = [left for left, _ in self.columns]
        index = max((n for n, left in enumerate(starts) if left <= x + 2 * unit), default=0)
        return (
            0.0 if index == 0 else starts[index] - unit,
            starts[index + 1] - unit if index + 1 < len(starts) else float("inf"),
        )


def find_spots(work: Work) -> Iterator[Spot]:
    """The places of all labelled fields of the document's type, in reading order."""
    profile = work.profile
    if profile is None:
        return
    phrases = vocabulary(profile)
    openings = _openings(profile)
    sections, members = _Sections(), _Members(profile)
    for sheet in work.sheets:
        found = find_labels(sheet, phrases)
        for index, labels in enumerate(found):
            for label in labels:
                for begun in openings(label) if label.opens else ():
                    sections.begin(begun, label, sheet)
            for label in labels:
                section = sections.at(label.left, sheet.unit)
                name = _field(label.phrase.claims, profile, section)
                if name is None:
                    continue
                spec = profile.fields[name]
                bounds = sections.bounds(label.left, sheet.unit)
                ends = _Ends(profile, spec, section, openings)
                spot = _spot(name, label, index, sheet, [ends.of(each) for each in found], spec, bounds)
                yield from members.numbered(spot, spec, _items(label, index, sheet, found) if spec.many else ())


def _openings(profile: Profile) -> Callable[[Label], list[str]]:
    """Which sections a label begins: `Cấp cho ông` begins what `Cấp cho` does."""
    begin = [(name, tuple(fold(phrase).split())) for name, phrases in profile.sections.items() for phrase in phrases]

    def of(label: Label) -> list[str]:
        return [name for name, words in begin if label.phrase.words[: len(words)] == words]

    return of


def _field(claims: Sequence[Claim], profile: Profile, section: str) -> str | None:
    """The field that a label announces in a section: one of that section first, then one of any."""
    names = [claim.name for claim in claims if claim.role == "field"]
    here = [name for name in names if profile.fields[name].section == section]
    anywhere = [name for name in names if profile.fields[name].section is None]
    return next(iter(here or anywhere), None)


class _Ends:
    """Which labels end a value: those that announce something in its section, begin another, or are declared to stop."""

    def __init__(self, profile: Profile, spec: FieldSpec, section: str, openings: Callable[[Label], list[str]]) -> None:
        self._openings = openings
        here = (None, section)
        self._fields = {name for name, other in profile.fields.items() if other.section in here}
        # A plot is part of an address: `thửa đất số 12, tờ bản đồ số 5, …`.
        plots = {name for name, other in profile.fields.items() if other.type == "registry-number"}
        self._nested = plots if spec.type == "address" else set()

    def of(self, labels: Sequence[Label]) -> list[Label]:
        """Those of a row's labels that end a value."""
        return [label for label in labels if self._ends(label)]

    def _ends(self, label: Label) -> bool:
        names = {claim.name for claim in label.phrase.claims if claim.role == "field"}
        if any(claim.role == "stop" for claim in label.phrase.claims) or (label.opens and self._openings(label)):
            return True
        if not names & self._fields:
            return False
        return label.opens or label.closes or not names <= self._nested


class _Members:
    """Counts what stands more than once: owners of a group, items of a list."""

    def __init__(self, profile: Profile) -> None:
        self._heads: dict[str, str] = {}
        for name, spec in profile.fields.items():
            if spec.group is not None:
                self._heads.setdefault(spec.group, name)
        self._count: dict[str, int] = {}

    def numbered(self, spot: Spot, spec: FieldSpec, items: Sequence[tuple[_Part, ...]]) -> Iterator[Spot]:
        """The spot with its ordinal; for a list one spot for each item."""
        if spec.group is not None:
            if self._heads[spec.group] == spot.field and spot.value:
                self._count[spec.group] = self._count.get(spec.group, 0) + 1
            yield _with_ordinal(spot, self._count.get(spec.group, 1))
        elif spec.many:
            values = [value for value in ([spot.value] if spot.value else [*items]) if value]
            for value in values:
                self._count[spot.field] = self._count.get(spot.field, 0) + 1
                yield _with_ordinal(Spot(spot.field, spot.sheet, spot.label, value), self._count[spot.field])
            if not values:
                yield spot
        else:
            yield spot


def _with_ordinal(spot: Spot, ordinal: int) -> Spot:
    name = spot.field if ordinal <= 1 else f"{spot.field}.{ordinal}"
    return Spot(name, spot.sheet, spot.label, spot.value, spot.lines, spot.below)


def _spot(
    name: str,
    label: Label,
    index: int,
    sheet: Sheet,
    found: Sequence[Sequence[Label]],
    spec: FieldSpec,
    bounds: tuple[float, float],
) -> Spot:
    behind = [other for other in found[index] if other.start >= label.end]
    end = behind[0].start if behind else len(label.row.text)
    if behind:
        # The mark of the item that the next label opens: `Thửa đất số: 893 2. Tờ bản đồ số: 52`.
        mark = _LAST_MARK.search(label.row.text[label.end : end])
        end -= len(mark[0]) if mark else 0
    first = _until_gap(_clean(_between(label.row, label.end, end, bounds)), GAP * sheet.unit)
    left, right = bounds
    if behind and behind[0].opens and behind[0].left - label.left > COLUMN * sheet.width:
        right = min(right, behind[0].left - 0.5 * sheet.unit)
    below = not first
    pieces = [first] if first else []
    if not behind or right < float("inf"):
        edge = min(right, max(row.box.x1 for row in sheet.rows))
        most = 1 if spec.many and not first else spec.lines
        start = label.left if below and right < float("inf") else left
        pieces += _further(label.row, index, pieces, sheet, found, (start - sheet.unit, right), edge, most)
    parts = _joined(pieces)
    return Spot(name, sheet, label, parts, max(1, len(pieces)), below and bool(parts))


_Piece = tuple[tuple[Token, str], ...]


def _further(
    row: Row,
    index: int,
    pieces: Sequence[_Piece],
    sheet: Sheet,
    found: Sequence[Sequence[Label]],
    bounds: tuple[float, float],
    edge: float,
    most: int,
) -> list[_Piece]:
    """The lines of a value under its first one."""
    added: list[_Piece] = []
    at, last = row, pieces[-1] if pieces else ()
    listed = False
    for number in range(index + 1, len(sheet.rows)):
        below = sheet.rows[number]
        if len(pieces) + len(added) >= most or below.middle - at.middle > PITCH * sheet.unit:
            break
        labels = [label for label in found[number] if bounds[0] <= label.left < bounds[1]]
        end = labels[0].start if labels else len(below.text)
        if labels and _MARK_ONLY.match(below.text[:end]):
            break
        piece = _clean(_between(below, 0, end, bounds))
        if not piece:
            if labels:
                break
            continue
        item = bool(_ITEM.match(below.text))
        if listed or (item and not last and most > 1):
            # The value is a list under its label: its items with their marks, up to the next label.
            listed = True
            if not item:
                break
            piece = below.tokens_at(0, end)
        elif (not last and item) or (last and not _goes_on(last, piece, edge)):
            break
        added.append(piece)
        at, last = below, piece
        if labels:
            break
    return added


def _goes_on(last: _Piece, piece: _Piece, edge: float) -> bool:
    """Whether a line goes on with the one above it."""
    text, next_text = " ".join(part for _, part in last), " ".join(part for _, part in piece)
    reaches = last[-1][0].box.x1 > FULL * edge
    if _ITEM.match(next_text) or text.rstrip().endswith(";") or (text.rstrip().endswith(".") and not reaches):
        return False
    if is_caps(next_text) and not is_caps(text):
        return False
    return reaches or text.rstrip().endswith((",", "-", "–", "(")) or next_text[:1].islower()


def _items(label: Label, index: int, sheet: Sheet, found: Sequence[Sequence[Label]]) -> tuple[tuple[_Part, ...], ...]:
    """The items of a numbered or bulleted list under a label, up to the next label or the next line that is no item."""
    items: list[list[_Piece]] = []
    at, edge = label.row, max(row.box.x1 for row in sheet.rows)
    for number in range(index + 1, len(sheet.rows)):
        row = sheet.rows[number]
        if row.middle - at.middle > PITCH * sheet.unit or any(each.opens for each in found[number]):
            break
        mark = _ITEM_MARK.match(row.text)
        piece = _clean(_between(row, mark.end() if mark else 0, len(row.text), (0.0, float("inf"))))
        if not piece:
            continue
        if mark:
            items.append([piece])
        elif items and _goes_on(items[-1][-1], piece, edge):
            items[-1].append(piece)
        else:
            break
        at = row
    return tuple(_joined(pieces) for pieces in items)


def _between(row: Row, start: int, end: int, bounds: tuple[float, float]) -> _Piece:
    """Characters `start` to `end` of the row's text inside the column `bounds`, token by token."""
    parts = row.tokens_at(start, end)
    return tuple((token, part) for token, part in parts if bounds[0] <= token.box.centre[0] < bounds[1])


def _until_gap(piece: _Piece, gap: float) -> _Piece:
    """A line up to white space so wide that something else begins behind it."""
    for index, ((before, _), (token, _)) in enumerate(pairwise(piece), 1):
        if token.box.x0 - before.box.x1 > gap:
            return piece[:index]
    return piece


def _clean(piece: _Piece) -> _Piece:
    """Without dot leaders, and without marks at both ends."""
    words = [(token, " ".join(_LEADER.sub(" ", part).split())) for token, part in piece]
    words = [(token, part) for token, part in words if part]
    while words:
        token, part = words[0]
        bare = part.lstrip(_EDGE + ")/")
        if bare:
            words[0] = (token, bare)
            break
        words.pop(0)
    while words:
        token, part = words[-1]
        bare = part.rstrip(_EDGE.replace(".", "").replace(",", "").replace(";", "").replace("-", "") + "(/")
        if bare.strip(_EDGE):
            words[-1] = (token, bare)
            break
        words.pop()
    return tuple(words)


def _joined(pieces: Sequence[_Piece]) -> tuple[_Part, ...]:
    parts, at = [], 0
    for piece in pieces:
        for token, text in piece:
            parts.append(_Part(token, text, at))
            at += len(text) + 1
    return tuple(parts)
