"""Learns what the features of a proposal are worth: one logistic regression for each state that a proposal can have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from extractor.fields.ranker import Weights
from extractor.learning.folds import folds
from extractor.learning.logistic import Array, fit, log_loss, sigmoid
from extractor.learning.replay import Case, Offer

PENALTIES = (0.3, 1.0, 3.0, 10.0)
"""Among these the one is taken that predicts files best that were not learned from."""
RARE = 5
"""A feature that fewer proposals have is left out."""

_FREE = 1e-6
"""The bias is next to free of any penalty."""

_Example = tuple[str, Offer]


def learn_ranking(cases: Sequence[Case]) -> dict[str, Weights]:
    """Weights by state, of the states that `cases` have proposals of."""
    examples: dict[str, list[_Example]] = {}
    for case in cases:
        for offer in case.offers:
            examples.setdefault(offer.proposal.state, []).append((case.file, offer))
    return {state: _learn(examples[state]) for state in sorted(examples)}


def _learn(examples: Sequence[_Example]) -> Weights:
    y = np.array([float(offer.right) for _, offer in examples])
    names = _names(examples)
    if not names or y.min() == y.max():
        return Weights(log((y.sum() + 1) / (len(y) - y.sum() + 1)), {})
    x = _matrix(examples, names)
    penalty = min(PENALTIES, key=lambda each: _held_out_loss(x, y, [file for file, _ in examples], each))
    *weights, bias = fit(x, y, _ridge(x, penalty))
    return Weights(float(bias), {name: float(weight) for name, weight in zip(names, weights, strict=True)})


def _names(examples: Sequence[_Example]) -> list[str]:
    counts: dict[str, int] = {}
    for _, offer in examples:
        for name in offer.features:
            counts[name] = counts.get(name, 0) + 1
    return sorted(name for name, count in counts.items() if count >= RARE)


def _matrix(examples: Sequence[_Example], names: Sequence[str]) -> Array:
    """Features in columns, and a column of ones behind them."""
    columns = {name: index for index, name in enumerate(names)}
    x = np.zeros((len(examples), len(names) + 1))
    x[:, -1] = 1
    for row, (_, offer) in enumerate(examples):
        for name, value in offer.features.items():
            if name in columns:
                x[row, columns[name]] = value
    return x


def _ridge(x: Array, penalty: float) -> Array:
    return np.append(np.full(x.shape[1] - 1, penalty), _FREE)


def _held_out_loss(x: Array, y: Array, files: Sequence[str], penalty: float) -> float:
    parts = folds(files)
    part = np.array([parts[file] for file in files])
    p = np.zeros(len(y))
    for each in np.unique(part):
        learned = part != each
        if not learned.any():
            continue
        p[~learned] = sigmoid(x[~learned] @ fit(x[learned], y[learned], _ridge(x, penalty)))
    return log_loss(p, y)


def to_dict(weights: Mapping[str, Weights]) -> dict[str, object]:
    """Plain data, for JSON: by state, the weights that count most first."""
    return {
        state: {
            "bias": round(each.bias, 4),
            "weights": {
                name: round(weight, 4) for name, weight in sorted(each.weights.items(), key=lambda item: -abs(item[1]))
            },
        }
        for state, each in weights.items()
    }
