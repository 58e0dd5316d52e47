"""Dossiers over the REST API: sent, watched, canceled, read anew."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.drawing import draw_letter, save_pdf
from tests.workers.api.conftest import application, key_for
from tests.workers.conftest import Desk
from tests.workers.records import made_record, published, registered
from workers.api import PATH
from workers.api.forms import MOST_FILES
from workers.database import dossiers, lists, seen
from workers.database.tables import DossierRow
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


@pytest.fixture
def sent(service: Service) -> Iterator[list[str]]:
    """Dossiers that must not stay in the work of other tests."""
    ids: list[str] = []
    yield ids
    dossiers.cancel(service.engine, [UUID(each) for each in ids])


def is_problem(answer: Response, status: int, code: str) -> bool:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (body["code"], body["type"], body["status"]) == (code, f"urn:hoso:{code}", status)
    return bool(body["detail"])


def files(*named: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", each) for each in named]


def test_a_dossier_that_is_sent_is_stored_and_read_with_what_was_declared(
    api: TestClient, service: Service, desk: Desk, tmp_path: Path
) -> None:
    save_pdf(tmp_path / "a.pdf", [draw_letter()])
    declared = {"dossier_code": "H49.29.5-240315-0012", "step": "result", "DonVi": "17"}
    scan = (tmp_path / "a.pdf").read_bytes()
    answer = api.post(
        "/dossiers", files=files(("Quyết định số 1.pdf", scan)), data={**declared, "mode": "fast", "label": "Hồ sơ Đỏ"}
    )
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert answer.headers["location"] == body["links"]["self"] == f"/api/v1/dossiers/{body['id']}"
    assert (body["label"], body["declared"], body["reading"], body["queue"]) == (
        "Hồ sơ Đỏ",
        declared,
        {"mode": "fast"},
        "urgent",
    )
    here = f"/dossiers/{body['id']}"
    for _ in range(8):
        body = api.get(here, params={"wait": 15}).json()
        if body["state"] not in ("queued", "running"):
            break
    assert body["state"] == "done", body
    assert body["record"]["pages"] == 1
    record = api.get(f"{here}/record").json()
    assert record["name"] == "Hồ sơ Đỏ"
    assert record["sources"][0]["name"] == "Quyết định số 1.pdf"
    assert api.get(f"{here}/pdf").content.startswith(b"%PDF")
    assert api.get(f"{here}/text").text.strip()
    (stored,) = service.storage.objects(service.settings.scans_bucket, lists.by_id(service.engine, UUID(body["id"])).name)  # type: ignore[union-attr]
    assert "Quyết" not in stored.key
    assert stored.key.endswith("/000001.pdf")
    assert service.storage.read(service.settings.scans_bucket, stored.key) == scan


def test_files_keep_their_order_and_their_names(api: TestClient, service: Service, sent: list[str]) -> None:
    answer = api.post("/dossiers", files=files(("../../b.PDF", b"2"), ("C:\\x\\a.tif", b"1"), ("không tên", b"3")))
    sent.append(answer.json()["id"])
    found = [lists.file_of(service.engine, UUID(answer.json()["id"]), position) for position in range(3)]
    keys = [each[1].key.rpartition("/")[2] for each in found if each]
    assert keys == ["000001.pdf", "000002.tif", "000003"]
    assert [each.name for each in seen.files(service.engine, UUID(answer.json()["id"]))] == ["b.PDF", "a.tif", "không tên"]


@pytest.mark.parametrize(
    ("given", "data", "status", "code"),
    [
        ([], {}, 415, "not-multipart"),
        ([("files", ("a.pdf", b""))], {}, 422, "empty-file"),
        ([("files", ("a.txt", b"x"))], {}, 415, "no-scan"),
        ([("scan", ("a.pdf", b"x"))], {}, 422, "invalid"),
        ([("files", ("a.pdf", b"x"))], {"mode": "quick"}, 422, "invalid"),
        ([("files", ("a.pdf", b"x"))], {"accuracy": "2"}, 422, "invalid"),
        ([("files", ("a.pdf", b"x"))], {"profiles": "none"}, 404, "unknown-profiles"),
        ([("files", ("a.pdf", b"x"))], {"label": "x" * 201}, 422, "invalid"),
        ([("files", ("a.pdf", b"x"))], {"một tên": "x"}, 422, "invalid"),
        ([("files", ("a.pdf", b"x"))], {"step": "x" * 3000}, 413, "too-large"),
        ([("files", ("a.pdf", b"x"))], {f"f{each}": "x" for each in range(30)}, 413, "too-many-parts"),
        ([("files", ("a.pdf", b"x"))] * (MOST_FILES + 1), {}, 413, "too-many-parts"),
        ([("files", ("a.pdf", b"x"))], {"step": "a\x00b"}, 422, "invalid"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_with_advice(
    api: TestClient, given: list[tuple[str, tuple[str, bytes]]], data: dict[str, str], status: int, code: str
) -> None:
    assert is_problem(api.post("/dossiers", files=given, data=data), status, code)


def test_a_body_that_is_no_form_is_refused(api: TestClient) -> None:
    kind = "multipart/form-data; boundary=b"
    for body, header in (
        (b"nonsense", kind),
        (b"", kind),
        (b"--b\r\nContent-Disposition: form-data; name=files; filename=a.pdf\r\n\r\nhalf", kind),
        (b"--b--\r\n", "multipart/form-data"),
        (b"{}", "application/json"),
    ):
        answer = api.post("/dossiers", content=body, headers={"Content-Type": header})
        assert answer.status_code in (400, 415, 422), body
        assert answer.json()["code"] in ("not-multipart", "cut-off", "no-files")


def test_a_body_beyond_the_limit_is_refused_and_leaves_nothing(service: Service) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"--b\r\nContent-Disposition: form-data; name=files; filename=a.pdf\r\n\r\n"
        for _ in range(200):
            yield b"x" * 2**16

    small = service.settings.with_changes(upload_bytes=2**20)
    changed = Service(small, service.engine, service.storage, service.queues)
    headers = {"Authorization": f"Bearer {key_for(service, 'write')}"}
    client = TestClient(application(changed), f"http://127.0.0.1{PATH}", headers=headers)
    answer = client.post("/dossiers", content=pieces(), headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert is_problem(answer, 413, "budget-exceeded")
    assert not list((small.work_dir / "uploads").iterdir())


def test_the_same_request_with_its_key_is_carried_out_once(api: TestClient, service: Service, sent: list[str]) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    scan = files(("a.pdf", uuid4().bytes))
    first = api.post("/dossiers", files=scan, headers=headers)
    again = api.post("/dossiers", files=scan, headers=headers)
    sent.append(first.json()["id"])
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    other = api.post("/dossiers", files=files(("a.pdf", b"other")), headers=headers)
    assert is_problem(other, 422, "key-reused")
    assert api.post("/dossiers", files=scan).json()["id"] != first.json()["id"]


def test_many_that_send_the_same_request_at_once_make_one_dossier(api: TestClient, sent: list[str]) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    answers: list[Response] = []

    def send() -> None:
        answers.append(api.post("/dossiers", files=files(("a.pdf", b"same")), headers=headers))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    made = {each.json()["id"] for each in answers if each.status_code == 201}
    sent += made
    assert len(made) == 1
    assert all(each.json()["code"] == "in-progress" for each in answers if each.status_code != 201)


def test_an_upload_that_died_before_it_was_noted_is_repeated_without_a_trace(
    api: TestClient, service: Service, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: object, **__: object) -> list[dossiers.Registered]:
        raise RuntimeError("killed")

    headers = {"Idempotency-Key": uuid4().hex}
    scan = files(("a.pdf", b"once"), ("b.pdf", b"more"))
    with monkeypatch.context() as patch:
        patch.setattr(dossiers, "register", dead)
        assert is_problem(api.post("/dossiers", files=scan, headers=headers), 500, "internal-error")
    answer = api.post("/dossiers", files=scan, headers=headers)
    assert answer.status_code == 201
    sent.append(answer.json()["id"])
    name = lists.by_id(service.engine, UUID(answer.json()["id"])).name  # type: ignore[union-attr]
    assert len(list(service.storage.objects(service.settings.scans_bucket, name))) == 2


def test_a_dossier_is_canceled_once_and_read_anew(api: TestClient, service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    here = f"/dossiers/{task.id}"
    assert api.get(here).json()["state"] == "running"
    assert is_problem(api.post(f"{here}/read"), 409, "in-work")
    assert api.post(f"{here}/cancel").json()["state"] == "canceled"
    assert is_problem(api.post(f"{here}/cancel"), 409, "not-in-work")
    answer = api.post(f"{here}/read", json={"mode": "careful", "queue": "batch"})
    assert answer.status_code == 202
    body = answer.json()
    assert (body["reading"], body["queue"], body["revision"]) == ({"mode": "careful"}, "batch", task.revision + 1)
    assert is_problem(api.post(f"{here}/read", json={"mode": "best"}), 422, "invalid")
    assert is_problem(api.post(f"{here}/read", json={"dpi": 600}), 422, "invalid")
    assert api.post(f"{here}/cancel").status_code == 200


def test_a_list_comes_in_portions_the_newest_first(api: TestClient, service: Service, place: Location) -> None:
    code = uuid4().hex
    names = [f"{place.prefix}{each}/" for each in range(5)]
    for name in names:
        task = published(service, name, made_record())
        with service.engine.begin() as connection:
            connection.execute(
                DossierRow.__table__.update().where(DossierRow.id == task.id).values(declared={"dossier_code": code})  # type: ignore[attr-defined]
            )
    listed: list[str] = []
    address = f"/dossiers?dossier_code={code}&limit=2"
    while address:
        answer = api.get(address)
        listed += [each["label"] for each in answer.json()["items"]]
        link = answer.headers.get("link", "")
        address = link.partition(">")[0].removeprefix("</api/v1")
    assert listed == ["4", "3", "2", "1", "0"]
    for asked, count in (
        ({"state": "done"}, 5),
        ({"state": "failed"}, 0),
        ({"type": "Quyết định"}, 5),
        ({"type": "Thông báo"}, 0),
    ):
        assert len(api.get("/dossiers", params={"dossier_code": code, **asked}).json()["items"]) == count
    assert is_problem(api.get("/dossiers?cursor=AAAA"), 404, "unknown-cursor")


def test_what_is_not_there_is_told_as_such(api: TestClient, service: Service, place: Location) -> None:
    nobody = uuid4()
    for rest in (
        "",
        "/record",
        "/text",
        "/pdf",
        "/versions",
        "/pages",
        "/pages/1",
        "/documents",
        "/corrections",
        "/exports/portal",
    ):
        assert is_problem(api.get(f"/dossiers/{nobody}{rest}"), 404, "not-found"), rest
    task = registered(service, place.prefix)
    assert is_problem(api.get(f"/dossiers/{task.id}/record"), 404, "no-record")
    assert api.get(f"/dossiers/{task.id}").json()["links"].get("record") is None
    assert is_problem(api.get("/nothing"), 404, "not-found")
    assert is_problem(api.delete("/dossiers"), 405, "method-not-allowed")
    assert api.delete("/dossiers").headers["allow"] == "GET, HEAD, POST"
    assert is_problem(api.get("/dossiers/no-id"), 422, "invalid")
    assert "no-id" not in json.dumps(api.get("/dossiers/no-id").json())
