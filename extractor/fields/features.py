"""What speaks for and against a proposal, as numbers with names: what the learned ranking weighs.

Numbers are of order one, and 0 stands for "nothing to say", so that a feature unknown to a proposal's source moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, log1p

import numpy as np
from numpy.typing import NDArray

from extractor.fields.oddities import oddities
from extractor.fields.proposal import Proposal
from extractor.fields.trust import word_trust
from extractor.fields.words import Work
from extractor.layout import Sheet
from extractor.profiles import strip_ordinal
from extractor.record import Box
from extractor.values.text import unify_tone

NOWHERE = "none"
"""The source of an absence that nothing on the page speaks of."""
DOUBT = 0.9
"""Readers' confidence below which a word is in doubt."""

_UNSURE = 0.01
"""Stated probabilities are kept this far from 0 and 1: no hand-made confidence is worth more than odds of a hundred."""


@dataclass(frozen=True)
class Context:
    """What a proposal is weighed against: its document, and all that was proposed for each of its fields."""

    work: Work
    offers: Mapping[str, Sequence[Proposal]]

    @cached_property
    def pages(self) -> Mapping[int, _Words]:
        """The words of each page, by page number."""
        halves: dict[int, list[Sheet]] = {}
        for sheet in self.work.sheets:
            halves.setdefault(sheet.page.number, []).append(sheet)
        return {number: _Words.on(sheets) for number, sheets in halves.items()}

    @cached_property
    def answered(self) -> float:
        """Share of the type's declared fields for which something was proposed."""
        declared = self.work.profiles.fields(self.work.document.type)
        known = {strip_ordinal(name) for name, offers in self.offers.items() if any(each.value is not None for each in offers)}
        return len(known & set(declared)) / max(1, len(declared))

    @cached_property
    def legible(self) -> float:
        """Share of the document's words that are not in doubt."""
        words = np.concatenate([page.confidences for page in self.pages.values()] or [np.zeros(0)])
        return float(np.mean(words >= DOUBT)) if len(words) else 0.0

    @cached_property
    def text(self) -> str:
        """Everything that the document says, for looking up what it says twice."""
        return plainly(" ".join(row.text for _, row in self.work.rows))

    def kind(self, field: str) -> str:
        """The value type of a field, "" where it is not declared."""
        spec = self.work.profiles.spec(self.work.document.type, field)
        return spec.type if spec else ""


def absence(field: str) -> Proposal:
    """That the paper does not have the field; 0.6 was the hand-made guess of how often that is right."""
    return Proposal(field, None, None, 0.6, None, None, NOWHERE, state="absent")


def features(proposal: Proposal, context: Context) -> dict[str, float]:
    """Every feature of `proposal` that is not 0, by name."""
    document = context.work.document
    found = {
        "stated": logit(proposal.confidence),
        f"source {proposal.source}": 1.0,
        f"type {context.kind(proposal.field)}": 1.0,
        f"state {proposal.state}": 1.0,
        "by hand": float(proposal.handwritten),
        "mended": float(proposal.read is not None and proposal.read != proposal.text),
        "cut date": float(proposal.precision in ("month", "year")),
        "passed": min(3.0, sum(check.passed for check in proposal.checks)),
        "failed": min(3.0, sum(not check.passed for check in proposal.checks)),
        "denied": float(proposal.value is False),
        **_wording(proposal, context),
        "type sure": logit(document.type_confidence) / 4,
        "legible": context.legible,
        "repetition": float("." in proposal.field),
        **{name: max(-10.0, min(10.0, float(value))) for name, value in proposal.features.items()},
        **_company(proposal, context),
        **_place(proposal, context),
    }
    if proposal.source == NOWHERE:
        found["answered"] = context.answered
        found["required"] = float(context.work.profiles.requires(document.type, proposal.field))
    return {name: value for name, value in found.items() if value}


