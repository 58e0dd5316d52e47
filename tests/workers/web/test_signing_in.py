"""Who comes in, by which door, and who does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.workers.people import PASSWORD, person, session_of, sign_in
from workers.database.tables import AuditRow, SessionRow, UserRow
from workers.identity import ROLES, User, passwords
from workers.identity.first import ensure_first, place
from workers.identity.sessions import IDLE, TRIES, prune, token_of
from workers.service import Service
from workers.web import create_app
from workers.web.gate import COOKIE, OPEN, OWN, roles_of
from workers.web.rooms import ROOMS

pytestmark = pytest.mark.stack

OURS = {"Sec-Fetch-Site": "same-origin"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def app(service: Service) -> FastAPI:
    return create_app(service)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=PAGE) as client:
        yield client


@pytest.fixture(scope="module")
def user(service: Service) -> User:
    return person(service, "reviewer", password=PASSWORD)


def enter(browser: TestClient, name: str, password: str = PASSWORD, back: str = "/") -> int:
    data = {"name": name, "password": password, "back": back}
    return int(browser.post("/sign-in", data=data, headers=OURS).status_code)


def test_without_a_session_every_page_asks_to_sign_in(browser: TestClient) -> None:
    answer = browser.get("/dossiers?q=a&p=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?back=%2Fdossiers%3Fq%3Da%26p%3D2"
    told = browser.get("/review/x/state", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (401, "signed-out")
    assert browser.post("/review/claim", json={}, headers=OURS).status_code == 401


def test_nobody_declared_an_address_that_nobody_guards(app: FastAPI) -> None:
    """A new room is closed to everybody until it says whom it is for."""
    guarded = [route for route in app.routes if isinstance(route, APIRoute) and not route.path.startswith(OPEN)]
    assert len(guarded) > 15
    for route in guarded:
        path = re.sub(r"\{[^}]*\}", "x", route.path)
        assert all(roles_of(method, path) for method in route.methods or ()), route.path


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_rooms_and_no_others(app: FastAPI, service: Service, role: str) -> None:
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as browser:
        sign_in(browser, service, role)
        for route in app.routes:
            if not isinstance(route, APIRoute) or route.path.startswith((*OPEN, *OWN)):
                continue
            path = re.sub(r"\{[^}]*\}", str(uuid4()), route.path)
            for method in route.methods or ():
                refused = browser.request(method, path, headers=OURS).status_code == 403
                # Within a room an address may be for fewer people than the room itself.
                if role not in roles_of(method, path) or (method, route.path) in {("GET", room.address) for room in ROOMS}:
                    assert refused != (role in roles_of(method, path)), (method, route.path)


def test_signing_in_and_out(browser: TestClient, service: Service, user: User) -> None:
    browser.cookies.set(COOKIE, "chosen by somebody else", domain="127.0.0.1")
    assert enter(browser, f" {user.name.upper()} ", back="/me?x=1") == 303
    cookie = browser.cookies[COOKIE]
    assert cookie != "chosen by somebody else"
    assert user.full_name in browser.get("/me").text
    with Session(service.engine) as session:
        assert not session.execute(select(SessionRow).where(SessionRow.digest == cookie)).all()
    token = {"X-Token": token_of(cookie)}
    answer = browser.post("/sign-out", headers={**OURS, **token})
    assert answer.headers["clear-site-data"] == '"storage"'
    browser.cookies.clear()
    browser.cookies.set(COOKIE, cookie)
    assert browser.get("/me").status_code == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: TestClient, user: User) -> None:
    answer = browser.post("/sign-in", data={"name": user.name, "password": PASSWORD}, headers=OURS)
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told
    safe = TestClient(browser.app, base_url="https://127.0.0.1", follow_redirects=False)
    told = safe.post("/sign-in", data={"name": user.name, "password": PASSWORD}, headers=OURS).headers["set-cookie"]
    assert told.startswith("__Host-hoso=")
    assert "secure" in told.lower()


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\nb"])
def test_signing_in_leads_to_no_other_site(browser: TestClient, user: User, back: str) -> None:
    answer = browser.post("/sign-in", data={"name": user.name, "password": PASSWORD, "back": back}, headers=OURS)
    assert answer.headers["location"] == "/"


def test_what_was_wrong_is_not_told(browser: TestClient, service: Service, user: User) -> None:
    without = person(service, "reviewer")
    answers = [
        browser.post("/sign-in", data={"name": name, "password": password}, headers=OURS)
        for name, password in ((user.name, "không phải mật khẩu"), ("nobody", PASSWORD), (without.name, "gì cũng được"))
    ]
    assert {each.status_code for each in answers} == {401}
    pages = {re.sub(r' name="name" value="[^"]*"', "", each.text) for each in answers}
    assert len(pages) == 1


def test_too_many_wrong_passwords_lock_the_name_for_a_while(browser: TestClient, service: Service) -> None:
    locked = person(service, "reviewer", password=PASSWORD)
    for _ in range(TRIES):
        assert enter(browser, locked.name, "sai rồi sai nữa") == 401
    assert enter(browser, locked.name) == 401
    with Session(service.engine) as session, session.begin():
        row = session.get_one(UserRow, locked.id)
        assert row.locked_until is not None
        session.execute(update(UserRow).where(UserRow.id == locked.id).values(locked_until=func.now() - timedelta(seconds=1)))
    assert enter(browser, locked.name, "lại sai thêm lần nữa") == 401
    with Session(service.engine) as session, session.begin():
        row = session.get_one(UserRow, locked.id)
        first = session.execute(select(func.now())).scalar_one()
        assert row.locked_until is not None
        assert row.locked_until - first > timedelta(seconds=90), "each lock is longer than the one before"
        row.locked_until = None
    assert enter(browser, locked.name) == 303


def test_a_form_without_its_token_changes_nothing(browser: TestClient, service: Service, user: User) -> None:
    cookie, other = session_of(service, user.id), session_of(service, user.id)
    browser.cookies.set(COOKIE, cookie)
    for headers, data in (
        (OURS, {}),
        (OURS, {"token": token_of(other)}),
        ({**OURS, "X-Token": ""}, {"token": token_of(cookie)}),
        ({"Sec-Fetch-Site": "cross-site"}, {"token": token_of(cookie)}),
        ({"Origin": "http://evil.example"}, {"token": token_of(cookie)}),
        ({}, {"token": token_of(cookie)}),
    ):
        assert browser.post("/sign-out", data=data, headers=headers).status_code == 403, (headers, data)
    assert browser.get("/me").status_code == 200
    assert browser.post("/sign-out", data={"token": token_of(cookie)}, headers=OURS).status_code == 303


def test_who_is_disabled_is_out_at_once(browser: TestClient, service: Service) -> None:
    gone = sign_in(browser, service, "reviewer")
    assert browser.get("/me").status_code == 200
    with Session(service.engine) as session, session.begin():
        session.get_one(UserRow, gone.id).disabled_at = func.now()
    assert browser.get("/me").status_code == 303


def test_sessions_end_when_nobody_was_seen(browser: TestClient, service: Service) -> None:
    sign_in(browser, service, "reviewer")
    assert browser.get("/me").status_code == 200
    with service.engine.begin() as connection:
        connection.execute(update(SessionRow).values(seen_at=func.now() - IDLE))
    assert browser.get("/me").status_code == 303
    assert prune(service.engine) > 0


def test_a_password_is_changed_and_ends_other_sessions(browser: TestClient, service: Service) -> None:
    mine = person(service, "reviewer", password=PASSWORD)
    elsewhere = session_of(service, mine.id)
    with Session(service.engine) as session, session.begin():
        session.get_one(UserRow, mine.id).must_change = True
    assert enter(browser, mine.name) == 303
    assert browser.get("/").headers["location"] == "/password"

    def change(before: str, after: str, again: str | None = None) -> int:
        data = {"before": before, "after": after, "again": after if again is None else again}
        token = token_of(browser.cookies[COOKIE])
        return int(browser.post("/password", data=data, headers={**OURS, "X-Token": token}).status_code)

    new = "gió mùa đông bắc về"
    for before, after, again in (
        ("không đúng", new, new),
        (PASSWORD, new, "khác"),
        (PASSWORD, "ngắn quá", "ngắn quá"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, "password123456", "password123456"),
        (PASSWORD, f"{mine.name}{mine.name}", f"{mine.name}{mine.name}"),
    ):
        assert change(before, after, again) == 422
    assert change(PASSWORD, new) == 303
    assert browser.get("/").status_code == 200
    browser.cookies.clear()
    browser.cookies.set(COOKIE, elsewhere)
    assert browser.get("/").status_code == 303
    browser.cookies.clear()
    assert enter(browser, mine.name) == 401
    assert enter(browser, mine.name, new) == 303


def test_the_first_user_is_made_once_and_its_file_goes(app: FastAPI, service: Service) -> None:
    from tests.workers.alone import alone

    with alone(service) as other:
        folder = service.settings.work_dir / "first"
        password = ensure_first(other.engine, folder)
        assert password is not None
        assert ensure_first(other.engine, folder) == password
        assert place(folder).stat().st_mode & 0o777 == 0o600
        changed = Service(other.settings.with_changes(work_dir=folder), other.engine, other.storage, other.queues)
        with TestClient(create_app(changed), base_url="http://127.0.0.1", follow_redirects=False, headers=PAGE) as browser:
            assert str(place(folder)) in browser.get("/sign-in").text
            assert enter(browser, "admin", password) == 303
            token = token_of(browser.cookies[COOKIE])
            data = {"before": password, "after": PASSWORD, "again": PASSWORD, "token": token}
            assert browser.post("/password", data=data, headers=OURS).status_code == 303
            assert browser.get("/").status_code == 200
        assert not place(folder).exists()
        assert ensure_first(other.engine, folder) is None


def test_who_came_in_is_in_the_audit(browser: TestClient, service: Service) -> None:
    told = person(service, "reviewer", password=PASSWORD)
    enter(browser, told.name, "không phải thế")
    enter(browser, told.name)
    with Session(service.engine) as session:
        rows = session.execute(select(AuditRow.action).where(AuditRow.user_id == told.id).order_by(AuditRow.id)).scalars().all()
    assert rows == ["session.refused", "session.opened"]


def test_a_password_is_the_same_whatever_keyboard_typed_it() -> None:
    stored = passwords.kept("ti\u1ebfng Vi\u1ec7t c\u00f3 d\u1ea5u")
    assert passwords.right(stored, "tie\u0302\u0301ng Vie\u0323\u0302t co\u0301 da\u0302\u0301u")
    assert not passwords.right(stored, "tieng Viet co dau")
    assert not passwords.right(None, "")
    assert not passwords.right("no hash", "no hash")
