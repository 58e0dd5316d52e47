"""`hoso_ranking`: chooses among the proposals of each declared field, and says how sure the choice is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.features import NOWHERE, Context, absence
from extractor.fields.proposal import Proposal
from extractor.fields.ranker import calibrated, contenders, probability, threshold
from extractor.fields.words import Work
from extractor.profiles import strip_ordinal
from extractor.record import Candidate, Check, Field

NAME = "hoso_ranking"

ABSENT = 0.85
"""Confidence from which nobody looks for a field that was not found. On 75 generated files that nothing was learned from it
sends a person to 10 of 15 fields that were missed, and to 13 of 168 that the paper does not have."""
OTHERS = 3
"""Candidates kept beside the chosen one."""


@Language.component(NAME)
def ranking(doc: Doc) -> Doc:
    """Sets `doc._.fields`: every declared field in the order of declaration, each followed by its repetitions."""
    work: Work = doc._.work
    offers: dict[str, list[Proposal]] = {}
    for proposal in doc._.proposals:
        offers.setdefault(proposal.field, []).append(proposal)
    context = Context(work, offers)
    for name in work.profiles.fields(work.document.type):
        further = sorted((each for each in offers if each != name and strip_ordinal(each) == name), key=natural_key)
        for each in (name, *further):
            doc._.fields[each] = _field(each, offers.get(each) or [absence(each)], context)
    return doc


def natural_key(name: str) -> tuple[str, int]:
    """Sorts `owner_name.10` behind `owner_name.2`."""
    base, _, ordinal = name.partition(".")
    return base, int(ordinal or 1)


def _field(name: str, offers: Sequence[Proposal], context: Context) -> Field:
    work, kind = context.work, context.kind(name)
    likely = {id(offer): probability(offer, context) for offer in contenders(offers)}
    best, *rest = sorted(contenders(offers), key=lambda each: likely[id(each)], reverse=True)
    confidence = calibrated(work.document.type, name, kind, likely[id(best)], best.state)
    asked = threshold(work.document.type, name, kind, work.accuracy, best.state)
    return Field(
        text=best.text,
        value=best.value,
        state=best.state,
        confidence=round(confidence, 3),
        page=best.page,
        box=best.box,
        handwritten=best.handwritten,
        precision=best.precision,
        source="" if best.source == NOWHERE else best.source,
        candidates=(*best.as_read(), *(_candidate(offer, likely[id(offer)]) for offer in rest if offer.state != "absent"))[
            :OTHERS
        ],
        checks=best.checks if best.state != "absent" else _missing(name, work),
        threshold=ABSENT if best.state == "absent" else round(asked, 3),
        parts=best.parts,
    )


def _candidate(offer: Proposal, likely: float) -> Candidate:
    return replace(offer.candidate(), confidence=round(likely, 3))


def _missing(name: str, work: Work) -> tuple[Check, ...]:
    if not work.profiles.requires(work.document.type, name):
        return ()
    spec = work.profiles.spec(work.document.type, name)
    return (Check("required", False, f"{spec.label if spec else name}: không tìm thấy trên văn bản"),)
