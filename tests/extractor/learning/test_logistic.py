import numpy as np
import pytest

from extractor.learning.logistic import fit, log_loss, sigmoid


def test_finds_the_weights_that_made_the_data() -> None:
    random = np.random.default_rng(4)
    x = np.column_stack([random.normal(size=(20_000, 2)), np.ones(20_000)])
    y = (random.random(20_000) < sigmoid(x @ np.array([1.5, -0.7, 0.4]))).astype(float)
    assert fit(x, y, np.full(3, 1e-6)) == pytest.approx([1.5, -0.7, 0.4], abs=0.08)


def test_is_where_the_loss_is_least() -> None:
    random = np.random.default_rng(5)
    x, y, penalty = random.normal(size=(50, 3)), (random.random(50) < 0.5).astype(float), np.array([1.0, 2.0, 3.0])
    offset = random.normal(size=50)
    found = fit(x, y, penalty, offset)
    slope = x.T @ (sigmoid(offset + x @ found) - y) + penalty * found
    assert slope == pytest.approx([0, 0, 0], abs=1e-6)


def test_a_heavy_penalty_leaves_what_is_already_known() -> None:
    x, y = np.ones((4, 1)), np.array([1.0, 1.0, 1.0, 0.0])
    assert fit(x, y, np.array([1e9]), np.full(4, 2.0)) == pytest.approx([0.0], abs=1e-6)


def test_stays_finite_where_everything_is_right() -> None:
    x = np.column_stack([np.linspace(-1, 1, 30), np.ones(30)])
    assert np.isfinite(fit(x, np.ones(30), np.array([1.0, 1e-6]))).all()


def test_surprise_is_largest_for_sure_and_wrong() -> None:
    right = np.array([1.0, 1.0])
    assert log_loss(np.array([0.9, 0.9]), right) < log_loss(np.array([0.5, 0.5]), right) < log_loss(np.array([0.0, 0.9]), right)
