"""What an admin changes about people, and what nobody may change."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.workers.alone import alone
from tests.workers.people import person, session_of
from workers.database import users
from workers.database.tables import AuditRow, UserRow
from workers.identity import User, accounts, sessions
from workers.identity.accounts import Made
from workers.service import Service

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    """With nobody in it but those of these tests, so that it is known who is the last admin."""
    with alone(service) as other:
        yield other


@pytest.fixture
def admin(mine: Service) -> Iterator[User]:
    made = person(mine, "admin")
    yield made
    with mine.engine.begin() as connection:
        connection.execute(text("UPDATE users SET roles = '{auditor}'"))


def test_somebody_is_added_with_a_password_for_one_sign_in(mine: Service, admin: User) -> None:
    made = accounts.add(mine.engine, admin, " Lan.Anh ", "Trần  Thị Lan Anh", ["reviewer", "operator", "reviewer"])
    assert isinstance(made, Made)
    assert made.password is not None
    found = users.by_id(mine.engine, made.id)
    assert found is not None
    assert (found.name, found.full_name, found.roles) == ("lan.anh", "Trần Thị Lan Anh", ("operator", "reviewer"))
    signed_in = sessions.look_up(mine.engine, sessions.sign_in(mine.engine, "LAN.ANH", made.password))
    assert signed_in is not None
    assert signed_in.must_change
    assert accounts.add(mine.engine, admin, "lan.anh", "Người khác", ["auditor"]) == "taken"


@pytest.mark.parametrize(
    ("name", "full_name", "roles", "why"),
    [
        ("", "Ai đó", ["admin"], "name"),
        ("có dấu", "Ai đó", ["admin"], "name"),
        ("key:x", "Ai đó", ["admin"], "name"),
        ("x" * 65, "Ai đó", ["admin"], "name"),
        ("ai.do", "  ", ["admin"], "full-name"),
        ("ai.do", "a\x00b", ["admin"], "full-name"),
        ("ai.do", "Ai đó", [], "roles"),
        ("ai.do", "Ai đó", ["admin", "root"], "roles"),
    ],
)
def test_what_cannot_be_is_refused(mine: Service, admin: User, name: str, full_name: str, roles: list[str], why: str) -> None:
    before = len(users.listed(mine.engine))
    assert accounts.add(mine.engine, admin, name, full_name, roles) == why
    assert len(users.listed(mine.engine)) == before


def test_who_is_disabled_is_out_at_once_and_may_come_back(mine: Service, admin: User) -> None:
    somebody = person(mine, "reviewer")
    cookie = session_of(mine, somebody.id)
    assert sessions.look_up(mine.engine, cookie) is not None
    assert accounts.disable(mine.engine, admin, somebody.id) is None
    assert sessions.look_up(mine.engine, cookie) is None
    assert accounts.enable(mine.engine, admin, somebody.id) is None
    assert sessions.look_up(mine.engine, cookie) is None, "what was ended stays ended"
    assert sessions.look_up(mine.engine, session_of(mine, somebody.id)) is not None


def test_a_new_password_ends_what_is_open_and_lifts_a_lock(mine: Service, admin: User) -> None:
    somebody = person(mine, "reviewer", password="một câu cũ đã quên mất")
    cookie = session_of(mine, somebody.id)
    for _ in range(sessions.TRIES):
        sessions.sign_in(mine.engine, somebody.name, "không nhớ")
    assert sessions.sign_in(mine.engine, somebody.name, "một câu cũ đã quên mất") == "locked"
    made = accounts.reset_password(mine.engine, admin, somebody.id)
    assert isinstance(made, Made)
    assert made.password is not None
    assert sessions.look_up(mine.engine, cookie) is None
    assert sessions.sign_in(mine.engine, somebody.name, "một câu cũ đã quên mất") == "wrong"
    assert sessions.look_up(mine.engine, sessions.sign_in(mine.engine, somebody.name, made.password)) is not None


def test_roles_count_from_the_next_request_on(mine: Service, admin: User) -> None:
    somebody = person(mine, "reviewer")
    cookie = session_of(mine, somebody.id)
    assert accounts.give_roles(mine.engine, admin, somebody.id, ["approver"]) is None
    signed_in = sessions.look_up(mine.engine, cookie)
    assert signed_in is not None
    assert (signed_in.user.may("reviewer"), signed_in.user.may("approver")) == (False, True)


def test_the_last_admin_stays(mine: Service, admin: User) -> None:
    assert accounts.disable(mine.engine, admin, admin.id) == "last-admin"
    assert accounts.give_roles(mine.engine, admin, admin.id, ["auditor"]) == "last-admin"
    other = person(mine, "admin", "operator")
    assert accounts.give_roles(mine.engine, admin, admin.id, ["auditor"]) is None
    assert accounts.disable(mine.engine, other, other.id) == "last-admin"


def test_two_admins_who_take_each_other_out_leave_one(mine: Service, admin: User) -> None:
    for _ in range(5):
        with Session(mine.engine) as session, session.begin():
            for row in session.execute(select(UserRow)).scalars():
                row.roles = ["auditor"]
        pair = [person(mine, "admin"), person(mine, "admin")]
        with ThreadPoolExecutor(2) as both:
            ended = list(both.map(lambda who: accounts.disable(mine.engine, who, who.id), pair))
        assert sorted(map(str, ended)) == ["None", "last-admin"]


def test_nobody_of_an_id_is_told(mine: Service, admin: User) -> None:
    nobody = uuid4()
    assert accounts.disable(mine.engine, admin, nobody) == "unknown"
    assert accounts.give_roles(mine.engine, admin, nobody, ["auditor"]) == "unknown"
    assert accounts.reset_password(mine.engine, admin, nobody) == "unknown"


def test_every_change_is_in_the_audit_and_no_password_is(mine: Service, admin: User) -> None:
    made = accounts.add(mine.engine, admin, "noted", "Người được ghi", ["reviewer"])
    assert isinstance(made, Made)
    accounts.give_roles(mine.engine, admin, made.id, ["checker"])
    again = accounts.reset_password(mine.engine, admin, made.id)
    assert isinstance(again, Made)
    accounts.disable(mine.engine, admin, made.id)
    accounts.disable(mine.engine, admin, made.id)
    accounts.enable(mine.engine, admin, made.id)
    with Session(mine.engine) as session:
        rows = session.execute(select(AuditRow).where(AuditRow.user_id == admin.id).order_by(AuditRow.id)).scalars().all()
        assert [each.action.partition(".")[2] for each in rows] == [
            "added", "roles-changed", "password-reset", "disabled", "enabled",
        ]  # fmt: skip
        assert rows[1].before == {"name": "noted", "roles": ["reviewer"]}
        assert rows[1].after == {"name": "noted", "roles": ["checker"]}
        for secret in (made.password, again.password):
            assert secret is not None
            assert not [each for each in rows if secret in f"{each.before}{each.after}"]


@pytest.mark.parametrize(
    "change", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit", "DELETE FROM audit WHERE false"]
)
def test_the_audit_cannot_be_changed(mine: Service, admin: User, change: str) -> None:
    with pytest.raises(DBAPIError, match="only added to"), mine.engine.begin() as connection:
        connection.execute(text(change))
