"""What waits for longer than it should: tickets, readings, events, messages, listings."""

from __future__ import annotations

from rq.job import Job

from workers.database import reconcile as database
from workers.queue import Ticket
from workers.reconcile.differences import SHOWN, Count, added
from workers.reconcile.stages import Choice, Portion
from workers.service import Service

LATE = 15 * 60
"""Seconds after which something that is done every second is late."""
LISTED = 6 * 3600
"""Seconds after which a listing hangs; a million objects take some minutes."""


def compare(service: Service, choice: Choice, after: str) -> Portion:
    """Counts what is late. The dispatcher repairs all of it by itself, within seconds: what is left says that it does not."""
    engine = service.engine
    events = database.late_events(engine, LATE)
    found = {
        "lost-ticket": _lost_tickets(service),
        "stuck-reading": _told(database.read_for_longer(engine, service.settings.job_seconds + LATE, SHOWN)),
        "late-event": Count(events),
        "late-delivery": _told(database.late_deliveries(engine, LATE, SHOWN)),
        "hanging-batch": _told(database.hanging_batches(engine, LISTED, SHOWN)),
    }
    return Portion(added(found))


def _lost_tickets(service: Service) -> Count:
    given = database.given(service.engine, LATE)
    pipeline = service.queues.connection.pipeline(transaction=False)
    for dossier, revision in given:
        pipeline.exists(Job.key_for(Ticket(dossier, revision).job_id))
    there = pipeline.execute() if given else []
    return Count.of((each[0] for each, known in zip(given, there, strict=True) if not known), repaired=False)


def _told(found: tuple[int, list]) -> Count:  # type: ignore[type-arg]
    number, ids = found
    return Count(number, 0, tuple(ids))
