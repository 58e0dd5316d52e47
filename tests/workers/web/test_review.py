"""The review over HTTP: what its page calls, and the work list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workers.alone import alone
from tests.workers.people import sign_in
from tests.workers.records import made_record, published
from workers.database.tables import AuditRow, ReviewRow
from workers.service import Service
from workers.web import create_app

pytestmark = pytest.mark.stack

NASTY = "<script>alert(1)</script>\"'{{ 7*7 }}"


class Person:
    """A browser in which somebody is signed in."""

    def __init__(self, browser: TestClient) -> None:
        self.browser = browser

    def get(self, path: str) -> Response:
        answer: Response = self.browser.get(path)
        return answer

    def post(self, path: str, body: dict[str, Any] | None = None) -> Response:
        answer: Response = self.browser.post(path, json=body or {})
        return answer

    def state(self, dossier: UUID, lease: str = "") -> dict[str, Any]:
        return dict(self.get(f"/review/{dossier}/state{f'?lease={lease}' if lease else ''}").json())


Caller = Callable[..., Person]
"""Signs somebody in who has these roles."""


@pytest.fixture(scope="module")
def service(service: Service) -> Iterator[Service]:
    """Without what other tests put before people."""
    with alone(service) as other:
        yield other


@pytest.fixture(scope="module")
def caller(service: Service) -> Iterator[Caller]:
    app = create_app(service)

    def make(*roles: str) -> Person:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=headers)
        sign_in(browser, service, *roles)
        return Person(browser)

    yield make


@pytest.fixture
def dossier(service: Service) -> UUID:
    return published(service, f"review/{uuid4()}/", made_record()).id


def edit(field: str, value: str | None = None, **more: Any) -> dict[str, Any]:
    state = "found" if value else "absent"
    return {"id": str(uuid4()), "document": 0, "field": field, "state": state, **({"value": value} if value else {}), **more}


def test_a_dossier_goes_from_claim_to_approval(caller: Caller, dossier: UUID) -> None:
    reviewer, approver = caller("reviewer"), caller("approver")
    taken = reviewer.post(f"/review/{dossier}/take").json()
    state = reviewer.state(dossier, taken["lease"])
    assert state["may"]["edit"]
    act = {"lease": taken["lease"], "record": state["record"]}
    assert reviewer.post(f"/review/{dossier}/finish", act).json()["code"] == "undecided"
    edits = [edit("issued_date", "2024-03-05"), edit("subject", "V/v khác"), edit("signer_name"), edit("subject", "x" * 3000)]
    answer = reviewer.post(f"/review/{dossier}/edits", {**act, "edits": edits}).json()
    assert answer["applied"] == [each["id"] for each in edits[:3]]
    assert list(answer["refused"]) == [edits[3]["id"]]
    assert answer["state"]["dossier"]["doubts"] == 0
    assert reviewer.post(f"/review/{dossier}/lease", {"lease": taken["lease"]}).status_code == 200
    assert reviewer.post(f"/review/{dossier}/finish", act).json()["stage"] == "approval"

    again = approver.post(f"/review/{dossier}/take").json()
    state = approver.state(dossier, again["lease"])
    assert state["may"] == {"edit": False, "approve": True, "arrange": False, "take": True}
    answer = approver.post(f"/review/{dossier}/approve", {"lease": again["lease"], "record": state["record"]})
    assert answer.json()["stage"] == "approved"


def test_refusals_are_problems_with_codes(caller: Caller, dossier: UUID) -> None:
    first, second = caller("reviewer"), caller("reviewer")
    lease = first.post(f"/review/{dossier}/take").json()["lease"]
    record = first.state(dossier)["record"]
    asked = {"lease": lease, "record": record}
    for answer, status, code in (
        (second.post(f"/review/{dossier}/take"), 409, "lease-lost"),
        (second.post(f"/review/{dossier}/finish", asked), 409, "lease-lost"),
        (first.post(f"/review/{dossier}/finish", {**asked, "record": record + 1}), 409, "record-changed"),
        (first.post(f"/review/{dossier}/approve", asked), 403, "not-allowed"),
        (first.post(f"/review/{dossier}/return", {**asked, "reason": "none"}), 422, "bad-decision"),
        (
            first.post(
                f"/review/{dossier}/arrangement", {**asked, "id": str(uuid4()), "documents": [{"type": "?", "pages": [1]}]}
            ),
            422,
            "bad-decision",
        ),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
    assert first.post(f"/review/{uuid4()}/take").status_code == 409
    assert first.get(f"/review/{uuid4()}/state").status_code == 404
    first.post(f"/review/{dossier}/release", {"lease": lease})
    assert second.post(f"/review/{dossier}/take").status_code == 200


def test_who_only_looks_changes_nothing_and_is_noted(caller: Caller, service: Service, dossier: UUID) -> None:
    auditor = caller("auditor")
    assert auditor.state(dossier)["may"] == {"edit": False, "approve": False, "arrange": False, "take": False}
    auditor.state(dossier)
    assert auditor.post(f"/review/{dossier}/take").status_code == 403
    assert auditor.post(f"/review/{dossier}/comments", {"id": str(uuid4()), "text": "a"}).status_code == 403
    with Session(service.engine) as session:
        wanted = select(AuditRow.action).where(AuditRow.dossier_id == dossier)
        assert session.execute(wanted).scalars().all() == ["dossier.seen"]


def test_a_comment_is_said_once(caller: Caller, dossier: UUID) -> None:
    reviewer, said = caller("reviewer"), {"id": str(uuid4()), "text": NASTY, "document": 0, "field": "subject"}
    for _ in range(2):
        state = reviewer.post(f"/review/{dossier}/comments", said).json()["state"]
    assert [(each["text"], each["field"]) for each in state["comments"]] == [(NASTY, "subject")]


def test_the_next_one_is_another_one(caller: Caller, service: Service) -> None:
    ids = {published(service, f"next/{uuid4()}/", made_record()).id for _ in range(2)}
    reviewer = caller("reviewer")
    first = reviewer.post("/review/claim", {"type": "Quyết định", "field": "subject"}).json()
    second = reviewer.post("/review/claim", {"after": first["dossier"]}).json()
    assert first["dossier"] != second["dossier"]
    assert reviewer.post("/review/claim", {"type": "Thông báo"}).status_code == 204
    with Session(service.engine) as session:
        held = session.execute(select(ReviewRow.dossier_id).where(ReviewRow.lease == UUID(first["lease"]))).scalar_one()
    assert str(held) == first["dossier"]
    assert ids


def test_the_work_list_shows_what_waits(caller: Caller, service: Service) -> None:
    task = published(service, f"list/{NASTY}/", made_record())
    lead = caller("reviewer", "checker")
    page = lead.get("/review?type=Quy%E1%BA%BFt+%C4%91%E1%BB%8Bnh&field=subject").text
    assert f"/review/{task.id}" in page
    assert "<script>alert" not in page
    assert f"/review/{task.id}" not in lead.get("/review?type=Th%C3%B4ng+b%C3%A1o").text
    changed = lead.browser.post("/review/change", data={"dossiers": [str(task.id)], "priority": "2"})
    assert changed.status_code == 303
    with Session(service.engine) as session:
        assert session.get_one(ReviewRow, task.id).priority == 2
    followed = lead.browser.post("/review/next", data={"stage": "review"})
    assert followed.headers["location"] == f"/review/{task.id}"
    assert caller("reviewer").browser.post("/review/change", data={"dossiers": [str(task.id)]}).status_code == 403


def test_one_field_across_documents(caller: Caller, service: Service) -> None:
    ids = {str(published(service, f"grid/{uuid4()}/", made_record()).id) for _ in range(3)}
    reviewer = caller("reviewer")
    assert "data-strips" in reviewer.get("/review/fields?field=signer_name&type=Quy%E1%BA%BFt+%C4%91%E1%BB%8Bnh").text
    portion = reviewer.post("/review/portion", {"field": "signer_name", "count": 24}).json()
    mine = [each for each in portion["items"] if each["dossier"] in ids]
    assert {each["field"]["name"] for each in mine} == {"signer_name"}
    assert len(mine) == 3
    one = mine[0]
    body = {"lease": one["lease"], "record": one["record"], "edits": [edit("signer_name")]}
    assert reviewer.post(f"/review/{one['dossier']}/edits", body).json()["applied"]
    others = caller("reviewer").post("/review/portion", {"field": "signer_name", "count": 24}).json()
    assert not {each["dossier"] for each in others["items"]} & ids


def test_a_cut_out_needs_a_box_on_a_page(caller: Caller, dossier: UUID) -> None:
    reviewer = caller("reviewer")
    for box in ("", "1,2", "a,b,c,d", "1,2,3,4,5"):
        assert reviewer.get(f"/review/{dossier}/crops/1.jpg?box={box}").status_code == 422
    assert reviewer.get(f"/review/{dossier}/crops/9.jpg?box=1,2,3,4").status_code == 404
    # The scan of this record was never stored: that is told, and nothing breaks.
    assert reviewer.get(f"/review/{dossier}/crops/1.jpg?box=1,2,3,4").status_code in (404, 409)


def test_what_the_list_is_narrowed_to_goes_on_to_the_next_dossier(caller: Caller, dossier: UUID) -> None:
    reviewer = caller("reviewer")
    for query, there in (
        ("doubt=handwritten&most=3", True),
        ("doubt=conflict", False),
        ("most=2", False),
        ("doubt=&most=", True),
    ):
        answer = reviewer.get(f"/review?{query}")
        assert answer.status_code == 200
        assert (str(dossier) in answer.text) == there
    assert reviewer.get("/review?doubt=elsewhere").status_code == 422
    answer = reviewer.browser.post("/review/next", data={"stage": "review", "doubt": "handwritten", "most": "3"})
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("?doubt=handwritten&most=3")
    asked = reviewer.post("/review/claim", {"doubt": "conflict"})
    assert asked.status_code == 204
