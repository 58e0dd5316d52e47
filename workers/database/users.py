"""People as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workers.database.tables import Language, SessionRow, UserRow


@dataclass(frozen=True)
class Person:
    """A row of `users`, without its password."""

    id: UUID
    name: str
    full_name: str
    roles: tuple[str, ...]
    language: Language
    must_change: bool
    locked_until: datetime | None
    disabled_at: datetime | None
    created_at: datetime
    seen_at: datetime | None
    elsewhere: bool
    """Signed in by an OpenID provider."""


def add(
    session: Session,
    name: str,
    full_name: str,
    roles: Sequence[str],
    *,
    password: str | None = None,
    must_change: bool = True,
    subject: str | None = None,
) -> UUID | None:
    """Adds somebody; `password` as it is kept. None, and nothing changes, when the name is taken."""
    return session.execute(
        insert(UserRow)
        .values(name=name, full_name=full_name, roles=list(roles), password=password, must_change=must_change, subject=subject)
        .on_conflict_do_nothing()
        .returning(UserRow.id)
    ).scalar_one_or_none()


def listed(engine: Engine) -> list[Person]:
    """Everybody, by name."""
    with Session(engine) as session:
        return [_person(row, seen) for row, seen in session.execute(_select().order_by(UserRow.name))]


def by_id(engine: Engine, user: UUID) -> Person | None:
    """One of them."""
    with Session(engine) as session:
        found = session.execute(_select().where(UserRow.id == user)).one_or_none()
        return None if found is None else _person(*found)


def held(session: Session, name: str) -> UserRow | None:
    """The row of somebody by the name that they sign in with, locked until the transaction ends."""
    return session.execute(select(UserRow).where(UserRow.name == name).with_for_update()).scalar_one_or_none()


def admins(session: Session) -> int:
    """How many may change users, and are not disabled. Their rows are locked: two cannot take each other's role at once."""
    rows = session.execute(
        select(UserRow.id).where(UserRow.roles.contains(["admin"]), UserRow.disabled_at.is_(None)).with_for_update()
    )
    return len(rows.scalars().all())


def some(engine: Engine) -> bool:
    """Whether there is anybody at all."""
    with engine.connect() as connection:
        return connection.execute(select(UserRow.id).limit(1)).scalar_one_or_none() is not None


def _select() -> Select[UserRow, datetime]:
    seen = select(func.max(SessionRow.seen_at)).where(SessionRow.user_id == UserRow.id).scalar_subquery()
    return select(UserRow, seen)


def _person(row: UserRow, seen: datetime | None) -> Person:
    return Person(
        row.id,
        row.name,
        row.full_name,
        tuple(row.roles),
        row.language,
        row.must_change,
        row.locked_until,
        row.disabled_at,
        row.created_at,
        seen,
        row.subject is not None,
    )
