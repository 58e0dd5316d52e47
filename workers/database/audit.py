"""The audit as rows: only read here, as the database itself keeps anybody from changing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from workers.database.tables import AuditRow, DossierRow, UserRow


@dataclass(frozen=True)
class Asked:
    """What rows are wanted; None and empty: all."""

    actor: str = ""
    """Name of a user, or `key:NAME`, or `system`."""
    dossier: UUID | None = None
    action: str = ""
    """An action, or its noun alone: `field` for all that begin with `field.`."""
    since: datetime | None = None
    until: datetime | None = None
    """Not this moment itself."""


@dataclass(frozen=True)
class Row:
    """Something that was seen or done."""

    id: int
    at: datetime
    actor: str
    full_name: str | None
    """Of a user."""
    action: str
    dossier: UUID | None
    label: str | None
    """What people call the dossier, while it is there."""
    record: int | None
    document: str | None
    field: str | None
    page: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    seconds: float | None


def rows(engine: Engine, asked: Asked, before: int | None, limit: int) -> list[Row]:
    """The newest ones first; `before`: older than the row of this id."""
    wanted = _select(asked).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AuditRow.id < before)
    with Session(engine) as session:
        return [_row(each) for each in session.execute(wanted)]


def every(session: Session, asked: Asked, portion: int = 2000) -> Iterator[Row]:
    """All of them, the oldest first, read a portion at a time. What is added meanwhile is left out."""
    newest = session.execute(select(func.max(AuditRow.id))).scalar_one() or 0
    wanted = _select(asked).where(AuditRow.id <= newest).order_by(AuditRow.id).limit(portion)
    last = 0
    while found := [_row(each) for each in session.execute(wanted.where(AuditRow.id > last))]:
        yield from found
        last = found[-1].id


def known(
    session: Session,
    user: UUID | None,
    actor: str,
    action: str,
    within: timedelta,
    **about: UUID | int | Mapping[str, Any] | None,
) -> bool:
    """Whether this was noted of somebody a moment ago already. `about`: columns that must be equal."""
    wanted = select(AuditRow.id).where(
        AuditRow.user_id == user if user is not None else AuditRow.actor == actor,
        AuditRow.action == action,
        AuditRow.at > func.now() - within,
        *(getattr(AuditRow, name).is_not_distinct_from(value) for name, value in about.items()),
    )
    return session.execute(wanted.limit(1)).scalar_one_or_none() is not None


def _select(asked: Asked) -> Select[AuditRow, str, str | None, str]:
    wanted = (
        select(AuditRow, UserRow.full_name, DossierRow.label, DossierRow.name)
        .outerjoin(UserRow, UserRow.id == AuditRow.user_id)
        .outerjoin(DossierRow, DossierRow.id == AuditRow.dossier_id)
    )
    if asked.actor:
        person = select(UserRow.id).where(UserRow.name == asked.actor).scalar_subquery()
        # A person's rows have an index; programs are few, and leave many rows each.
        is_program = asked.actor == "system" or ":" in asked.actor
        wanted = wanted.where(AuditRow.actor == asked.actor if is_program else AuditRow.user_id == person)
    if asked.dossier is not None:
        wanted = wanted.where(AuditRow.dossier_id == asked.dossier)
    if asked.action:
        whole = "." in asked.action
        wanted = wanted.where(
            AuditRow.action == asked.action if whole else AuditRow.action.startswith(f"{asked.action}.", autoescape=True)
        )
    if asked.since is not None:
        wanted = wanted.where(AuditRow.at >= asked.since)
    if asked.until is not None:
        wanted = wanted.where(AuditRow.at < asked.until)
    return wanted


def _row(found: Any) -> Row:
    row, full_name, title, name = found
    return Row(
        row.id,
        row.at,
        row.actor,
        full_name,
        row.action,
        row.dossier_id,
        None if name is None else title or name.rstrip("/").rpartition("/")[2],
        row.record_id,
        row.document,
        row.field,
        row.page,
        row.before,
        row.after,
        row.seconds,
    )
