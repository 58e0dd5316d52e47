"""Figures for Prometheus: what they say, that they cost no dossier, and that the alerts ask for figures that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
import yaml
from prometheus_client.parser import text_string_to_metric_families
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from tests.workers.alone import alone, dossier
from workers import health, metrics
from workers.database import operations
from workers.database.tables import (
    Batch,
    Configuration,
    DeliveryRow,
    DossierRow,
    EventRow,
    ReconciliationRow,
    RecordRow,
)
from workers.metrics import Reading, note, note_delivery, render
from workers.service import Service, connected

pytestmark = pytest.mark.stack

ALERTS = Path(__file__).parents[2] / "docs" / "alerts.yaml"


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        yield other


@pytest.fixture(autouse=True)
def empty(mine: Service) -> None:
    mine.queues.connection.flushdb()
    with mine.engine.begin() as connection:
        tables = "dossiers, batches, records, events, deliveries, reconciliations, configurations"
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


def add(service: Service, table: type[Any], **values: object) -> None:
    with Session(service.engine) as session, session.begin():
        session.execute(insert(table).values(values))


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def figures(service: Service) -> dict[str, float]:
    """Every sample by its name and labels as they are written."""
    found = {}
    for family in text_string_to_metric_families(render(service).decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def test_readings_are_counted(mine: Service) -> None:
    connection = mine.queues.connection
    note(connection, Reading("published", "urgent", 1.5, {"reading": 3.0, "store": 0.2}, pages=4, accepted=12, doubts=2))
    note(connection, Reading("published", "urgent", 400.0, {"reading": 7.0}, pages=2, accepted=5))
    note(connection, Reading("corrupt-file"))
    found = figures(mine)
    assert found["hoso_pages_total{queue=urgent}"] == 6
    assert found["hoso_dossiers_total{outcome=published}"] == 2
    assert found["hoso_dossiers_total{outcome=corrupt-file}"] == 1
    assert found["hoso_fields_total{state=accepted}"] == 17
    assert found["hoso_fields_total{state=doubtful}"] == 2
    assert found["hoso_queue_wait_seconds_count{queue=urgent}"] == 2
    assert found["hoso_queue_wait_seconds_sum{queue=urgent}"] == 401.5
    assert found["hoso_queue_wait_seconds_bucket{le=1.0,queue=urgent}"] == 0
    assert found["hoso_queue_wait_seconds_bucket{le=2.0,queue=urgent}"] == 1
    assert found["hoso_queue_wait_seconds_bucket{le=+Inf,queue=urgent}"] == 2
    assert found["hoso_stage_seconds_sum{stage=reading}"] == 10
    assert found["hoso_stage_seconds_count{stage=store}"] == 1
    assert "hoso_queue_wait_seconds_count{queue=batch}" not in found


def test_buckets_only_grow(mine: Service) -> None:
    for seconds in (0.1, 0.5, 0.500001, 59.0, 1e9):
        note(mine.queues.connection, Reading("published", "batch", seconds))
    found = figures(mine)
    bounds = [*map(str, metrics.WAIT.bounds), "+Inf"]
    buckets = [found[f"hoso_queue_wait_seconds_bucket{{le={each},queue=batch}}"] for each in bounds]
    assert buckets == sorted(buckets)
    assert (buckets[0], buckets[1], buckets[-2], buckets[-1]) == (2, 3, 4, 5)


def test_deliveries_are_counted(mine: Service) -> None:
    note_delivery(mine.queues.connection, "one-stop", "sent", 0.3)
    note_delivery(mine.queues.connection, "one-stop", "refused", 0.1)
    found = figures(mine)
    assert (found["hoso_deliveries_total{outcome=sent}"], found["hoso_deliveries_total{outcome=refused}"]) == (1, 1)
    assert found["hoso_delivery_seconds_count{receiver=one-stop}"] == 2


def test_what_has_not_happened_yet_is_shown_as_nothing_so_that_its_rate_is_known(mine: Service) -> None:
    found = figures(mine)
    for name in ("hoso_pages_total{queue=batch}", "hoso_dossiers_total{outcome=failed}", "hoso_deliveries_total{outcome=sent}"):
        assert found[name] == 0


def test_an_emptied_queue_begins_anew(mine: Service) -> None:
    note(mine.queues.connection, Reading("published", "batch", pages=4))
    mine.queues.connection.flushdb()
    note(mine.queues.connection, Reading("published", "batch", pages=1))
    assert figures(mine)["hoso_pages_total{queue=batch}"] == 1


def test_a_label_that_nobody_expected_is_not_shown(mine: Service) -> None:
    """Codes and receivers' names are plain; whatever else gets there may be personal data, or break the format."""
    note(mine.queues.connection, Reading("Nguyễn Văn A", "batch", 1.0, {'x"}\n': 1.0, "a\tb\tc": 1.0, "k" * 500: 1.0}))
    text = render(mine).decode()
    assert "Nguyễn" not in text
    assert "kkk" not in text
    assert figures(mine)["hoso_dossiers_total{outcome=other}"] == 1
    assert figures(mine)["hoso_stage_seconds_count{stage=other}"] == 3


