"""`hoso_matter`: what the document is about, and to whom it is addressed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.anchors import anchored
from extractor.fields.proposal import Proposal
from extractor.fields.signs import with_signs
from extractor.fields.trust import trust
from extractor.fields.words import Work
from extractor.layout import MARGIN, Letterhead, Row, Sheet
from extractor.record import Box
from extractor.values.symbols import find_reference
from extractor.values.text import deaccent, fold, is_caps, tidy

NAME = "hoso_matter"

RESTORED = 0.75
"""Most that a text is sure of whose lost spaces and signs were put back: a person looks."""

_ENDS_SUBJECT = re.compile(
    r"^(can cu|kinh gui|kinh goi|theo de nghi|hom nay|vao hoi|vao luc|so \d|dieu \d|chuong [ivx]|phan [ivx]|noi nhan|don vi)\b"
)
_ENDS_AT_MARGIN = re.compile(
    r"^(thuc hien|xet|thoi gian|dia diem|thanh phan|chu tri|chu toa|thu ky|noi dung|ben a|chung toi|nguoi tham)\b"
)
_QUOTES_ANOTHER = re.compile(r"^(theo|kem theo|ban hanh kem theo|dinh kem|ap dung)\b")
_OFFICE = re.compile(
    r"^(quyen )?(pho )?(bo truong|thu truong|chu tich|giam doc|tong giam doc|cuc truong|chi cuc truong|vu truong|hieu truong"
    r"|vien truong|chanh van phong|tong cuc truong|thu tuong|truong ban|truong phong|uy ban nhan dan|ubnd|hoi dong nhan dan"
    r"|chinh phu|quoc hoi|ban thuong vu)\b"
)
_ABOUT = re.compile(r"^\W*(?:v\s*/\s*[vwy]|v[eê]\s*viec|va viec|ve\s?viec)\s*[:;.,]?\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-–—+•*·~]\s*")


@Language.component(NAME)
def matter(doc: Doc) -> Doc:
    """Adds proposals for `subject` and `addressees`."""
    work: Work = doc._.work
    head: Letterhead = doc._.head
    rows = subject_rows(head, work.sheets[0])
    if rows:
        doc._.proposals.append(_subject(rows, head, work))
    elif head.title and head.match and head.match.profile.alone and head.match.rest:
        doc._.proposals.append(_beside_title(head.title, head.match.rest, work))
    lines = _addressee_rows(doc)
    if lines:
        doc._.proposals.append(_addressees(lines, work))
    return doc


def subject_rows(head: Letterhead, sheet: Sheet) -> list[Row]:
    """The lines of a letter's `V/v`, or those under the title down to the next zone."""
    if head.about:
        return list(head.about)
    if head.title is None:
        return []
    rows: list[Row] = []
    at = head.title
    pitch: float | None = None
    caps: bool | None = None
    for row in sheet.rows:
        if row.middle <= head.title.middle + 0.4 * sheet.unit:
            continue
        text = fold(row.text)
        if len(text) < 3:
            continue
        step = row.middle - at.middle
        limit = 2.9 * sheet.unit if not rows else 1.35 * (pitch or 2 * sheet.unit) + 0.25 * sheet.unit
        begins_body = _ENDS_AT_MARGIN.match(text) and row.box.x0 < MARGIN * sheet.width
        if step > limit or _ENDS_SUBJECT.match(text) or begins_body or _is_reference(row):
            break
        if not 0.25 < row.box.centre[0] / sheet.width < 0.75 or (
            is_caps(row.text, 0.85) and _OFFICE.match(text) and caps is not True
        ):
            break
        if rows and (_closed(rows) or (row.text.lstrip().startswith("(") and _QUOTES_ANOTHER.match(text))):
            break
        if rows and caps is False and is_caps(row.text, 0.85) and len(text.split()) > 2:
            break
        caps = is_caps(row.text, 0.85) if caps is None else caps
        if rows:
            pitch = step
        rows.append(row)
        at = row
        if len(rows) == 8:
            break
    return rows


def _closed(rows: Sequence[Row]) -> bool:
    """A subject in parentheses ends with the closing one."""
    text = " ".join(row.text for row in rows).strip()
    return text.startswith("(") and text.endswith(")")


def _is_reference(row: Row) -> bool:
    return (
        bool(re.match(r"^\W*s[o0]\s*[:;.]", deaccent(row.text), re.IGNORECASE)) and find_reference(row.text).symbol is not None
    )


