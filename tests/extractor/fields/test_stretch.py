from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields.stretch import Stretch, stretch

ISO = st.dates().map(str)


def named(value: str) -> Stretch:
    found = stretch(value)
    assert found is not None
    return found


def test_a_year_a_month_a_day_and_a_minute_are_as_long_as_they_say():
    assert [(str(s.first), str(s.last.date())) for s in map(named, ("1969", "1969-02", "1969-02-03", "1969-02-03T07:30"))] == [
        ("1969-01-01 00:00:00", "1969-12-31"),
        ("1969-02-01 00:00:00", "1969-02-28"),
        ("1969-02-03 00:00:00", "1969-02-03"),
        ("1969-02-03 07:30:00", "1969-02-03"),
    ]


@pytest.mark.parametrize("value", [None, True, "", "Không thời hạn", "2023-02-30", "2023-13", "0000", "05/3/2022"])
def test_what_names_no_time_has_no_stretch(value: object):
    assert stretch(value) is None


def test_only_what_both_print_is_compared():
    assert named("1985").may_be(named("1985-03-14"))
    assert not named("1985").may_be(named("1986-01-01"))
    assert named("1985-03-14").may_precede(named("1985"))
    assert not named("1986").may_precede(named("1985-12"))
    assert named("2022-03-05").may_be(named("2022-03-05T16:30"))


def test_ages_are_counted_by_the_calendar():
    assert named("2000-06-01").until(named("2018-06-01"), "years") == (18.0, 18.0)
    assert named("2000-06-01").until(named("2018-05-31"), "years")[1] < 18
    assert named("2004-02-29").until(named("2022-02-28"), "years")[1] == 18.0
    assert named("2024-01-31").until(named("2024-07-31"), "months") == (6.0, 6.0)


def test_a_year_alone_leaves_a_range():
    least, most = named("2000").until(named("2018-06-01"), "years")
    assert least < 18 < most


@given(ISO, ISO)
def test_there_is_as_far_as_back(first: str, second: str):
    there, back = named(first).until(named(second), "months"), named(second).until(named(first), "months")
    assert there == (-back[1], -back[0])


@given(ISO, st.integers(0, 900))
def test_later_is_never_nearer(first: str, days: int):
    start = named(first)
    try:
        ends = [named(str((start.first.fromordinal(start.first.toordinal() + n)).date())) for n in (days, days + 1)]
    except (ValueError, OverflowError):
        return
    for unit in ("years", "months", "days"):
        assert start.until(ends[0], unit)[0] <= start.until(ends[1], unit)[0]  # type: ignore[arg-type]
