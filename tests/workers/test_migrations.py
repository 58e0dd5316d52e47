"""The shape of the database changes with data in it, forwards and backwards, and nobody's rows are lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from tests.workers.alone import alone
from workers import database
from workers.database.tables import Base
from workers.service import Service

pytestmark = pytest.mark.stack

SCRIPTS = ScriptDirectory(f"{database.__path__[0]}/migrations")
REVISIONS = [each.revision for each in SCRIPTS.walk_revisions()][::-1]

FIRST = """
INSERT INTO batches (id, bucket, prefix) VALUES ('00000000-0000-0000-0000-0000000000b1', 'scans', 'first/');
INSERT INTO configurations (fingerprint) VALUES ('old');
INSERT INTO dossiers
  (id, bucket, name, batch_id, state, revision, attempts, pages_done, pages_known, error_code, created_at) VALUES
  ('00000000-0000-0000-0000-000000000001', 'scans', 'first/a/', '00000000-0000-0000-0000-0000000000b1', 'done', 2, 1, 2, 2,
   NULL, '2026-01-05 08:00+07'),
  ('00000000-0000-0000-0000-000000000002', 'scans', 'first/b.pdf', '00000000-0000-0000-0000-0000000000b1', 'failed', 1, 3, 0, 0,
   'corrupt-file', '2026-01-05 09:00+07'),
  ('00000000-0000-0000-0000-000000000003', 'scans', 'first/c/', NULL, 'queued', 1, 0, 0, 0, NULL, '2026-01-05 10:00+07'),
  ('00000000-0000-0000-0000-000000000004', 'scans', 'first/d/', NULL, 'running', 1, 1, 1, 9, NULL, '2026-01-05 11:00+07');
INSERT INTO dossier_files (dossier_id, position, key, etag, size) VALUES
  ('00000000-0000-0000-0000-000000000001', 0, 'first/a/1.pdf', 'e1', 10),
  ('00000000-0000-0000-0000-000000000001', 1, 'first/a/2.pdf', 'e2', 20);
INSERT INTO records (dossier_id, revision, configuration_id, source, status, pages, doubts, findings, has_pdf, types)
  SELECT '00000000-0000-0000-0000-000000000001', 2, id, 'source', 'clean', 2, 1, 0, true, '{Quyết định}' FROM configurations;
UPDATE dossiers SET published_id = (SELECT id FROM records) WHERE name = 'first/a/';
INSERT INTO documents (record_id, position, type, type_confidence, title, pages, search)
  SELECT id, 0, 'Quyết định', 0.99, 'Về việc', '{1,2}', 'quyet dinh' FROM records;
INSERT INTO fields (document_id, name, state, value, value_folded, confidence, handwritten, doubtful)
  SELECT id, 'doc_number', 'found', '15', '15', 0.97, false, true FROM documents;
"""
"""What a service of the first version may have in its database."""

SECOND = """
INSERT INTO batches (id, bucket, prefix, inventory) VALUES
  ('00000000-0000-0000-0000-0000000000b2', 'scans', 'first/', 'digest');
UPDATE dossiers SET state = 'canceled' WHERE name = 'first/c/';
UPDATE dossiers SET declared = '{"component": "1"}', label = 'Hồ sơ b', batch_id = '00000000-0000-0000-0000-0000000000b2'
  WHERE name = 'first/b.pdf';
INSERT INTO events (bucket, key, version, removed) VALUES ('scans', 'first/e.pdf', '1', false);
INSERT INTO api_keys (id, name, digest, scopes) VALUES (gen_random_uuid(), 'portal', 'digest', '{read}');
INSERT INTO corrections (dossier_id, record_id, type, pages, field, state, value, author)
  SELECT dossier_id, id, 'Quyết định', '{1,2}', 'doc_number', 'found', '16', 'somebody' FROM records;
INSERT INTO deliveries (id, receiver, event, dossier_id, revision, record_id)
  SELECT gen_random_uuid(), 'one-stop', 'record.published', dossier_id, revision, id FROM records;
INSERT INTO tries (dossier_id, revision, queue, outcome, pages, waited, seconds)
  SELECT dossier_id, revision, 'batch', 'published', 2, 1.5, 4 FROM records;
INSERT INTO reconciliations (found) VALUES ('{"lost-record": {"found": 1}}');
"""
"""What the second version may add to it."""

THIRD = """
INSERT INTO users (id, name, full_name, roles) VALUES
  ('00000000-0000-0000-0000-0000000000a1', 'minh', 'Người Mẫu', '{reviewer}');
INSERT INTO audit (user_id, actor, action) VALUES ('00000000-0000-0000-0000-0000000000a1', 'minh', 'session.opened');
INSERT INTO corrections (dossier_id, record_id, type, pages, field, state, value, author, user_id)
  SELECT dossier_id, id, 'Quyết định', '{1,2}', 'subject', state, NULL, 'minh', '00000000-0000-0000-0000-0000000000a1'
  FROM records, (VALUES ('absent'), ('as-read')) AS decided (state);
INSERT INTO arrangements (dossier_id, record_id, paper, documents, author)
  SELECT dossier_id, id, 'paper', '[]', 'minh' FROM records;
INSERT INTO reviews (dossier_id, record_id, types, doubts, holder_id)
  SELECT dossier_id, id, types, 1, '00000000-0000-0000-0000-0000000000a1' FROM records
  ON CONFLICT (dossier_id) DO NOTHING;
