"""Signs of life, and what the doctor says about the servers."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import typer
from alembic.script import ScriptDirectory
from rq import Worker
from sqlalchemy import text
from typer.testing import CliRunner

from tests.workers.alone import alone
from workers import database, health
from workers.commands.health import doctor
from workers.commands.health import health as ask
from workers.doctor import Finding, check
from workers.queue import MONITORING_INTERVAL, Queues
from workers.service import Service
from workers.settings import Settings

pytestmark = pytest.mark.stack

HEAD = ScriptDirectory(f"{database.__path__[0]}/migrations").get_current_head()

app = typer.Typer()
app.command("health")(ask)
app.command("doctor")(doctor)


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        yield other


@pytest.fixture(autouse=True)
def empty(mine: Service) -> Iterator[None]:
    mine.queues.connection.flushdb()
    yield
    with mine.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})


@pytest.fixture
def command(mine: Service, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in mine.settings.environment().items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def worker(queues: Queues, *, pid: int | None = None, host: str | None = None) -> Worker:
    """A worker's sign as RQ writes it."""
    made = Worker(["urgent", "batch"], connection=queues.connection, name=uuid4().hex, worker_ttl=30)
    made.register_birth()
    queues.connection.hset(made.key, mapping={"pid": pid or os.getpid(), "hostname": host or socket.gethostname()})
    return made


