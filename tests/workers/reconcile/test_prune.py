"""What is old goes; what somebody still needs stays, however old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from tests.workers.reconcile.conftest import House
from workers.database.tables import ApiKey, Batch, DeliveryRow, EventRow, IdempotencyRow, ReconciliationRow, TryRow
from workers.reconcile import prune, prune_step

pytestmark = pytest.mark.stack

NOW = datetime.now(UTC)
OLD = NOW - timedelta(days=91)


def test_only_what_nobody_needs_any_more_goes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "PORTION", 2)
    dossier = house.register("inbox/1.pdf", "inbox/1.pdf").id
    event = {"bucket": "b", "version": "", "removed": False, "received_at": OLD, "handled_at": OLD}
    attempt = {"dossier_id": dossier, "revision": 1, "queue": "batch", "outcome": "published"}
    figures = {"pages": 1, "waited": 0.0, "seconds": 0.0}
    with Session(house.service.engine) as session, session.begin():
        session.execute(insert(EventRow), [{**event, "key": str(number)} for number in range(5)])
        session.execute(
            insert(EventRow), [{**event, "key": "pending", "handled_at": None}, {**event, "key": "new", "received_at": NOW}]
        )
        session.execute(insert(TryRow), [{**attempt, **figures, "ended_at": moment} for moment in (OLD, OLD, OLD, NOW)])
        session.execute(insert(ReconciliationRow), [{"started_at": OLD, "found": {}} for _ in range(3)])
        session.add(key := ApiKey(name="k", digest="d", scopes=[]))
        session.flush()
        answers = [{"api_key_id": key.id, "key": str(at), "request": "r", "created_at": at} for at in (OLD, NOW)]
        session.execute(insert(IdempotencyRow), answers)
    steps = 1
    while prune_step(house.service):
        steps += 1
    assert steps == 3
    with Session(house.service.engine) as session:
        assert set(session.execute(select(EventRow.key)).scalars()) == {"pending", "new"}
        for table in (TryRow, ReconciliationRow, IdempotencyRow):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 1


def test_messages_go_when_they_were_accepted_and_nothing_older_waits(house: House) -> None:
    one, other = (house.register(f"inbox/{name}.pdf", f"inbox/{name}.pdf").id for name in ("one", "other"))
    message = {"event": "record.published", "created_at": OLD, "sent_at": None, "state": "sent"}
    with Session(house.service.engine) as session, session.begin():
        told = [
            {**message, "receiver": "accepted", "sent_at": OLD, "dossier_id": one},
            {**message, "receiver": "replaced", "state": "canceled", "dossier_id": one},
            {**message, "receiver": "late", "sent_at": NOW, "dossier_id": one},
            {**message, "receiver": "new", "created_at": NOW, "sent_at": NOW, "dossier_id": one},
            {**message, "receiver": "waiting", "state": "pending", "dossier_id": one},
            {**message, "receiver": "given up", "state": "dead", "dossier_id": one},
            {**message, "receiver": "given up", "sent_at": OLD, "dossier_id": one, "revision": 2},
            {**message, "receiver": "given up", "sent_at": OLD, "dossier_id": other},
        ]
        session.execute(insert(DeliveryRow), [{"revision": 1, **each} for each in told])
    assert not prune_step(house.service)
    with Session(house.service.engine) as session:
        kept = session.execute(select(DeliveryRow.receiver, DeliveryRow.revision)).all()
    assert {tuple(row) for row in kept} == {("late", 1), ("new", 1), ("waiting", 1), ("given up", 1), ("given up", 2)}


def test_inventories_that_no_batch_refers_to_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "UNUSED", timedelta(seconds=-5))
    used, unused = "a" * 64, "b" * 64
    for digest in (used, unused):
        for ending in ("csv", "findings.json"):
            house.put(house.records, f"inventories/{digest}.{ending}")
    with Session(house.service.engine) as session, session.begin():
        session.add(Batch(bucket=house.scans, prefix="", inventory=used))
    assert not prune_step(house.service)
    assert house.keys(house.records) == [f"inventories/{used}.csv", f"inventories/{used}.findings.json"]
