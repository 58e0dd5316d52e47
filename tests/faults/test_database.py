"""The database ends or crashes while a record is being published, and processes die at the same place."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import text

from tests.faults.house import kill
from tests.faults.scene import Scene

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["restarted", "killed"])
def test_database_while_publishing(scene: Scene, number: signal.Signals) -> None:
    scene.put(6)
    batch = scene.ask()
    with publishing(scene), scene.fault(batch):
        os.kill(scene.house.server("postgres").pid, number)
        assert scene.house.server("postgres").wait(60)
    scene.finish(batch)


def test_job_killed_while_publishing(scene: Scene) -> None:
    scene.put(4)
    batch = scene.ask()
    with publishing(scene):
        _, horse = scene.at_work(batch)
        with scene.fault(batch):
            kill(horse)
    scene.finish(batch)


def test_database_connections_cut(scene: Scene) -> None:
    """As a firewall or a failover does: every connection ends, all locks of the dispatcher with them."""
    scene.put(6)
    batch = scene.ask()
    scene.at_work(batch)
    with scene.fault(batch), scene.house.service.engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
    scene.finish(batch)


@contextmanager
def publishing(scene: Scene) -> Iterator[None]:
    """While this lasts, a job stands in the middle of the transaction that publishes its record."""
    held = psycopg.connect(scene.house.service.settings.database_url.get_secret_value())
    held.execute("LOCK TABLE records IN SHARE MODE")

    def stands() -> bool | None:
        with scene.house.service.engine.connect() as connection:
            waiting = text("SELECT count(*) FROM pg_locks WHERE relation = 'records'::regclass AND NOT granted")
            return True if connection.execute(waiting).scalar_one() else None

    try:
        scene.house.until(stands)
        yield
    finally:
        held.close()
