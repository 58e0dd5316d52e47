"""`hoso_labels`: the values that printed labels announce, whatever the type's form looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.proposal import Proposal
from extractor.fields.spots import Spot, find_spots
from extractor.fields.trust import trust
from extractor.fields.words import Work
from extractor.layout import Row, Token
from extractor.profiles import FieldSpec
from extractor.record import Box, Check
from extractor.values.kinds import Reading, read_value
from extractor.values.text import deaccent

NAME = "hoso_labels"

BLANK = 0.85
"""How sure an absence is where the label stands and nothing follows it."""
LATER = 0.97
"""What is announced again further down is less likely meant."""
REPAIRED = 0.8
"""A digit that had to be read into a letter's place."""
GUESSED = 0.1
"""Readers of print are right about a pen's words too seldom for more than a candidate."""
MENDED = ("agency", "ethnicity", "list", "nationality", "position", "text")
"""Types whose lost tone marks are given back; names of people and places, and numbers, stay as they were read."""
INKED = 0.4
"""Share of a pen's strokes inside the room behind a label that makes them its value."""
COLOURED = 0.15
"""Share of a value under coloured strokes that speaks for a pen."""
PRINTED, DOUBTED = 0.85, 0.72
"""Readers' mean confidence in printed values is above the first, in a pen's below the second: of 308 printed values on
generated forms 3 and 1, of 76 written by three hands 71 and 66."""

_HINT = re.compile(r"^\([^()\d]{2,60}\)\s*:?\s*")
"""What a form asks to be written, between label and value: `(ghi bằng chữ in hoa)`."""


@Language.component(NAME)
def labels(doc: Doc) -> Doc:
    """Adds proposals for the fields that the type declares with anchors."""
    work: Work = doc._.work
    if work.profile is None:
        return doc
    seen: dict[str, int] = {}
    for spot in find_spots(work):
        spec = work.profiles.spec(work.document.type, spot.field)
        if spec is None:
            continue
        order = seen.get(spot.field, 0)
        seen[spot.field] = order + 1
        doc._.proposals.extend(_proposals(spot, spec, order, work))
    return doc


def _proposals(spot: Spot, spec: FieldSpec, order: int, work: Work) -> list[Proposal]:
    page = spot.sheet.page.number
    written = _by_hand(spot)
    if not spot.value:
        if written is not None:
            return [Proposal(spot.field, None, None, BLANK, page, written, "label", state="unreadable", handwritten=True)]
        # The label's own place is the evidence that nothing follows it.
        return [Proposal(spot.field, None, None, BLANK * LATER**order, page, spot.label_box, "label", state="absent")]
    printed = _HINT.sub("", spot.text) or spot.text
    text = work.spelling.mend(printed) if spec.type in MENDED and printed != deaccent(printed) else printed
    reading = read_value(spec.type, text, words=spec.words)
    if written is not None:
        whole = Proposal(spot.field, None, None, BLANK, page, spot.box, "label", state="unreadable", handwritten=True)
        if reading is None:
            return [whole]
        guess = Proposal(spot.field, reading.text, reading.value, GUESSED, page, spot.box, "label", handwritten=True)
        return [whole, guess]
    if reading is None:
        certain = trust([Row(spot.tokens)])
        return [Proposal(spot.field, spot.text, None, 0.5 * certain, page, spot.box, "label", state="unreadable")]
    return [_found(spot, reading, order, read=printed.strip(" ;,:") if text != printed else None)]


def _found(spot: Spot, reading: Reading, order: int, read: str | None) -> Proposal:
    tokens = spot.tokens_of(reading.text)
    certain = trust([Row(tokens)])
    confidence = certain * spot.alike * reading.plausible * LATER**order * (REPAIRED if reading.repaired else 1.0)
    checks = tuple(Check("value", False, fault) for fault in reading.faults)
    return Proposal(
        field=spot.field,
        text=reading.text,
        value=reading.value,
        confidence=confidence,
        page=spot.sheet.page.number,
        box=spot.box_of(reading.text),
        source="label",
        precision=reading.precision,
        checks=checks,
        read=read,
        parts=reading.parts,
        features={
            "label": spot.alike,
            "trust": certain,
            "plausible": reading.plausible,
            "repaired": float(reading.repaired),
            "order": float(order),
            "lines": float(spot.lines),
            "below": float(spot.below),
            "whole": len(reading.text) / max(1, len(spot.text)),
            "proved": float(reading.proved),
            "faults": float(len(reading.faults)),
        },
    )


def _by_hand(spot: Spot) -> Box | None:
    """Where a pen wrote in the value's place, or None: readers doubt what it wrote."""
    strokes = spot.sheet.page.handwriting
    if not spot.value or spot.box is None:
        room = spot.room
        return next((box for box in strokes if room is not None and room.overlap(box) > INKED * box.area), None)
    sure = _mean(spot.tokens)
    inked = sum(box.overlap(spot.box) for box in strokes) > COLOURED * spot.box.area
    return spot.box if sure < DOUBTED or (inked and sure < PRINTED) else None


def _mean(tokens: Sequence[Token]) -> float:
    """Readers' mean confidence in words, by letter."""
    letters = sum(len(token.text) for token in tokens)
    return sum(len(token.text) * token.word.confidence for token in tokens) / letters if letters else 0.0
