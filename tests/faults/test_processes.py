"""Processes of the service die, one by one and together, while a backlog is read."""

from __future__ import annotations

import os
import signal

import pytest

from tests.faults.conftest import Stage
from tests.faults.house import kill
from tests.faults.scene import Scene

pytestmark = pytest.mark.stack


def test_job_killed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    _, horse = scene.caught(batch)
    with scene.fault(batch):
        kill(horse)
    listed = scene.finish(batch)
    assert max(each.attempts for each in listed.values()) == 2


def test_worker_killed(scene: Scene) -> None:
    """Its job goes on without it and publishes."""
    scene.put(6)
    batch = scene.ask()
    worker, _ = scene.at_work(batch)
    with scene.fault(batch):
        kill(worker)
    scene.finish(batch)


def test_worker_and_job_killed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    worker, horse = scene.caught(batch)
    with scene.fault(batch):
        kill(worker, horse)
    listed = scene.finish(batch)
    assert max(each.attempts for each in listed.values()) == 2


def test_every_process_killed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    _, horse = scene.caught(batch)
    with scene.fault(batch):
        kill(*scene.house.members("dispatcher"), *scene.house.members("worker"), horse)
    scene.finish(batch)


def test_worker_asked_to_end(scene: Scene) -> None:
    """It finishes the dossier in hand; nothing is tried twice."""
    scene.put(6)
    batch = scene.ask()
    worker, _ = scene.at_work(batch)
    with scene.fault(batch):
        os.kill(worker.pid, signal.SIGTERM)
    listed = scene.finish(batch)
    assert {each.attempts for each in listed.values()} == {1}


def test_dispatcher_killed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        kill(*scene.house.members("dispatcher"))
    scene.finish(batch)


def test_dispatcher_killed_beside_another(stage: Stage) -> None:
    """The second takes over every chore; nobody replaces the first. The window is one dossier, so feeding must go on."""
    with stage(window=1) as scene:
        scene.house.team.add_dispatcher()
        scene.house.team.add_workers(1)
        scene.put(5)
        batch = scene.ask()
        scene.house.team.add_dispatcher()
        scene.house.mended = False
        scene.at_work(batch)
        with scene.fault(batch):
            kill(scene.house.members("dispatcher")[0])
        scene.finish(batch)
