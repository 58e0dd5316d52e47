"""What the database is asked most often, timed with a million dossiers in it, and how large its tables are.

    python -m tests.benchmarks.million [--dossiers 1000000] [--times 20] [--json FILE]

An embedded stack of its own is filled with rows (70 % read, 2 % failed, the rest waiting in a running and in a paused backlog;
one document of twelve fields for each that was read) and thrown away afterwards. The questions are those of the service itself.
Takes some minutes and 4 GB.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from extractor.profiles import load_profiles
from tests.benchmarks.stack import folder, fresh
from tests.workers.people import sign_in
from tests.workers.records import made_record, nobody
from workers.database import batches, dossiers, feeding, lists, operations, overview, readings
from workers.database.dossiers import Found, Listing, SourceFile
from workers.database.readings import Reading
from workers.doubts import doubts
from workers.service import Service
from workers.settings import Settings
from workers.web import create_app

READ, FAILED = 0.70, 0.02
FIELDS = 12
PORTION = 500

FILL = """
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '256MB';
CREATE TEMP TABLE syllables AS SELECT row_number() OVER () - 1 AS id, a || b || c AS word FROM
  unnest('{b,c,ch,d,g,h,k,kh,l,m,n,ng,nh,ph,t,th,tr,v}'::text[]) a, unnest('{a,e,i,o,u,ie,ua,uo}'::text[]) b,
  unnest('{"",n,ng,m,t,c,i,p}'::text[]) c;
CREATE TEMP TABLE phrases AS SELECT p.id, string_agg(s.word, ' ') AS words
  FROM (SELECT id, floor(1152 * random() ^ 3) AS syllable FROM generate_series(0, 19999) id, generate_series(1, 9)) p
  JOIN syllables s ON s.id = p.syllable GROUP BY p.id;
ANALYZE phrases;
INSERT INTO configurations (fingerprint) VALUES ('generated');
INSERT INTO batches (id, bucket, prefix, state, listed_at)
  SELECT md5(prefix)::uuid, 'scans', prefix, CASE WHEN prefix = 'paused/' THEN 'paused' ELSE 'running' END, now()
  FROM unnest('{read/,running/,paused/}'::text[]) prefix;
CREATE TEMP TABLE made AS SELECT n, md5('dossier ' || n)::uuid AS id,
  CASE WHEN n <= :read THEN 'done' WHEN n <= :tried THEN 'failed' ELSE 'queued' END AS state,
  CASE WHEN n <= :tried THEN 'read/' WHEN n % 2 = 0 THEN 'running/' ELSE 'paused/' END AS prefix
  FROM generate_series(1, CAST(:total AS bigint)) n;
INSERT INTO dossiers (id, bucket, name, sort_key, batch_id, listing, queue, state, attempts, error_code, error_message,
    pages_done, pages_known, created_at, wanted_at, started_at, finished_at, published_id)
  SELECT id, 'scans', prefix || 'ho-so-' || n || '/', prefix || 'ho-so-' || lpad(n::text, 16, '0') || '/', md5(prefix)::uuid, 1,
    'batch', state, (state <> 'queued')::int, CASE state WHEN 'failed' THEN 'crash' END,
    CASE state WHEN 'failed' THEN 'Reading this dossier ended in a crash or for lack of memory; look at its files.' END,
    2 * (state = 'done')::int, 2 * (state = 'done')::int, moment, moment, CASE WHEN state <> 'queued' THEN moment END,
    CASE WHEN state <> 'queued' THEN moment END, CASE state WHEN 'done' THEN n END
  FROM (SELECT *, now() - make_interval(secs => :total - n) AS moment FROM made) m;
INSERT INTO dossier_files (dossier_id, position, key, etag, size)
  SELECT id, 0, prefix || 'ho-so-' || n || '/quet-' || n || '.pdf', md5(n::text), 400000 + n % 100000 FROM made;
INSERT INTO records (id, dossier_id, revision, configuration_id, source, status, pages, sheets, fields, doubts, findings,
    seconds, has_pdf, types, created_at)
  OVERRIDING SYSTEM VALUE SELECT n, id, 1, 1, repeat(md5(n::text), 2), 'needs-review', 2, '{"A4": 2}', :fields, 2, 1, 3.5, true,
    '{Quyết định}', now() - make_interval(secs => :total - n) FROM made WHERE state = 'done';
