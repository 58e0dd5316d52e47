"""Backlogs over the REST API: asked for, stopped, asked again, listed and reported."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from tests.workers.alone import alone, dossier
from tests.workers.api.conftest import application, key_for
from tests.workers.api.test_dossiers import is_problem
from workers.api import PATH
from workers.backlog import Lister
from workers.database import batches
from workers.database.tables import Batch
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    """Where nobody lists or reads."""
    with alone(service) as other:
        yield other


@pytest.fixture(scope="module")
def operator(mine: Service) -> TestClient:
    headers = {"Authorization": f"Bearer {key_for(mine, 'admin', 'read', 'read-sensitive')}"}
    return TestClient(application(mine), f"http://127.0.0.1{PATH}", raise_server_exceptions=False, headers=headers)


@pytest.fixture
def batch(mine: Service, request: pytest.FixtureRequest) -> UUID:
    """Five dossiers: one waits, one is read, three failed for two reasons."""
    opened = batches.open_batch(mine.engine, mine.settings.scans_bucket, f"{request.node.name}/")
    with Session(mine.engine) as session, session.begin():
        session.get_one(Batch, opened).listed_at = datetime.now(UTC)
    for state, code in (("queued", None), ("done", None), ("failed", "crashed"), ("failed", "crashed"), ("failed", "storage")):
        ended = None if state == "queued" else datetime.now(UTC)
        dossier(
            mine, batch_id=opened, label="Hồ sơ bà Mẫu", state=state, error_code=code, error_message=code, finished_at=ended
        )
    return opened


def test_a_place_is_asked_for_and_asked_again(operator: TestClient, mine: Service, place: Location, tmp_path: Path) -> None:
    scan = tmp_path / "1.pdf"
    scan.write_bytes(b"x")
    mine.storage.put(place.bucket, f"{place.prefix}a/1.pdf", scan)
    answer = operator.post("/batches", json={"place": str(place)})
    assert answer.status_code == 202, answer.text
    first = answer.json()
    assert (first["place"], first["rule"], first["state"], first["listed"]) == (str(place), "folder", "running", False)
    Lister().step(mine)
    here = f"/batches/{first['id']}"
    shown = operator.get(here).json()
    assert (shown["listed"], shown["found"], shown["queued"], shown["finished"]) == (True, 1, 1, False)
    mine.storage.put(place.bucket, f"{place.prefix}b.pdf", scan)
    again = operator.post("/batches", json={"place": str(place), "rule": "file"}).json()
    assert (again["id"], again["rule"], again["listed"]) == (first["id"], "file", False)
    assert again["asked_at"] > first["asked_at"]
    Lister().step(mine)
    assert operator.get(here).json()["found"] == 2


def test_the_same_request_asks_once(operator: TestClient, mine: Service, place: Location) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    first = operator.post("/batches", json={"place": str(place)}, headers=headers).json()
    again = operator.post("/batches", json={"place": str(place)}, headers=headers)
    assert (again.status_code, again.json()) == (202, first)
    other = operator.post("/batches", json={"place": f"{place}more/"}, headers=headers)
    assert is_problem(other, 422, "key-reused")
    with Session(mine.engine) as session:
        assert session.get_one(Batch, UUID(first["id"])).listing == 1


@pytest.mark.parametrize(
    ("where", "status", "code", "advice"),
    [
        ("scans/kho", 422, "invalid", "not as it must be"),
        ("s3://Scans_2024/", 422, "invalid", "not as it must be"),
        ("s3://scans/a\tb", 422, "invalid", "not as it must be"),
        (f"s3://scans/{'ồ' * 600}", 422, "invalid", "1024 bytes"),
        ("s3://records/", 422, "invalid", "holds what was read"),
        ("s3://no-such-bucket/", 404, "no-bucket", "hoso put"),
    ],
    ids=["no-address", "no-bucket-name", "tab", "long", "records", "unknown"],
)
def test_a_place_that_will_never_be_read_is_refused_at_once(
    operator: TestClient, mine: Service, where: str, status: int, code: str, advice: str
) -> None:
    before = operator.get("/batches?limit=200").json()
    answer = operator.post("/batches", json={"place": where})
    assert is_problem(answer, status, code)
    assert advice in answer.json()["detail"]
    assert operator.get("/batches?limit=200").json() == before


def test_a_backlog_is_stopped_goes_on_and_is_ended(operator: TestClient, batch: UUID) -> None:
    here = f"/batches/{batch}"
    assert is_problem(operator.post(f"{here}/resume"), 409, "not-paused")
    assert operator.post(f"{here}/pause").json()["state"] == "paused"
    assert is_problem(operator.post(f"{here}/pause"), 409, "not-running")
    assert operator.post(f"{here}/resume").json()["state"] == "running"
    assert operator.post(f"{here}/cancel").json() == {"dossiers": 1}
    shown = operator.get(here).json()
    assert (shown["state"], shown["queued"], shown["canceled"], shown["done"]) == ("canceled", 0, 1, 1)
    assert is_problem(operator.post(f"{here}/pause"), 409, "not-running")
    assert is_problem(operator.post(f"{here}/resume"), 409, "not-paused")
    assert operator.post(f"{here}/cancel").json() == {"dossiers": 0}


def test_what_failed_is_read_again_by_its_reason(operator: TestClient, batch: UUID) -> None:
    here = f"/batches/{batch}"
    shown = operator.get(here).json()["failures"]
    assert {each["code"]: each["count"] for each in shown} == {"crashed": 2, "storage": 1}
    assert operator.post(f"{here}/retry", json={"code": "corrupt-file"}).json() == {"dossiers": 0}
    answer = operator.post(f"{here}/retry", json={"code": "crashed"})
    assert (answer.status_code, answer.json()) == (202, {"dossiers": 2})
    shown = operator.get(here).json()
    assert (shown["queued"], shown["failed"]) == (3, 1)
    (left,) = operator.get("/dossiers", params={"batch": str(batch), "state": "failed"}).json()["items"]
    assert left["error"]["code"] == "storage"
    assert operator.post(f"{here}/retry").json() == {"dossiers": 1}
    assert is_problem(operator.post(f"{here}/retry", json={"reason": "crashed"}), 422, "invalid")


def test_a_list_comes_in_portions_the_newest_first(operator: TestClient, mine: Service, place: Location) -> None:
    opened = [str(batches.open_batch(mine.engine, place.bucket, f"{place.prefix}{each}/")) for each in range(3)]
    listed: list[str] = []
    cursor: dict[str, str] = {}
    while len(listed) < 3:
        answer = operator.get("/batches", params={"limit": 2, **cursor})
        listed += [each["id"] for each in answer.json()["items"]]
        cursor = {"cursor": answer.json()["next"]} if answer.json()["next"] else {}
        assert ("link" in answer.headers) == bool(cursor)
    assert listed[:3] == opened[::-1]
    assert len(listed) == len(set(listed))


def test_what_is_not_there_is_told_as_such(operator: TestClient) -> None:
    for method, rest in (
        ("GET", ""),
        ("GET", "/report.html"),
        ("GET", "/report.xlsx"),
        ("POST", "/pause"),
        ("POST", "/resume"),
        ("POST", "/cancel"),
        ("POST", "/retry"),
    ):
        assert is_problem(operator.request(method, f"/batches/{uuid4()}{rest}"), 404, "not-found"), rest
    assert is_problem(operator.get(f"/batches/{uuid4()}/report.pdf"), 422, "invalid")


def test_a_report_is_a_page_with_names_only_for_who_asks(operator: TestClient, batch: UUID) -> None:
    answer = operator.get(f"/batches/{batch}/report.html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f"report-{str(batch)[:8]}.html" in answer.headers["content-disposition"]
    assert "<h1>Báo cáo kết quả số hóa theo lô</h1>" in answer.text
    assert "bà Mẫu" not in answer.text
    assert "bà Mẫu" in operator.get(f"/batches/{batch}/report.html?names=true").text
    sample = operator.get(f"/batches/{batch}/report.html", params={"seed": 7, "sample": 1}).text
    assert "Mẫu nghiệm thu: 1 hồ sơ, hạt giống 7" in sample
    assert is_problem(operator.get(f"/batches/{batch}/report.html?sample=-1"), 422, "invalid")


def test_a_report_is_a_workbook_that_opens(operator: TestClient, batch: UUID) -> None:
    answer = operator.get(f"/batches/{batch}/report.xlsx")
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    with zipfile.ZipFile(BytesIO(answer.content)) as book:
        assert book.testzip() is None
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        rows = [len(ElementTree.fromstring(book.read(name)).findall(".//{*}row")) for name in sheets]
    # One line for each of the five dossiers, and their heads.
    assert 6 in rows


def test_an_answer_whose_parameter_is_wrong_says_where_and_which_are_right(operator: TestClient) -> None:
    answer = operator.get("/dossiers", params={"state": "finished"})
    assert is_problem(answer, 422, "invalid")
    (wrong,) = answer.json()["errors"]
    assert wrong["at"] == ["query", "state"]
    assert "'done'" in wrong["message"]


def test_a_body_that_is_not_said_to_be_json_is_told_how(operator: TestClient, place: Location) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = operator.post("/batches", content=f'{{"place": "{place}"}}', headers=form)
    assert is_problem(answer, 422, "invalid")
    assert "Content-Type: application/json" in answer.json()["detail"]
    # Where it is said, that is not what is wrong.
    answer = operator.post("/batches", json=[])
    assert is_problem(answer, 422, "invalid")
    assert "Content-Type" not in answer.json()["detail"]
