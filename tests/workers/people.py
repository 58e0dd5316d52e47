"""People for tests, signed in without their pages."""

from __future__ import annotations

from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from workers.database import users
from workers.database.tables import UserRow
from workers.identity import ROLES, User, passwords
from workers.identity.sessions import opened, token_of
from workers.service import Service
from workers.web.gate import COOKIE

PASSWORD = "thuyền về bến lúc chiều"


def person(service: Service, *roles: str, name: str = "", password: str | None = None) -> User:
    """Somebody who has these roles."""
    name = name or f"user-{uuid4().hex[:8]}"
    kept = passwords.kept(password) if password else None
    with Session(service.engine) as session, session.begin():
        number = users.add(session, name, f"Người {name}", roles, password=kept, must_change=False)
    assert number is not None
    return User(number, name, f"Người {name}", roles)


def session_of(service: Service, user: UUID) -> str:
    """The cookie of a browser in which this person is signed in."""
    with Session(service.engine) as session, session.begin():
        return opened(session, session.get_one(UserRow, user))


def sign_in(browser: TestClient, service: Service, *roles: str) -> User:
    """Signs somebody with these roles in, all roles if none is named; what the browser posts carries their token."""
    user = person(service, *(roles or ROLES))
    cookie = session_of(service, user.id)
    browser.cookies.set(COOKIE, cookie)
    browser.headers["X-Token"] = token_of(cookie)
    return user
