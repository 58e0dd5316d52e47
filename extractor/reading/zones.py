"""Where a page stands in two columns: the header, the closing with `Nơi nhận` and signature, pairs of signatures.

A zone is found by what is printed in it (the national name or motto, a place and date, `Nơi nhận`) or, where a reader spoilt
that, by two capitalised texts side by side. It ends at the first row that runs across both columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from extractor.reading.geometry import core, gaps, parted, segments
from extractor.reading.rows import Row
from extractor.record import Line

Half = tuple[Line, ...]

_Gutter = tuple[float, float]
"""Where the left column ends and the right one begins, x in pixels."""

_NATION = "cong hoa xa hoi chu nghia viet nam"
_MOTTO = "doc lap tu do hanh phuc"
_PARTY = "dang cong san viet nam"
_RECIPIENTS = "noi nhan"
_FIRST_RECIPIENT = re.compile(r"\W*nhu (tren|dieu|kinh)\b")
"""What the list below `Nơi nhận` begins with; stands in for a label that the reader missed."""

_DATE = re.compile(r"\b(ngay|thang)\b.*\b(thang|nam)\b")

HEADER_HEIGHT = 0.45
"""How far below its first row a header can reach, as a share of the page's width (NĐ 30: a sixth of the height)."""

CUT = 1.0
"""The least gap between two columns in text heights; a word space is a third of that, also in justified lines mostly."""

CLEAR = 2.5
"""A gap that no word space reaches."""


@dataclass(frozen=True)
class Zone:
    """Rows `start` to `end` (exclusive) of a page in two columns, and what of each row stands left and right."""

    start: int
    end: int
    halves: tuple[tuple[Half, Half], ...]


@dataclass(frozen=True)
class _Page:
    rows: Sequence[Row]
    unit: float
    """Text height in pixels."""
    width: float


def zones_of(rows: Sequence[Row], unit: float, width: float, height: float) -> list[Zone]:
    """The two-column zones of a page, top to bottom, without overlap. `unit` is its text height in pixels."""
    page = _Page(rows, unit, width)
    found: list[Zone] = []
    at = 0
    while at < len(rows):
        zone = _header(page, at) or _closing(page, at, found[-1].end if found else 0) or _pair(page, at)
        if zone is None:
            at += 1
        else:
            found.append(zone)
            at = zone.end
    return found


def _header(page: _Page, at: int) -> Zone | None:
    """A header whose first row with the national name, the motto or the party's name is `at`."""
    place = next((place for place in map(_title_place, page.rows[at]) if place is not None), None)
    if place is None:
        return None
    left_edge = max(
        (word.box.x1 for line in page.rows[at] for word in line.words if word.box.x1 <= place), default=place - 3 * page.unit
    )
    return _header_from(page, at, (left_edge, place))


def _header_from(page: _Page, at: int, gutter: _Gutter) -> Zone:
    halves: list[tuple[Half, Half]] = []
    limit = core(page.rows[at][0])[1] + HEADER_HEIGHT * page.width
    dated = False
    bottom: float | None = None
    for row in page.rows[at:]:
        # Below place and date stands a centred title, whose words may lie far apart.
        half = _halved(row, gutter, page.unit, titled=True, gap=CLEAR if dated else CUT)
        if half is None or core(row[0])[0] > limit:
            break
        left, right = half
        if dated and not left:
            break
        if dated and not right and bottom is not None and core(left[0])[0] - bottom > 1.5 * page.unit:
            break
        if left:
            bottom = max(core(line)[1] for line in left)
        dated = dated or any(_DATE.search(_fold(line.text)) for line in right)
        halves.append(half)
    if not halves:
        return Zone(at, at + 1, ((page.rows[at], ()),))
    return Zone(at, at + len(halves), tuple(halves))


def _title_place(line: Line) -> float | None:
    """Where the national name, the motto or the party's name begins in the line (x in pixels), if it is there."""
    folded = [_fold(word.text) for word in line.words]
    text = " ".join(folded)
    for title, caps in ((_NATION, True), (_MOTTO, False), (_PARTY, True)):
        if len(text) < 0.7 * len(title):
            continue
        match = fuzz.partial_ratio_alignment(title, text, score_cutoff=80)
        if match is None:
            continue
        offset, first = 0, len(folded) - 1
        for index, word in enumerate(folded):
            if offset + len(word) > match.dest_start:
                first = index
                break
            offset += len(word) + 1
        tail = line.words[first:]
        if (caps and not _capitals(" ".join(word.text for word in tail))) or (not caps and len(tail) > 10):
            continue
        return line.words[first].box.x0
    return None


