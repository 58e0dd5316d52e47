"""Times are Vietnam's, whatever the machine is set to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from workers import clock
from workers.backlog import wording
from workers.web import language

EVENING = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Ho_Chi_Minh"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine")
def test_what_people_read_is_their_own_time() -> None:
    assert language.moment(EVENING) == "25/11/2026 00:30"
    assert language.moment(EVENING, "en") == "25 Nov 2026, 00:30"
    assert wording.moment(EVENING) == "00:30 25/11/2026"
    assert clock.local(datetime(2026, 11, 25, 0, 30)) == EVENING
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 60
