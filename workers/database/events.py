"""What storage announced, until somebody has looked at the object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Interval, bindparam, case, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from workers.database import wake
from workers.database.tables import DossierRow, EventRow


@dataclass(frozen=True, order=True)
class Event:
    """Storage says that an object is there, or gone: a hint, whatever dialect it came in.

    `version` tells a repeated event from a new one; it is empty where the sender has nothing of the kind.
    """

    bucket: str
    key: str
    version: str = ""
    removed: bool = False


@dataclass(frozen=True)
class Pending:
    """An event that is yet to be handled."""

    id: int
    event: Event
    received_at: datetime
    due_at: datetime


def note(engine: Engine, events: Iterable[tuple[Event, float]]) -> None:
    """Keeps events, each with the seconds until it is due; when this returns they are on disk.

    One that is known changes nothing, unless it has no version: then the object may be another one, and it is due again.
    """
    # In one order, so that two posts of the same events cannot block each other.
    rows = [
        {"bucket": event.bucket, "key": event.key, "version": event.version, "removed": event.removed, "wait": wait}
        for event, wait in sorted(dict(events).items())
    ]
    if not rows:
        return
    new = insert(EventRow).values(
        bucket=bindparam("bucket"),
        key=bindparam("key"),
        version=bindparam("version"),
        removed=bindparam("removed"),
        due_at=func.now() + _seconds(bindparam("wait")),
    )
    again = new.on_conflict_do_update(
        index_elements=["bucket", "key", "version", "removed"],
        set_={
            "received_at": case((EventRow.handled_at.is_(None), EventRow.received_at), else_=func.now()),
            "due_at": new.excluded.due_at,
            "handled_at": None,
            "outcome": None,
        },
        where=EventRow.version == "",
    )
    with engine.begin() as connection:
        connection.execute(again, rows)
        wake(connection, "intake")


def due(engine: Engine, limit: int, *, longest: float) -> list[Pending]:
    """Events that are due, the oldest first. Nothing waits longer than `longest` seconds on purpose: one that seems to was
    written before the clock was set back, and is due too."""
    wanted = (
        select(EventRow)
        .where(
            EventRow.handled_at.is_(None),
            or_(EventRow.due_at <= func.now(), EventRow.due_at > func.now() + _seconds(longest)),
        )
        .order_by(EventRow.due_at)
        .limit(limit)
    )
    with engine.connect() as connection:
        return [
            Pending(row.id, Event(row.bucket, row.key, row.version, row.removed), row.received_at, row.due_at)
            for row in connection.execute(wanted.with_only_columns(*EventRow.__table__.c))
        ]


def waiting(engine: Engine) -> list[tuple[str, str, datetime]]:
    """Bucket and key of the events that are not yet due, and when they will be."""
    wanted = select(EventRow.bucket, EventRow.key, EventRow.due_at)
    with engine.connect() as connection:
        rows = connection.execute(wanted.where(EventRow.handled_at.is_(None), EventRow.due_at > func.now()))
        return [(row.bucket, row.key, row.due_at) for row in rows]


def postpone(engine: Engine, seen: Sequence[Pending], seconds: float) -> None:
    """Has these looked at later."""
    with engine.begin() as connection:
        connection.execute(update(EventRow).where(_unchanged(seen)).values(due_at=func.now() + _seconds(seconds)))


def wait_until(engine: Engine, seen: Sequence[Pending], moment: datetime) -> None:
    """Has these looked at when others are due that belong to them."""
    with engine.begin() as connection:
        connection.execute(update(EventRow).where(_unchanged(seen)).values(due_at=moment))


def finish(engine: Engine, seen: Sequence[Pending], outcome: str, dossier: UUID | None) -> None:
    """Marks events as handled; one that was announced again since it was taken stays pending."""
    with engine.begin() as connection:
        connection.execute(
            update(EventRow).where(_unchanged(seen)).values(handled_at=func.now(), outcome=outcome, dossier_id=dossier)
        )


def dossier_named(engine: Engine, bucket: str, name: str) -> UUID | None:
    """The dossier of that name, if there is one."""
    with engine.connect() as connection:
        wanted = select(DossierRow.id).where(DossierRow.bucket == bucket, DossierRow.name == name)
        return connection.execute(wanted).scalar_one_or_none()


def _unchanged(seen: Sequence[Pending]) -> ColumnElement[bool]:
    # No lock is held while storage is asked, which may take minutes: a sender would wait for it. The time tells instead
    # whether the event was announced again.
    known = tuple_(EventRow.id, EventRow.due_at).in_([(each.id, each.due_at) for each in seen])
    return EventRow.handled_at.is_(None) & known


def _seconds(value: ColumnElement[float] | float) -> ColumnElement[Interval]:
    return func.make_interval(0, 0, 0, 0, 0, 0, value)
