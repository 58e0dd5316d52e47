"""What is kept of what people saw and did, in the same transaction as the thing itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from workers.database.tables import AuditRow
from workers.identity.people import User

SYSTEM = "system"


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
