"""Messages over the REST API: fetched by a receiver that fetches, acknowledged, looked at, told again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.workers.api.conftest import application, key_for
from tests.workers.api.test_dossiers import is_problem
from tests.workers.records import claim, made_record, publish, published
from workers.api import PATH
from workers.api.messages import LONGEST_RECEIPT
from workers.database import deliveries, dossiers
from workers.database.keys import Scope
from workers.database.readings import Task
from workers.database.tables import DeliveryRow, DossierRow, RecordRow
from workers.errors import StorageError
from workers.service import Service
from workers.storage import Location, Storage

pytestmark = pytest.mark.stack


@dataclass
class Outbox:
    """A service with receivers of names that no other test has."""

    service: Service
    name: str
    folder: Path
    place: Location
    made: int = 0

    def declare(self, text: str) -> None:
        self.path.write_text(text, encoding="utf-8")

    @property
    def path(self) -> Path:
        return self.folder / "receivers.yaml"

    def client(self, *scopes: Scope, name: str = "") -> TestClient:
        key = key_for(self.service, *scopes, name=name)
        headers = {"Authorization": f"Bearer {key}"}
        return TestClient(application(self.service), f"http://127.0.0.1{PATH}", raise_server_exceptions=False, headers=headers)

    def fetching(self, of: str = "") -> TestClient:
        """A client of the receiver that fetches; every one has a key of its own."""
        return self.client("deliver", name=f"{of or self.name}.{uuid4().hex}")

    def published(self) -> Task:
        self.made += 1
        return published(self.service, f"{self.place.prefix}{self.made}", made_record())

    def put(self, task: Task, revision: int = 0) -> str:
        """Puts a message about what is published of the dossier into the outbox."""
        with Session(self.service.engine) as session, session.begin():
            record = session.get_one(DossierRow, task.id).published_id
            deliveries.enqueue(session, [self.name], "record.published", task.id, revision or task.revision, record)
        (newest, *_) = deliveries.listed(self.service.engine, receiver=self.name, limit=1)
        return str(newest.id)

    def read_again(self, task: Task) -> None:
        dossiers.reread(self.service.engine, [task.id])
        number = dossiers.configuration_id(self.service.engine, "by-hand")
        again = claim(self.service, task.id, task.revision + 1, number)
        assert again is not None
        with Session(self.service.engine) as session:
            # The same stored files: what they say is not what is tested.
            source = session.get_one(RecordRow, session.get_one(DossierRow, task.id).published_id).source
        assert publish(self.service, again, made_record(subject="lần hai"), source=source)


Made = Callable[..., Outbox]


@pytest.fixture
def outbox(service: Service, place: Location, tmp_path: Path) -> Outbox:
    changed = replace(service, settings=service.settings.with_changes(receivers=tmp_path / "receivers.yaml"))
    found = Outbox(changed, f"bus-{place.prefix.split('/')[1]}", tmp_path, place)
    found.declare(
        f"base_url: https://sohoa.example\n"
        f"receivers:\n  {found.name}: {{mode: pull, mapping: portal}}\n  {found.name}-other: {{mode: pull}}\n"
    )
    return found


def ids(answer: TestClient, query: str = "") -> list[str]:
    return [each["id"] for each in answer.get(f"/messages{query}").json()["items"]]


def test_a_receiver_fetches_in_its_own_words_and_acknowledges(outbox: Outbox) -> None:
    bus = outbox.fetching()
    task = outbox.published()
    message = outbox.put(task)
    (item,) = bus.get("/messages").json()["items"]
    assert (item["id"], item["event"], item["dossier"]) == (message, "record.published", str(task.id))
    (body,) = item["bodies"]
    assert body["HoSoCoThanhPhanSoHoa"] == 1
    assert body["TaiLieuNop"][0]["TenTepDinhKem"] == "V/v số hóa hồ sơ"
    answer = bus.post(f"/messages/{message}/receipt", json={"receipt": {"Ma": "17"}})
    assert (answer.status_code, answer.json()["state"]) == (200, "sent")
    again = bus.post(f"/messages/{message}/receipt", json={"receipt": {"Ma": "18"}})
    assert (again.status_code, again.json()) == (200, answer.json())
    noted = deliveries.by_id(outbox.service.engine, UUID(message))
    assert noted is not None
    assert noted.receipt == {"Ma": "17"}
    assert ids(bus) == []


def test_messages_come_in_portions_the_oldest_first(outbox: Outbox) -> None:
    bus = outbox.fetching()
    told = [outbox.put(outbox.published()) for _ in range(3)]
    first = bus.get("/messages?limit=2").json()
    assert [each["id"] for each in first["items"]] == told[:2]
    assert first["next"] == told[1]
    second = bus.get("/messages", params={"limit": 2, "after": first["next"]}).json()
    assert ([each["id"] for each in second["items"]], second["next"]) == ([told[2]], None)
    assert ids(bus) == told
    assert is_problem(bus.get("/messages?limit=51"), 422, "invalid")


def test_what_something_newer_was_told_of_waits_no_more(outbox: Outbox) -> None:
    bus = outbox.fetching()
    task = outbox.published()
    old = outbox.put(task)
    outbox.read_again(task)
    new = outbox.put(task, revision=task.revision + 1)
    assert ids(bus) == [new]
    assert outbox.client("admin").get(f"/deliveries/{old}").json()["state"] == "canceled"


def test_a_failure_that_is_not_true_any_more_is_not_told(outbox: Outbox) -> None:
    bus = outbox.fetching()
    kept = outbox.put(outbox.published())
    old = outbox.put(outbox.published())
    with outbox.service.engine.begin() as connection:
        failed = update(DeliveryRow).where(DeliveryRow.id == UUID(old))
        connection.execute(failed.values(event="dossier.failed", record_id=None))
    assert ids(bus) == [kept]
    assert outbox.client("admin").get(f"/deliveries/{old}").json()["state"] == "canceled"


def test_a_message_that_cannot_be_made_holds_up_no_other(outbox: Outbox) -> None:
    bus, operator = outbox.fetching(), outbox.client("admin")
    broken, kept = outbox.put(outbox.published()), outbox.put(outbox.published())
    with outbox.service.engine.begin() as connection:
        gone = select(DeliveryRow.record_id).where(DeliveryRow.id == UUID(broken)).scalar_subquery()
        connection.execute(update(RecordRow).where(RecordRow.id == gone).values(source="e" * 64))
    assert ids(bus) == [kept]
    told = operator.get(f"/deliveries/{broken}").json()
    assert (told["state"], told["error"]["code"]) == ("dead", "missing-object")
    again = operator.post(f"/deliveries/{broken}/resend").json()
    assert (again["id"], again["state"], again["error"]) == (broken, "pending", None)


def test_while_storage_does_not_answer_a_message_stays_as_it_is(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> bytes:
        raise StorageError("Object storage does not answer.")

    bus = outbox.fetching()
    message = outbox.put(outbox.published())
    with monkeypatch.context() as patch:
        patch.setattr(Storage, "read", away)
        answer = bus.get("/messages")
    assert is_problem(answer, 503, "storage")
    assert answer.headers["retry-after"]
    assert ids(bus) == [message]


def test_a_receiver_gets_only_its_own(outbox: Outbox) -> None:
    message = outbox.put(outbox.published())
    other = outbox.fetching(f"{outbox.name}-other")
    assert ids(other) == []
    assert is_problem(other.post(f"/messages/{message}/receipt"), 404, "not-found")
    assert ids(outbox.fetching()) == [message]
    # A key's name counts up to its first dot.
    for name in (f"x{outbox.name}", f"{outbox.name}2.{uuid4()}", f"other.{outbox.name}"):
        stranger = outbox.client("deliver", name=name)
        assert is_problem(stranger.get("/messages"), 403, "no-receiver"), name
        assert is_problem(stranger.post(f"/messages/{message}/receipt"), 403, "no-receiver"), name


def test_a_receiver_that_is_sent_its_messages_cannot_fetch_them(outbox: Outbox) -> None:
    outbox.declare(f"receivers:\n  {outbox.name}: {{url: 'https://bus.example/x', unsigned: true}}\n")
    assert is_problem(outbox.fetching().get("/messages"), 403, "no-receiver")


def test_a_mistake_in_the_file_of_receivers_is_an_outage_and_not_a_strangers_fault(outbox: Outbox) -> None:
    bus = outbox.fetching()
    outbox.declare(f"receivers:\n  {outbox.name}: {{mode: pul}}\n")
    answer = bus.get("/messages")
    assert is_problem(answer, 503, "receivers")
    assert answer.headers["retry-after"]
    outbox.path.unlink()
    assert is_problem(bus.get("/messages"), 503, "receivers")


def test_a_receipt_has_bounds(outbox: Outbox) -> None:
    bus = outbox.fetching()
    message = outbox.put(outbox.published())
    here = f"/messages/{message}/receipt"
    assert is_problem(bus.post(here, json={"receipt": {"x": "ơ" * (LONGEST_RECEIPT // 2)}}), 413, "too-large")
    assert is_problem(bus.post(here, json={"receipt": ["x"]}), 422, "invalid")
    assert is_problem(bus.post(here, json={"id": "17"}), 422, "invalid")
    assert ids(bus) == [message]
    most = LONGEST_RECEIPT - len('{"x": ""}')
    assert bus.post(here, json={"receipt": {"x": "x" * most}}).status_code == 200


def test_the_outbox_is_listed_and_told_again(outbox: Outbox) -> None:
    bus, operator = outbox.fetching(), outbox.client("admin")
    first, second = outbox.put(outbox.published()), outbox.put(outbox.published())
    listed = operator.get("/deliveries", params={"receiver": outbox.name}).json()["items"]
    assert [each["id"] for each in listed] == [second, first]
    assert "bodies" not in listed[0]
    assert is_problem(operator.post(f"/deliveries/{first}/resend"), 409, "waits")
    assert bus.post(f"/messages/{first}/receipt").status_code == 200
    sent = operator.get("/deliveries", params={"receiver": outbox.name, "state": "sent"}).json()["items"]
    assert [each["id"] for each in sent] == [first]
    answer = operator.post(f"/deliveries/{first}/resend")
    again = answer.json()
    assert (answer.status_code, again["state"]) == (202, "pending")
    assert again["id"] != first
    assert ids(bus) == [second, again["id"]]
    for method, rest in (("GET", ""), ("POST", "/resend")):
        assert is_problem(operator.request(method, f"/deliveries/{uuid4()}{rest}"), 404, "not-found")
    assert is_problem(operator.get("/deliveries?state=lost"), 422, "invalid")
