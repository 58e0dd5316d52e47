"""Signing in, and the browsers in which people are signed in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from workers.database import users
from workers.database.tables import AuditRow, SessionRow, UserRow
from workers.identity import passwords
from workers.identity.audit import SYSTEM, note
from workers.identity.people import User

IDLE = timedelta(hours=8)
"""A working day: who was not seen for so long signs in again."""
LONGEST = timedelta(days=3)
"""After which everybody signs in again, whatever the settings say."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when somebody was seen last."""

TRIES = 5
"""Wrong passwords in a row until a name is locked."""
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
TRIES_OF_ADDRESS = 30
"""Refusals of one address within `OF_ADDRESS` until it must wait: an office may share it, so more than of one name."""
OF_ADDRESS = timedelta(hours=1)

REFUSED = "session.refused"
Refusal = Literal["wrong", "locked"]


@dataclass(frozen=True)
class SignedIn:
    """Somebody in a browser."""

    user: User
    must_change: bool
    token: str
    """What their forms carry, so that no other site can send them (a double-submitted HMAC of the session)."""

    def holds(self, given: str) -> bool:
        """Whether this is the token, in constant time."""
        return hmac.compare_digest(given.encode(), self.token.encode())


def sign_in(engine: Engine, name: str, password: str, address: str = "") -> str | Refusal:
    """A new session's cookie, or why not. Nothing tells whether there is somebody of this name.

    `address`: where they sit; many wrong tries from there hold up all further ones, whatever their names.
    """
    with Session(engine) as session, session.begin():
        held_up = bool(address) and _is_held_up(session, address)
        row = users.held(session, name.strip().casefold())
        now = session.execute(select(func.now())).scalar_one()
        locked = row is not None and row.locked_until is not None and row.locked_until > now
        # The password is looked at in every case, so that all answers take the same time.
        good = passwords.right(row.password if row is not None else None, password)
        whose = SYSTEM if row is None else user_of(row)
        if held_up or locked:
            note(session, whose, REFUSED, after={"why": "locked", "address": address})
            return "locked"
        if row is None or row.disabled_at is not None or row.password is None:
            note(session, whose, REFUSED, after={"why": "unknown", "address": address})
            return "wrong"
        if not good:
            row.failures += 1
            if row.failures >= TRIES:
                row.locked_until = now + _wait(row.failures - TRIES)
            note(session, whose, REFUSED, after={"why": "password", "address": address})
            return "wrong"
        row.failures, row.locked_until = 0, None
        if passwords.outdated(row.password):
            row.password = passwords.kept(password)
        return opened(session, row)


def opened(session: Session, row: UserRow) -> str:
    """The cookie of a new session of this person."""
    cookie = secrets.token_urlsafe(32)
    session.add(SessionRow(digest=_digest(cookie), user_id=row.id, expires_at=func.now() + LONGEST))
    note(session, user_of(row), "session.opened")
    return cookie


def look_up(engine: Engine, cookie: str, idle: timedelta = IDLE, longest: timedelta = LONGEST) -> SignedIn | None:
    """Who is signed in with this cookie; None for nobody, or who was not seen for `idle`, or came in before `longest`."""
    digest = _digest(cookie)
    wanted = (
        select(SessionRow.seen_at, UserRow, func.now())
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(
            SessionRow.digest == digest,
            SessionRow.expires_at > func.now(),
            SessionRow.created_at > func.now() - longest,
            SessionRow.seen_at > func.now() - idle,
            UserRow.disabled_at.is_(None),
        )
    )
    with Session(engine) as session, session.begin():
        found = session.execute(wanted).one_or_none()
        if found is None:
            return None
        seen, row, now = found
        if now - seen > SEEN_EVERY:
            session.execute(update(SessionRow).where(SessionRow.digest == digest).values(seen_at=func.now()))
        return SignedIn(user_of(row), row.must_change, token_of(cookie))


def sign_out(engine: Engine, cookie: str, user: User) -> None:
    """Ends a session."""
    with Session(engine) as session, session.begin():
        session.execute(delete(SessionRow).where(SessionRow.digest == _digest(cookie)))
        note(session, user, "session.closed")


def end_all(session: Session, user: UUID) -> None:
    """Ends all sessions of somebody."""
    session.execute(delete(SessionRow).where(SessionRow.user_id == user))


def change_password(engine: Engine, user: User, before: str, after: str) -> str | Literal["wrong"] | passwords.Weakness:
    """A new session's cookie; all others of this person end. Or why the new password is not taken."""
    with Session(engine) as session, session.begin():
        row = session.get_one(UserRow, user.id, with_for_update=True)
        if not passwords.right(row.password, before):
            return "wrong"
        if before == after:
            return "common"
        if weak := passwords.weakness(after, row.name, *row.full_name.split()):
            return weak
        row.password, row.must_change = passwords.kept(after), False
        end_all(session, row.id)
        note(session, user, "password.changed")
        return opened(session, row)


def prune(engine: Engine, idle: timedelta = IDLE) -> int:
    """Removes sessions that are over; returns how many."""
    over = (SessionRow.expires_at < func.now()) | (SessionRow.seen_at < func.now() - idle)
    with engine.begin() as connection:
        return connection.execute(delete(SessionRow).where(over)).rowcount


def token_of(cookie: str) -> str:
    """What forms of this session carry."""
    return hmac.new(cookie.encode(), b"form", hashlib.sha256).hexdigest()


def _is_held_up(session: Session, address: str) -> bool:
    """Whether so many tries of this address were wrong that it must wait, the longer the more there were."""
    # What was refused for being held up does not count: whoever waits is let in again.
    wrong = (
        select(func.count(), func.max(AuditRow.at), func.now())
        .where(AuditRow.at > func.now() - OF_ADDRESS, AuditRow.action == REFUSED)
        .where(AuditRow.after["address"].astext == address, AuditRow.after["why"].astext != "locked")
    )
    number, latest, now = session.execute(wrong).one()
    return number >= TRIES_OF_ADDRESS and latest is not None and now < latest + _wait(number - TRIES_OF_ADDRESS)


def _wait(times: int) -> timedelta:
    longer: timedelta = FIRST_LOCK * 2 ** min(times, 10)
    return min(longer, LONGEST_LOCK)


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def user_of(row: UserRow) -> User:
    """Whose row this is."""
    return User(row.id, row.name, row.full_name, tuple(row.roles), row.language)
