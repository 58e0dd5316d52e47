"""Object storage is slow, refuses, says nothing, breaks off, says less than it holds, or dies; nothing half-read counts."""

from __future__ import annotations

import pytest

from tests.faults.house import AWAY, kill
from tests.faults.proxy import UNAVAILABLE, Weather
from tests.faults.scene import Scene

pytestmark = pytest.mark.stack

SCANS = b"GET /scans/"
PART = 3000
"""Bytes of a scan or of an answer: less than any has."""


@pytest.mark.parametrize(
    "weather",
    [
        pytest.param(Weather(answer=UNAVAILABLE), id="unavailable"),
        pytest.param(Weather(refuse=True), id="unreachable"),
        pytest.param(Weather(hold=True), id="silent"),
        pytest.param(Weather(only=b"PUT ", answer=UNAVAILABLE), id="read-only"),
        pytest.param(Weather(only=SCANS, cut_after=PART), id="reset"),
        pytest.param(Weather(only=SCANS, cut_after=PART, politely=True), id="cut-off"),
    ],
)
def test_storage(scene: Scene, weather: Weather) -> None:
    """Whatever was tried meanwhile is tried again and uses up nothing."""
    scene.put(4)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch), scene.house.network.weather(weather):
        scene.house.outlast(AWAY)
        assert scene.house.network.spoiled
    listed = scene.finish(batch)
    assert {each.attempts for each in listed.values()} == {1}


def test_storage_slow(scene: Scene) -> None:
    """It takes longer, and that is all."""
    scene.put(4)
    batch = scene.ask()
    with scene.fault(batch), scene.house.network.weather(Weather(delay=0.5)):
        scene.house.outlast(AWAY)
        assert scene.house.network.spoiled
    listed = scene.finish(batch)
    assert {(each.attempts, each.error_code) for each in listed.values()} == {(1, None)}


def test_storage_returns_less_than_it_holds(scene: Scene) -> None:
    """An answer that is whole by its own account: only what was registered tells that a part is missing."""
    scene.put(4)
    batch = scene.ask()
    with scene.fault(batch), scene.house.network.weather(Weather(only=SCANS, shorten=PART)):
        scene.house.until(lambda: scene.house.network.spoiled >= 2 or None)
    scene.finish(batch)


def test_storage_killed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        kill(scene.house.server("seaweedfs"))
    scene.finish(batch)
