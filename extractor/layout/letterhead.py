"""The head of an administrative document, zone by zone (NĐ 30/2020, Phụ lục I, ô số 1 to 5).

    agency (2)          │  national heading and motto (1)
    number (3)          │  place and date (4)
    V/v of a letter (5b)│
              title of the type (5a)

Reading breaks marks, letters and columns, so every anchor is found by likeness of folded text and confirmed by its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractor.layout.sheet import Row, Sheet
from extractor.profiles import Profiles, TitleMatch
from extractor.values.text import deaccent, fold, is_caps, letters_share, tidy

NATIONAL = ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam")
MOTTO = "doc lap tu do hanh phuc"
HEAD = 0.5
"""The head ends in the upper half of the page; landscape plans with tall letterheads come near it."""
MARGIN = 0.27
"""Paragraphs begin left of this share of the width: 30 to 35 mm of margin and an indent of about 13 mm."""
COLUMN = 0.9
"""Least gap between the header's columns in word heights; a word space is half of one."""
ALIKE = 72
"""Per cent of agreement at which a garbled anchor still is one; ordinary body lines stay below 60."""

LABEL = re.compile(r"^\W*[s5][oe0u6]{1,2}(?![a-z])\s*[:;.,]?", re.IGNORECASE)
"""`Số:` after deaccenting, at the start of a row."""
_SYMBOL = re.compile(r"[/|]\s*[A-ZĐ][A-Za-zĐđ.&0-9]*\s*(?:[-.]\s*[A-ZĐ]|\W*$)")
_ABOUT = re.compile(r"^(v ?[vwy]|ve viec|vv)\b")
_BODY = re.compile(r"^(can cu|kinh gui|theo de nghi|dieu \d|chuong [ivx]|phan [ivx]|hom nay|noi nhan)\b")
_BODY_AT_MARGIN = re.compile(r"^(thuc hien|xet|theo|thoi gian|dia diem|thanh phan)\b")
"""Words that also begin a subject; only at the left margin do they begin the body."""
_CHAPTER = re.compile(r"^\W*[IVX]{1,4}\s*[.):-]\s*\w")
_NOTE = re.compile(
    r"^(phu luc|mau so|mau m?\d|bieu so|bieu mau)\b|^(ban hanh )?(dinh )?kem theo (\w+ ){1,3}so\b|^(ban hanh )kem theo\b"
)
_OFFICE = re.compile(
    r"^(quyen )?(pho )?(bo truong|thu truong|chu tich|giam doc|tong giam doc|cuc truong|chi cuc truong|vu truong|hieu truong"
    r"|vien truong|chanh van phong|tong cuc truong|thu tuong|truong ban|truong phong|uy ban|hoi dong nhan dan|chinh phu"
    r"|quoc hoi|ban thuong vu|ban chap hanh|toa an)\b"
)
_STAMP = re.compile(r"^(hoa toc|thuong khan|khan|mat|toi mat|tuyet mat|cong van den|den so|luu hanh noi bo|sao y)\b")
"""Stamps of urgency, secrecy, arrival and copies, which also stand in capitals near the head."""
_SIGNED = re.compile(r"thoi gian|ngay ky|nguoi ky|ky boi|\d:\d\d")
"""A digital signature's stamp states when it was made; that is not the document's date."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Letterhead:
    """What was found of a letterhead; rows hold only their own column's tokens."""

    national: Row | None = None
    motto: Row | None = None
    agencies: tuple[Row, ...] = ()
    number: Row | None = None
    date: Row | None = None
    about: tuple[Row, ...] = ()
    """The lines of `V/v …` under the number of a letter."""
    title: Row | None = None
    match: TitleMatch | None = None
    """The declared type whose title is printed; None with a `title` means a title that no profile knows."""
    note: bool = False
    """The page calls itself an appendix, a form, or `kèm theo` another document."""
    boundary: float | None = None
    """Where the right column begins, upright frame."""
    body: float = 0.0
    """The y of the first line of the body, or the height of the head where none was recognised."""

    @property
    def score(self) -> int:
        """Marks of a beginning, 0 to 6: the national heading counts 2; motto, number, date, and title or `V/v` 1 each."""
        titled = self.match is not None or bool(self.about)
        return 2 * bool(self.national) + bool(self.motto) + bool(self.number) + bool(self.date) + titled


