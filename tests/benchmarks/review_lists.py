"""Pages of lists with many documents: the whole answer of the application, without a network."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from tests.benchmarks.million import READ, fill
from tests.workers.people import sign_in
from workers.service import Service
from workers.web import create_app

PAGES = (
    "/",
    "/?q=ba+bang",
    "/review",
    "/review?stage=approval",
    "/review?doubt=handwritten&most=3",
    "/review?field=field_1&type=Quy%E1%BA%BFt+%C4%91%E1%BB%8Bnh",
    "/review/fields?field=field_1",
    "/batches",
    "/operations",
    "/search",
    "/search?query=ba+bang",
    "/lots",
    "/audit",
    "/users",
    "/me",
)
WORK = """
INSERT INTO users (id, name, full_name, roles) SELECT md5('user ' || n)::uuid, 'nguoi-' || n, 'Người thứ ' || n, '{reviewer}'
  FROM generate_series(1, 200) n;
INSERT INTO reviews (dossier_id, record_id, stage, priority, batch_id, types, doubts, doubt, kinds, waiting_since)
  SELECT d.id, d.published_id, CASE WHEN n.n % 10 = 0 THEN 'approval' ELSE 'review' END, (n.n % 50 = 0)::int, d.batch_id,
    '{Quyết định}', CASE WHEN n.n % 10 = 0 THEN 0 ELSE 2 END, 0.4,
    CASE WHEN n.n % 20 = 3 THEN '{handwritten}' ELSE '{unsure}' END::text[], d.created_at
  FROM dossiers d JOIN LATERAL (SELECT d.published_id AS n) n ON true WHERE d.published_id IS NOT NULL;
INSERT INTO audit (at, user_id, actor, action, dossier_id, field, before, after, seconds)
  SELECT now() - make_interval(secs => 10 * n), md5('user ' || n % 200)::uuid, 'nguoi-' || n % 200,
    CASE WHEN n % 5 = 0 THEN 'dossier.seen' ELSE 'field.corrected' END, d.id, 'field_1', '{"value": "1"}', '{"value": "2"}', 4
  FROM generate_series(1, 300000) n JOIN dossiers d ON d.published_id = 1 + n % CAST(:read AS bigint)
"""
"""What people have before them and did, on top of what was read."""


@dataclass(frozen=True)
class Asked:
    """An address and the milliseconds of its answers."""

    path: str
    half: float
    most: float
    """95 of 100 are below."""


def measure(service: Service, documents: int, times: int) -> list[dict[str, Any]]:
    """Fills the database, and asks."""
    fill(service.engine, round(documents / READ))
    _work(service.engine, documents)
    app = create_app(service)
    same_site = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), headers=same_site) as browser:
        sign_in(browser, service)
        answers = [_timed(each, times, _get(browser, each)) for each in PAGES]
        for asked in ({}, {"field": "field_1"}, {"type": "Quyết định"}, {"stage": "approval"}):
            answers.append(_timed(f"POST /review/claim {asked or ''}", times, _claim(browser, asked)))
    return [asdict(each) for each in answers]


def _work(engine: Engine, read: int) -> None:
    with engine.begin() as connection:
        for statement in WORK.split(";\n"):
            connection.execute(text(statement), {"read": read} if ":read" in statement else {})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _get(browser: TestClient, path: str) -> Callable[[], object]:
    return lambda: browser.get(path).raise_for_status()


def _claim(browser: TestClient, asked: dict[str, str]) -> Callable[[], object]:
    return lambda: browser.post("/review/claim", json=asked).raise_for_status()


def _timed(name: str, times: int, call: Callable[[], object]) -> Asked:
    call()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - begun))
    answer = Asked(name, *spread(taken))
    print(f"{name:<60} p50 {answer.half:>7.1f} ms, p95 {answer.most:>7.1f} ms", flush=True)
    return answer


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Half of them are below the first, 95 of 100 below the second."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
