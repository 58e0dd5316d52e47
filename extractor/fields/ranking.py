"""`hoso_ranking`: chooses among the proposals of each declared field, and checks what was chosen."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.proposal import Proposal
from extractor.fields.words import Work
from extractor.profiles import strip_ordinal
from extractor.record import Check, Field

NAME = "hoso_ranking"

ABSENT = 0.6
"""How sure an absence is: a field that is printed but was not read looks the same as one that is not there."""
OTHERS = 3
"""Candidates kept beside the chosen one."""


@Language.component(NAME)
def ranking(doc: Doc) -> Doc:
    """Sets `doc._.fields`: every declared field in the order of declaration, each followed by its repetitions."""
    work: Work = doc._.work
    offers: dict[str, list[Proposal]] = {}
    for proposal in doc._.proposals:
        offers.setdefault(proposal.field, []).append(proposal)
    for name in work.profiles.fields(work.document.type):
        further = sorted((each for each in offers if each != name and strip_ordinal(each) == name), key=natural_key)
        for each in (name, *further):
            doc._.fields[each] = _field(each, offers.get(each, []), work)
    return doc


def natural_key(name: str) -> tuple[str, int]:
    """Sorts `owner_name.10` behind `owner_name.2`."""
    base, _, ordinal = name.partition(".")
    return base, int(ordinal or 1)


def _field(name: str, offers: list[Proposal], work: Work) -> Field:
    spec = work.profiles.spec(work.document.type, name)
    label = spec.label if spec else name
    # A value found anywhere outdoes a label that nothing follows.
    ranked = sorted(offers, key=lambda each: (each.state != "absent", each.confidence), reverse=True)
    if not ranked or ranked[0].state == "absent":
        required = work.profiles.requires(work.document.type, name)
        missing = (Check("required", False, f"{label}: không tìm thấy trên văn bản"),) if required else ()
        blank = next(iter(ranked), None)
        if blank is None:
            return Field(confidence=ABSENT, checks=missing)
        return Field(confidence=round(blank.confidence, 3), page=blank.page, box=blank.box, source=blank.source, checks=missing)
    best, rest = ranked[0], [each for each in ranked[1:] if each.state != "absent"]
    failed = sum(not check.passed for check in best.checks)
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
        checks=best.checks,
        parts=best.parts,
    )
