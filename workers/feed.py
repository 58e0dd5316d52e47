"""The feeder: keeps a bounded window of dossiers in the queue, and sees to it that what it gave there is not lost."""

from __future__ import annotations

import logging
import shutil
import time

from workers.database import feeding
from workers.database.tables import QueueName
from workers.queue import NAMES, Ticket
from workers.service import Service

log = logging.getLogger(__name__)

URGENT = 500
"""Urgent dossiers that are given to the queue at a time."""
LOOK_AFTER = 5.0
"""Seconds between two looks at whether the queue still has what it was given."""


class Feeder:
    """Feeds one service's queue. Keeps nothing that matters: another one may take over at any moment."""

    def __init__(self) -> None:
        self._looked = float("-inf")

    def step(self, service: Service) -> bool:
        """Gives the queue what is due and what it has lost; returns whether there may be more to give at once."""
        queues = service.queues
        if time.monotonic() - self._looked > LOOK_AFTER:
            self._look_after(service)
            self._looked = time.monotonic()
        given = _give(service, "urgent", URGENT)
        room = service.settings.window - queues.waiting()["batch"]
        if queues.outage() is None and has_room(service):
            given += _give(service, "batch", room)
        return given >= URGENT

    def _look_after(self, service: Service) -> None:
        by_queue: dict[QueueName, list[Ticket]] = {name: [] for name in NAMES}
        for dossier, revision, queue in feeding.in_hand(service.engine):
            by_queue[queue].append(Ticket(dossier, revision))
        for queue, tickets in by_queue.items():
            again = service.queues.ensure(tickets, queue)
            if again:
                log.warning("given to the queue again", extra={"queue": queue, "dossiers": again})


def has_room(service: Service) -> bool:
    """Whether there is enough room on the disk of `work_dir` to go on with backlogs."""
    return shutil.disk_usage(service.settings.work_dir).free >= service.settings.min_free_bytes


def _give(service: Service, queue: QueueName, limit: int) -> int:
    # A crash between these two lines is repaired by `_look_after`: the database says that they were given.
    taken = feeding.take(service.engine, queue, limit)
    service.queues.ensure([Ticket(dossier, revision) for dossier, revision in taken], queue)
    return len(taken)