INSERT INTO documents (id, record_id, position, type, type_confidence, title, pages, search)
  OVERRIDING SYSTEM VALUE SELECT n, n, 0, 'Quyết định', 0.98, 'Về việc ' || b.words, '{1,2}',
    'quyet dinh ve viec ' || a.words || ' ' || b.words || ' ' || c.words || ' so ' || n
  FROM made JOIN phrases a ON a.id = n * 7919 % 20000 JOIN phrases b ON b.id = n * 104729 % 20000
  JOIN phrases c ON c.id = n % 20000 WHERE state = 'done';
INSERT INTO fields (document_id, name, state, text, value, value_folded, confidence, page, box, handwritten, doubtful)
  SELECT n, 'field_' || k, 'found', left(words, 30), left(words, 30), left(words, 24) || ' ' || n % 5000, 0.99, 1,
    '{"x0": 412.0, "y0": 633.5, "x1": 1204.0, "y1": 671.0}', false, k < 3
  FROM made, generate_series(1, :fields) k JOIN phrases ON true
  WHERE state = 'done' AND phrases.id = (n * 12 + k) * 7919 % 20000;
INSERT INTO tries (dossier_id, revision, queue, outcome, pages, waited, seconds, ended_at)
  SELECT id, 1, 'batch', CASE state WHEN 'done' THEN 'published' ELSE 'crash' END, 2, 60, 3.5,
    now() - make_interval(secs => :total - n) FROM made WHERE state <> 'queued';
SELECT setval(pg_get_serial_sequence('records', 'id'), :total), setval(pg_get_serial_sequence('documents', 'id'), :total);
DROP TABLE made, phrases, syllables;
SET session_replication_role = origin;
"""

SIZES = """
SELECT c.relname AS name, t.relname AS of, pg_total_relation_size(t.oid) * (c.oid = t.oid)::int AS total,
  pg_relation_size(c.oid) AS bytes, t.reltuples::bigint AS rows
