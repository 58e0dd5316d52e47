"""Who comes from an OpenID provider: found by subject, or the first time by the name that an admin entered for them."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from workers.database import users
from workers.database.tables import UserRow
from workers.identity.audit import SYSTEM, note
from workers.identity.openid import Known
from workers.identity.people import ROLES
from workers.identity.sessions import REFUSED, opened, user_of


def enter(engine: Engine, known: Known) -> str | None:
    """The cookie of a new session; None for somebody whom no admin added, or who is disabled, or may do nothing."""
    with Session(engine) as session, session.begin():
        if known.roles is not None:
            # Before any other row, as everybody does who changes roles.
            users.admins(session)
        row = _row(session, known)
        if row is None or row.disabled_at is not None or known.roles == ():
            note(session, SYSTEM if row is None else user_of(row), REFUSED, after={"why": "openid"})
            return None
        if known.roles is not None:
            _give(session, row, known.roles)
        return opened(session, row)


def _row(session: Session, known: Known) -> UserRow | None:
    same = select(UserRow).where(UserRow.subject == known.subject).with_for_update()
    row = session.execute(same).scalar_one_or_none()
    if row is not None or known.name is None:
        return row
    row = users.held(session, known.name.strip().casefold())
    # Somebody with a password is never taken over by a name, nor is somebody whom the provider knows already.
    if row is None or row.password is not None or row.subject is not None:
        return None
    row.subject = known.subject
    note(session, user_of(row), "user.bound")
    return row


def _give(session: Session, row: UserRow, roles: tuple[str, ...]) -> None:
    wanted = set(roles)
    if "admin" in row.roles and "admin" not in wanted and users.admins(session) == 1:
        wanted.add("admin")
    before, row.roles = list(row.roles), [each for each in ROLES if each in wanted]
    if before != row.roles:
        about = {"name": row.name}
        note(session, SYSTEM, "user.roles-changed", before={**about, "roles": before}, after={**about, "roles": row.roles})
