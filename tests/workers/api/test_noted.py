"""What programs are shown of people is in the audit, under the name of their key."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workers.api.conftest import Caller
from tests.workers.records import made_record, published
from workers.database.tables import AuditRow
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


def noted(service: Service, name: str) -> list[tuple[str, UUID | None, int | None, Any]]:
    with Session(service.engine) as session:
        rows = session.execute(select(AuditRow).where(AuditRow.actor == f"key:{name}").order_by(AuditRow.id)).scalars()
        return [(each.action, each.dossier_id, each.page, each.after) for each in rows]


def test_each_thing_read_is_noted_once(caller: Caller, service: Service, place: Location) -> None:
    task, name = published(service, place.prefix, made_record()), f"portal {uuid4()}"
    api = caller("read", "read-sensitive", name=name)
    for _ in range(2):
        for part in ("record", "text", "pages/1", "corrections", "exports/one-stop", "documents"):
            assert api.get(f"/dossiers/{task.id}/{part}").status_code == 200, part
    assert noted(service, name) == [
        ("record.read", task.id, None, {"part": "record"}),
        ("record.read", task.id, None, {"part": "text"}),
        ("page.seen", task.id, 1, None),
        ("record.read", task.id, None, {"part": "corrections"}),
        ("record.read", task.id, None, {"part": "exports/one-stop"}),
        ("record.read", task.id, None, {"part": "documents"}),
    ]


def test_a_search_is_noted_where_it_shows_what_is_personal(caller: Caller, service: Service) -> None:
    name, masked = f"one-stop {uuid4()}", f"masked {uuid4()}"
    asked = {"name": "Trần Thị Mẫu", "number": "12"}
    assert caller("read", "read-sensitive", name=name).get("/documents", params=asked).status_code == 200
    assert caller("read", name=masked).get("/documents", params=asked).status_code == 200
    assert noted(service, name) == [("dossiers.searched", None, None, asked)]
    assert noted(service, masked) == []


def test_who_may_not_read_leaves_no_trace_of_having_read(caller: Caller, service: Service, place: Location) -> None:
    task, name = published(service, place.prefix, made_record()), f"curious {uuid4()}"
    api = caller("read", name=name)
    for part in ("record", "pages/1"):
        assert api.get(f"/dossiers/{task.id}/{part}").status_code == 403
    assert noted(service, name) == []


def test_an_id_that_is_none_is_refused_and_not_noted(caller: Caller, service: Service) -> None:
    name = f"wrong {uuid4()}"
    api = caller("read-sensitive", name=name)
    assert api.get("/dossiers/none/record").status_code == 422
    assert api.get(f"/dossiers/{uuid4()}/pages/x").status_code == 422
    assert api.get(f"/dossiers/{uuid4()}/pages/{'9' * 30}").status_code == 422
    assert noted(service, name) == []
