"""The queue's server loses everything, dies, or does not answer."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.faults.conftest import Stage
from tests.faults.house import kill
from tests.faults.scene import Scene
from workers.database.tables import QueueName
from workers.queue import Queues, Ticket

pytestmark = pytest.mark.stack

AWAY = float(os.environ.get("HOSO_FAULT_AWAY", "10"))
"""Seconds for which a server does not answer."""


def test_queue_flushed(scene: Scene) -> None:
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch):
        scene.house.service.queues.connection.flushall()
    listed = scene.finish(batch)
    assert {each.attempts for each in listed.values()} <= {1, 2}


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
            for job in queues.connection.lrange("rq:queue:batch", 0, -1):
                dossier, _, revision = job.decode().rpartition("-")
                for copy in range(3):
                    enqueue_as(queues, f"copy-{copy}-{job.decode()}", dossier, int(revision), "urgent")
            scene.house.team.add_workers(2)
        listed = scene.finish(batch)
        assert max(each.attempts for each in listed.values()) > 1
        assert {len(scene.records(each.id)) for each in listed.values()} == {1}


def enqueue_as(queues: Queues, job_id: str, dossier: str, revision: int, queue: QueueName) -> None:
    from uuid import UUID

    class Named(Ticket):
        @property
        def job_id(self) -> str:
            return job_id

    queues._enqueue(Named(UUID(dossier), revision), queue)
