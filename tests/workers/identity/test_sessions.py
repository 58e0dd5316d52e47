"""What holds up whoever tries names and passwords, and how the first of all comes in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.workers.alone import alone
from tests.workers.people import PASSWORD, person, session_of
from workers.database import users
from workers.database.tables import AuditRow, SessionRow
from workers.identity import accounts, passwords, sessions
from workers.identity.first import FIRST, ensure_first, place
from workers.identity.sessions import TRIES_OF_ADDRESS, sign_in
from workers.service import Service
from workers.web.frame import Frame
from workers.web.gate import COOKIE, Gate, not_refused
from workers.web.signing_in import add_signing_in

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        yield other


def test_an_address_that_tries_many_names_must_wait(mine: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = person(mine, "reviewer", password=PASSWORD)
    here, elsewhere = "192.0.2.7", "192.0.2.8"
    for number in range(TRIES_OF_ADDRESS):
        assert sign_in(mine.engine, f"nobody-{number}", "đoán mò thôi", here) == "wrong"
    assert sign_in(mine.engine, somebody.name, PASSWORD, here) == "locked"
    assert sessions.look_up(mine.engine, sign_in(mine.engine, somebody.name, PASSWORD, elsewhere)) is not None
    with Session(mine.engine) as session:
        latest = select(AuditRow.after).where(AuditRow.user_id == somebody.id, AuditRow.action == "session.refused")
        assert session.execute(latest).scalars().all() == [{"why": "locked", "address": here}]
    monkeypatch.setattr(sessions, "_wait", lambda _: timedelta())
    assert sessions.look_up(mine.engine, sign_in(mine.engine, somebody.name, PASSWORD, here)) is not None, "the wait is over"


def test_a_name_that_is_nobodys_costs_the_same_work(mine: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody, disabled = person(mine, "reviewer", password=PASSWORD), person(mine, "reviewer", password=PASSWORD)
    elsewhere = person(mine, "reviewer")
    accounts.disable(mine.engine, "system", disabled.id)
    looked_at: list[bool] = []
    verify = passwords._HASHER.verify

    def counted(kept: str, password: str) -> bool:
        looked_at.append(True)
        return bool(verify(kept, password))

    monkeypatch.setattr(passwords, "_HASHER", SimpleNamespace(verify=counted))
    for name in (somebody.name, disabled.name, elsewhere.name, "nobody"):
        looked_at.clear()
        assert sign_in(mine.engine, name, "đoán mò thôi") == "wrong"
        assert looked_at == [True], name


def test_who_signs_in_again_has_one_session(mine: Service) -> None:
    user = person(mine, "reviewer", password=PASSWORD)
    app = FastAPI(dependencies=[Depends(not_refused)])
    app.add_middleware(Gate, service=mine)
    add_signing_in(app, mine, Frame(mine))
    ours = {"Sec-Fetch-Site": "same-origin"}
    browser = TestClient(app, base_url="http://127.0.0.1", headers=ours, follow_redirects=False)
    form = {"name": user.name, "password": PASSWORD}
    assert browser.post("/sign-in", data=form).status_code == 303
    first = browser.cookies[COOKIE]
    assert browser.post("/sign-in", data=form).status_code == 303, "from a page that was open before"
    assert browser.cookies[COOKIE] != first
    assert sessions.look_up(mine.engine, first) is None
    assert sessions.look_up(mine.engine, browser.cookies[COOKIE]) is not None


def test_each_wait_is_longer_up_to_an_end() -> None:
    waits = [sessions._wait(number) for number in range(12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[1], waits[-1]) == (sessions.FIRST_LOCK, 2 * sessions.FIRST_LOCK, sessions.LONGEST_LOCK)


@pytest.mark.parametrize("column", ["seen_at", "created_at"])
def test_a_session_ends_when_the_settings_say_so(mine: Service, column: str) -> None:
    settings = mine.settings.with_changes(session_idle_minutes=30, session_hours=1)
    cookie = session_of(mine, person(mine, "reviewer").id)
    app = FastAPI()
    app.add_middleware(Gate, service=replace(mine, settings=settings))
    browser = TestClient(app, base_url="http://127.0.0.1", cookies={COOKIE: cookie})

    def back(minutes: float) -> int:
        ago = func.now() - timedelta(minutes=minutes)
        with mine.engine.begin() as connection:
            connection.execute(update(SessionRow).values({"seen_at": func.now(), "created_at": func.now(), column: ago}))
        return browser.get("/me").status_code

    limit = {"seen_at": 30, "created_at": 60}[column]
    assert back(limit - 1) == 404, "there is no such page here; but somebody asked"
    assert back(limit + 1) == 401
    sessions.prune(mine.engine, timedelta(minutes=30))
    with Session(mine.engine) as session:
        left = session.execute(select(func.count()).select_from(SessionRow)).scalar_one()
    assert (left == 0) == (column == "seen_at")


def test_the_first_of_all_comes_in_with_a_password_from_a_file(service: Service, tmp_path: Path) -> None:
    with alone(service) as other:
        with ThreadPoolExecutor(4) as several:
            told = set(several.map(lambda _: ensure_first(other.engine, tmp_path), range(4)))
        (password,) = told
        assert password is not None
        assert place(tmp_path).read_text() == f"{password}\n"
        assert place(tmp_path).stat().st_mode & 0o777 == 0o600
        signed_in = sessions.look_up(other.engine, sign_in(other.engine, FIRST, password))
        assert signed_in is not None
        assert signed_in.must_change
        sessions.change_password(other.engine, signed_in.user, password, PASSWORD)
        assert ensure_first(other.engine, tmp_path) is None
        assert not place(tmp_path).exists()


def test_where_there_is_somebody_nobody_is_added(service: Service, tmp_path: Path) -> None:
    with alone(service) as other:
        person(other, "admin")
        assert ensure_first(other.engine, tmp_path) is None
        assert len(users.listed(other.engine)) == 1
        with Session(other.engine) as session:
            assert session.execute(select(func.count(AuditRow.id))).scalar_one() == 0