"""
"""What the third version may add to it."""

FOURTH = "UPDATE reviews SET kinds = '{check}'"
"""What the fourth version may add to it."""

KEPT = {
    "batches": "id, bucket, prefix, created_at",
    "configurations": "*",
    "dossiers": "id, bucket, name, revision, attempts, pages_done, pages_known, created_at, published_id",
    "dossier_files": "dossier_id, position, key, etag, size",
    "records": "id, dossier_id, revision, configuration_id, source, status, pages, doubts, findings, has_pdf, types",
    "documents": "*",
    "fields": "*",
}
"""What the first version knows, whatever the shape."""


@pytest.fixture
def engine(service: Service) -> Iterator[Engine]:
    """An empty database."""
    with alone(service, prepared=False) as other:
        yield other.engine


def run(engine: Engine, script: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(script))


def rows(engine: Engine, tables: dict[str, str] = KEPT) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {name}"))), key=repr)
            for name, columns in tables.items()
        }


def value(engine: Engine, query: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar_one()


def test_every_step_forwards_keeps_what_was_there(engine: Engine) -> None:
    database.upgrade(engine, REVISIONS[0])
    run(engine, FIRST)
    before = rows(engine)
    assert all(before.values())
    for revision in REVISIONS[1:]:
        database.upgrade(engine, revision)
        assert rows(engine) == before, revision
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_what_was_waiting_is_read_after_the_upgrade(engine: Engine) -> None:
    """Its wait began when it was registered; the feeder gives it to the queue again; its batch is whole."""
    database.upgrade(engine, REVISIONS[0])
    run(engine, FIRST)
    database.upgrade(engine)
    with engine.connect() as connection:
        left = connection.execute(text("SELECT * FROM dossiers WHERE state IN ('queued', 'running') ORDER BY name")).all()
    assert [row.name for row in left] == ["first/c/", "first/d/"]
    for row in left:
        assert (row.enqueued_at, row.queue, row.wanted_at, row.sort_key) == (None, "batch", row.created_at, row.name)
    assert value(engine, "SELECT count(*) FROM batches WHERE listed_at IS NOT NULL AND state = 'running'") == 1


def test_every_step_backwards_keeps_what_the_older_version_knows(engine: Engine) -> None:
    database.upgrade(engine, REVISIONS[0])
    run(engine, FIRST)
    before = {REVISIONS[0]: rows(engine)}
    for revision, added in zip(REVISIONS[1:], (SECOND, THIRD, FOURTH), strict=True):
        database.upgrade(engine, revision)
        run(engine, added)
        before[revision] = rows(engine)
    for revision in REVISIONS[-2::-1]:
        database.downgrade(engine, revision)
        assert rows(engine) == before[revision], revision
    # The first version knows no canceled ones: one would stay in its lists for ever, and nobody would read it.
    assert value(engine, "SELECT error_code FROM dossiers WHERE name = 'first/c/' AND state = 'failed'") == "canceled"
    assert value(engine, "SELECT count(*) FROM dossiers WHERE name = 'first/b.pdf' AND batch_id IS NULL") == 1

    database.upgrade(engine)
    assert rows(engine) == before[REVISIONS[0]]
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_what_was_in_doubt_waits_for_people_after_the_upgrade(engine: Engine) -> None:
    database.upgrade(engine, REVISIONS[0])
    run(engine, FIRST)
    database.upgrade(engine)
    assert value(engine, "SELECT stage || ' ' || doubts || ' ' || kinds::text FROM reviews") == "review 1 {unsure}"


def test_an_older_version_sees_no_decision_that_was_taken_back(engine: Engine) -> None:
    database.upgrade(engine, REVISIONS[0])
    run(engine, FIRST)
    database.upgrade(engine)
    run(engine, SECOND + THIRD)
    database.downgrade(engine, "0002")
    assert value(engine, "SELECT string_agg(field, ' ') FROM corrections") == "doc_number"


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_audit_is_only_added_to(engine: Engine, change: str) -> None:
    database.upgrade(engine)
    run(engine, "INSERT INTO audit (actor, action) VALUES ('minh', 'session.opened')")
    with pytest.raises(ProgrammingError, match="only added to"):
        run(engine, change)
    assert value(engine, "SELECT actor FROM audit") == "minh"


def test_the_way_back_ends_with_nothing(engine: Engine) -> None:
    database.upgrade(engine)
    database.downgrade(engine, "base")
    with engine.connect() as connection:
        assert connection.dialect.get_table_names(connection) == ["alembic_version"]


def test_upgraders_that_come_at_once_take_turns(engine: Engine) -> None:
    database.upgrade(engine, REVISIONS[0])
    run(engine, FIRST)
    before = rows(engine)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(database.upgrade, engine) for _ in range(4)]:
            done.result()
    assert rows(engine) == before
    assert value(engine, "SELECT version_num FROM alembic_version") == REVISIONS[-1]


def test_a_step_that_fails_leaves_the_shape_as_it_was(engine: Engine) -> None:
    database.upgrade(engine, REVISIONS[0])
    run(engine, FIRST)
    before = rows(engine)
    # In the way of what the step makes near its end.
    run(engine, "CREATE INDEX ix_records_created_at ON records (id)")
    with pytest.raises(ProgrammingError, match="ix_records_created_at"):
        database.upgrade(engine)
    assert rows(engine) == before
    assert value(engine, "SELECT version_num FROM alembic_version") == REVISIONS[0]
    run(engine, "DROP INDEX ix_records_created_at")
    database.upgrade(engine)
    assert rows(engine) == before
