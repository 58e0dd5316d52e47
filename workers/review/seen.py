"""Who saw which dossier: noted once for everybody who opens it, not for every look at a page that stays open."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from workers.database.tables import AuditRow
from workers.identity import User
from workers.identity.audit import note

SEEN = "dossier.seen"
AGAIN = timedelta(minutes=30)
"""After which looking again is another look."""


def note_seen(engine: Engine, user: User, dossier: UUID, record: int | None) -> None:
    """Notes that somebody saw what is read of a dossier, before it is shown to them."""
    since = func.now() - AGAIN
    with Session(engine) as session, session.begin():
        known = select(AuditRow.id).where(
            AuditRow.dossier_id == dossier,
            AuditRow.user_id == user.id,
            AuditRow.action == SEEN,
            AuditRow.record_id == record,
            AuditRow.at > since,
        )
        if session.execute(known.limit(1)).scalar_one_or_none() is None:
            note(session, user, SEEN, dossier=dossier, record=record)
