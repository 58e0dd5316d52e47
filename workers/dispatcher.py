"""The dispatcher: everything that happens by itself. Several may run; each chore is done by one of them at a time.

Chores are woken by the database (`wake`) and by the clock, so that a lost message costs seconds and not a dossier.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
import redis
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from extractor.errors import HosoError
from workers import acceptance, backlog, delivery, health, intake, reconcile
from workers.database import CHANNEL, connect
from workers.feed import Feeder
from workers.service import Service

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
"""Seconds between two tries of a chore that fails over and over."""
BEAT = 5.0
"""Seconds between two signs of life."""

Step = Callable[[Service], bool]
"""Does a bounded piece of a chore; returns whether there is more to do at once. May be killed at any line."""


@dataclass
class Chore:
    """Something that is done every `every` seconds, and whenever somebody wakes it."""

    name: str
    every: float
    step: Step
    woken: threading.Event = field(default_factory=threading.Event)
    done_at: float = 0.0
    """Unix time of its latest success here; 0 while another dispatcher does it."""


def chores(service: Service) -> list[Chore]:
    """All chores."""
    return [
        Chore("intake", 1.0, intake.step),
        Chore("list", 2.0, backlog.list_step),
        Chore("feed", 1.0, Feeder().step),
        Chore("deliver", 1.0, delivery.step),
        Chore("reconcile", service.settings.reconcile_minutes * 60, reconcile.step),
        Chore("audit", 60.0, acceptance.step),
        Chore("prune", 3600.0, reconcile.prune_step),
    ]


class Dispatcher:
    """Runs the chores, each in a thread of its own, until `stop`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._chores = chores(service)
        # Unpooled: ending the connection is what lets go of a chore's lock.
        self._locks = connect(service.settings, pooled=False)
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Asks every chore to end after its present step."""
        self._stopping.set()
        for chore in self._chores:
            chore.woken.set()

    def run(self) -> None:
        """Works until `stop` is called."""
        work = [threading.Thread(target=self._do, args=(chore,), name=chore.name) for chore in self._chores]
        work.append(threading.Thread(target=self._listen, name="listen"))
        for thread in work:
            thread.start()
        self._beat()
        while not self._stopping.wait(BEAT):
            self._beat()
        for thread in work:
            thread.join()

    def _do(self, chore: Chore) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            try:
                with self._locks.connect() as connection:
                    if not _lock(connection, chore.name):
                        self._stopping.wait(BEAT)
                        continue
                    pause = 0.0
                    log.info("chore taken", extra={"chore": chore.name})
                    self._repeat(chore, connection)
            except (HosoError, SQLAlchemyError, redis.RedisError, OSError) as error:
                chore.done_at = 0.0
                pause = min(max(1.0, 2 * pause), LONGEST_PAUSE)
                log.warning("chore failed", extra={"chore": chore.name, "kind": type(error).__name__, "pause": pause})
                self._stopping.wait(pause)

    def _repeat(self, chore: Chore, connection: Connection) -> None:
        """Does the chore as long as the lock is held; a lost connection has lost it and raises."""
        while not self._stopping.is_set():
            chore.woken.clear()
            connection.execute(text("SELECT 1"))
            connection.commit()
            more = chore.step(self._service)
            chore.done_at = time.time()
            if not more:
                chore.woken.wait(chore.every)

    def _listen(self) -> None:
        """Wakes chores that somebody has something for. What is missed here is found by the clock."""
        url = make_url(self._service.settings.database_url.get_secret_value()).set(drivername="postgresql")
        address = url.update_query_dict({"application_name": "hoso listen"}).render_as_string(hide_password=False)
        by_name = {chore.name: chore for chore in self._chores}
        while not self._stopping.is_set():
            try:
                with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stopping.is_set():
                        for notice in connection.notifies(timeout=1.0):
                            if chore := by_name.get(notice.payload):
                                chore.woken.set()
            except psycopg.Error:
                self._stopping.wait(1.0)

    def _beat(self) -> None:
        try:
            health.beat(self._service.queues.connection, "dispatcher", {chore.name: chore.done_at for chore in self._chores})
        except redis.RedisError as error:
            log.warning("no sign of life", extra={"kind": type(error).__name__})


def _lock(connection: Connection, chore: str) -> bool:
    """Takes the chore for as long as this connection lives."""
    key = int.from_bytes(hashlib.sha256(f"hoso {chore}".encode()).digest()[:8], signed=True)
    taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one())
    connection.commit()
    return taken
