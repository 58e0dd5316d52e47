"""The outbox: what receivers have yet to be told, and what became of it.

A message is told once for each receiver, event and record. Of a dossier only the newest message counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from workers.database import wake
from workers.database.tables import ArrangementRow, CorrectionRow, DeliveryRow, DeliveryState, RecordRow, ReviewRow

PUBLISHED = "record.published"


@dataclass(frozen=True)
class Delivery:
    """A message of the outbox."""

    id: UUID
    receiver: str
    event: str
    dossier: UUID
    revision: int
    record: int | None
    state: DeliveryState
    attempts: int
    next_at: datetime
    status_code: int | None
    error_code: str | None
    error_message: str | None
    receipt: Mapping[str, Any] | None
    created_at: datetime
    sent_at: datetime | None
    waited: float
    """Seconds since it was put into the outbox."""


def enqueue(
    session: Session, receivers: Sequence[str], event: str, dossier_id: UUID, revision: int, record_id: int | None
) -> None:
    """Notes that these receivers are to be told of an event, in the transaction that makes it true; once for each.

    What they have not been told of the same dossier until now is told no more, except what is on its way.
    """
    if not receivers:
        return
    rows = [
        {"receiver": each, "event": event, "dossier_id": dossier_id, "revision": revision, "record_id": record_id}
        for each in receivers
    ]
    session.execute(insert(DeliveryRow).values(rows).on_conflict_do_nothing())
    session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.receiver.in_(receivers),
            DeliveryRow.dossier_id == dossier_id,
            DeliveryRow.event.in_(_replaced(event)),
            DeliveryRow.state == "pending",
            tuple_(DeliveryRow.revision, func.coalesce(DeliveryRow.record_id, 0)) < tuple_(revision, record_id or 0),
            ~on_its_way(),
        )
        .values(**SUPERSEDED)
    )
    wake(session, "deliver")


def release(session: Session, record_id: int) -> None:
    """A person has looked at something of this record: messages that waited for that are looked at again at once."""
    held = (DeliveryRow.record_id == record_id, DeliveryRow.state == "pending", DeliveryRow.error_code == "held")
    session.execute(update(DeliveryRow).where(*held).values(next_at=func.now(), created_at=func.now()))
    wake(session, "deliver")


def pull(engine: Engine, receiver: str, after: UUID | None = None, limit: int = 100, *, hold: bool = False) -> list[Delivery]:
    """What waits for a receiver that fetches, oldest first: the messages after `after` (a message's id)."""
    newer = aliased(DeliveryRow)
    superseded = select(newer.id).where(
        newer.receiver == DeliveryRow.receiver,
        newer.dossier_id == DeliveryRow.dossier_id,
        or_(newer.event == DeliveryRow.event, newer.event == PUBLISHED),
        tuple_(newer.revision, func.coalesce(newer.record_id, 0))
        > tuple_(DeliveryRow.revision, func.coalesce(DeliveryRow.record_id, 0)),
    )
    wanted = and_(DeliveryRow.receiver == receiver, DeliveryRow.state == "pending", ~superseded.exists())
    if hold:
        wanted = and_(wanted, ~not_settled())
    with Session(engine) as session:
        if after is not None:
            mark = select(DeliveryRow.created_at).where(DeliveryRow.id == after)
            reached = session.execute(mark).scalar_one_or_none()
            if reached is not None:
                wanted = and_(wanted, tuple_(DeliveryRow.created_at, DeliveryRow.id) > tuple_(reached, after))
        return select_deliveries(session, wanted, order=DeliveryRow.created_at, limit=limit)


def receipt(engine: Engine, delivery: UUID, body: Mapping[str, Any], *, receiver: str | None = None) -> bool:
    """The receiver says that it has a message. Returns False where there is no such message (of this receiver).

    Saying so again changes nothing.
    """
    mine = (DeliveryRow.id == delivery, *([DeliveryRow.receiver == receiver] if receiver is not None else []))
    with engine.begin() as connection:
        known = connection.execute(select(DeliveryRow.id).where(*mine)).scalar_one_or_none()
        connection.execute(update(DeliveryRow).where(*mine, DeliveryRow.state != "sent").values(sent_values(body, None)))
        return known is not None


def resend(engine: Engine, ids: Sequence[UUID] | None = None, *, receiver: str | None = None) -> list[UUID]:
    """Has these messages sent again, or all dead ones (of a receiver); returns their ids.

    One that was accepted before gets another id, as its receiver would rightly ignore the old one.
    """
    chosen = DeliveryRow.state == "dead" if ids is None else and_(DeliveryRow.id.in_(ids), DeliveryRow.state != "pending")
    if receiver is not None:
        chosen = and_(chosen, DeliveryRow.receiver == receiver)
    with Session(engine) as session, session.begin():
        return _again(session, chosen)


def tell_again(session: Session, record_id: int) -> None:
    """A person has approved a record: whoever was told of it before people changed it is told once more."""
    chosen = and_(DeliveryRow.record_id == record_id, DeliveryRow.event == PUBLISHED, DeliveryRow.state == "sent")
    changed = [
        exists(select(table.id).where(table.dossier_id == DeliveryRow.dossier_id, table.created_at > DeliveryRow.sent_at))
        for table in (CorrectionRow, ArrangementRow)
    ]
    _again(session, and_(chosen, or_(*changed)))


def not_settled() -> ColumnElement[bool]:
    """Of a message: people have still to look at its record, or to approve what others decided about it."""
    doubtful = select(RecordRow.id).where(RecordRow.id == DeliveryRow.record_id, RecordRow.doubts > 0)
    at_work = select(ReviewRow.dossier_id).where(ReviewRow.record_id == DeliveryRow.record_id, ReviewRow.stage != "approved")
    return or_(exists(doubtful), exists(at_work))


def _again(session: Session, chosen: ColumnElement[bool]) -> list[UUID]:
    rows = list(session.execute(select(DeliveryRow).where(chosen).with_for_update()).scalars())
    values: dict[str, Any] = {
        "state": "pending",
        "attempts": 0,
        "next_at": func.now(),
        "created_at": func.now(),
        "sent_at": None,
        "status_code": None,
        "error_code": None,
        "error_message": None,
    }
    again = [(row.id, uuid4() if row.state == "sent" else row.id) for row in rows]
    for old, new in again:
        changed = values if old == new else {**values, "id": new, "receipt": None}
        session.execute(update(DeliveryRow).where(DeliveryRow.id == old).values(changed))
    wake(session, "deliver")
    return [new for _, new in again]


def listed(
    engine: Engine, *, state: DeliveryState | None = None, receiver: str | None = None, limit: int = 50
) -> list[Delivery]:
    """Messages, newest first."""
    wanted = [DeliveryRow.state == state] if state else []
    wanted += [DeliveryRow.receiver == receiver] if receiver else []
    with Session(engine) as session:
        return select_deliveries(session, and_(True, *wanted), order=DeliveryRow.created_at.desc(), limit=limit)


def dead(engine: Engine, *, receiver: str | None = None, limit: int = 50) -> list[Delivery]:
    """What was given up, newest first."""
    return listed(engine, state="dead", receiver=receiver, limit=limit)


def by_id(engine: Engine, delivery: UUID) -> Delivery | None:
    """One message, or None."""
    with Session(engine) as session:
        return next(iter(select_deliveries(session, DeliveryRow.id == delivery, order=DeliveryRow.id)), None)


def counts(engine: Engine) -> dict[str, dict[DeliveryState, int]]:
    """How many messages there are, by receiver and state."""
    with engine.connect() as connection:
        found: dict[str, dict[DeliveryState, int]] = defaultdict(dict)
        grouped = select(DeliveryRow.receiver, DeliveryRow.state, func.count()).group_by(
            DeliveryRow.receiver, DeliveryRow.state
        )
        for receiver, state, number in connection.execute(grouped.order_by(DeliveryRow.receiver)):
            found[receiver][state] = number
        return dict(found)


SUPERSEDED: dict[str, Any] = {
    "state": "canceled",
    "error_code": "superseded",
    "error_message": "Something newer is told instead.",
}


def _replaced(event: str) -> tuple[str, ...]:
    """Events that an event makes pointless; that a newer reading failed leaves the older record true."""
    return (PUBLISHED, "dossier.failed") if event == PUBLISHED else (event,)


def is_newer(one: DeliveryRow, other: DeliveryRow) -> bool:
    """Whether `one` makes `other`, of the same dossier and receiver, pointless."""
    order = (one.revision, one.record_id or 0) > (other.revision, other.record_id or 0)
    return order and other.event in _replaced(one.event)


def on_its_way() -> ColumnElement[bool]:
    """Claimed, and neither done nor failed nor forgotten."""
    return and_(
        DeliveryRow.state == "pending",
        DeliveryRow.attempts > 0,
        DeliveryRow.error_code.is_(None),
        DeliveryRow.next_at > func.now(),
    )


def sent_values(receipt: Mapping[str, Any], status_code: int | None) -> dict[str, Any]:
    """What changes when a receiver has a message."""
    return {
        "state": "sent",
        "sent_at": func.now(),
        "status_code": status_code,
        "error_code": None,
        "error_message": None,
        "receipt": dict(receipt),
    }


def select_deliveries(
    session: Session, wanted: ColumnElement[bool], *, order: ColumnElement[Any] | Any, limit: int | None = None
) -> list[Delivery]:
    """Messages that are wanted; those that sort alike by their ids."""
    age = func.extract("epoch", func.now() - DeliveryRow.created_at)
    rows = select(DeliveryRow, age).where(wanted).order_by(order, DeliveryRow.id).limit(limit)
    return [_from_row(row, float(waited)) for row, waited in session.execute(rows)]


def _from_row(row: DeliveryRow, waited: float) -> Delivery:
    return Delivery(
        row.id,
        row.receiver,
        row.event,
        row.dossier_id,
        row.revision,
        row.record_id,
        row.state,
        row.attempts,
        row.next_at,
        row.status_code,
        row.error_code,
        row.error_message,
        row.receipt,
        row.created_at,
        row.sent_at,
        waited,
    )
