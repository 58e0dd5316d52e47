"""Measures what the ranking's probabilities are worth, field by field, on files that it did not learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from extractor.fields.calibration import MOST, Calibration, Group, Step, keys
from extractor.fields.features import exact_logit, odds
from extractor.fields.ranker import Weights
from extractor.learning.folds import FOLDS, folds
from extractor.learning.logistic import fit
from extractor.learning.ranking import learn_ranking
from extractor.learning.replay import Case

SLOPE, OFFSET = 20.0, 2.0
"""How firmly a group keeps to the wider one: the inverse variances of how far slopes and offsets of groups lie apart."""
FLATTEST, STEEPEST = 0.2, 2.0
"""Surer must stay surer."""
MOST_STEPS = 60
"""Of a curve; what lies between them is not worth the space."""
HOPELESS = 0.5
"""Share of wrong cases beyond which no accuracy that anybody asks for is found."""


@dataclass(frozen=True)
class Outcome:
    """What was chosen for one field of a document, how likely the ranking found it, and whether it is right."""

    file: str
    type: str
    field: str
    kind: str
    state: str
    p: float
    right: bool


def choose(case: Case, weights: Mapping[str, Weights]) -> Outcome:
    """The likeliest proposal of a case."""
    scores = [
        weights[offer.proposal.state].score(offer.features) if offer.proposal.state in weights else 0.0 for offer in case.offers
    ]
    best = int(np.argmax(scores))
    offer = case.offers[best]
    return Outcome(case.file, case.type, case.field, case.kind, offer.proposal.state, odds(scores[best]), offer.right)


def held_out(cases: Sequence[Case]) -> list[Outcome]:
    """The choice in every case, each by a ranking that was learned from other files."""
    parts = folds(case.file for case in cases)
    found = []
    for part in range(FOLDS):
        weights = learn_ranking([case for case in cases if parts[case.file] != part])
        found += [choose(case, weights) for case in cases if parts[case.file] == part]
    return found


def learn_calibration(outcomes: Sequence[Outcome]) -> Calibration:
    """Corrections of all groups, and their curves of certainty; the curves are again of files that were not learned from."""
    sure = confidences(outcomes)
    found = {}
    for state in sorted({each.state for each in outcomes}):
        mine = [index for index, each in enumerate(outcomes) if each.state == state]
        corrections = _corrections([outcomes[index] for index in mine])
        members: dict[str, list[tuple[float, bool]]] = {}
        for index in mine:
            for key in _keys(outcomes[index]):
                members.setdefault(key, []).append((sure[index], outcomes[index].right))
        found[state] = {
            key: Group(*corrections[key], len(cases), sum(not right for _, right in cases), steps(cases))
            for key, cases in sorted(members.items())
        }
    return Calibration(found)


def confidences(outcomes: Sequence[Outcome]) -> list[float]:
    """The calibrated probability of each outcome, by a calibration that was learned from other files."""
    parts = folds(each.file for each in outcomes)
    found = [0.0] * len(outcomes)
    for part in range(FOLDS):
        known = [each for each in outcomes if parts[each.file] != part]
        groups = {}
        for state in {each.state for each in known}:
            corrections = _corrections([each for each in known if each.state == state])
            groups[state] = {key: Group(slope, offset) for key, (slope, offset) in corrections.items()}
        calibration = Calibration(groups)
        for index, each in enumerate(outcomes):
            if parts[each.file] == part:
                found[index] = calibration.confidence(each.type, each.field, each.kind, each.p, each.state)
    return found


def _keys(outcome: Outcome) -> Sequence[str]:
    return keys(outcome.type, outcome.field, outcome.kind)


def _corrections(outcomes: Sequence[Outcome]) -> dict[str, tuple[float, float]]:
    """Slope and offset of every group, each fitted on what the wider one says."""
    scores = np.array([exact_logit(each.p) for each in outcomes])
    right = np.array([float(each.right) for each in outcomes])
    chains = [_keys(each) for each in outcomes]
    found: dict[str, tuple[float, float]] = {}
    for level in range(len(chains[0]) if chains else 0):
        corrected = scores.copy()
        for key in sorted({chain[level] for chain in chains}):
            mine = np.array([chain[level] == key for chain in chains])
            x = np.column_stack([scores[mine], np.ones(int(mine.sum()))])
            # A group that holds all cases needs no wider one to lean on.
            steeper, offset = fit(x, right[mine], np.array([SLOPE, OFFSET]) if level else np.array([1.0, 0.1]), scores[mine])
            slope = min(STEEPEST, max(FLATTEST, 1 + float(steeper)))
            found[key] = slope, float(offset)
            corrected[mine] = slope * scores[mine] + offset
        scores = corrected
    return found


def steps(cases: Sequence[tuple[float, bool]]) -> tuple[Step, ...]:
    """The curve of a group's (confidence, right), from sure to unsure: a step wherever the next case is a wrong one."""
    found: list[Step] = []
    count = wrong = 0
    by_confidence = [
        (at, [right for _, right in same])
        for at, same in groupby(sorted(cases, key=lambda case: -case[0]), key=lambda case: round(min(MOST, case[0]), 4))
    ]
    for index, (at, rights) in enumerate(by_confidence):
        count += len(rights)
        wrong += sum(not right for right in rights)
        following = by_confidence[index + 1][1] if index + 1 < len(by_confidence) else [False]
        if not all(following):
            found.append((at, count, wrong))
        if wrong > HOPELESS * count and count > MOST_STEPS:
            break
    if len(found) <= MOST_STEPS:
        return tuple(found)
    return tuple(found[round(index * (len(found) - 1) / (MOST_STEPS - 1))] for index in range(MOST_STEPS))
