"""`hoso_notes`: what a document says about its own way: who receives it, how urgent and how secret it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.anchors import anchored
from extractor.fields.proposal import Proposal
from extractor.fields.trust import trust
from extractor.fields.words import Work
from extractor.layout import Row, Sheet, split_row
from extractor.record import Box
from extractor.values.text import fold, is_caps, tidy

NAME = "hoso_notes"

STAMPS: Mapping[str, Mapping[str, str]] = {
    "urgency": {"hoa toc": "HỎA TỐC", "thuong khan": "THƯỢNG KHẨN", "khan": "KHẨN"},
    "secrecy": {"tuyet mat": "TUYỆT MẬT", "toi mat": "TỐI MẬT", "mat": "MẬT"},
}
"""NĐ 30/2020, Phụ lục I, ô số 10a and 10b: the only words that these stamps hold."""
HEAD = 0.45
"""They stand above this share of the first page."""
PITCH = 2.6
"""Most distance between lines of the list, in word heights."""
GAP = 1.6
"""White space, in word heights, between the list and the signature block beside it."""

_BULLET = re.compile(r"^\s*[-–—+•*·]\s*")
_DRAFTER = re.compile(r"^[A-ZĐ]{1,4}\s*[.(]?\s*\(?\d{0,3}\)?$")
"""The drafter's initials and the number of copies, `PL.(300)`, stand under the list."""


@Language.component(NAME)
def notes(doc: Doc) -> Doc:
    """Adds proposals for `recipients`, `urgency` and `secrecy`."""
    work: Work = doc._.work
    doc._.proposals.extend(_stamps(work.sheets[0]))
    for span in anchored(doc, "recipients"):
        lines = list(_list_under(span._.row, span._.sheet))
        if lines:
            doc._.proposals.append(_recipients(lines))
            break
    return doc


def _stamps(sheet: Sheet) -> Iterator[Proposal]:
    parts = [part for row in sheet.rows if row.middle < HEAD * sheet.height for part in split_row(row, GAP * sheet.unit)]
    for part in parts:
        text = tidy(part.text).strip(" .,:;-_|'[]()")
        if not is_caps(text, 0.99):
            continue
        for name, words in STAMPS.items():
            if fold(text) in words:
                value = words[fold(text)]
                yield Proposal(name, text, value, trust([part]), part.page, part.evidence, "zone")


def _list_under(anchor: Row, sheet: Sheet) -> Iterator[Row]:
    """The lines of the list, left of the signature block."""
    at = anchor
    left = next(part for part in split_row(anchor, GAP * sheet.unit)).box
    for row in sheet.rows:
        if row.middle <= anchor.middle + 0.3 * sheet.unit:
            continue
        part = split_row(row, GAP * sheet.unit)[0]
        if part.box.x0 > left.x1 + 2 * sheet.unit:
            continue
        if part.middle - at.middle > PITCH * sheet.unit or _DRAFTER.match(tidy(part.text)):
            return
        yield part
        at = part


def _recipients(lines: list[Row]) -> Proposal:
    items: list[str] = []
    for row in lines:
        text = tidy(row.text)
        if _BULLET.match(text) or not items:
            items.append(_BULLET.sub("", text).strip())
        else:
            items[-1] += " " + text
    text = "; ".join(item.strip(" ;,.") for item in items if re.search(r"\w", item))
    return Proposal("recipients", text, text, trust(lines), lines[0].page, Box.around([row.evidence for row in lines]), "label")
