"""`hoso batch` as an operator types it."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from tests.workers.alone import alone, dossier
from workers.commands.batch import app
from workers.database import batches
from workers.database.tables import Batch
from workers.service import Service

pytestmark = pytest.mark.stack


@pytest.fixture
def batch(mine: Service, request: pytest.FixtureRequest) -> UUID:
    """Three dossiers: one waits, two failed for two reasons; nobody lists or reads them."""
    opened = batches.open_batch(mine.engine, mine.settings.scans_bucket, f"{request.node.name}/[b]/")
    with Session(mine.engine) as session, session.begin():
        session.get_one(Batch, opened).listed_at = datetime.now(UTC)
    for state, code in (("queued", None), ("failed", "crashed"), ("failed", "corrupt-file")):
        ended = datetime.now(UTC) if code else None
        dossier(mine, batch_id=opened, state=state, error_code=code, error_message=code and "[red]told", finished_at=ended)
    return opened


def said(result: Result) -> str:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.output.split())


def test_without_batches_it_says_how_to_ask_for_one(hoso: CliRunner) -> None:
    assert "hoso batch start" in said(hoso.invoke(app, ["status"]))


@pytest.mark.parametrize(
    ("place", "advice"),
    [
        ("scans/2024", "s3://bucket/prefix"),
        ("s3://records/", "holds what was read"),
        ("s3://Scans_2024/", "lower-case"),
        ("s3://no-such-bucket/", "hoso put"),
        (f"s3://scans/{'x' * 1024}", "1024 bytes"),
    ],
)
def test_a_place_that_will_never_be_read_is_refused_at_once(hoso: CliRunner, mine: Service, place: str, advice: str) -> None:
    ended = hoso.invoke(app, ["start", place, "--no-wait"])
    assert ended.exit_code == 2
    assert advice in said(ended)
    known = batches.at(mine.engine, place.removeprefix("s3://").partition("/")[0], "")
    assert known is None


def test_an_inventory_of_records_is_refused_too(hoso: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a.pdf\n", encoding="utf-8")
    ended = hoso.invoke(app, ["start", "--inventory", str(tmp_path / "list.csv"), "--bucket", "records"])
    assert ended.exit_code == 2
    assert "holds what was read" in said(ended)


def test_a_backlog_is_stopped_and_goes_on(hoso: CliRunner, mine: Service, batch: UUID) -> None:
    short = str(batch)[:8]
    assert "Paused" in said(hoso.invoke(app, ["pause", short]))
    assert hoso.invoke(app, ["pause", short]).exit_code == 2
    shown = said(hoso.invoke(app, ["status", short]))
    assert "paused" in shown
    assert "time left" not in shown
    assert hoso.invoke(app, ["resume", short]).exit_code == 0
    assert hoso.invoke(app, ["resume", short]).exit_code == 2
    assert "1 dossier canceled" in said(hoso.invoke(app, ["cancel", short]))
    assert batches.progress(mine.engine, batch).state == "canceled"


def test_one_group_of_failures_is_read_again(hoso: CliRunner, mine: Service, batch: UUID) -> None:
    short = str(batch)[:8]
    shown = said(hoso.invoke(app, ["status", short]))
    assert "crashed" in shown
    assert "[red]told" in shown
    assert "To be read again: 1 dossier." in said(hoso.invoke(app, ["retry", short, "--reason", "crashed"]))
    now = batches.progress(mine.engine, batch)
    assert (now.queued, now.failed) == (2, 1)
    ended = hoso.invoke(app, ["retry", short, "--reason", "crashed"])
    assert ended.exit_code == 2
    assert "Nothing failed for this reason" in said(ended)


def test_a_batch_is_known_by_its_place_or_the_beginning_of_its_id(hoso: CliRunner, mine: Service, batch: UUID) -> None:
    found = said(hoso.invoke(app, ["status"]))
    assert "/[b]/" in found
    with Session(mine.engine) as session:
        place = f"s3://{mine.settings.scans_bucket}/{session.get_one(Batch, batch).prefix}"
    assert str(batch) in said(hoso.invoke(app, ["status", place]))
    for name in ("", str(batch)[:3], "ffff-none", "s3://scans/nowhere/", "%", "s3:"):
        ended = hoso.invoke(app, ["status", name])
        assert ended.exit_code == 2, name
        assert said(ended)


def test_a_report_is_a_page_and_a_workbook(hoso: CliRunner, batch: UUID, tmp_path: Path) -> None:
    ended = hoso.invoke(app, ["report", str(batch), "--out", str(tmp_path), "--seed", "7"])
    assert ended.exit_code == 0, ended.output
    stem = f"report-{str(batch)[:8]}"
    assert "Báo cáo kết quả số hóa theo lô" in (tmp_path / f"{stem}.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / f"{stem}.xlsx") as book:
        assert "xl/workbook.xml" in book.namelist()


@pytest.mark.parametrize(
    ("name", "value", "arguments", "advice"),
    [
        ("HOSO_DATABASE_URL", "postgresql://a:b@127.0.0.1:9/none", ["status"], "database does not answer"),
        ("HOSO_REDIS_URL", "redis://127.0.0.1:9/0", ["start", "s3://scans/none/"], "queue does not answer"),
    ],
)
def test_servers_that_are_away_are_told_without_a_traceback(
    hoso: CliRunner, monkeypatch: pytest.MonkeyPatch, name: str, value: str, arguments: list[str], advice: str
) -> None:
    monkeypatch.setenv(name, value)
    ended = hoso.invoke(app, arguments)
    assert ended.exit_code == 1
    assert advice in said(ended)


def test_a_database_without_tables_is_told_to_be_upgraded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with alone(service, prepared=False) as empty:
        for name, value in empty.settings.environment().items():
            monkeypatch.setenv(name, value)
        ended = CliRunner().invoke(app, ["status"])
    assert ended.exit_code == 1
    assert "hoso upgrade" in said(ended)


def test_a_report_that_cannot_be_written_says_where(hoso: CliRunner, batch: UUID) -> None:
    ended = hoso.invoke(app, ["report", str(batch), "--out", "/proc/none"])
    assert ended.exit_code == 1
    assert "/proc/none" in said(ended)
