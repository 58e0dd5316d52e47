"""Logistic regression with an L2 penalty, by iteratively reweighted least squares: deterministic, explainable, small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_ROUNDS = 50
_SETTLED = 1e-6
"""Change of the weights below which they no longer move."""
_CERTAIN = 1e-6
"""Least curvature of an example, so that the equations stay solvable where everything is certain."""


def fit(x: Array, y: Array, penalty: Array, offset: Array | None = None) -> Array:
    """The weights, shape (features,), that make outcomes `y`, 0 or 1, shape (n,), likeliest given `x`, shape (n, features).

    Minimises the log loss of `offset + x @ weights` plus half of `penalty`, shape (features,), times the squared weights; a
    column of ones in `x` makes a bias. Algorithm: Newton's method (Hastie, Tibshirani, Friedman, The Elements of Statistical
    Learning, 4.4.1), each step halved until the loss falls.
    """
    base = np.zeros(len(y)) if offset is None else offset
    found = np.zeros(x.shape[1])
    loss = _loss(base, y, penalty, found)
    for _ in range(_ROUNDS):
        p = sigmoid(base + x @ found)
        gradient = x.T @ (p - y) + penalty * found
        curvature = (x.T * np.maximum(p * (1 - p), _CERTAIN)) @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        while np.abs(step).max() >= _SETTLED:
            now = _loss(base + x @ (found - step), y, penalty, found - step)
            if now <= loss:
                break
            step /= 2
        else:
            break
        found, loss = found - step, now
    return found


def sigmoid(scores: Array) -> Array:
    """Probabilities of log odds, which are kept within ±30."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float64)


def log_loss(p: Array, y: Array) -> float:
    """Mean surprise, in nats, of outcomes `y` at probabilities `p`, which are kept a thousandth from 0 and 1."""
    kept = np.clip(p, 1e-3, 1 - 1e-3)
    return float(-np.mean(y * np.log(kept) + (1 - y) * np.log(1 - kept))) if len(y) else 0.0


def _loss(scores: Array, y: Array, penalty: Array, found: Array) -> float:
    # log(1 + exp(s)) - y·s, without overflow.
    return float(np.sum(np.logaddexp(0, scores) - y * scores) + 0.5 * np.sum(penalty * found**2))