def _beside_title(title: Row, read: str, work: Work) -> Proposal:
    """The matter of a form whose title goes on with it: `TỜ KHAI ĐĂNG KÝ KHAI SINH`."""
    last = title.tokens[-1]
    row = next(row for row in work.sheets[0].rows if last in row.tokens)
    rest = Row(row.tokens[row.tokens.index(last) + 1 :] or row.tokens)
    text = work.spelling.mend(read)
    return Proposal("subject", text, text, trust([rest]), row.page, rest.evidence, "zone", read=read)


def _subject(rows: Sequence[Row], head: Letterhead, work: Work) -> Proposal:
    printed = tidy(" ".join(_clean(row) for row in rows))
    rest = head.match.rest if head.match and not head.about else ""
    if rest and not is_caps(printed, 0.85) and len(rest.split()) <= 2:
        rest = ""
    printed = tidy(f"{rest} {printed}")
    about = _ABOUT.match(deaccent(printed)) if len(deaccent(printed)) == len(printed) else None
    body = printed[about.end() :] if about else printed
    opening = "" if not about else "V/v " if re.match(r"\W*v\s*/", deaccent(printed), re.IGNORECASE) else "Về việc "
    if about and printed.lstrip().startswith("("):
        opening = f"({opening}"
    read = f"{opening}{body}"
    words = [token for row in rows for token in row.tokens]
    spelt = work.spelling.spell(read, words)
    text = with_signs(spelt.text)
    confidence = trust(rows, spelt) * (1.0 if len(text.split()) > 2 else 0.6)
    return Proposal(
        field="subject",
        text=text,
        value=text,
        confidence=confidence if text == spelt.text else min(confidence, RESTORED),
        page=rows[0].page,
        box=Box.around([row.evidence for row in rows]),
        source="zone",
        read=read,
    )


def _clean(row: Row) -> str:
    """The row without specks read as lone signs at its ends."""
    words = [token.text for token in row.tokens]
    while words and not re.search(r"\w", words[0]) and words[0] not in ("(", "“", '"'):
        words.pop(0)
    while words and not re.search(r"\w", words[-1]) and words[-1] not in (")", "”", '"', "."):
        words.pop()
    return " ".join(words)


def _addressee_rows(doc: Doc) -> list[Row]:
    """The text after `Kính gửi` on its line, and the list under it; without the anchor, a bulleted list under the head."""
    work: Work = doc._.work
    sheet = work.sheets[0]
    found = [
        span
        for span in anchored(doc, "addressees")
        if span._.page == sheet.page.number and span._.row.middle < 0.6 * sheet.height
    ]
    lines: list[Row] = []
    if found:
        row = found[0]._.row
        index = found[0].end - work.starts[work.row_of(found[0].start)]
        rest = row.tokens[index:]
        if rest and re.search(r"\w", " ".join(token.text for token in rest)):
            lines.append(Row(rest))
        at, inline = row, bool(lines)
    elif doc._.head.about:
        at, inline = doc._.head.about[-1], False
    else:
        return []
    for below in sheet.rows:
        if below.middle <= at.middle + 0.3 * sheet.unit:
            continue
        bullet = bool(_BULLET.match(below.text)) and below.box.x0 > 0.24 * sheet.width
        left = lines[0].box.x0 - 2 * sheet.unit if lines else 0.3 * sheet.width
        hangs = bool(lines) and below.box.x0 > left and below.middle - at.middle < 2.0 * sheet.unit
        far = below.middle - at.middle > (6.5 if not lines else 2.6) * sheet.unit
        if (
            far
            or not (bullet or hangs or (found and not lines and below.box.x0 > 0.24 * sheet.width))
            or (inline and bullet and not hangs)
        ):
            break
        lines.append(below)
        at = below
    return lines


def _addressees(lines: Sequence[Row], work: Work) -> Proposal:
    items: list[str] = []
    for row in lines:
        text = tidy(row.text)
        if _BULLET.match(text) or not items:
            items.append(_BULLET.sub("", text).lstrip(": ").strip())
        else:
            items[-1] += " " + text
    read = "; ".join(item.strip(" ;,.") for item in items if re.search(r"\w{2}", item))
    words = [token for line in lines for token in line.tokens]
    spelt = work.spelling.spell(read, words)
    return Proposal(
        field="addressees",
        text=spelt.text,
        value=spelt.text,
        confidence=trust(lines, spelt),
        page=lines[0].page,
        box=Box.around([row.evidence for row in lines]),
        source="label",
        read=read,
    )
