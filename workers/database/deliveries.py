"""The outbox: what receivers have yet to be told."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workers.database import wake
from workers.database.tables import DeliveryRow


def enqueue(
    session: Session, receivers: Sequence[str], event: str, dossier_id: UUID, revision: int, record_id: int | None
) -> None:
    """Notes that these receivers are to be told of an event, in the transaction that makes it true; once for each."""
    if receivers:
        rows = [
            {"receiver": each, "event": event, "dossier_id": dossier_id, "revision": revision, "record_id": record_id}
            for each in receivers
        ]
        session.execute(insert(DeliveryRow).values(rows).on_conflict_do_nothing())
        wake(session, "deliver")
