"""The page of users, and the page of what all of them did."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import workers
from tests.workers.alone import alone, dossier
from tests.workers.people import person, session_of, sign_in
from workers import clock
from workers.database import users
from workers.database.tables import AuditRow
from workers.identity import User, accounts, sessions
from workers.identity.audit import note, note_seen
from workers.service import Service
from workers.web.audit import ACTIONS, PER_PAGE, add_audit
from workers.web.frame import Frame
from workers.web.gate import Gate, not_refused
from workers.web.users import REFUSALS, add_users

pytestmark = pytest.mark.stack

OURS = {"Sec-Fetch-Site": "same-origin"}
NASTY = "<script>alert(1)</script>\"'{{ 7*7 }}"


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        yield other


@pytest.fixture(scope="module")
def app(mine: Service) -> FastAPI:
    made = FastAPI(dependencies=[Depends(not_refused)])
    made.add_middleware(Gate, service=mine)
    frame = Frame(mine)
    add_users(made, mine, frame)
    add_audit(made, mine, frame)
    return made


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=OURS) as client:
        yield client


@pytest.fixture
def admin(browser: TestClient, mine: Service) -> User:
    return sign_in(browser, mine, "admin")


def shown_password(text: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', text)
    assert found is not None
    return found[1]


def find(service: Service, name: str) -> UUID:
    return next(each.id for each in users.listed(service.engine) if each.name == name)


def test_an_admin_adds_somebody_and_hands_over_a_password(browser: TestClient, mine: Service, admin: User) -> None:
    form = {"name": "Hoa", "full_name": NASTY, "role": ["reviewer", "checker"]}
    answer = browser.post("/users", data=form)
    assert answer.status_code == 201
    password = shown_password(answer.text)
    assert "<script>alert" not in answer.text
    assert password not in browser.get("/users").text, "it is shown once"
    assert sessions.look_up(mine.engine, sessions.sign_in(mine.engine, "hoa", password)) is not None

    again = browser.post("/users", data=form)
    assert again.status_code == 422
    assert REFUSALS["taken"] in again.text
    assert 'value="checker" checked' in again.text, "what was entered is still there"


def test_a_form_that_is_no_use_is_refused_in_words(browser: TestClient, admin: User) -> None:
    assert REFUSALS["roles"] in browser.post("/users", data={"name": "ai", "full_name": "Ai đó"}).text
    assert REFUSALS["name"] in browser.post("/users", data={"name": "Lê Hoa", "full_name": "Hoa", "role": "admin"}).text
    assert browser.post("/users", data={"name": "ai", "full_name": "Ai đó", "role": "root"}).status_code == 422
    assert browser.post(f"/users/{uuid4()}/disable").status_code == 404


def test_an_admin_changes_roles_password_and_closes_an_account(browser: TestClient, mine: Service, admin: User) -> None:
    somebody = person(mine, "reviewer")
    cookie = session_of(mine, somebody.id)
    assert browser.post(f"/users/{somebody.id}/roles", data={"role": ["approver"]}).status_code == 303
    found = users.by_id(mine.engine, somebody.id)
    assert found is not None
    assert found.roles == ("approver",)
    assert REFUSALS["elsewhere"] in browser.post(f"/users/{somebody.id}/password").text
    assert browser.post(f"/users/{somebody.id}/disable").status_code == 303
    assert sessions.look_up(mine.engine, cookie) is None
    assert "đã khóa" in browser.get("/users").text
    assert browser.post(f"/users/{somebody.id}/enable").status_code == 303
    assert "đã khóa" not in browser.get("/users").text


def test_the_last_admin_cannot_go(mine: Service, browser: TestClient, admin: User) -> None:
    for each in users.listed(mine.engine):
        if each.id != admin.id and "admin" in each.roles:
            assert accounts.give_roles(mine.engine, admin, each.id, ["auditor"]) is None
    assert REFUSALS["last-admin"] in browser.post(f"/users/{admin.id}/disable").text
    assert REFUSALS["last-admin"] in browser.post(f"/users/{admin.id}/roles", data={"role": "auditor"}).text


def test_nobody_else_sees_or_changes_users(browser: TestClient, mine: Service) -> None:
    sign_in(browser, mine, "operator", "reviewer", "checker", "approver", "auditor")
    assert browser.get("/users").status_code == 403
    assert browser.post("/users", data={"name": "x", "full_name": "X", "role": "admin"}).status_code == 403
    assert "x" not in {each.name for each in users.listed(mine.engine)}


# The audit


def add(service: Service, user: User | str, action: str, number: int = 1, **values: object) -> None:
    with Session(service.engine) as session, session.begin():
        for _ in range(number):
            note(session, user, action, **values)  # type: ignore[arg-type]


@pytest.fixture
def auditor(browser: TestClient, mine: Service) -> User:
    return sign_in(browser, mine, "auditor")


def test_who_changed_what_from_what_to_what(browser: TestClient, mine: Service, auditor: User) -> None:
    somebody, thing = person(mine, "reviewer"), dossier(mine)
    add(
        mine,
        somebody,
        "field.corrected",
        dossier=thing,
        document="Quyết định 1-3",
        field="signer_name",
        page=2,
        before={"state": "found", "value": NASTY, "source": "ocr"},
        after={"state": "absent", "value": None, "source": "person"},
        seconds=4.25,
    )
    text = browser.get("/audit", params={"dossier": str(thing)}).text
    for words in (
        somebody.name,
        somebody.full_name,
        "sửa trường",
        "Quyết định 1-3",
        "signer_name",
        "trang 2",
        "không có trên giấy",
        "4,2",
    ):
        assert words in text, words
    assert "<script>alert" not in text
    assert text.count("<del>") == 1


def test_the_audit_is_asked_by_person_dossier_action_and_day(browser: TestClient, mine: Service, auditor: User) -> None:
    one, other, thing = person(mine, "reviewer"), person(mine, "reviewer"), dossier(mine)
    add(mine, one, "review.taken", dossier=thing)
    add(mine, one, "field.confirmed", dossier=thing)
    add(mine, other, "field.corrected")
    add(mine, "key:một cửa", "record.read")

    def found(**asked: str) -> int:
        return browser.get("/audit", params=asked).text.count("<tr>") - 1

    today = clock.now().date()
    assert found(user=one.name) == 2
    assert found(user=f" {one.name} ", action="field") == 1
    assert found(user=one.name, action="review.taken") == 1
    assert found(dossier=str(thing), action="review") == 1
    assert found(user="key:một cửa") == 1
    assert found(user="nobody") == -1
    assert found(user=one.name, day=f"{today}", until=f"{today}") == 2
    assert found(user=one.name, day=f"{today + timedelta(days=1)}") == -1
    assert found(user=one.name, until=f"{today - timedelta(days=1)}") == -1


@pytest.mark.parametrize("wrong", [{"day": "hôm nay"}, {"dossier": "12"}, {"until": "9999-12-31"}, {"day": "2026-13-01"}])
def test_what_is_no_day_or_id_is_told(browser: TestClient, auditor: User, wrong: dict[str, str]) -> None:
    for address in ("/audit", "/audit/rows.csv"):
        answer = browser.get(address, params=wrong)
        assert answer.status_code == 422
        assert "không hợp lệ" in answer.text


def test_a_long_audit_comes_in_portions(browser: TestClient, mine: Service, auditor: User) -> None:
    somebody = person(mine, "reviewer")
    add(mine, somebody, "page.seen", PER_PAGE + 3)
    first = browser.get("/audit", params={"user": somebody.name}).text
    assert first.count("<tr>") == PER_PAGE + 1
    older = re.search(r'href="(/audit\?[^"]*before=\d+)"', first)
    assert older is not None
    second = browser.get(older[1].replace("&amp;", "&")).text
    assert second.count("<tr>") == 3 + 1
    assert "before=" not in second


def test_an_auditor_takes_it_away_and_that_is_noted(browser: TestClient, mine: Service, auditor: User) -> None:
    somebody = person(mine, "reviewer")
    add(mine, somebody, "field.corrected", 3, after={"state": "found", "value": "=HYPERLINK(1)", "source": "person"})
    answer = browser.get("/audit/rows.csv", params={"user": somebody.name})
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [len(rows), rows[0][1], rows[1][1]] == [4, "Ai", somebody.name]
    assert rows[1][11] == "'=HYPERLINK(1)", "no spreadsheet carries it out"
    sheet = browser.get("/audit/rows.xlsx", params={"user": somebody.name})
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        content = book.read("xl/worksheets/sheet1.xml").decode()
        assert content.count("=HYPERLINK(1)") == 3
        assert "<f>" not in content
    with Session(mine.engine) as session:
        taken = select(AuditRow).where(AuditRow.user_id == auditor.id, AuditRow.action == "audit.downloaded")
        assert [each.after for each in session.execute(taken).scalars()] == [{"user": somebody.name}] * 2


def test_the_same_look_is_noted_once(mine: Service) -> None:
    somebody, thing = person(mine, "reviewer"), dossier(mine)
    for page in (1, 1, 2, 1):
        note_seen(mine.engine, somebody, "page.seen", dossier=thing, page=page)
    note_seen(mine.engine, "key:a", "page.seen", dossier=thing, page=1)
    note_seen(mine.engine, "key:b", "page.seen", dossier=thing, page=1)
    note_seen(mine.engine, "key:b", "page.seen", dossier=thing, page=1, after={"part": "x"})
    note_seen(mine.engine, "key:b", "page.seen", dossier=thing, page=1, after={"part": "x"})
    with Session(mine.engine) as session:
        rows = session.execute(select(AuditRow).where(AuditRow.dossier_id == thing).order_by(AuditRow.id)).scalars()
        assert [(each.actor, each.page) for each in rows] == [
            (somebody.name, 1),
            (somebody.name, 2),
            ("key:a", 1),
            ("key:b", 1),
            ("key:b", 1),
        ]


def test_who_is_no_auditor_does_not_see_it(browser: TestClient, mine: Service) -> None:
    sign_in(browser, mine, "operator", "reviewer", "checker", "approver")
    assert browser.get("/audit").status_code == 403
    assert browser.get("/audit/rows.csv").status_code == 403


def test_every_action_has_a_name() -> None:
    """Found in the sources that note something."""
    noted = set()
    for path in Path(workers.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "identity.audit import" in text or "api.access import" in text:
            noted |= set(re.findall(r'"([a-z]+\.[a-z]+(?:-[a-z]+)*)"', text))
    noted = {each for each in noted if not each.endswith((".html", ".json", ".txt", ".pdf", ".jpg", ".js", ".yaml", ".jsonl"))}
    assert len(noted) > 20
    assert noted <= set(ACTIONS)