def find_letterhead(sheet: Sheet, profiles: Profiles) -> Letterhead:
    """The letterhead of the page on `sheet`; empty where the page has none."""
    rows = [row for row in sheet.rows if row.middle < HEAD * sheet.height]
    national, boundary = _national(rows, sheet)
    columns = boundary or 0.46 * sheet.width
    below = [row for row in rows if national is None or row.middle > national.middle + 0.5 * sheet.unit]
    body = next((row.middle for row in below if _is_body(row, sheet, columns)), HEAD * sheet.height)
    head = [row for row in rows if row.middle < body]
    below = [row for row in below if row.middle < body]
    top = national.middle if national else 0.0
    motto = next((row for row in head if _like(MOTTO, row) and row.middle < 0.4 * sheet.height), None)
    title, match = _title(below, sheet, profiles)
    pairs = [split_columns(row, columns, sheet) for row in head if title is None or row.middle < title.middle]
    date = next((right for _, right in pairs if right and right.middle >= top and _is_date(right)), None)
    number = _number(pairs, sheet, date) or _number_under(title, below, sheet)
    about = () if title else _about(pairs, number, sheet)
    unknown = None if title else _unknown_title(below, sheet, [row for row in (motto, number, date) if row])
    if unknown and (not about or unknown.middle < about[0].middle):
        title, about = unknown, ()
    return Letterhead(
        national=national,
        motto=motto,
        agencies=_agencies(pairs, sheet, national, number, about) if national or number else (),
        number=number,
        date=date,
        about=about,
        title=title,
        match=match,
        note=any(_is_note(row) for row in rows if row.middle < 0.3 * sheet.height),
        boundary=boundary,
        body=body,
    )


def split_columns(row: Row, boundary: float, sheet: Sheet) -> tuple[Row | None, Row | None]:
    """The left and the right column's part of a header row, cut at the widest gap near `boundary`."""
    if row.box.x1 <= boundary:
        return row, None
    gaps = [
        (after.box.x0 - before.box.x1, (after.box.x0 + before.box.x1) / 2)
        for before, after in zip(row.tokens, row.tokens[1:], strict=False)
    ]
    near = [(gap, middle) for gap, middle in gaps if gap > COLUMN * sheet.unit and abs(middle - boundary) < 0.15 * sheet.width]
    if not near and row.box.centre[0] < boundary - 0.08 * sheet.width:
        return row, None
    if not near and row.box.x0 > boundary - 0.1 * sheet.width:
        return None, row
    if not near and _is_prose(row):
        return row, None
    cut = max(near)[1] if near else boundary
    return row.between(0, cut), row.between(cut, float("inf"))


def _national(rows: Sequence[Row], sheet: Sheet) -> tuple[Row | None, float | None]:
    for row in rows:
        if row.middle > 0.4 * sheet.height:
            break
        for heading in NATIONAL:
            start = _start_of(heading, row)
            if start is not None:
                right = Row(row.tokens[start:])
                return right, right.box.x0 - 0.2 * sheet.unit
    return None, None


def _start_of(phrase: str, row: Row) -> int | None:
    """The index of the token with which something like `phrase` begins, or None."""
    folded = [fold(token.text) for token in row.tokens]
    text = " ".join(folded)
    found = fuzz.partial_ratio_alignment(phrase, text, score_cutoff=ALIKE) if len(text) >= 0.6 * len(phrase) else None
    if found is None:
        return None
    position = 0
    for index, word in enumerate(folded):
        position += len(word) + 1
        if position > found.dest_start + 1:
            torn = index
            while torn and folded[torn - 1] in phrase.split()[:2]:
                torn -= 1
            return torn
    return None


def _like(phrase: str, row: Row) -> bool:
    text = fold(row.text)
    return len(text) > 0.6 * len(phrase) and fuzz.partial_ratio(phrase, text) >= ALIKE


def _is_body(row: Row, sheet: Sheet, columns: float) -> bool:
    """A cue of the body, or a line that runs over the whole width without a column gap."""
    text = fold(row.text)
    if _BODY_AT_MARGIN.match(text) and row.box.x0 < MARGIN * sheet.width:
        return not is_caps(row.text)
    if len(text) > 6 and ((_BODY.match(text) and not is_caps(row.text)) or _CHAPTER.match(row.text)):
        return True
    widest = max((b.box.x0 - a.box.x1 for a, b in zip(row.tokens, row.tokens[1:], strict=False)), default=0.0)
    full = row.box.x0 < 0.26 * sheet.width and row.box.x1 > 0.84 * sheet.width and not is_caps(row.text)
    return full and widest < sheet.unit and not _is_date(row) and row.box.x0 < columns and row.tokens[0].text[0] in "-+•"