def _company(proposal: Proposal, context: Context) -> dict[str, float]:
    """How other proposals for the same field stand to this one."""
    others = [each for each in context.offers.get(proposal.field, ()) if each is not proposal]
    key = _key(proposal)
    rivals = [each for each in others if _key(each) != key]
    best = max((logit(each.confidence) for each in rivals), default=None)
    return {
        "agreeing": min(2.0, sum(_key(each) == key and each.source != proposal.source for each in others)),
        "rivals": min(3.0, len(rivals)),
        "lead": max(-4.0, min(4.0, logit(proposal.confidence) - best)) if best is not None else 0.0,
    }


def _key(proposal: Proposal) -> tuple[str, str]:
    value = proposal.value if proposal.value is not None else proposal.text
    return proposal.state, " ".join(str(value).casefold().split())


def _wording(proposal: Proposal, context: Context) -> dict[str, float]:
    """Whether the text looks misread, and whether it stands elsewhere in the document too."""
    if not proposal.text:
        return {}
    profile = context.work.profile
    kind = context.kind(proposal.field)
    again = context.text.count(plainly(proposal.text)) - 1.0 if " " in proposal.text.strip() else 0.0
    return {
        "words": log1p(len(proposal.text.split())),
        "said again": max(0.0, min(2.0, again)),
        **oddities(proposal.text, kind, context.work.profiles.gazetteer, profile.signatures if profile else ()),
    }


def plainly(text: str) -> str:
    """`text` in small letters and single spaces, with tone marks in one place; marks stay."""
    return unify_tone(" ".join(text.casefold().split()))


def _place(proposal: Proposal, context: Context) -> dict[str, float]:
    """How sure the readers are of the words there, and what covers them.

    Where on the page it stands is left out: it helped on generated pages and hurt on real ones, which are laid out otherwise.
    """
    page = context.pages.get(proposal.page) if proposal.page is not None else None
    if page is None or proposal.box is None:
        return {"no place": 1.0}
    read = page.under(proposal.box)
    first = min(context.pages)
    return {
        "later page": log1p(proposal.page - first) if proposal.page is not None else 0.0,
        "no words": float(len(read) == 0),
        **page.over(proposal.box),
        "worst word": float(1 - read.min()) if len(read) else 0.0,
        "in doubt": float(np.mean(read < DOUBT)) if len(read) else 0.0,
        "misread": min(3.0, -float(np.log(word_trust(read)).sum())) if len(read) else 0.0,
    }


@dataclass(frozen=True)
class _Words:
    """A page's words: their middles, page coordinates, shape (n, 2), and confidences, shape (n,)."""

    middles: NDArray[np.float64]
    confidences: NDArray[np.float64]
    marks: Mapping[str, tuple[Box, ...]]

    @staticmethod
    def on(sheets: Sequence[Sheet]) -> _Words:
        """The words of a page, laid out as one sheet or two, and what covers them."""
        page = sheets[0].page
        words = [token.word for sheet in sheets for row in sheet.rows for token in row.tokens]
        middles = np.array([word.box.centre for word in words], dtype=np.float64).reshape(-1, 2)
        marks = {"under a seal": page.seals, "under a signature": page.signatures, "under a pen": page.handwriting}
        confidences = np.array([word.confidence for word in words])
        return _Words(middles, confidences, marks)

    def under(self, box: Box) -> NDArray[np.float64]:
        """Confidences of the words whose middle lies in `box`."""
        x, y = self.middles[:, 0], self.middles[:, 1]
        return self.confidences[(x >= box.x0) & (x < box.x1) & (y >= box.y0) & (y < box.y1)]

    def over(self, box: Box) -> dict[str, float]:
        """Share of `box` under each kind of mark."""
        return {
            name: max((mark.overlap(box) for mark in marks), default=0.0) / max(1.0, box.area)
            for name, marks in self.marks.items()
        }


def logit(probability: float) -> float:
    """Log odds of a stated probability."""
    kept = min(1 - _UNSURE, max(_UNSURE, probability))
    return log(kept / (1 - kept))


def exact_logit(probability: float) -> float:
    """Log odds of a probability, kept within ±13."""
    kept = min(1 - 2e-6, max(2e-6, probability))
    return log(kept / (1 - kept))


def odds(score: float) -> float:
    """The probability whose log odds are `score`."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))
