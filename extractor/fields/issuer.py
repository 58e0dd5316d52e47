"""`hoso_issuer`: who issued a paper that has no letterhead: a certificate names its issuer over the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.proposal import Proposal
from extractor.fields.signer import Block
from extractor.fields.trust import trust
from extractor.fields.words import Work
from extractor.layout import Row, Sheet, split_row
from extractor.record import Box
from extractor.values.bodies import parse_body
from extractor.values.text import is_caps, tidy

NAME = "hoso_issuer"

SURE = 0.92
"""How sure it is that who signs in a body's name, or under it, is the issuer, before what its words are worth."""
PITCH = 2.4
"""Most distance between lines of a body's name, in word heights."""
COLUMN = 0.16
"""Most distance of its middle from the signature's, as a share of the page's width."""
LINES = 3

_ON_BEHALF = re.compile(r"^\W*T\s?/?M\s*[.,:;]*\s*", re.IGNORECASE)


@Language.component(NAME)
def issuer(doc: Doc) -> Doc:
    """Adds a proposal for `issuing_agency` where the first page's head named none."""
    work: Work = doc._.work
    block: Block | None = doc.user_data.get("signature_block")
    named = any(proposal.field == "issuing_agency" for proposal in doc._.proposals)
    if block is None or named or work.profile is None or not work.profile.alone:
        return doc
    rows = _in_whose_name(block) or _over(block)
    if rows:
        read = tidy(" ".join(_ON_BEHALF.sub("", row.text) for row in rows)).strip(" .,;:-")
        text = work.spelling.mend(read)
        box = Box.around([row.evidence for row in rows])
        page = block.sheet.page.number
        doc._.proposals.append(Proposal("issuing_agency", text, text, SURE * trust(rows), page, box, "zone", read=read))
    return doc


def _in_whose_name(block: Block) -> Sequence[Row]:
    """The lines of `TM. ỦY BAN NHÂN DÂN XÃ …`."""
    return next((lines for lines in block.authority if _ON_BEHALF.match(lines[0].text)), ())


def _over(block: Block) -> Sequence[Row]:
    """The capital lines right above the signature block, if they name a body."""
    captions = [row for lines in block.authority for row in lines] or list(block.position)
    if not captions:
        return ()
    first = min(captions, key=lambda row: row.middle)
    found: list[Row] = []
    for part in reversed(_parts(block.sheet)):
        if part.middle > first.middle - 0.5 * block.sheet.unit:
            continue
        below = found[-1] if found else first
        apart = abs(part.box.centre[0] - first.box.centre[0]) > COLUMN * block.sheet.width
        if below.middle - part.middle > PITCH * block.sheet.unit or len(found) == LINES:
            break
        if apart:
            continue
        if not is_caps(part.text, 0.8):
            break
        found.append(part)
    rows = found[::-1]
    return rows if rows and parse_body(" ".join(tidy(row.text) for row in rows)) is not None else ()


def _parts(sheet: Sheet) -> list[Row]:
    return [part for row in sheet.rows for part in split_row(row, 1.6 * sheet.unit)]
