"""The queue's server loses everything, dies, or does not answer."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

import pytest

from tests.faults.conftest import Stage
from tests.faults.house import AWAY, kill
from tests.faults.scene import Scene
from workers.database import feeding
from workers.queue import Ticket

pytestmark = pytest.mark.stack


def test_queue_flushed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        scene.house.service.queues.connection.flushall()
    listed = scene.finish(batch)
    assert {each.attempts for each in listed.values()} <= {1, 2}
    # Workers and dispatchers are seen again, by operators and health checks too.
    scene.house.calm()


def test_queue_killed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        kill(scene.house.server("valkey"))
    scene.finish(batch)


def test_queue_killed_and_empty(scene: Scene) -> None:
    """It comes back without its data, as one that writes nothing to disk does."""
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        server = scene.house.server("valkey")
        kill(server)
        assert server.wait(10)
        for part in (scene.house.stack.work_dir / "valkey" / "appendonlydir").iterdir():
            part.unlink()
    scene.finish(batch)


def test_queue_away(scene: Scene) -> None:
    """Nothing listens where it was; processes that give up are replaced."""
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        kill(scene.house.server("valkey"))
        scene.house.outlast(AWAY)
    scene.finish(batch)


def test_queue_silent(scene: Scene) -> None:
    """Connections stay open and nothing answers."""
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        server = scene.house.server("valkey")
        os.kill(server.pid, signal.SIGSTOP)
        try:
            time.sleep(AWAY)
        finally:
            os.kill(server.pid, signal.SIGCONT)
    scene.finish(batch)


def test_same_job_for_two_workers(stage: Stage) -> None:
    """The same ticket under many names: whoever is second publishes nothing."""
    with stage() as scene:
        scene.house.team.add_dispatcher()
        scene.put(2)
        batch = scene.ask()
        queues = scene.house.service.queues
        scene.house.until(lambda: True if queues.waiting()["batch"] == 2 else None)
        with scene.fault(batch):
            for dossier, revision, _ in feeding.in_hand(scene.house.service.engine):
                for copy in range(3):
                    queues._enqueue(Named(dossier, revision, f"{dossier}-{revision}-{copy}"), "urgent")
            scene.house.team.add_workers(2)
        listed = scene.finish(batch)
        assert max(each.attempts for each in listed.values()) > 1
        assert {len(scene.records(each.id)) for each in listed.values()} == {1}


@dataclass(frozen=True)
class Named(Ticket):
    """A ticket under another name, so that the queue takes it for another job."""

    name: str

    @property
    def job_id(self) -> str:
        return self.name
