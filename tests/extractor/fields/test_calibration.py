import pytest

from extractor.fields.calibration import NEVER, Calibration, Group, keys
from extractor.record import SURE

DATE = ("Giấy khai sinh", "date_of_birth", "date")


def calibration(**groups: Group) -> Calibration:
    names = dict(zip(("all", "kind", "field", "own"), keys(*DATE), strict=True))
    return Calibration({"found": {names[name]: group for name, group in groups.items()}})


def test_each_group_corrects_what_the_wider_one_says() -> None:
    model = calibration(all=Group(offset=1.0), field=Group(offset=-1.0), own=Group(slope=2.0))
    assert model.confidence("Công văn", "place", "place", 0.5, "found") == pytest.approx(0.731, abs=0.001)
    assert model.confidence("Công văn", "date_of_birth", "date", 0.5, "found") == pytest.approx(0.5)
    assert model.confidence(*DATE, 0.8, "found") == pytest.approx(16 / 17)


def test_what_was_never_measured_stays_as_it_is() -> None:
    empty = Calibration({})
    assert empty.confidence(*DATE, 0.7, "found") == pytest.approx(0.7)
    assert empty.threshold(*DATE, 0.99, "found") == SURE


def test_nothing_is_certain() -> None:
    assert calibration(all=Group(offset=20.0)).confidence(*DATE, 0.9, "found") < 1


PROVEN = Group(cases=2000, wrong=40, steps=((0.95, 1000, 0), (0.9, 1500, 10), (0.5, 2000, 40)))


def test_the_threshold_is_the_lowest_that_is_proven() -> None:
    model = calibration(all=PROVEN)
    assert model.threshold(*DATE, 0.995, "found") == 0.95
    assert model.threshold(*DATE, 0.98, "found") == 0.9
    assert model.threshold(*DATE, 0.9999, "found") == NEVER


def test_few_cases_leave_the_wider_threshold() -> None:
    few = Group(cases=20, wrong=0, steps=((0.6, 20, 0),))
    assert calibration(all=PROVEN, field=few).threshold(*DATE, 0.98, "found") == 0.9


def test_many_good_cases_lower_it() -> None:
    good = Group(cases=900, wrong=1, steps=((0.7, 800, 0), (0.4, 900, 1)))
    assert calibration(all=PROVEN, field=good).threshold(*DATE, 0.98, "found") == 0.4


def test_bad_cases_above_the_wider_threshold_raise_it_beyond_them() -> None:
    bad = Group(cases=60, wrong=30, steps=((0.99, 20, 0), (0.93, 40, 10), (0.9, 60, 30)))
    assert calibration(all=PROVEN, field=bad).threshold(*DATE, 0.98, "found") == 0.99
    hopeless = Group(cases=60, wrong=30, steps=((0.93, 40, 10), (0.9, 60, 30)))
    assert calibration(all=PROVEN, field=hopeless).threshold(*DATE, 0.98, "found") == NEVER


def test_is_kept_as_plain_data() -> None:
    model = calibration(all=PROVEN, own=Group(slope=1.5, offset=-0.25))
    assert Calibration.from_dict(model.to_dict()) == model