FROM pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace AND s.nspname = 'public'
LEFT JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid IN (t.oid, i.indexrelid)
WHERE t.relkind = 'r' GROUP BY c.oid, c.relname, t.oid, t.relname, t.reltuples ORDER BY t.relname, c.oid <> t.oid, c.relname
"""


@dataclass(frozen=True)
class Timed:
    """A question and the milliseconds that its answers took: the first one, and half and the slowest of the others."""

    name: str
    first: float
    half: float
    most: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20, help="how often each question is asked")
    parser.add_argument("--work-dir", type=Path, default=Path(tempfile.gettempdir()), help="where the stack's folder is made")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    given = parser.parse_args()
    with folder(given.work_dir) as place, fresh(Settings(work_dir=place / "hoso")) as service:
        fill(service.engine, given.dossiers)
        tables = sizes(service.engine)
        answers = ask(service, given.times)
    if given.json:
        given.json.write_text(json.dumps({"tables": tables, "milliseconds": [asdict(each) for each in answers]}, indent=1))


def fill(engine: Engine, total: int) -> None:
    """Makes the rows; foreign keys are not checked meanwhile."""
    begun = time.perf_counter()
    figures = {"total": total, "read": int(READ * total), "tried": int((READ + FAILED) * total), "fields": FIELDS}
    with engine.begin() as connection:
        for statement in FILL.split(";\n"):
            if statement.strip():
                named = {name: value for name, value in figures.items() if f":{name}" in statement}
                connection.execute(text(statement), named)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    print(f"{total} dossiers made in {time.perf_counter() - begun:.0f} s")


def sizes(engine: Engine) -> list[dict[str, object]]:
    """Tables and their indexes with rows and bytes."""
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(text(SIZES)) if row.rows > 0]
    for each in found:
        mark = "" if each["name"] == each["of"] else "  "
        whole = (
            f"{each['total'] / 2**20:>9.1f} MiB with indexes, {each['total'] / each['rows']:.0f} bytes a row"
            if not mark
            else ""
        )
        print(f"{mark + str(each['name']):<48} {each['rows']:>9} rows {each['bytes'] / 2**20:>9.1f} MiB {whole}")
    return found


def ask(service: Service, times: int) -> list[Timed]:
    """Every question `times` times, the service's own functions."""
    engine, window = service.engine, service.settings.window
    running, read = (UUID(each) for each in batch_ids(engine, ("running/", "read/")))
    numbers = count(1)
    print(f"{'milliseconds':<44} {'first':>8} {'half':>8} {'most':>8}")

    def take() -> None:
        taken = feeding.take(engine, "batch", window)
        assert len(taken) == window

    def found(known: bool) -> list[Found]:
        first = 1 if known else 10**9 + next(numbers) * PORTION
        names = [f"read/ho-so-{first + each}/" for each in range(PORTION)]
        return [
            Found(name, (SourceFile(f"{name}quet-{first + each}.pdf", f"{each:032}", 400_000),))
            for each, name in enumerate(names)
        ]

    def register(known: bool) -> None:
        dossiers.register(engine, "scans", found(known), 1, listing=Listing(read, 1))

    return [
        timed("take a window of the backlog", times, take),
        timed("take urgent, none", times, lambda: feeding.take(engine, "urgent", 500)),
        timed(f"what is in hand ({window * times})", times, lambda: feeding.in_hand(engine)),
        timed(f"register {PORTION} new", times, lambda: register(False)),
        timed(f"register {PORTION} changed", 1, lambda: register(True)),
        timed(f"register {PORTION} known", times, lambda: register(True)),
        *reading(service, times),
        timed("progress of the running backlog", times, lambda: batches.progress(engine, running)),
        timed("progress of the read backlog", times, lambda: batches.progress(engine, read)),
        timed("list, newest", times, lambda: lists.search(engine)),
        timed("list, page 1000", times, lambda: lists.search(engine, offset=50_000)),
        timed("list, failed", times, lambda: lists.search(engine, state="failed")),
        timed("search, a number", times, lambda: lists.search(engine, query="so 123456")),
        timed("search, two common words", times, lambda: lists.search(engine, query="ba bang")),
        timed("search, in every document", max(1, times // 5), lambda: lists.search(engine, query="quyet dinh")),
        timed("counts by state", max(1, times // 5), lambda: lists.counts(engine)),
        timed("metrics: operations.figures", times, lambda: operations.figures(engine)),
        timed("operations page: overview", times, lambda: overview.overview(engine)),
        *pages(service, str(running), max(1, times // 5)),
    ]


def pages(service: Service, batch: str, times: int) -> list[Timed]:
    """What a browser and Prometheus ask for, the whole answer; storage and queue are asked too."""
    app = create_app(service)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as browser:
        sign_in(browser, service)

        def get(path: str) -> None:
            browser.get(path).raise_for_status()

        paths = ("/", "/batches", f"/batches/{batch}", "/review", "/review?field=subject", "/operations", "/metrics")
        return [timed(f"GET {path.replace(batch, 'BATCH')}", times, partial(get, path)) for path in paths]


def reading(service: Service, times: int) -> list[Timed]:
    """Claiming and publishing, one after the other as workers do."""
    engine, profiles = service.engine, load_profiles()
    waiting = iter(feeding.take(engine, "batch", 2 * times + 2))
    tasks = []

    def claim() -> None:
        dossier, revision = next(waiting)
        task = readings.claim(engine, dossier, revision, 1, tries=4, subscribers=nobody)
        assert task is not None
        tasks.append(task)

    def publish() -> None:
        result = Reading(made_record(), "0" * 64, has_pdf=True, sheets={"A4": 2}, seconds=1.0)
        assert readings.publish(engine, tasks.pop(), result, lambda each: doubts(each, profiles), nobody).counts

    claimed = timed("claim", times, claim)
    return [claimed, timed("publish", times, publish)]


def batch_ids(engine: Engine, prefixes: tuple[str, ...]) -> list[str]:
    with engine.connect() as connection:
        return [str(connection.execute(text("SELECT md5(:prefix)::uuid"), {"prefix": each}).scalar_one()) for each in prefixes]


def timed(name: str, times: int, call: Callable[[], object]) -> Timed:
    """Asks and prints."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - begun))
    others = taken[1:] or taken
    result = Timed(name, taken[0], statistics.median(others), max(others))
    print(f"{name:<44} {result.first:>8.1f} {result.half:>8.1f} {result.most:>8.1f}")
    return result


if __name__ == "__main__":
    main()