def found(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_a_worker_says_what_it_reads(mine: Service) -> None:
    sign = worker(mine.queues)
    (idle,) = health.workers(mine.queues.connection)
    assert (idle.name, idle.dossier, idle.queues, idle.pid) == (sign.name, None, ("urgent", "batch"), os.getpid())
    dossier = uuid4()
    mine.queues.connection.sadd(f"{sign.key}:executions", f"{dossier}-12:{uuid4().hex}")
    (busy,) = health.workers(mine.queues.connection)
    assert busy.dossier == dossier


def test_a_worker_that_left_or_fell_silent_is_not_counted(mine: Service) -> None:
    left, silent, gone = worker(mine.queues), worker(mine.queues), worker(mine.queues)
    left.register_death()
    mine.queues.connection.expire(silent.key, MONITORING_INTERVAL + 60 - health.SILENT - 1)
    mine.queues.connection.delete(gone.key)
    assert health.workers(mine.queues.connection) == []
    # What a heartbeat leaves of a worker whose key had run out.
    mine.queues.connection.hset(gone.key, "last_heartbeat", "now")
    assert health.workers(mine.queues.connection) == []


def test_a_dispatcher_says_how_long_ago_each_chore_ended_well(mine: Service) -> None:
    connection = mine.queues.connection
    health.beat(connection, "dispatcher", {"feed": time.time() - 3, "prune": 0.0})
    (sign,) = health.dispatchers(connection)
    assert (sign.host, sign.pid) == (socket.gethostname(), os.getpid())
    assert set(sign.chores) == {"feed"}
    assert sign.chores["feed"] == pytest.approx(3, abs=2)


def test_a_chore_is_as_old_as_its_latest_success_anywhere(mine: Service) -> None:
    connection = mine.queues.connection
    health.beat(connection, "dispatcher", {"feed": time.time() - 100, "intake": time.time() - 7})
    other = {"host": "other", "pid": 1, "chores": {"feed": 1.0}}
    connection.set("hoso:dispatcher:other:1", json.dumps(other), ex=health.BEAT_TTL)
    connection.sadd("hoso:dispatchers", "hoso:dispatcher:other:1")
    ages = health.chores(health.dispatchers(connection))
    assert ages["feed"] == pytest.approx(1, abs=3)
    assert ages["intake"] == pytest.approx(7, abs=3)


def test_a_dispatcher_that_fell_silent_is_forgotten(mine: Service) -> None:
    connection = mine.queues.connection
    health.beat(connection, "dispatcher", {})
    connection.delete(f"hoso:dispatcher:{socket.gethostname()}:{os.getpid()}")
    assert health.dispatchers(connection) == []
    assert connection.smembers("hoso:dispatchers") == set()


def test_health_of_a_container_is_that_of_its_own_process(mine: Service, command: CliRunner) -> None:
    def alive(role: str) -> bool:
        answer = command.invoke(app, ["health", role])
        assert answer.exit_code in (0, 1), answer.output
        return answer.exit_code == 0

    assert not alive("worker")
    assert not alive("dispatcher")
    worker(mine.queues, host="elsewhere")
    worker(mine.queues, pid=2**22 + 1)  # beyond the largest id that Linux gives
    assert not alive("worker")
    worker(mine.queues)
    health.beat(mine.queues.connection, "dispatcher", {})
    assert alive("worker")
    assert alive("dispatcher")


def test_health_without_servers_is_no_traceback(command: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSO_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("HOSO_WEB_PORT", "1")
    for role in ("worker", "dispatcher", "web"):
        answer = command.invoke(app, ["health", role])
        assert answer.exit_code == 1
        assert isinstance(answer.exception, SystemExit)
    assert command.invoke(app, ["health", "kitchen"]).exit_code == 2


def test_the_doctor_finds_nothing_wrong_with_the_embedded_stack(mine: Service) -> None:
    worker(mine.queues)
    health.beat(mine.queues.connection, "dispatcher", {})
    settings = mine.settings.with_changes(webhook_token="t")
    findings = check(settings)
    assert [finding for finding in findings if finding.level != "ok"] == []
    assert {
        "PostgreSQL",
        "database shape",
        "queue memory",
        "bucket of scans",
        "bucket of records",
        "dispatcher",
        "workers",
    } <= set(found(findings))
    assert list(mine.storage.keys(settings.records_bucket, "hoso-doctor/")) == []


def test_the_doctor_says_what_to_do(mine: Service, tmp_path: Path) -> None:
    with mine.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    bad = tmp_path / "receivers.yaml"
    bad.write_text("receivers: 3", encoding="utf-8")
    types = tmp_path / "types"
    types.mkdir()
    (types / "bad.yaml").write_text("name: [", encoding="utf-8")
    settings = mine.settings.with_changes(
        scans_bucket="no-such-bucket", receivers=bad, profile_sets={"own": types}, min_free_bytes=2**62
    )
    told = found(check(settings))
    for name, advice in {
        "database shape": "hoso upgrade",
        "storage": "NoSuchBucket",
        "receivers": "receivers.yaml",
        "profiles own": "bad.yaml",
        "disk": "make room",
    }.items():
        assert told[name].level == "fail", name
        assert advice in told[name].detail
    assert told["webhook"].level == told["workers"].level == told["dispatcher"].level == "warn"


def test_the_doctor_sees_a_queue_that_forgets(mine: Service) -> None:
    connection = mine.queues.connection
    connection.config_set("maxmemory-policy", "allkeys-lru")
    connection.config_set("appendonly", "no")
    try:
        told = found(check(mine.settings))
    finally:
        connection.config_set("maxmemory-policy", "noeviction")
        connection.config_set("appendonly", "yes")
    assert told["queue memory"].level == "fail"
    assert "noeviction" in told["queue memory"].detail
    assert told["queue persistence"].level == "warn"


def test_the_doctor_tells_an_empty_database_from_a_newer_one(service: Service, mine: Service) -> None:
    with alone(service, prepared=False) as empty:
        assert "no tables" in found(check(empty.settings))["database shape"].detail
        database.upgrade(empty.engine)
        assert found(check(empty.settings))["database shape"].level == "ok"
    with mine.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "update this one" in found(check(mine.settings))["database shape"].detail


def test_the_doctor_survives_servers_that_are_down_and_quotes_no_password(mine: Service) -> None:
    settings = mine.settings.with_changes(
        database_url="postgresql://u:geheim@127.0.0.1:1/x", redis_url="redis://:geheim@127.0.0.1:1/0", s3_endpoint="127.0.0.1:1"
    )
    told = found(check(settings))
    assert {told[name].level for name in ("PostgreSQL", "queue", "storage")} == {"fail"}
    assert "geheim" not in str(told)


def test_where_nothing_is_configured_the_doctor_looks_at_the_machine_alone(tmp_path: Path) -> None:
    told = found(check(Settings(work_dir=tmp_path / "new", database_url="")))
    assert told["servers"].level == told["work_dir"].level == "ok"
    assert "PostgreSQL" not in told


def test_the_doctors_exit_code_says_whether_something_is_missing(command: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = command.invoke(app, ["doctor"])
    assert whole.exit_code == 0, whole.output
    assert "tesseract" in whole.output
    assert "PostgreSQL" in whole.output
    monkeypatch.setenv("HOSO_MIN_FREE_BYTES", str(2**62))
    broken = command.invoke(app, ["doctor"])
    assert broken.exit_code == 1
    assert "make room" in broken.output
