"""How likely a proposal is right: learned weights of its features, calibrated for its field.

`probability` chooses among proposals. `calibrated` turns what it says of the chosen one into the probability that a record
states, and `threshold` says from which of those the accuracy holds that the operator asks for. Both models are JSON files
of models/, made by `hoso train` (docs/models.md); `SetupError` is raised when they are missing or were changed.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor import learned
from extractor.fields.calibration import Calibration
from extractor.fields.features import Context, features, odds
from extractor.fields.proposal import Proposal
from extractor.record import State


@dataclass(frozen=True)
class Weights:
    """Log odds are `bias` and the sum of weight times feature; features without a weight do not count."""

    bias: float
    weights: Mapping[str, float]

    def score(self, found: Mapping[str, float]) -> float:
        """Log odds of being right."""
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in found.items())


def contenders(offers: Sequence[Proposal]) -> list[Proposal]:
    """The proposals that may be chosen: what is printed anywhere outdoes a label that nothing follows.

    A caption under a signature (`CHỦ TRÌ`) is such a label.
    """
    if not any(each.state == "found" and not each.handwritten for each in offers):
        return list(offers)
    return [each for each in offers if each.text is not None or each.value is not None or each.source != "label"]


def probability(proposal: Proposal, context: Context) -> float:
    """The probability that value and state of `proposal` are right, comparable among the proposals of one field."""
    weights = ranking()
    state = proposal.state if proposal.state in weights else "found"
    return odds(weights[state].score(features(proposal, context)))


def calibrated(type_name: str, field: str, kind: str, p: float, state: State = "found") -> float:
    """The probability that a field is right of whose chosen proposal `probability` says `p`.

    `type_name` is the document's type, `field` may have an ordinal, `kind` is its value type.
    """
    return calibration().confidence(type_name, field, kind, p, state)


def threshold(type_name: str, field: str, kind: str, accuracy: float, state: State = "found") -> float:
    """The calibrated confidence from which at least `accuracy` of such fields are right; 1.01 where none is sure enough."""
    return calibration().threshold(type_name, field, kind, accuracy, state)


@functools.cache
def ranking() -> Mapping[str, Weights]:
    """The learned weights by state. Raises `SetupError`."""
    return {state: Weights(**each) for state, each in learned.load_json("ranking")["states"].items()}


@functools.cache
def calibration() -> Calibration:
    """The learned calibration. Raises `SetupError`."""
    return Calibration.from_dict(learned.load_json("calibration"))