def test_a_figure_costs_no_dossier_and_its_loss_is_told_once(mine: Service, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))
    metrics._silent.clear()
    for _ in range(3):
        note(nowhere, Reading("published", "batch", pages=1))
        note_delivery(nowhere, "one-stop", "sent", 1.0)
    assert [record.getMessage() for record in caplog.records] == ["figures were not counted"]
    mine.queues.connection.set("hoso:metrics", "not a hash")
    note(mine.queues.connection, Reading("published"))


def test_gauges_say_what_is_now(mine: Service) -> None:
    batch = uuid4()
    add(mine, Batch, id=batch, bucket="scans", prefix="a/", listed_at=ago(60))
    add(mine, Batch, id=uuid4(), bucket="scans", prefix="done/", listed_at=ago(60))
    add(mine, Batch, id=uuid4(), bucket="scans", prefix="listing/", state="paused")
    dossier(mine, batch_id=batch, wanted_at=ago(100))
    dossier(mine, batch_id=batch, wanted_at=ago(500), enqueued_at=ago(1))
    dossier(mine, queue="urgent", wanted_at=ago(30))
    dossier(mine, state="running", enqueued_at=ago(5), started_at=ago(4))
    dossier(mine, state="failed", error_code="killed")
    dossier(mine, state="done", batch_id=batch)
    add(mine, EventRow, bucket="scans", key="k", version="1", removed=False)
    add(mine, EventRow, bucket="scans", key="k", version="2", removed=False, handled_at=ago(1))
    told = dossier(mine, state="done")
    for state in ("pending", "dead", "dead", "sent"):
        add(mine, DeliveryRow, receiver=str(uuid4()), event="e", dossier_id=told, revision=1, state=state, created_at=ago(70))
    add(mine, ReconciliationRow, started_at=ago(1000), finished_at=ago(900))
    add(mine, ReconciliationRow, started_at=ago(10))

    found = figures(mine)
    states = {name: found[f"hoso_dossiers_now{{state={name}}}"] for name in operations.STATES}
    assert states == {"queued": 3, "running": 1, "failed": 1, "done": 2, "canceled": 0}
    assert found["hoso_dossiers_waiting{place=database,queue=batch}"] == 1
    assert found["hoso_dossiers_waiting{place=queue,queue=batch}"] == 1
    assert found["hoso_dossiers_waiting{place=database,queue=urgent}"] == 1
    assert found["hoso_oldest_waiting_seconds{queue=batch}"] == pytest.approx(500, abs=30)
    assert found["hoso_oldest_waiting_seconds{queue=urgent}"] == pytest.approx(30, abs=25)
    assert (found["hoso_batches_running"], found["hoso_batches_paused"]) == (1, 1)
    assert found["hoso_events_pending"] == 1
    assert (found["hoso_outbox{state=pending}"], found["hoso_outbox{state=dead}"]) == (1, 2)
    assert found["hoso_oldest_delivery_seconds"] == pytest.approx(70, abs=30)
    assert found["hoso_comparison_age_seconds"] == pytest.approx(900, abs=30)
    assert found["hoso_disk_free_bytes"] < found["hoso_disk_bytes"]
    assert {name: found[f"hoso_up{{part={name}}}"] for name in ("queue", "database", "storage")} == {
        "queue": 1,
        "database": 1,
        "storage": 1,
    }


def test_what_waits_for_its_next_try_does_not_wait_for_a_worker(mine: Service) -> None:
    dossier(mine, queue="urgent", wanted_at=ago(5000), not_before=datetime.now(UTC) + timedelta(hours=1))
    assert figures(mine)["hoso_oldest_waiting_seconds{queue=urgent}"] == 0
    dossier(mine, queue="urgent", wanted_at=ago(5000), not_before=ago(40))
    assert figures(mine)["hoso_oldest_waiting_seconds{queue=urgent}"] == pytest.approx(40, abs=30)


