"""Clocks that are set while the service works: what waits, what is due, and who is dead go by the servers' clocks."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.conftest import Stage
from tests.faults.house import AWAY
from tests.faults.scene import Scene

pytestmark = pytest.mark.stack

MINUTES = 600.0
"""Storage takes requests whose time is less than 15 minutes off (S3's RequestTimeTooSkewed)."""
HOURS = 5 * 3600.0
"""More than a dossier may take."""


@dataclass(frozen=True)
class Clock:
    """The clock of processes that are started while its file is named in the environment."""

    path: Path

    def set(self, ahead: float) -> None:
        """Seconds by which it is ahead from now on."""
        with self.path.open("r+b") as stream:
            stream.write(struct.pack("d", ahead))


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    path = tmp_path / "clock"
    path.write_bytes(struct.pack("d", 0.0))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "shifted"))
    monkeypatch.setenv("HOSO_FAULT_CLOCK", str(path))
    return Clock(path)


@pytest.fixture
def scene(stage: Stage, clock: Clock) -> Iterator[Scene]:
    """Every process goes by the clock."""
    with stage() as scene:
        scene.house.team.add_dispatcher()
        scene.house.team.add_workers(2)
        yield scene


def test_clocks_jump(scene: Scene, clock: Clock) -> None:
    """By minutes, ahead and behind: nobody is taken for dead, nothing is tried twice."""
    scene.put(1, pages=40)
    scene.put(5)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        clock.set(MINUTES)
        scene.house.outlast(AWAY / 2)
        clock.set(-MINUTES)
    listed = scene.finish(batch)
    assert {each.attempts for each in listed.values()} == {1}


@pytest.mark.parametrize("ahead", [HOURS, -HOURS], ids=["ahead", "behind"])
def test_clocks_wrong_for_a_while(scene: Scene, clock: Clock, ahead: float) -> None:
    """By hours: storage refuses, as if it were away, until the clocks are right."""
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        clock.set(ahead)
        scene.house.outlast(AWAY)
        clock.set(0.0)
    scene.finish(batch)


def test_clock_of_one_worker(stage: Stage, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes nobody for dead who lives, and nobody takes it for dead."""
    with stage() as scene:
        clock.set(MINUTES)
        scene.house.team.add_workers(1)
        monkeypatch.undo()
        scene.house.team.add_workers(1)
        scene.house.team.add_dispatcher()
        scene.house.mended = False
        scene.put(2, pages=80)
        scene.put(2)
        batch = scene.ask()
        with scene.fault(batch):
            pass
        listed = scene.finish(batch)
        assert {each.attempts for each in listed.values()} == {1}
