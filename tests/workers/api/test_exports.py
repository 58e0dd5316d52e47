"""Records over the REST API in the words of other systems."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from tests.workers.api.test_dossiers import is_problem
from tests.workers.records import made_record, published
from workers.database.tables import DossierRow, RecordRow
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


@pytest.fixture
def here(service: Service, place: Location) -> str:
    """The address of a dossier that was declared and read."""
    task = published(service, place.prefix, made_record())
    declared = {"dossier_code": "H49.29.5-240315-0012", "procedure": "1.004227", "component": "KQ.G15.000001", "step": "result"}
    with service.engine.begin() as connection:
        connection.execute(update(DossierRow).where(DossierRow.id == task.id).values(declared=declared))
    return f"/dossiers/{task.id}"


def test_a_one_stop_system_gets_a_body_for_each_document(api: TestClient, here: str) -> None:
    answer = api.get(f"{here}/exports/one-stop").json()
    assert (answer["mapping"], answer["version"]) == ("one-stop", api.get(here).json()["record"]["version"])
    (body,) = answer["bodies"]
    assert body["MaHoSo"] == "H49.29.5-240315-0012"
    assert body["MaGiayTo"] == "KQ.G15.000001"
    assert body["MaTTHC"] == "1.004227"
    assert body["LoaiSoHoa"] == "1"
    # What a person should look at is there too: whoever asks decides.
    assert body["TrichYeuNoiDung"] == "V/v số hóa hồ sơ"
    assert json.loads(body["JsonOcr"])["fields"]["subject"]["doubtful"]


def test_the_portal_gets_one_body_with_lists(api: TestClient, here: str) -> None:
    (body,) = api.get(f"{here}/exports/portal").json()["bodies"]
    assert body["MaHoSo"] == "H49.29.5-240315-0012"
    (paper,) = body["GiayToKetQua"]
    assert paper["MaThanhPhanHoSo"] == "KQ.G15.000001"
    assert not body.get("TaiLieuNop")


def test_a_link_is_there_where_there_is_a_pdf_and_has_no_host(api: TestClient, service: Service, here: str) -> None:
    (body,) = api.get(f"{here}/exports/one-stop").json()["bodies"]
    assert "DinhKem" not in body
    with service.engine.begin() as connection:
        of_dossier = RecordRow.dossier_id == UUID(here.rpartition("/")[2])
        connection.execute(update(RecordRow).where(of_dossier).values(has_pdf=True))
    (body,) = api.get(f"{here}/exports/one-stop").json()["bodies"]
    assert body["DinhKem"] == api.get(here).json()["links"]["pdf"] == f"/api/v1{here}/pdf"
    assert json.loads(body["JsonOcr"])["links"]["record"] == f"/api/v1{here}/record"


def test_there_are_only_the_mappings_that_are_shipped(api: TestClient, here: str) -> None:
    answer = api.get(f"{here}/exports/misa")
    assert is_problem(answer, 404, "not-found")
    assert "one-stop, portal" in answer.json()["detail"]
    assert is_problem(api.get(f"{here}/exports/..%2F..%2Fx"), 404, "not-found")
    assert is_problem(api.get(f"{here}/exports/One_Stop"), 422, "invalid")
