"""The database: its shape, and that exactly one record counts."""

from dataclasses import replace

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workers.records import made_record, publish, registered
from workers import database
from workers.database import dossiers, lists
from workers.database.dossiers import SourceFile
from workers.database.folding import folded, tsquery
from workers.database.tables import Base, DocumentRow, FieldRow, RecordRow
from workers.errors import OutdatedWorker
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


def test_migrations_lead_to_the_declared_tables_and_back(service: Service) -> None:
    url = service.settings.database_url.get_secret_value()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations")
    engine = database.connect(service.settings.with_changes(database_url=url.rpartition("/")[0] + "/migrations"), pooled=False)
    database.upgrade(engine)
    database.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.downgrade(engine, "base")
    with engine.connect() as connection:
        assert connection.dialect.get_table_names(connection) == ["alembic_version"]


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
    assert dossiers.claim(service.engine, task.id, task.revision, task.configuration) is None


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
    batch = dossiers.open_batch(service.engine, "scans", place.prefix)
    noted = dossiers.register(service.engine, batch, "scans", place.prefix, old.files, newer, retry=False)
    assert noted.wanted
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
    batch = dossiers.open_batch(service.engine, "scans", place.prefix)
    dossiers.register(service.engine, batch, "scans", place.prefix, old.files, newer, retry=False)
    with pytest.raises(OutdatedWorker, match="restart"):
        dossiers.claim(service.engine, old.id, old.revision, old.configuration)
    assert dossiers.claim(service.engine, old.id, old.revision, newer) is not None


def test_a_reading_of_files_that_changed_meanwhile_does_not_count(service: Service, place: Location) -> None:
    task = registered(service, place.prefix, etag="1")
    batch = dossiers.open_batch(service.engine, "scans", place.prefix)
    changed = [SourceFile(f"{place.prefix}/1.pdf", "2", 10)]
    noted = dossiers.register(service.engine, batch, "scans", place.prefix, changed, task.configuration, retry=False)
    assert (noted.revision, noted.wanted) == (2, True)
    assert not publish(service, task, made_record())
    dossiers.give_up(service.engine, task.id, task.revision, "killed", "too late to matter")
    listed = lists.by_id(service.engine, task.id)
    assert listed is not None
    assert (listed.state, listed.source, listed.error_code) == ("queued", None, None)


def test_what_failed_is_taken_up_only_when_asked(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    failed = replace(made_record(), status="failed", documents=(), pages=())
    publish(service, task, failed)
    batch = dossiers.open_batch(service.engine, "scans", place.prefix)

    def wanted(*, retry: bool) -> bool:
        return dossiers.register(
            service.engine, batch, "scans", place.prefix, task.files, task.configuration, retry=retry
        ).wanted

    assert not wanted(retry=False)
    assert wanted(retry=True)


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
