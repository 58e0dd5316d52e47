"""Who has an account, and what they may do: everything that an admin changes about people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Engine, func
from sqlalchemy.orm import Session

from workers.database import users
from workers.database.tables import UserRow
from workers.identity import passwords
from workers.identity.audit import note
from workers.identity.people import ROLES, User
from workers.identity.sessions import end_all

Refusal = Literal["name", "full-name", "roles", "taken", "unknown", "last-admin", "elsewhere"]
"""Why nothing was changed: a name, a full name or roles that cannot be; a name that somebody has; nobody of this id; the last
admin, without whom nobody could let others in; a password for somebody who signs in elsewhere."""

MOST_NAME = 100
"""Letters of a full name."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
"""What people sign in with: letters that every keyboard has; an address of mail is one too."""


@dataclass(frozen=True)
class Made:
    """A new account, or one whose password was set anew."""

    id: UUID
    password: str | None
    """For one sign-in, after which another must be chosen; None for who signs in elsewhere."""


class _Refused(Exception):
    """Takes a transaction back."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why: Refusal = why


def add(
    engine: Engine, by: User | str, name: str, full_name: str, roles: Collection[str], *, elsewhere: bool = False
) -> Made | Refusal:
    """Adds somebody. `elsewhere`: without a password here; the OpenID provider knows them by `name` when they first sign in."""
    name, full_name = name.strip().casefold(), " ".join(full_name.split())
    if not _NAME.fullmatch(name):
        return "name"
    if not full_name or len(full_name) > MOST_NAME or not full_name.isprintable():
        return "full-name"
    if not _are_roles(roles):
        return "roles"
    password = None if elsewhere else passwords.made()
    kept = None if password is None else passwords.kept(password)
    with Session(engine) as session, session.begin():
        number = users.add(session, name, full_name, _sorted(roles), password=kept, must_change=not elsewhere)
        if number is None:
            return "taken"
        note(session, by, "user.added", after={"name": name, "roles": _sorted(roles)})
    return Made(number, password)


def give_roles(engine: Engine, by: User | str, user: UUID, roles: Collection[str]) -> Refusal | None:
    """Lets somebody do other things from their next request on."""
    if not _are_roles(roles):
        return "roles"
    try:
        with _held(engine, user) as (session, row):
            _keep_an_admin(session, row, roles)
            before, row.roles = list(row.roles), _sorted(roles)
            if before != row.roles:
                note(session, by, "user.roles-changed", before=_about(row, roles=before), after=_about(row, roles=row.roles))
    except _Refused as refused:
        return refused.why
    return None


def disable(engine: Engine, by: User | str, user: UUID) -> Refusal | None:
    """Lets somebody in no more; what they have open ends at once."""
    try:
        with _held(engine, user) as (session, row):
            if row.disabled_at is None:
                _keep_an_admin(session, row, ())
                row.disabled_at = func.now()
                end_all(session, user)
                note(session, by, "user.disabled", after=_about(row))
    except _Refused as refused:
        return refused.why
    return None


def enable(engine: Engine, by: User | str, user: UUID) -> Refusal | None:
    """Lets somebody in again, with the password that they had."""
    try:
        with _held(engine, user) as (session, row):
            if row.disabled_at is not None:
                row.disabled_at, row.locked_until, row.failures = None, None, 0
                note(session, by, "user.enabled", after=_about(row))
    except _Refused as refused:
        return refused.why
    return None


def reset_password(engine: Engine, by: User | str, user: UUID) -> Made | Refusal:
    """A new password for one sign-in. What they have open ends, and a lock is lifted."""
    password = passwords.made()
    try:
        with _held(engine, user) as (session, row):
            if row.password is None:
                raise _Refused("elsewhere")
            row.password, row.must_change = passwords.kept(password), True
            row.locked_until, row.failures = None, 0
            end_all(session, user)
            note(session, by, "user.password-reset", after=_about(row))
    except _Refused as refused:
        return refused.why
    return Made(user, password)


@contextmanager
def _held(engine: Engine, user: UUID) -> Iterator[tuple[Session, UserRow]]:
    """The row of somebody, in a transaction. Raises `_Refused`."""
    with Session(engine) as session, session.begin():
        # Admins first: two of them who change one another at once take turns.
        users.admins(session)
        row = session.get(UserRow, user, with_for_update=True)
        if row is None:
            raise _Refused("unknown")
        yield session, row


def _keep_an_admin(session: Session, row: UserRow, roles: Collection[str]) -> None:
    if "admin" in row.roles and "admin" not in roles and row.disabled_at is None and users.admins(session) == 1:
        raise _Refused("last-admin")


def _are_roles(roles: Collection[str]) -> bool:
    return bool(roles) and set(roles) <= set(ROLES)


def _sorted(roles: Collection[str]) -> list[str]:
    return [each for each in ROLES if each in roles]


def _about(row: UserRow, **values: object) -> dict[str, object]:
    return {"name": row.name, **values}
