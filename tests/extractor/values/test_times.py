from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.numerals import in_words
from extractor.values.times import parse_moment

MOMENTS = st.datetimes(min_value=datetime(1945, 1, 1), max_value=datetime(2099, 12, 31))
SHAPES = (
    "{h:02} giờ {n:02} phút, ngày {d:02} tháng {m} năm {y}", "{h:02}:{n:02} {d:02}/{m:02}/{y}", "{d:02}/{m:02}/{y} {h}:{n:02}",
    "{h:02}h{n:02} ngày {d}/{m}/{y}", "Hồi {h} giờ {n:02} ngày {d} tháng {m} năm {y}", "ngày {d}/{m}/{y}, lúc {h} giờ {n} phút",
    "{h:02}...giờ...{n:02}...phút, ngày..{d}..tháng..{m}..năm {y}",
)  # fmt: skip


@given(MOMENTS, st.sampled_from(SHAPES))
def test_every_moment_is_read_in_every_printed_shape(at: datetime, shape: str):
    found = parse_moment(shape.format(h=at.hour, n=at.minute, d=at.day, m=at.month, y=at.year))
    assert found is not None
    assert (found.value, found.faults) == (at.isoformat()[:16], ())


@given(MOMENTS)
def test_every_moment_is_read_in_words(at: datetime):
    hour, minute = in_words(at.hour), in_words(at.minute)
    found = parse_moment(
        f"{hour} giờ {minute} phút, ngày {in_words(at.day)} tháng {in_words(at.month)} năm {in_words(at.year)}"
    )
    assert found is not None
    if at.hour and at.minute:  # không alone also means none
        assert (found.value, found.in_words) == (at.isoformat()[:16], True)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("8 giờ ngày 05/3/2022", "2022-03-05T08:00"),
        ("7h 05/3/2022", "2022-03-05T07:00"),
        ("2 giờ chiều ngày 05/3/2022", "2022-03-05T14:00"),
        ("02:30 PM 05/03/2022", "2022-03-05T14:30"),
        ("ngày 05/3/2022", "2022-03-05"),
        ("08 giờ … phút, ngày 05/3/2022", "2022-03-05"),
        ("… giờ … phút, ngày … tháng … năm 2022", "2022"),
        ("08 giờ 30 phút, ngày … tháng 3 năm 2022", "2022-03"),
        ("l4 giờ 3O phút, ngày 05/3/2022", "2022-03-05T14:30"),
    ],
)
def test_a_moment_holds_only_what_is_printed(printed: str, value: str):
    found = parse_moment(printed)
    assert found is not None
    assert (found.value, found.faults) == (value, ())


@pytest.mark.parametrize(
    ("printed", "value", "fault"),
    [
        ("25:00 05/03/2022", "2022-03-05", "Không có giờ 25:00"),
        ("7h3? ngày 05/3/2022", "2022-03-05", "Không đọc được giờ, phút"),
        ("08 giờ 30 phút", "08:30", "Không có ngày"),
        ("08 gờ 30 phút, ngày 05/3/2022", "2022-03-05", "Không đọc được giờ, phút"),
    ],
)
def test_what_cannot_be_is_left_out_and_told(printed: str, value: str, fault: str):
    found = parse_moment(printed)
    assert found is not None
    assert (found.value, found.faults) == (value, (fault,))


def test_prose_holds_no_moment():
    assert parse_moment("Hạ Long") is None


@given(st.text() | st.text("giờphútngàyhg: 0123456789/.…"))
def test_any_text_is_survived(text: str):
    found = parse_moment(text)
    assert found is None or found.value
