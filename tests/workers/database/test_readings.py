"""Exactly one record counts, whoever reads, fails, dies or comes late."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.errors import HosoError
from tests.workers.records import claim, made_record, nobody, publish, registered
from workers.database import dossiers, lists, readings
from workers.database.dossiers import Found, SourceFile
from workers.database.folding import folded, tsquery
from workers.database.readings import Task
from workers.database.tables import DeliveryRow, DocumentRow, DossierRow, FieldRow, RecordRow
from workers.errors import Killed, MissingObject, OutdatedWorker, StorageError
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


def test_publishing_twice_changes_nothing(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    assert publish(service, task, made_record())
    before = lists.by_id(service.engine, task.id)
    assert not publish(service, task, made_record(subject="khác"))
    assert lists.by_id(service.engine, task.id) == before
    with Session(service.engine) as session:
        records = session.execute(select(RecordRow.id).where(RecordRow.dossier_id == task.id)).scalars().all()
        assert len(records) == 1
        assert len(session.execute(select(DocumentRow).where(DocumentRow.record_id == records[0])).all()) == 1
    assert claim(service, task.id, task.revision, task.configuration) is None


def test_an_older_configuration_never_overwrites_a_newer_one(service: Service, place: Location) -> None:
    old = registered(service, place.prefix, configuration="older")
    new = replace(old, configuration=dossiers.configuration_id(service.engine, "newer"))
    assert publish(service, new, made_record(), source="new")
    assert not publish(service, old, made_record(), source="old")
    listed = lists.by_id(service.engine, old.id)
    assert listed is not None
    assert (listed.source, listed.configuration, listed.state) == ("new", "newer", "done")


def test_a_newer_configuration_replaces_and_history_stays(service: Service, place: Location) -> None:
    old = registered(service, place.prefix, configuration="older")
    assert publish(service, old, made_record(), source="old")
    newer = dossiers.configuration_id(service.engine, "newer")
    (noted,) = dossiers.register(service.engine, "scans", [Found(place.prefix, old.files)], newer)
    assert noted.wanted
    assert not noted.changed
    assert publish(service, replace(old, configuration=newer), made_record(), source="new")
    listed = lists.by_id(service.engine, old.id)
    assert listed is not None
    assert listed.source == "new"
    with Session(service.engine) as session:
        assert len(session.execute(select(RecordRow).where(RecordRow.dossier_id == old.id)).all()) == 2


def test_a_worker_that_is_too_old_leaves_the_dossier_to_others(service: Service, place: Location) -> None:
    old = registered(service, place.prefix, configuration="older")
    assert publish(service, old, made_record())
    newer = dossiers.configuration_id(service.engine, "newer")
    dossiers.register(service.engine, "scans", [Found(place.prefix, old.files)], newer)
    with pytest.raises(OutdatedWorker, match="restart"):
        claim(service, old.id, old.revision, old.configuration)
    assert claim(service, old.id, old.revision, newer) is not None


def test_a_reading_of_files_that_changed_meanwhile_does_not_count(service: Service, place: Location) -> None:
    task = registered(service, place.prefix, etag="1")
    changed = Found(place.prefix, (SourceFile(f"{place.prefix}/1.pdf", "2", 10),))
    (noted,) = dossiers.register(service.engine, "scans", [changed], task.configuration)
    assert (noted.revision, noted.wanted, noted.changed) == (2, True, True)
    assert not publish(service, task, made_record())
    assert fail(service, task, Killed("too late to matter")) is None
    listed = lists.by_id(service.engine, task.id)
    assert listed is not None
    assert (listed.state, listed.source, listed.error_code) == ("queued", None, None)


def test_a_canceled_dossier_is_not_published_by_who_was_reading_it(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    assert dossiers.cancel(service.engine, [task.id]) == [task.id]
    assert not publish(service, task, made_record())
    assert dossiers.cancel(service.engine, [task.id]) == []
    listed = lists.by_id(service.engine, task.id)
    assert listed is not None
    assert (listed.state, listed.has_record) == ("canceled", False)
    assert dossiers.reread(service.engine, [task.id]) == [task.id]
    again = claim(service, task.id, 2, task.configuration)
    assert again is not None
    assert publish(service, again, made_record())


def test_reading_anew_makes_a_version_whatever_its_configuration(service: Service, place: Location) -> None:
    task = registered(service, place.prefix, configuration="first")
    later = dossiers.configuration_id(service.engine, f"later {place.prefix}")
    assert publish(service, replace(task, configuration=later), made_record(), source="later")
    assert dossiers.reread(service.engine, [task.id], reading={"mode": "fast"}) == [task.id]
    again = claim(service, task.id, 2, later)
    assert again is not None
    assert again.reading == {"mode": "fast"}
    assert publish(service, replace(again, configuration=task.configuration), made_record(), source="again")
    listed = lists.by_id(service.engine, task.id)
    assert listed is not None
    assert listed.source == "again"


def test_a_try_that_failed_waits_and_the_last_one_gives_up(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    told: list[str] = []
    for attempt in (1, 2):
        assert fail(service, task, Killed("died")) == "queued"
        row = row_of(service, task)
        assert (row.attempts, row.error_code, row.enqueued_at) == (attempt, "killed", None)
        assert row.not_before is not None
        assert claim(service, task.id, task.revision, task.configuration) is not None
    state = readings.fail(
        service.engine, task.id, 1, Killed("died"), retries=(1, 1), subscribers=lambda event, types: told.append(event) or ()
    )
    assert (state, told) == ("failed", ["dossier.failed"])
    assert claim(service, task.id, task.revision, task.configuration) is None


def test_what_lies_outside_the_dossier_uses_up_no_try(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    for outage in range(1, 9):
        assert fail(service, task, StorageError("down")) == "queued"
        row = row_of(service, task)
        assert (row.attempts, row.outages) == (0, outage)
        assert claim(service, task.id, task.revision, task.configuration) is not None
    assert publish(service, task, made_record())
    assert row_of(service, task).outages == 0


def test_an_error_that_cannot_pass_is_not_tried_again(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    assert fail(service, task, MissingObject("gone")) == "failed"


def test_a_dossier_that_takes_every_worker_along_is_given_up(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    assert claim(service, task.id, 1, task.configuration, tries=2) is not None
    assert claim(service, task.id, 1, task.configuration, tries=2) is None
    row = row_of(service, task)
    assert (row.state, row.error_code) == ("failed", "worker-lost")


def test_publishing_writes_the_outbox_in_the_same_transaction(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    asked: list[tuple[str, tuple[str, ...]]] = []

    def subscribers(event: str, types: Sequence[str]) -> tuple[str, ...]:
        asked.append((event, tuple(types)))
        return ("portal", "archive")

    assert publish(service, task, made_record(), subscribers=subscribers)
    assert not publish(service, task, made_record(), subscribers=subscribers)
    assert asked == [("record.published", ("Quyết định",))]
    with Session(service.engine) as session:
        rows = session.execute(select(DeliveryRow).where(DeliveryRow.dossier_id == task.id)).scalars().all()
    assert {(row.receiver, row.event, row.state) for row in rows} == {
        ("portal", "record.published", "pending"),
        ("archive", "record.published", "pending"),
    }


def test_a_receiver_that_cannot_be_noted_stops_the_publication(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)

    def breaks(event: str, types: Sequence[str]) -> tuple[str, ...]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish(service, task, made_record(), subscribers=breaks)
    listed = lists.by_id(service.engine, task.id)
    assert listed is not None
    assert (listed.state, listed.has_record) == ("running", False)
    assert publish(service, task, made_record())


def fail(service: Service, task: Task, error: HosoError) -> str | None:
    return readings.fail(service.engine, task.id, task.revision, error, retries=(1, 1), subscribers=nobody)


def row_of(service: Service, task: Task) -> DossierRow:
    with Session(service.engine) as session:
        return session.get_one(DossierRow, task.id)


def test_fields_are_kept_for_lists_and_found_without_diacritics(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    publish(service, task, made_record(subject="V/v cấp Giấy phép Đường thủy nội địa Quảng Ninh"))
    found = lists.search(service.engine, query="duong thuy quang nin")
    assert [each.id for each in found.items] == [task.id]
    assert found.items[0].doubts == 3
    assert lists.search(service.engine, query="duong sat").total == 0
    assert lists.search(service.engine, query="' | !( & :*").total >= 1
    with Session(service.engine) as session:
        row = session.execute(
            select(FieldRow)
            .join(DocumentRow)
            .join(RecordRow)
            .where(RecordRow.dossier_id == task.id, FieldRow.name == "issued_date")
        ).scalar_one()
    assert (row.value, row.state, row.handwritten, row.doubtful, row.page) == ("2024-03", "unreadable", True, True, 1)
    assert row.box == {"x0": 700.0, "y0": 50.0, "x1": 900.0, "y1": 80.0}


def test_folding() -> None:
    assert folded("Đường TRẦN Phú") == "duong tran phu"
    assert tsquery("12/QĐ-UBND  ") == "12:* & qd:* & ubnd:*"
    assert tsquery("'; -- %") == ""
