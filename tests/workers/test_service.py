"""The whole way with real servers and workers: scans in storage become published records, whatever dies on the way."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.drawing import draw_letter, save_pdf
from tests.workers.conftest import Desk
from workers.configuration import fingerprint
from workers.database import dossiers, lists
from workers.database.dossiers import Found, SourceFile
from workers.database.tables import RecordRow
from workers.queue import Ticket
from workers.team import Team

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_pdf(tmp_path_factory.mktemp("scan") / "letter.pdf", [draw_letter()])


@pytest.fixture(scope="module")
def long_scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough pages that a job can be caught at work."""
    return save_pdf(tmp_path_factory.mktemp("scan") / "long.pdf", [draw_letter(body_only=True)] * 12)


def test_folders_and_files_become_records_and_a_bad_file_stops_nobody(desk: Desk, letter: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Nguyễn Văn Ánh (hồ sơ 1)"
    folder.mkdir()
    shutil.copy(letter, folder / "2.pdf")
    (folder / "10.pdf").write_bytes(letter.read_bytes()[:300])
    shutil.copy(letter, tmp_path / "..quyết định; rm -rf.pdf")
    shutil.copy(letter, tmp_path / "quyết định.pdf")
    (tmp_path / "rách.pdf").write_bytes(b"%PDF-1.7\nrubbish")
    (tmp_path / "trống.tif").write_bytes(b"")
    desk.put(tmp_path)
    batch = desk.start()
    now = desk.wait(batch)
    assert (now.done, now.failed) == (2, 2)  # a name that begins with a dot is a hidden file

    listed = desk.listed(batch)
    whole = listed["Nguyễn Văn Ánh (hồ sơ 1)"]
    record = desk.record(whole)
    assert record.name == "Nguyễn Văn Ánh (hồ sơ 1)"
    assert [source.name for source in record.sources] == ["2.pdf", "10.pdf"]
    assert record.status == "needs-review"
    assert any("10.pdf" in finding.message and finding.severity == "error" for finding in record.findings)
    assert whole.types == ("Quyết định",)
    assert desk.record(listed["quyết định.pdf"]).documents[0].fields["issued_date"].value == "2024-03-05"
    assert (listed["rách.pdf"].state, listed["rách.pdf"].error_code) == ("failed", "corrupt-file")
    assert listed["trống.tif"].error_code == "empty-file"
    assert "quyết định.pdf" not in f"{whole.source}{listed['quyết định.pdf'].source}"
    assert not list((desk.service.settings.work_dir / "jobs").iterdir())

    assert desk.start() == batch
    again = desk.listed(batch)
    assert {label: each.finished_at for label, each in again.items()} == {
        label: each.finished_at for label, each in listed.items()
    }
    shutil.copy(letter, tmp_path / "rách.pdf")
    desk.put(tmp_path)
    desk.start()
    assert desk.wait(batch).failed == 1
    assert desk.listed(batch)["rách.pdf"].state == "done"


def test_the_same_job_many_times_publishes_once(desk: Desk, letter: Path, tmp_path: Path) -> None:
    shutil.copy(letter, tmp_path / "a.pdf")
    desk.put(tmp_path)
    batch = desk.start()
    (listed,) = desk.listed(batch).values()
    queues = desk.service.queues
    for _ in range(5):
        queues._enqueue(Ticket(listed.id, 1), "urgent")
    desk.wait(batch)
    desk_is_quiet(desk)
    with Session(desk.service.engine) as session:
        assert len(session.execute(select(RecordRow).where(RecordRow.dossier_id == listed.id)).all()) == 1


def test_a_killed_job_is_tried_again_and_finishes(desk: Desk, team: Team, long_scan: Path, tmp_path: Path) -> None:
    shutil.copy(long_scan, tmp_path / "a.pdf")
    desk.put(tmp_path)
    batch = desk.start()
    desk.wait(batch, lambda now: now.running == 1 and now.pages_done > 0)
    workers = {member.process.pid for member in team._members}
    horses = [pid for pid, parent in _parents().items() if parent in workers and os.getpgid(pid) == pid]
    assert horses
    for horse in horses:
        os.kill(horse, signal.SIGKILL)
    now = desk.wait(batch)
    assert (now.done, now.failed) == (1, 0)
    (listed,) = desk.listed(batch).values()
    assert listed.attempts == 2
    assert len(desk.record(listed).pages) == 12


def test_a_lost_queue_loses_no_dossier(desk: Desk, letter: Path, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        shutil.copy(letter, tmp_path / name)
    desk.put(tmp_path)
    batch = desk.start()
    desk.service.queues.connection.flushall()
    assert desk.wait(batch).done == 3


def test_a_vanished_scan_is_said_plainly(desk: Desk, letter: Path, tmp_path: Path) -> None:
    shutil.copy(letter, tmp_path / "a.pdf")
    desk.put(tmp_path)
    service, place = desk.service, desk.place
    key = f"{place.prefix}a.pdf"
    found = Found(key, (SourceFile(key, "etag", 10),))
    service.storage.remove(place.bucket, [key])
    configuration = dossiers.configuration_id(service.engine, fingerprint(service.settings.reading))
    (noted,) = dossiers.register(service.engine, place.bucket, [found], configuration, queue="urgent")
    deadline = time.monotonic() + 60
    while (listed := lists.by_id(service.engine, noted.id)) is None or listed.state != "failed":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert listed.error_code == "missing-object"


def test_logs_name_nobody(desk: Desk, letter: Path, tmp_path: Path) -> None:
    shutil.copy(letter, tmp_path / "Trần Thị Bưởi.pdf")
    (tmp_path / "Lê Văn Cam.pdf").write_bytes(b"%PDF-1.4 torn")
    desk.put(tmp_path)
    desk.wait(desk.start())
    for log in (desk.service.settings.work_dir / "logs").glob("worker-*.log"):
        text = log.read_text(encoding="utf-8")
        for word in ("Bưởi", "B\\u01b0\\u1edfi", "Cam.pdf", "Trần Văn Mẫu"):
            assert word not in text
    queues = desk.service.queues
    for key in queues.connection.scan_iter("rq:job:*"):
        if queues.connection.type(key) == b"hash":
            assert not any("Bưởi".encode() in value for value in queues.connection.hvals(key))


def desk_is_quiet(desk: Desk) -> None:
    """Waits until no job is waiting or in hand."""
    deadline = time.monotonic() + 60
    while sum(desk.service.queues.waiting().values()) or any(
        desk.service.queues.connection.zcard(f"rq:wip:{name}") for name in ("urgent", "batch")
    ):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _parents() -> dict[int, int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(folder.name)] = int(fields[1])
    return parents
