"""Who may call the REST API, and for what."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.workers.api.conftest import Caller, application, key_for
from tests.workers.api.test_search import card
from tests.workers.records import published
from workers.api import PATH
from workers.database import keys
from workers.database.keys import SCOPES, Scope
from workers.database.tables import ApiKey
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack

NEEDS: dict[tuple[str, str], Scope] = {
    ("POST", "/dossiers"): "write",
    ("GET", "/dossiers"): "read",
    ("GET", "/dossiers/{dossier}"): "read",
    ("POST", "/dossiers/{dossier}/cancel"): "write",
    ("POST", "/dossiers/{dossier}/read"): "write",
    ("GET", "/dossiers/{dossier}/record"): "read-sensitive",
    ("GET", "/dossiers/{dossier}/text"): "read-sensitive",
    ("GET", "/dossiers/{dossier}/pdf"): "read-sensitive",
    ("GET", "/dossiers/{dossier}/versions"): "read",
    ("GET", "/dossiers/{dossier}/pages"): "read",
    ("GET", "/dossiers/{dossier}/pages/{number}"): "read-sensitive",
    ("GET", "/dossiers/{dossier}/exports/{mapping}"): "read-sensitive",
    ("GET", "/dossiers/{dossier}/documents"): "read",
    ("GET", "/documents"): "read",
    ("GET", "/dossiers/{dossier}/corrections"): "read-sensitive",
    ("POST", "/dossiers/{dossier}/corrections"): "correct",
    ("POST", "/batches"): "admin",
    ("GET", "/batches"): "read",
    ("GET", "/batches/{batch}"): "read",
    ("POST", "/batches/{batch}/cancel"): "admin",
    ("POST", "/batches/{batch}/retry"): "admin",
    ("POST", "/batches/{batch}/{turn}"): "admin",
    ("GET", "/batches/{batch}/report.{kind}"): "read-sensitive",
    ("GET", "/messages"): "deliver",
    ("POST", "/messages/{message}/receipt"): "deliver",
    ("GET", "/deliveries"): "admin",
    ("GET", "/deliveries/{message}"): "admin",
    ("POST", "/deliveries/{message}/resend"): "admin",
}


def operations(client: TestClient) -> set[tuple[str, str]]:
    paths = client.get("/openapi.json").json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_every_operation_needs_the_scope_that_is_written_here_and_no_other_one(api: TestClient, caller: Caller) -> None:
    assert operations(api) == set(NEEDS)
    values = {"dossier": uuid4(), "batch": uuid4(), "message": uuid4(), "number": 1, "mapping": "portal"}
    values |= {"turn": "pause", "kind": "html"}
    callers = {scope: caller(scope) for scope in SCOPES}
    for (method, path), needed in NEEDS.items():
        address = re.sub(r"\{(\w+)\}", lambda part: str(values[part[1]]), path)
        for scope, client in callers.items():
            answer = client.request(method, address)
            if scope == needed:
                assert answer.status_code != 401, (method, path, scope)
                assert answer.json().get("code") != "forbidden", (method, path, scope)
            else:
                assert answer.status_code == 403, (method, path, scope)
                assert answer.json()["code"] == "forbidden"
                assert needed in answer.headers["www-authenticate"]


def test_without_a_good_key_nothing_is_answered(service: Service) -> None:
    good = key_for(service, "read")
    part = "hoso_" + good.split("_")[1]
    client = TestClient(application(service), f"http://127.0.0.1{PATH}")
    for given in (
        "",
        "Bearer",
        "Bearer x",
        f"Bearer {good}x",
        f"Bearer {part}_{'A' * 43}",
        f"Basic {good}",
        f"Bearer {good[:-1]}",
    ):
        answer = client.get("/dossiers", headers={"Authorization": given} if given else {})
        assert answer.status_code == 401, given
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"
        assert good not in answer.text
    assert client.get("/dossiers", headers={"Authorization": f"Bearer {good}"}).status_code == 200


def test_a_revoked_or_expired_key_ends_at_once(service: Service) -> None:
    client = TestClient(application(service), f"http://127.0.0.1{PATH}")
    for end in ("revoked", "expired"):
        name = f"{end} {uuid4()}"
        headers = {"Authorization": f"Bearer {key_for(service, 'read', name=name)}"}
        assert client.get("/dossiers", headers=headers).status_code == 200
        if end == "revoked":
            assert keys.revoke(service.engine, name)
            assert not keys.revoke(service.engine, name)
        else:
            with service.engine.begin() as connection:
                moved = update(ApiKey).where(ApiKey.name == name)
                connection.execute(moved.values(expires_at=ApiKey.created_at - timedelta(seconds=1)))
        assert client.get("/dossiers", headers=headers).status_code == 401


def test_the_database_knows_no_secret_and_notes_the_use(service: Service) -> None:
    name = f"kept {uuid4()}"
    key = key_for(service, "read", name=name)
    assert keys.create(service.engine, name, ("read",)) is None
    with Session(service.engine) as session:
        row = session.execute(select(ApiKey).where(ApiKey.name == name)).scalar_one()
        assert key.rpartition("_")[2] not in " ".join(str(value) for value in vars(row).values())
        assert row.used_at is None
    assert keys.recognise(service.engine, key) is not None
    (listed,) = (each for each in keys.listed(service.engine) if each.name == name)
    assert listed.used_at is not None


def test_personal_values_are_masked_for_who_may_not_see_them(caller: Caller, service: Service, place: Location) -> None:
    task = published(service, place.prefix, card("Trần Thị Mẫu", "022185001234"))
    values = {}
    for name, client in {"hidden": caller("read"), "open": caller("read", "read-sensitive")}.items():
        (document,) = client.get(f"/dossiers/{task.id}/documents").json()["items"]
        values[name] = {each["name"]: each for each in document["fields"]}
    assert values["open"]["full_name"]["value"] == "Trần Thị Mẫu"
    assert values["hidden"]["full_name"]["value"] == "T… T… M…"
    assert values["hidden"]["id_number"]["value"] == "022******234"
    assert values["hidden"]["full_name"]["masked"]
    assert not values["open"]["full_name"]["masked"]
