"""What is kept of what people saw and did, in the same transaction as the thing itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.orm import Session

from workers.database.audit import known
from workers.database.tables import AuditRow
from workers.identity.people import User

SYSTEM = "system"

AGAIN = timedelta(minutes=5)
"""After which looking at the same thing again is another look."""


def note(
    transaction: Connection | Session,
    user: User | str,
    action: str,
    *,
    dossier: UUID | None = None,
    record: int | None = None,
    document: str | None = None,
    field: str | None = None,
    page: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    seconds: float | None = None,
) -> None:
    """Adds a row.

    `user` is a person, or the name of a program: `key:portal`, `system`. `action`: a noun and what happened to it. `document`
    is its type and pages; `before` and `after` are what changed, from what to what; `seconds` is how long it took.
    """
    transaction.execute(
        insert(AuditRow).values(
            user_id=user.id if isinstance(user, User) else None,
            actor=user.name if isinstance(user, User) else user,
            action=action,
            dossier_id=dossier,
            record_id=record,
            document=document,
            field=field,
            page=page,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            seconds=seconds,
        )
    )


def note_seen(
    engine: Engine,
    user: User | str,
    action: str,
    *,
    dossier: UUID | None = None,
    record: int | None = None,
    page: int | None = None,
    after: Mapping[str, Any] | None = None,
    within: timedelta = AGAIN,
) -> None:
    """Notes that something is shown, before it is; once for those who look at it again a moment later."""
    number, actor = (user.id, user.name) if isinstance(user, User) else (None, user)
    with Session(engine) as session, session.begin():
        if not known(session, number, actor, action, within, dossier_id=dossier, record_id=record, page=page, after=after):
            note(session, user, action, dossier=dossier, record=record, page=page, after=after)
