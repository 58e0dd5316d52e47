"""`hoso_ranking`: chooses among the proposals of each declared field, and checks what was chosen."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.proposal import Proposal
from extractor.fields.words import Work
from extractor.record import Check, Field

NAME = "hoso_ranking"

ABSENT = 0.6
"""How sure an absence is: a field that is printed but was not read looks the same as one that is not there."""
OTHERS = 3
"""Candidates kept beside the chosen one."""


@Language.component(NAME)
def ranking(doc: Doc) -> Doc:
    """Sets `doc._.fields`: every declared field, in the order of declaration."""
    work: Work = doc._.work
    for name in work.profiles.fields(work.document.type):
        offers = sorted(
            (proposal for proposal in doc._.proposals if proposal.field == name), key=lambda each: each.confidence, reverse=True
        )
        doc._.fields[name] = _field(name, offers, work)
    return doc


def _field(name: str, offers: list[Proposal], work: Work) -> Field:
    spec = work.profiles.spec(work.document.type, name)
    label = spec.label if spec else name
    if not offers:
        required = work.profiles.requires(work.document.type, name)
        missing = (Check("required", False, f"{label}: không tìm thấy trên văn bản"),) if required else ()
        return Field(confidence=ABSENT, checks=missing)
    best, rest = offers[0], offers[1:]
    checks: tuple[Check, ...] = best.checks
    limit = spec.max_length if spec else None
    if limit and isinstance(best.value, str) and len(best.value) > limit:
        checks = (*checks, Check("length", False, f"{label}: dài hơn {limit} ký tự"))
    failed = sum(not check.passed for check in checks)
    return Field(
        text=best.text,
        value=best.value,
        state=best.state,
        confidence=round(max(0.0, min(0.99, best.confidence * 0.8**failed)), 3),
        page=best.page,
        box=best.box,
        handwritten=best.handwritten,
        precision=best.precision,
        source=best.source,
        candidates=(*best.as_read(), *(offer.candidate() for offer in rest[:OTHERS])),
        checks=checks,
    )
