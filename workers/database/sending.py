"""A message in the hands of a sender: it is claimed, sent or tried again, or given up.

A claim first moves the time of the next try ahead, so that what a sender that died had in hand comes due by itself. Two
messages of one dossier are never on their way to one receiver at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from workers.database.deliveries import (
    PUBLISHED,
    SUPERSEDED,
    Delivery,
    is_newer,
    not_settled,
    on_its_way,
    select_deliveries,
    sent_values,
)
from workers.database.tables import Configuration, DeliveryRow, DossierRow, RecordRow

HELD_SECONDS = 900.0
"""How often a message that waits for a person is looked at, if nobody says that the person is done (`release`)."""
BEHIND_SECONDS = 2.0
"""How long a message waits that finds another one of its dossier on its way."""


@dataclass(frozen=True)
class Subject:
    """What a message is about."""

    declared: Mapping[str, Any]
    source: str | None
    """With `configuration` the address of the record in storage; None where there is no record."""
    configuration: str | None
    has_pdf: bool
    made_at: datetime | None
    """When the record was made."""
    failure: tuple[str, str] | None
    """Code and message of the dossier's error, if this revision of it is failed now."""
    advises: bool
    """Whether that message is of the service's own errors, which quote nothing of a scan."""


def claim(engine: Engine, receiver: str, limit: int, lease: float, *, hold: bool = False) -> list[Delivery]:
    """Takes messages that are due, for `lease` seconds. `hold`: not those of records that a person must still look at."""
    with Session(engine) as session, session.begin():
        # One claim of a receiver at a time: what is on its way must be seen by the next.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"deliver {receiver}", 0))))
        due = (
            select(DeliveryRow)
            .where(DeliveryRow.receiver == receiver, DeliveryRow.state == "pending", DeliveryRow.next_at <= func.now())
            .order_by(DeliveryRow.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = list(session.execute(due).scalars())
        others = _others(session, receiver, rows)
        held = _held(session, rows) if hold else set()
        taken = []
        for row in rows:
            if any(is_newer(each, row) for each, _ in others[row.dossier_id]):
                for name, value in SUPERSEDED.items():
                    setattr(row, name, value)
            elif any(sending and each.id != row.id for each, sending in others[row.dossier_id]):
                row.next_at = func.now() + timedelta(seconds=BEHIND_SECONDS)
            elif row.id in held:
                row.next_at = func.now() + timedelta(seconds=HELD_SECONDS)
                row.error_code, row.error_message = "held", "A person must look at the record first."
            else:
                row.next_at = func.now() + timedelta(seconds=lease)
                row.attempts += 1
                row.status_code = row.error_code = row.error_message = None
                taken.append(row.id)
                # It is on its way now, for what follows in this very list.
                others[row.dossier_id].append((row, True))
        session.flush()
        return select_deliveries(session, DeliveryRow.id.in_(taken), order=DeliveryRow.created_at) if taken else []


def subject(engine: Engine, delivery: Delivery) -> Subject:
    """What there is to tell; the record itself lies in storage."""
    with Session(engine) as session:
        wanted = (
            select(DossierRow, RecordRow, Configuration.fingerprint)
            .select_from(DossierRow)
            .outerjoin(RecordRow, RecordRow.id == delivery.record)
            .outerjoin(Configuration, Configuration.id == RecordRow.configuration_id)
            .where(DossierRow.id == delivery.dossier)
        )
        dossier, record, fingerprint = session.execute(wanted).one()
        failed = dossier.state == "failed" and dossier.revision == delivery.revision
        return Subject(
            dossier.declared or {},
            None if record is None else record.source,
            fingerprint,
            record is not None and record.has_pdf,
            None if record is None else record.created_at,
            (dossier.error_code or "failed", dossier.error_message or "") if failed else None,
            record is None,
        )


def note_progress(engine: Engine, delivery: Delivery, receipt: Mapping[str, Any], lease: float) -> bool:
    """A part of the message was accepted. Returns whether the sender may go on, for another `lease` seconds."""
    return _note(engine, delivery, receipt=dict(receipt), next_at=func.now() + timedelta(seconds=lease))


def note_sent(engine: Engine, delivery: Delivery, status_code: int | None, receipt: Mapping[str, Any]) -> None:
    """The receiver has it: that is true whatever happened to the message meanwhile."""
    with engine.begin() as connection:
        connection.execute(update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(sent_values(receipt, status_code)))


def note_failed(
    engine: Engine, delivery: Delivery, code: str, message: str, status_code: int | None, again: float | None
) -> None:
    """A try failed; the next one is in `again` seconds, or never without a person (None)."""
    values: dict[str, Any] = {"error_code": code, "error_message": message, "status_code": status_code}
    if again is None:
        values["state"] = "dead"
    else:
        values["next_at"] = func.now() + timedelta(seconds=again)
    _note(engine, delivery, **values)


def note_outdated(engine: Engine, delivery: Delivery) -> None:
    """What the message tells is not true any more."""
    _note(engine, delivery, **SUPERSEDED)


def put_back(engine: Engine, delivery: Delivery, code: str, message: str, again: float) -> None:
    """It could not be tried, for a reason that is not the receiver's; that is no try."""
    _note(
        engine,
        delivery,
        attempts=delivery.attempts - 1,
        error_code=code,
        error_message=message,
        next_at=func.now() + timedelta(seconds=again),
    )


def _others(session: Session, receiver: str, rows: Sequence[DeliveryRow]) -> defaultdict[UUID, list[tuple[DeliveryRow, bool]]]:
    """Everything that the receiver was or is to be told of the same dossiers, and whether it is on its way."""
    found: defaultdict[UUID, list[tuple[DeliveryRow, bool]]] = defaultdict(list)
    if rows:
        wanted = select(DeliveryRow, on_its_way()).where(
            DeliveryRow.receiver == receiver,
            DeliveryRow.event.in_((PUBLISHED, "dossier.failed")),
            DeliveryRow.dossier_id.in_({row.dossier_id for row in rows}),
        )
        for row, sending in session.execute(wanted):
            found[row.dossier_id].append((row, sending))
    return found


def _held(session: Session, rows: Sequence[DeliveryRow]) -> set[UUID]:
    waiting = [row.id for row in rows]
    found = select(DeliveryRow.id).where(DeliveryRow.id.in_(waiting), DeliveryRow.event == PUBLISHED, not_settled())
    return set(session.execute(found).scalars())


def _note(engine: Engine, delivery: Delivery, **values: Any) -> bool:
    """Changes a message that is still in this sender's hands; one whose time ran out may be in another's."""
    mine = (DeliveryRow.id == delivery.id, DeliveryRow.state == "pending", DeliveryRow.attempts == delivery.attempts)
    with engine.begin() as connection:
        return connection.execute(update(DeliveryRow).where(*mine).values(**values)).rowcount == 1
