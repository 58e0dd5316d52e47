import pytest

from extractor.evaluation.acceptance import by_thresholds, curve, largest, needed


def test_the_thresholds_of_the_record() -> None:
    found = by_thresholds([(True, True)] * 97 + [(True, False)] * 3 + [(False, False)] * 20)
    assert (found.cases, found.accepted, found.wrong) == (120, 100, 3)
    assert found.share == pytest.approx(100 / 120)
    assert found.error == pytest.approx(0.03)
    low, high = found.error_bounds
    assert low < 0.03 < high < 0.08


def test_the_largest_share_that_is_accurate() -> None:
    cases = [(0.99, True)] * 199 + [(0.98, False)] + [(0.97, True)] * 100 + [(0.6, False)] * 50
    points = curve(cases)
    assert [each.accepted for each in points] == [199, 200, 300, 350]
    best = largest(points, 0.99)
    assert (best.accepted, best.wrong, best.threshold) == (300, 1, 0.97)
    assert largest(points, 0.999).accepted == 199
    assert largest(points, 0.5).share == 1


def test_equal_confidences_are_accepted_together() -> None:
    # Half of them are wrong: no order among them makes a threshold that takes the right half.
    best = largest(curve([(0.9, True), (0.9, False)] * 10), 0.99)
    assert (best.accepted, best.threshold, best.share, best.error) == (0, None, 0, None)


def test_nothing_found_is_no_share() -> None:
    best = largest(curve([]), 0.99)
    assert (best.cases, best.share) == (0, None)


@pytest.mark.parametrize("accuracy", [0.99, 0.995])
def test_how_many_it_takes_to_prove_an_accuracy(accuracy: float) -> None:
    enough = needed(accuracy)
    assert by_thresholds([(True, True)] * enough).error_bounds[1] <= 1 - accuracy
    assert by_thresholds([(True, True)] * (enough - 1)).error_bounds[1] > 1 - accuracy
