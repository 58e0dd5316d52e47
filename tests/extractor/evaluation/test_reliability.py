import pytest

from extractor.evaluation.reliability import BINS, measure


def test_what_is_stated_truly_has_no_error() -> None:
    found = measure([(0.9, True)] * 90 + [(0.9, False)] * 10 + [(0.5, True)] * 50 + [(0.5, False)] * 50)
    assert found.error == pytest.approx(0)
    assert found.error_by_width == pytest.approx(0)
    assert found.right == pytest.approx(0.7)
    assert found.brier == pytest.approx((0.9 * 0.1 + 0.25) / 2)
    assert [(each.cases, round(each.stated, 9), each.right) for each in found.bins] == [(100, 0.5, 0.5), (100, 0.9, 0.9)]


def test_overconfidence_shows_as_its_distance() -> None:
    found = measure([(0.99, index % 2 == 0) for index in range(200)])
    assert found.error == pytest.approx(0.49)
    assert found.brier == pytest.approx((0.01**2 + 0.99**2) / 2)


def test_bins_of_equal_mass_part_what_bins_of_equal_width_throw_together() -> None:
    # Too little is stated of one half and too much of the other; the mean of both agrees.
    found = measure([(0.91, True)] * 100 + [(0.99, True)] * 90 + [(0.99, False)] * 10)
    assert found.error == pytest.approx(0.09)
    assert found.error_by_width == pytest.approx(0)


def test_equal_confidences_are_never_parted() -> None:
    found = measure([(0.3, False)] * 3 + [(0.99, True)] * 500 + [(1.0, True)] * 4)
    assert [each.cases for each in found.bins] == [3, 500, 4]
    assert found.error == pytest.approx((3 * 0.3 + 500 * 0.01) / 507)


def test_bins_are_even_where_confidences_differ() -> None:
    found = measure((index / 1000, True) for index in range(1000))
    assert [each.cases for each in found.bins] == [1000 // BINS] * BINS


def test_nothing_has_no_figures() -> None:
    found = measure([])
    assert (found.cases, found.bins, found.error, found.brier, found.right) == (0, (), None, None, None)
