"""Cases as a replay would give them, with features that tell right from wrong as well as `sense` says."""

from __future__ import annotations

import random

from extractor.fields.proposal import Proposal
from extractor.learning.replay import Case, Offer
from extractor.record import State


def offer(right: bool, stated: float = 0.7, state: State = "found", **features: float) -> Offer:
    """A proposal of the label rules."""
    value = "x" if state == "found" else None
    return Offer(Proposal("child_name", value, value, stated, 1, None, "label", state=state), features, right)


def case(file: str, *offers: Offer, kind: str = "person", type_name: str = "Giấy khai sinh", field: str = "child_name") -> Case:
    """A field of a birth certificate."""
    return Case(file, type_name, field, kind, "x", False, offers)


def generated(count: int, seed: int, share: float = 0.9, **others: str) -> list[Case]:
    """One offer a case, right in `share` of them; its feature `clue` leans to the truth."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        right = rng.random() < share
        clue = rng.gauss(1.0 if right else -1.0, 1.0)
        found.append(case(f"{number // 4}.pdf", offer(right, clue=clue, noise=rng.gauss(0, 1)), **others))
    return found