def test_a_record_is_held_only_until_a_newer_one_counts(mine: Service) -> None:
    with Session(mine.engine) as session, session.begin():
        first, second = Configuration(fingerprint="1"), Configuration(fingerprint="2")
        row = DossierRow(bucket="scans", name="a/", state="done")
        session.add_all([first, second, row])
        session.flush()
        dossier_id, newer_configuration = row.id, second.id
        about = {"dossier_id": row.id, "source": "s", "status": "clean", "pages": 1, "doubts": 0, "findings": 0}
        session.add(RecordRow(**about, revision=1, configuration_id=first.id, held="corrections", has_pdf=False, types=[]))
    assert figures(mine)["hoso_records_held"] == 1
    with Session(mine.engine) as session, session.begin():
        newer = RecordRow(**about, revision=2, configuration_id=newer_configuration, has_pdf=False, types=[])
        session.add(newer)
        session.flush()
        session.get_one(DossierRow, dossier_id).published_id = newer.id
    assert figures(mine)["hoso_records_held"] == 0


def test_large_tables_are_estimated(mine: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """With bounds as small as this test's tables: what is beyond them comes from the statistics of the database."""
    with mine.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dossiers (id, bucket, name, queue, state) SELECT gen_random_uuid(), 'scans', g::text,"
                " CASE WHEN g <= 50 THEN 'urgent' ELSE 'batch' END,"
                " CASE WHEN g <= 650 THEN 'queued' WHEN g <= 950 THEN 'failed' ELSE 'done' END FROM generate_series(1, 2000) g"
            )
        )
    monkeypatch.setattr(operations, "SMALL", 1)
    monkeypatch.setattr(operations, "BOUND", 100)
    with mine.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE dossiers"))
    found = operations.figures(mine.engine)
    assert found.waiting["urgent"].stored == 50
    assert found.waiting["batch"].stored == pytest.approx(600, rel=0.1)
    assert found.states["failed"] == pytest.approx(300, rel=0.1)
    assert sum(found.states.values()) == pytest.approx(2000, rel=0.02)


def test_the_figures_scan_no_large_table(mine: Service) -> None:
    """At a million dossiers every question is answered from an index; sequential scans are forbidden here to see it."""
    with mine.engine.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        for wanted in (operations.of_state("failed"), operations.of_state("canceled")):
            compiled = wanted.compile(mine.engine, compile_kwargs={"literal_binds": True})
            plan = "\n".join(connection.execute(text(f"EXPLAIN {compiled}")).scalars())
            assert "Seq Scan on dossiers" not in plan, plan


def test_a_server_that_is_down_is_a_figure_and_no_error(mine: Service) -> None:
    settings = mine.settings.with_changes(
        database_url="postgresql://u:geheim@127.0.0.1:1/x", redis_url="redis://:geheim@127.0.0.1:1/0", s3_endpoint="127.0.0.1:1"
    )
    with connected(settings) as down:
        told = render(down).decode()
        found = figures(down)
    assert "geheim" not in told
    assert {name: found[f"hoso_up{{part={name}}}"] for name in ("queue", "database", "storage")} == {
        "queue": 0,
        "database": 0,
        "storage": 0,
    }
    assert found["hoso_disk_bytes"] > 0


def every_name(mine: Service) -> set[str]:
    """Names of all samples that there can be."""
    note(mine.queues.connection, Reading("published", "urgent", 1.0, {"reading": 1.0}, 1, 1, 1))
    note_delivery(mine.queues.connection, "one-stop", "sent", 1.0)
    mine.queues.note_outage("storage")
    health.beat(mine.queues.connection, "dispatcher", {"feed": 1.0})
    add(mine, ReconciliationRow, started_at=ago(10), finished_at=ago(9))
    return {name.partition("{")[0] for name in figures(mine)}


def test_every_alert_asks_for_figures_that_there_are_and_says_what_to_do(mine: Service) -> None:
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    known = every_name(mine)
    handbook = ALERTS.with_name("operations.md").read_text(encoding="utf-8")
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        asked = set(re.findall(r"\bhoso_[a-z_]+", rule["expr"]))
        assert asked, rule["alert"]
        assert asked <= known, rule["alert"]
        assert rule["expr"].count("(") == rule["expr"].count(")"), rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]
        assert rule["annotations"]["action"], rule["alert"]
        assert f"`{rule['alert']}`" in handbook, rule["alert"]


def test_the_handbook_names_every_figure(mine: Service) -> None:
    handbook = ALERTS.with_name("operations.md").read_text(encoding="utf-8")
    for name in every_name(mine):
        stem = re.sub(r"_(bucket|count|sum)$", "", name)
        assert f"`{stem}`" in handbook, stem
