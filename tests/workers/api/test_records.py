"""Records over the REST API: as they count, as they were, and corrected."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from tests.workers.api.conftest import JPEG, Caller
from tests.workers.api.test_dossiers import is_problem
from tests.workers.records import claim, made_record, publish, published
from workers.database import dossiers
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


def test_a_record_is_given_with_its_texts_pages_and_documents(api: TestClient, service: Service, place: Location) -> None:
    record = made_record("a", "V/v thử nghiệm")
    task = published(service, place.prefix, record)
    here = f"/dossiers/{task.id}"
    assert api.get(f"{here}/record").json()["documents"][0]["fields"]["doc_number"]["value"] == "15"
    text = api.get(f"{here}/text")
    assert text.text == record.text
    tag = {"If-None-Match": text.headers["etag"]}
    assert api.get(f"{here}/text", headers=tag).status_code == 304
    assert api.head(f"{here}/text").headers["content-length"] == str(len(record.text.encode()))
    assert is_problem(api.get(f"{here}/pdf"), 404, "missing-object")
    (page,) = api.get(f"{here}/pages").json()["items"]
    assert (page["width"], page["height"], page["image"]) == (1000, 1400, f"/api/v1{here}/pages/1")
    picture = api.get(page["image"].removeprefix("/api/v1"))
    assert (picture.content, picture.headers["content-type"]) == (JPEG, "image/jpeg")
    assert is_problem(api.get(f"{here}/pages/2"), 404, "not-found")
    assert is_problem(api.get(f"{here}/pages/0"), 422, "invalid")
    (document,) = api.get(f"{here}/documents").json()["items"]
    assert document["type"] == "Quyết định"
    assert {each["name"]: each["doubtful"] for each in document["fields"]}["subject"]


def test_documents_of_a_dossier_come_in_their_order_and_in_portions(api: TestClient, service: Service, place: Location) -> None:
    (letter,) = made_record().documents
    several = replace(made_record(), documents=tuple(replace(letter, title=f"văn bản {each}") for each in range(5)))
    task = published(service, place.prefix, several)
    titles: list[str] = []
    address = f"/dossiers/{task.id}/documents?limit=2"
    while address:
        answer = api.get(address)
        titles += [each["title"] for each in answer.json()["items"]]
        address = answer.headers.get("link", "").partition(">")[0].removeprefix("</api/v1")
    assert titles == [f"văn bản {each}" for each in range(5)]


def test_older_readings_stay_and_are_given_by_their_number(api: TestClient, service: Service, place: Location) -> None:
    task = published(service, place.prefix, made_record(subject="lần một"))
    here = f"/dossiers/{task.id}"
    (first,) = api.get(f"{here}/versions").json()["items"]
    dossiers.reread(service.engine, [task.id])
    again = claim(service, task.id, task.revision + 1, dossiers.configuration_id(service.engine, "by-hand"))
    assert again is not None
    assert publish(service, again, made_record(subject="lần hai"))
    latest, older = api.get(f"{here}/versions").json()["items"]
    assert (latest["counts"], older["counts"], older["version"]) == (True, False, first["version"])
    given = api.get(f"{here}/record", params={"version": older["version"]}).json()
    assert given["documents"][0]["fields"]["subject"]["value"] == "lần một"
    assert is_problem(api.get(f"{here}/record", params={"version": 10**15}), 404, "no-record")
    assert is_problem(api.get(f"{here}/record", params={"version": 0}), 422, "invalid")


def test_corrections_stand_in_the_record_in_lists_and_in_exports(caller: Caller, service: Service, place: Location) -> None:
    name = f"một cửa {uuid4()}"
    client = caller("read", "read-sensitive", "correct", name=name)
    task = published(service, place.prefix, made_record(subject="V/v so hoa"))
    here = f"/dossiers/{task.id}"
    version = client.get(here).json()["record"]["version"]
    decided = [
        {"document": 0, "field": "subject", "state": "found", "value": "V/v số hóa hồ sơ"},
        {"document": 0, "field": "issued_date", "state": "found", "value": "2024-03-05"},
        {"document": 0, "field": "place", "state": "absent"},
    ]
    answer = client.post(f"{here}/corrections", json={"version": version, "author": "chị Mẫu", "corrections": decided})
    assert answer.status_code == 200, answer.text
    assert {each["field"]: each["author"] for each in answer.json()["items"]}["subject"] == f"{name}/chị Mẫu"
    fields = client.get(f"{here}/record").json()["documents"][0]["fields"]
    assert fields["subject"]["value"] == "V/v số hóa hồ sơ"
    assert fields["subject"]["candidates"][0]["value"] == "V/v so hoa"
    assert fields["issued_date"]["precision"] == "day"
    (document,) = client.get(f"{here}/documents").json()["items"]
    assert {each["name"]: each["value"] for each in document["fields"]}["subject"] == "V/v số hóa hồ sơ"
    (body,) = client.get(f"{here}/exports/one-stop").json()["bodies"]
    assert "V/v số hóa hồ sơ" in str(body)
    assert is_problem(client.get(f"{here}/exports/record"), 404, "not-found")


def test_a_correction_is_refused_where_it_makes_no_sense(api: TestClient, service: Service, place: Location) -> None:
    task = published(service, place.prefix, made_record())
    here = f"/dossiers/{task.id}"
    version = api.get(here).json()["record"]["version"]
    good = {"document": 0, "field": "subject", "state": "found", "value": "x"}
    for change, code in (
        ({"document": 1}, "unknown-document"),
        ({"field": "no_such_field"}, "unknown-field"),
        ({"field": "a b"}, "invalid"),
        ({"value": None}, "invalid"),
        ({"state": "absent"}, "invalid"),
        ({"state": "conflict"}, "invalid"),
        ({"field": "issued_date", "value": "5/3/2024"}, "invalid"),
        ({"field": "issued_date", "value": "2024-02-31"}, "invalid"),
        ({"value": "x" * 2001}, "invalid"),
        ({"value": "a\x00b"}, "invalid"),
    ):
        asked = {"version": version, "corrections": [good, {**good, **change}]}
        assert is_problem(api.post(f"{here}/corrections", json=asked), 422, code), change
    assert api.get(f"{here}/corrections").json()["items"] == []
    asked = {"version": version + 1, "corrections": [good]}
    assert is_problem(api.post(f"{here}/corrections", json=asked), 409, "outdated")