def _closing(page: _Page, at: int, free: int) -> Zone | None:
    """The closing whose `Nơi nhận` stands in row `at`. It may begin above it, but not above row `free`."""
    anchor = next((line for line in page.rows[at] if _names_recipients(line)), None)
    if anchor is None or anchor.box.x0 > 0.5 * page.width:
        return None
    label = anchor.words[: 2 + (not anchor.words[0].text.isalnum())][-1].box.x1
    start = at
    while start > free and _is_signature_title(page, start - 1, start, label):
        start -= 1
    x = _clear_place(page, start, label)
    halves: list[tuple[Half, Half]] = []
    for row in page.rows[start:]:
        half = _halved(row, (x, x), page.unit)
        if half is None:
            break
        halves.append(half)
    if len(halves) <= at - start:
        return None
    end = start + len(halves)
    if end == len(page.rows) and end - 1 > at and _is_page_number(page.rows[end - 1]):
        halves.pop()
        end -= 1
    return Zone(start, end, tuple(halves))


def _names_recipients(line: Line) -> bool:
    words = " ".join(_fold(word.text) for word in line.words[:2])
    if _FIRST_RECIPIENT.match(_fold(line.text)):
        return True
    return line.words[0].text[:1].isupper() and fuzz.ratio(words[: len(_RECIPIENTS) + 1].strip(), _RECIPIENTS) >= 80


def _is_signature_title(page: _Page, row: int, below: int, label: float) -> bool:
    """Whether `row` holds nothing but capitals right of the label and close above row `below`."""
    lines = page.rows[row]
    near = core(page.rows[below][0])[0] - core(lines[0])[1] < 2 * page.unit
    return near and all(
        line.box.x0 > label and line.box.centre[0] > 0.5 * page.width and _capitals(line.text) for line in lines
    )


def _is_page_number(row: Row) -> bool:
    return len(row) == 1 and len(row[0].words) == 1 and row[0].text.strip("-–() ").isdigit()


def _clear_place(page: _Page, start: int, label: float) -> float:
    """The x that most rows from `start` on leave clear, right of `label`: between a list and a signature block."""
    clear: list[tuple[float, float]] = []
    for row in page.rows[start : start + 20]:
        edges = [(line.box.x0, line.box.x1) for line in row]
        inner = [gap for line in row for gap in gaps(line) if gap[1] - gap[0] > CUT * page.unit]
        clear += inner
        clear += [(before[1], after[0]) for before, after in pairwise(edges)]
        clear += [(edges[-1][1], page.width), (0.0, edges[0][0])]
    clear = [(max(low, label), min(high, 0.85 * page.width)) for low, high in clear]
    marks = sorted({edge for low, high in clear if low < high for edge in (low, high)})
    best, votes = label, -1.0
    for low, high in pairwise(marks):
        x = (low + high) / 2
        count = sum(1 for a, b in clear if a < x < b) + min(1.0, (high - low) / (4 * page.unit)) * 0.5
        if count > votes:
            best, votes = x, count
    return best


def _pair(page: _Page, at: int) -> Zone | None:
    """Two capitalised texts side by side: a header without a legible title, or two parties' signatures."""
    pieces = [piece for line in page.rows[at] for piece in segments(line, CLEAR * page.unit)]
    if len(pieces) != 2 or not all(_capitals(piece.text) and len(piece.words) > 1 for piece in pieces):
        return None
    left, right = pieces
    if right.box.x0 - left.box.x1 < CLEAR * page.unit or any(char.isdigit() for char in left.text + right.text):
        return None
    gutter = left.box.x1, right.box.x0
    halves: list[tuple[Half, Half]] = []
    for row in page.rows[at:]:
        half = _halved(row, gutter, page.unit)
        crowd = sum(len(segments(line, CLEAR * page.unit)) for line in row)
        if half is None or crowd > 2:
            break
        halves.append(half)
    return Zone(at, at + len(halves), tuple(halves)) if halves else None


def _halved(row: Row, gutter: _Gutter, unit: float, *, titled: bool = False, gap: float = CUT) -> tuple[Half, Half] | None:
    """The row's lines left and right of the gutter, lines across it cut; None when one runs across without a gap there."""
    left: list[Line] = []
    right: list[Line] = []
    for line in row:
        place = _title_place(line) if titled else None
        x = place - 1 if place is not None else _cut(line, gutter, unit, gap)
        if x is None:
            return None
        one, two = parted(line, x)
        left += [one] if one else []
        right += [two] if two else []
    return tuple(left), tuple(right)


def _cut(line: Line, gutter: _Gutter, unit: float, gap: float) -> float | None:
    """Where to part the line: in its widest gap near the gutter, or beside the line. None when it runs across."""
    low, high = gutter
    middle, slack = (low + high) / 2, 0.5 * unit
    if line.box.x1 <= high + slack and line.box.centre[0] < middle:
        return line.box.x1 + 1
    if line.box.x0 >= low - slack and line.box.centre[0] > middle:
        return line.box.x0 - 1
    wide = [
        (right - left - 0.4 * max(0.0, low - right, left - high), (left + right) / 2)
        for left, right in gaps(line)
        if right - left >= gap * unit
    ]
    best = max(wide, default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _fold(text: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9 ]", "", bare.replace("đ", "d"))


def _capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and sum(char.isupper() for char in letters) >= 0.8 * len(letters)