def _is_date(row: Row) -> bool:
    text = deaccent(row.text).lower()
    if text.startswith(("can cu", "kem theo", "(")) or _SIGNED.search(text):
        return False
    marks = ("ngay" in text) + ("thang" in text or "hang" in text) + bool(_YEAR.search(text) or "nam" in text.split())
    return marks >= 2 or bool(re.search(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(19|20)\d\d", text))


def _title(rows: Sequence[Row], sheet: Sheet, profiles: Profiles) -> tuple[Row | None, TitleMatch | None]:
    for row in rows:
        text = _without_specks(row)
        if _centred(row, sheet) and is_caps(text.text, 0.7):
            match = profiles.match_title(text.text)
            if match and is_caps(" ".join(text.text.split()[:2]), 0.7):
                return text, match
    return None, None


def _unknown_title(rows: Sequence[Row], sheet: Sheet, above: list[Row]) -> Row | None:
    if not above:
        return None
    top = max(row.middle for row in above) + 0.5 * sheet.unit
    for row in rows:
        text = _without_specks(row)
        if row.middle > top and _centred(row, sheet) and is_caps(text.text, 0.85) and len(fold(text.text)) >= 5:
            readable = letters_share(text.text) > 0.85 and text.confidence > 0.5
            return text if readable and not _OFFICE.match(fold(text.text)) and not _STAMP.match(fold(text.text)) else None
    return None


def _without_specks(row: Row) -> Row:
    """Drops specks that were read as a lone letter or sign before or after the words."""
    tokens = list(row.tokens)
    while len(tokens) > 1 and (not fold(tokens[0].text) or (len(tokens[0].text) == 1 and tokens[0].word.confidence < 0.5)):
        tokens.pop(0)
    while len(tokens) > 1 and (not fold(tokens[-1].text) or (len(tokens[-1].text) == 1 and tokens[-1].word.confidence < 0.5)):
        tokens.pop()
    return Row(tuple(tokens))


def _centred(row: Row, sheet: Sheet) -> bool:
    return 0.33 < row.box.centre[0] / sheet.width < 0.7 and row.box.x0 > 0.08 * sheet.width


def _number(pairs: Sequence[tuple[Row | None, Row | None]], sheet: Sheet, date: Row | None) -> Row | None:
    """The row of `Số: …/…`: a label, a symbol, and the place beside the date speak for it; two of them suffice."""
    best: tuple[int, Row] | None = None
    for left, _ in pairs:
        if left is None or left.box.x0 > 0.42 * sheet.width:
            continue
        beside = date is not None and abs(left.middle - date.middle) < 1.5 * sheet.unit
        text = tidy(left.text)
        label, symbol = bool(LABEL.match(deaccent(text))), bool(_SYMBOL.search(text))
        score = 2 * label + 2 * symbol + beside
        if score >= 3 and (symbol or label) and (best is None or score > best[0]):
            best = (score, left)
    return best[1] if best else None


def _number_under(title: Row | None, rows: Sequence[Row], sheet: Sheet) -> Row | None:
    """Contracts and minutes print the number under the title."""
    if title is None:
        return None
    for row in rows:
        if title.middle < row.middle < title.middle + 5 * sheet.unit and _centred(row, sheet):
            text = tidy(row.text)
            if LABEL.match(deaccent(text)) and _SYMBOL.search(text):
                return row
    return None


def _about(pairs: Sequence[tuple[Row | None, Row | None]], number: Row | None, sheet: Sheet) -> tuple[Row, ...]:
    top = number.middle + 0.5 * sheet.unit if number else 0.0
    lines: list[Row] = []
    for left, right in pairs:
        if left is None or left.middle < top or (right and right.box.x0 - left.box.x1 < 0.5 * sheet.unit):
            continue
        begins = bool(_ABOUT.match(fold(left.text)))
        if not lines and not (begins or (number and left.middle < top + 2.2 * sheet.unit and _is_prose(left))):
            continue
        if lines and left.middle - lines[-1].middle > 2.4 * sheet.unit:
            break
        lines.append(left)
    return tuple(lines)


def _is_prose(row: Row) -> bool:
    return len(fold(row.text).split()) >= 3 and row.confidence > 0.6 and not is_caps(row.text)


def _agencies(
    pairs: Sequence[tuple[Row | None, Row | None]],
    sheet: Sheet,
    national: Row | None,
    number: Row | None,
    about: Sequence[Row],
) -> tuple[Row, ...]:
    """The left column from the national heading down to the number."""
    top = (national.middle if national else 0.0) - 2.6 * sheet.unit
    ends = [row.middle for row in (number, about[0] if about else None) if row]
    bottom = min(ends) if ends else (national.middle if national else 0.0) + 6 * sheet.unit
    rows: list[Row] = []
    for left, _ in pairs:
        if left is None or not top < left.middle < bottom - 0.4 * sheet.unit:
            continue
        first, last = left.tokens[0], left.tokens[-1]
        words = tuple(
            token
            for token in left.tokens
            if _is_word(token.text, token.word.confidence if token in (first, last) else 1.0)
            or (
                token.text in ("-", "–")
                and token is not last
                and (token is not first or (rows and token.word.confidence > 0.6))
            )
        )
        if words and is_caps(" ".join(token.text for token in words), 0.6) and "/" not in left.text.replace("⁄", "/"):
            rows.append(Row(words))
    return tuple(rows)


def _is_word(text: str, confidence: float) -> bool:
    """A word or `&`, not a speck or a rule that was read as a sign."""
    if text == "&":
        return True
    letters = sum(char.isalpha() for char in text)
    return letters >= 2 or (letters == 1 and confidence > 0.6 and text.isupper())


def _is_note(row: Row) -> bool:
    text = fold(row.text)
    return bool(_NOTE.match(text)) and (len(text.split()) <= 8 or row.text.lstrip().startswith("(") or "kem theo" in text)
