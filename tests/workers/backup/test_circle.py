"""The whole circle: a service is filled, backed up, lost, restored into an empty one, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.workers.backup.conftest import RECORDS, SCANS, Begin, empty, published, register
from tests.workers.records import claim, made_record
from workers.backup import back_up, inspect, restore
from workers.database import lists
from workers.database.tables import Base, CorrectionRow, DeliveryRow, DossierFile, DossierRow
from workers.errors import NotEmpty, StillWorking, StorageError
from workers.feed import Feeder
from workers.health import beat
from workers.queue import Ticket
from workers.reconcile import Choice, run
from workers.records import Records
from workers.service import Service
from workers.storage import Stored

pytestmark = pytest.mark.stack


def counts(service: Service) -> dict[str, int]:
    tables = Base.metadata.tables
    with Session(service.engine) as session:
        return {name: session.execute(select(func.count()).select_from(each)).scalar_one() for name, each in tables.items()}


def states(service: Service) -> dict[str, tuple[str, bool]]:
    with Session(service.engine) as session:
        rows = session.execute(select(DossierRow)).scalars()
        return {row.name: (row.state, row.enqueued_at is not None) for row in rows}


def test_nothing_is_lost_and_nothing_doubled(begin: Begin, tmp_path: Path) -> None:
    first = begin()
    names = [f"hồ sơ {number}/" for number in range(1, 4)]
    tasks = [published(first, tmp_path, name, source) for source, name in enumerate(names, start=1)]
    with Session(first.engine) as session, session.begin():
        record = session.execute(select(DossierRow.published_id).where(DossierRow.id == tasks[0].id)).scalar_one()
        assert record is not None
        values = {"field": "subject", "state": "found", "value": "đã sửa", "author": "a"}
        session.add(CorrectionRow(dossier_id=tasks[0].id, record_id=record, type="Quyết định", pages=[1], **values))
        for state in ("pending", "sent"):
            session.add(DeliveryRow(receiver=state, event="e", dossier_id=tasks[0].id, revision=1, state=state))
    half = register(first, tmp_path, "dở dang/")
    Feeder().step(first)
    task = claim(first, half.id, half.revision, tasks[0].configuration)
    assert task is not None
    before = counts(first)
    assert states(first)["dở dang/"] == ("running", True)

    made = back_up(first, tmp_path / "backup", scans=True)
    assert made.manifest.rows == before
    assert {each.name: each.objects for each in made.manifest.buckets} == {RECORDS: 6, SCANS: 4}
    found = inspect(tmp_path / "backup")
    assert (found.is_sound, found.objects, found.records) == (True, 10, 3)

    second = begin()
    second.queues.ensure([Ticket(half.id, 7)])
    restored = restore(second, tmp_path / "backup")
    assert (restored.objects, restored.unfinished, restored.kept) == (10, 1, 0)
    assert counts(second) == before
    for name, each in zip(names, tasks, strict=True):
        listed = lists.by_id(second.engine, each.id)
        assert listed is not None
        assert Records(second).as_read(listed.source or "", listed.configuration or "") == made_record(subject=name)
    assert states(second)["dở dang/"] == ("queued", False)
    assert second.queues.waiting() == {"urgent": 0, "batch": 0}

    Feeder().step(second)
    assert second.queues.waiting()["batch"] == 1
    again = claim(second, half.id, half.revision, tasks[0].configuration)
    assert again is not None
    assert (again.name, again.files) == (task.name, task.files)
    assert run(second, Choice(deep=True, whole=True)) == {}


def test_a_second_backup_copies_only_what_is_new(begin: Begin, tmp_path: Path) -> None:
    service = begin()
    published(service, tmp_path, "a/", 1)
    folder = tmp_path / "backup"
    assert back_up(service, folder).copied == 2
    published(service, tmp_path, "b/", 2)
    service.storage.remove(RECORDS, [f"{1:064x}/by-hand/record.txt"])
    second = back_up(service, folder)
    assert (second.copied, second.manifest.buckets[0].objects) == (2, 3)
    assert inspect(folder).is_sound
    assert len(list((folder / "objects").glob("??/*"))) == 3
    assert len(list((folder / "data").iterdir())) == 2
    assert not list((folder / "drafts").iterdir())


def test_what_is_there_is_not_replaced_unless_asked(begin: Begin, tmp_path: Path) -> None:
    service = begin()
    published(service, tmp_path, "a/", 1)
    back_up(service, tmp_path / "backup", scans=True)
    published(service, tmp_path, "b/", 2)
    with pytest.raises(NotEmpty, match="database"):
        restore(service, tmp_path / "backup")
    other = begin()
    other.storage.put(SCANS, "somebody's.pdf", tmp_path / "scan")
    with pytest.raises(NotEmpty, match="bucket"):
        restore(other, tmp_path / "backup")
    newer = tmp_path / "newer"
    newer.write_text("newer bytes", encoding="utf-8")
    service.storage.put(SCANS, "a/1.pdf", newer)
    restored = restore(service, tmp_path / "backup", replace=True)
    assert restored.kept == 1
    assert states(service).keys() == {"a/"}
    assert service.storage.read(SCANS, "a/1.pdf") == b"newer bytes"
    assert "somebody's.pdf" in set(service.storage.keys(SCANS, ""))


def test_a_scan_that_comes_back_with_another_etag_is_not_read_again(begin: Begin, tmp_path: Path) -> None:
    service = begin()
    published(service, tmp_path, "a/", 1)
    with service.engine.begin() as connection:
        connection.execute(update(DossierFile).values(etag="of-many-parts-2"))
    objects = service.storage.objects

    def listed(bucket: str, prefix: str, after: str | None = None) -> Iterator[Stored]:
        return (replace(each, etag="of-many-parts-2") if bucket == SCANS else each for each in objects(bucket, prefix, after))

    with pytest.MonkeyPatch.context() as fault:
        stat = service.storage.stat
        fault.setattr(service.storage, "objects", listed)
        fault.setattr(
            service.storage,
            "stat",
            lambda bucket, key: next(iter(listed(bucket, key)), None) if bucket == SCANS else stat(bucket, key),
        )
        back_up(service, tmp_path / "backup", scans=True)
    other = begin()
    restore(other, tmp_path / "backup")
    assert run(other, Choice(whole=True)) == {}


def test_nothing_is_replaced_under_those_who_work_with_it(begin: Begin, tmp_path: Path) -> None:
    service = begin()
    back_up(service, tmp_path / "backup")
    beat(service.queues.connection, "dispatcher", {})
    with pytest.raises(StillWorking, match="hoso down"):
        restore(service, tmp_path / "backup")


def test_an_interrupted_restore_is_repeated(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = begin()
    for number in range(1, 4):
        published(service, tmp_path, f"{number}/", number)
    back_up(service, tmp_path / "backup", scans=True)
    other = begin()
    put = other.storage.put
    left = iter(range(4))

    def cut_off(*given: object) -> str:
        if next(left, None) is None:
            raise StorageError("Object storage does not answer; it will be tried again.")
        return put(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as fault, pytest.raises(StorageError):
        fault.setattr(other.storage, "put", cut_off)
        restore(other, tmp_path / "backup")
    assert states(other) == {}
    assert restore(other, tmp_path / "backup").objects == 9
    assert {state for state, _ in states(other).values()} == {"done"}
    empty(other)
