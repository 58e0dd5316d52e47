"""The webhook: who may post, what is answered, and that it is answered only when it is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from workers.api.webhook import LARGEST, add_webhook
from workers.database import CHANNEL
from workers.database.events import note
from workers.database.tables import EventRow
from workers.errors import ReceiversError
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack

ADDRESS = "/webhooks/storage"
TOKEN = "mã-bí-mật-1"
BEARER = {"Authorization": f"Bearer {TOKEN}".encode()}
KEY = b"k" * 32
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


def client(service: Service, place: Location, **settings: Any) -> TestClient:
    app = FastAPI()
    changed = service.settings.with_changes(**{"webhook_token": TOKEN, "intake": (str(place),), **settings})
    add_webhook(app, Service(changed, service.engine, service.storage, service.queues))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def sender(service: Service, place: Location) -> Iterator[TestClient]:
    with client(service, place) as opened:
        yield opened


def kept(service: Service, place: Location) -> list[str]:
    with Session(service.engine) as session:
        wanted = select(EventRow.key).where(EventRow.key.startswith(place.prefix)).order_by(EventRow.id)
        return [key.removeprefix(place.prefix) for key in session.execute(wanted).scalars()]


def event(place: Location, name: str = "a.pdf") -> bytes:
    return json.dumps({"bucket": place.bucket, "key": place.prefix + name}).encode()


def is_problem(answer: Any, status: int) -> bool:
    told = answer.json()
    assert answer.status_code == told["status"] == status
    assert told["title"]
    assert told["detail"]
    return bool(answer.headers["content-type"] == "application/problem+json")


def test_what_was_told_is_on_disk_when_it_is_answered(sender: TestClient, service: Service, place: Location) -> None:
    told = [
        {"bucket": place.bucket, "key": f"{place.prefix}{name}"} for name in ("a.pdf", "a.pdf", "f/b.tif", "f/notes.txt", "f/")
    ]
    told += [{"bucket": service.settings.records_bucket, "key": "x/record.pdf"}, {"bucket": "scans", "key": "uploads/1/a.pdf"}]
    told += [{"bucket": "scans", "key": "elsewhere/a.pdf"}]
    answer = sender.post(ADDRESS, content=json.dumps(told), headers=BEARER)
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 3, "ignored": 4, "refused": 1}
    assert kept(service, place) == ["a.pdf", "f/b.tif"]


def test_only_who_knows_the_token_may_post(sender: TestClient, service: Service, place: Location) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}".encode()},
        {"Authorization": f"Bearer {TOKEN}x".encode()},
        {"Authorization": f"{TOKEN}".encode()},
    ):
        answer = sender.post(ADDRESS, content=event(place), headers=headers)
        assert is_problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert kept(service, place) == []


def test_without_a_token_the_webhook_is_closed(service: Service, place: Location) -> None:
    with client(service, place, webhook_token="") as sender:
        answer = sender.post(ADDRESS, content=event(place), headers={"Authorization": "Bearer "})
    assert is_problem(answer, 503)
    assert "HOSO_WEBHOOK_TOKEN" in answer.json()["detail"]


def test_hostile_bodies_are_bad_requests(sender: TestClient) -> None:
    for content in (
        b"",
        b"\xff\xfe",
        b"[" * 500_000,
        b"9" * 100_000,
        b'{"bucket":"scans","key":"\\u0000"}',
        b'{"Records":[null]}',
    ):
        assert is_problem(sender.post(ADDRESS, content=content, headers=BEARER), 400)


def test_a_body_is_read_only_up_to_the_cap(sender: TestClient, service: Service, place: Location) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * (LARGEST // 4)

    assert is_problem(sender.post(ADDRESS, content=endless(), headers=BEARER), 413)
    full = event(place).ljust(LARGEST)
    assert sender.post(ADDRESS, content=full, headers=BEARER).status_code == 202
    assert is_problem(sender.post(ADDRESS, content=full + b" ", headers=BEARER), 413)
    assert kept(service, place) == ["a.pdf"]


def test_when_the_database_is_away_the_sender_is_asked_to_repeat(
    service: Service, place: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 1})
    address = service.settings.database_url.get_secret_value()
    with client(service, place) as sender, psycopg.connect(address, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with monkeypatch.context() as patch:
            patch.setattr("workers.intake.inbox.events.note", lambda _, events: note(away, events))
            answer = sender.post(ADDRESS, content=event(place), headers=BEARER)
        assert is_problem(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
        assert kept(service, place) == []

        assert sender.post(ADDRESS, content=event(place, "b.pdf"), headers=BEARER).status_code == 202
        told = {each.payload for each in listener.notifies(timeout=5, stop_after=2)}
    # The sender may be one that does not repeat; then the comparison finds what it told.
    assert told == {"intake", "reconcile"}


def standard(body: bytes, *, at: float, key: bytes = KEY, message: str = "msg_1") -> dict[str, Any]:
    digest = hmac.new(key, f"{message}.{at:.0f}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1a,xyz v1,{base64.b64encode(digest).decode()}"
    return {**BEARER, "webhook-id": message, "webhook-timestamp": f"{at:.0f}", "webhook-signature": signature}


def test_with_a_secret_every_body_must_be_signed(service: Service, place: Location) -> None:
    body = event(place)
    simple = {**BEARER, "X-Signature": f"sha256={hmac.new(KEY, body, hashlib.sha256).hexdigest()}"}
    now = time.time()
    with client(service, place, webhook_secret=SECRET) as sender:
        for headers in (
            BEARER,
            {**BEARER, "X-Signature": "sha256=" + "0" * 64},
            {**BEARER, "X-Signature": "sha256=ü".encode()},
            {**simple, "Authorization": "Bearer wrong"},
            standard(body, at=now, key=b"o" * 32),
            standard(body, at=now - 400),
            standard(body, at=now + 400),
            {**standard(body, at=now), "webhook-id": "msg_2"},
            {**standard(body, at=now), "webhook-timestamp": "9" * 400},
            {**standard(body, at=now), "webhook-timestamp": "now"},
            {**simple, "webhook-signature": ""},
        ):
            assert is_problem(sender.post(ADDRESS, content=body, headers=headers), 401)
        assert is_problem(sender.post(ADDRESS, content=body + b" ", headers=simple), 401)
        assert kept(service, place) == []
        for headers in (simple, standard(body, at=now), standard(body, at=now - 200)):
            assert sender.post(ADDRESS, content=body, headers=headers).status_code == 202


def test_a_weak_secret_is_told_at_once(service: Service, place: Location) -> None:
    with pytest.raises(ReceiversError, match="HOSO_WEBHOOK_SECRET"):
        client(service, place, webhook_secret="short")
