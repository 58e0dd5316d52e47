"""`hoso_marks`: whether the signing page bears a seal and a signature."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.proposal import Proposal
from extractor.fields.words import Work
from extractor.record import Box

NAME = "hoso_marks"

SEEN, MISSED, UNSEEN = 0.9, 0.6, 0.5
"""How sure a mark, a missing mark, and a signature that must be there are. Nobody seals what nobody signed, so under a seal
an unseen signature is one that could not be made out (black ink through the seal), not a missing one."""

COLOURLESS = 0.2
"""Colour of every page of a document below which its seals and pens may be as black as print, and cannot be told from it."""


@Language.component(NAME)
def marks(doc: Doc) -> Doc:
    """Adds proposals for `has_seal` and `has_signature`."""
    work: Work = doc._.work
    block = doc.user_data.get("signature_block")
    sheet = (
        block.sheet
        if block
        else next((each for each in work.sheets if each.page.seals or each.page.signatures), work.sheets[-1])
    )
    near = block.position[-1].evidence if block and block.position else None
    for field, boxes in (("has_seal", sheet.page.seals), ("has_signature", sheet.page.signatures)):
        box = _nearest(boxes, near)
        number = sheet.page.number
        colourless = sheet.page.kind == "scan" and all(each.page.quality.colour < COLOURLESS for each in work.sheets)
        if box is None and (colourless or (field == "has_signature" and sheet.page.seals)):
            doc._.proposals.append(Proposal(field, None, None, UNSEEN, number, None, "image", state="unreadable"))
        else:
            doc._.proposals.append(Proposal(field, None, box is not None, SEEN if box else MISSED, number, box, "image"))
    return doc


def _nearest(boxes: Sequence[Box], near: Box | None) -> Box | None:
    if not boxes or near is None:
        return max(boxes, key=lambda box: box.area, default=None)
    x, y = near.centre
    return min(boxes, key=lambda box: (box.centre[0] - x) ** 2 + (box.centre[1] - y) ** 2)
