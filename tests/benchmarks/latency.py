"""How long an uploaded scan takes until its record is published, on an idle service and on one that is busy with a backlog."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from tests.benchmarks.dossiers import Dossiers
from tests.benchmarks.stack import until
from workers.database import batches
from workers.database.tables import DossierRow
from workers.service import Service
from workers.storage import Location
from workers.team import Team
from workers.upload import put_folder, scans_in

INBOX = "inbox/"
PATIENCE = 300.0


@dataclass(frozen=True)
class Upload:
    """Seconds from the announcement: until a worker had it, and until its record was published."""

    waited: float
    published: float


def measure(service: Service, short: Dossiers, long: Dossiers, samples: int) -> dict[str, list[dict[str, float]]]:
    """Uploads one after the other, first with nothing else to do and then under a backlog that keeps all workers busy."""
    settings = service.settings
    with Team(settings) as team:
        team.add_dispatcher()
        team.add_workers(settings.workers, urgent=1)
        web = team.add_web(0)
        until(service.queues.workers, lambda there: there > settings.workers, "workers that begin")
        upload(service, web, short.files[0])
        idle = [upload(service, web, short.files[number % len(short.files)]) for number in range(samples)]
        show("idle", idle)
        saturate(service, short, long)
        busy = []
        for number in range(samples):
            assert service.queues.waiting()["batch"], "the backlog is over too early; give more dossiers"
            busy.append(upload(service, web, short.files[number % len(short.files)]))
        show("busy", busy)
    return {"idle": [asdict(each) for each in idle], "busy": [asdict(each) for each in busy]}


def saturate(service: Service, short: Dossiers, long: Dossiers) -> None:
    """A backlog with one long dossier in front and hundreds of short ones behind it."""
    place = Location(service.settings.scans_bucket, "saturating/")
    storage = service.storage
    storage.put(place.bucket, f"{place.prefix}0.pdf", long.files[0])
    for again in range(1, 10):
        put_folder(storage, list(scans_in(short.folder)), Location(place.bucket, f"{place.prefix}{again}-"))
    batches.open_batch(service.engine, place.bucket, place.prefix)
    running = select(func.count()).where(DossierRow.state == "running")

    def at_work() -> int:
        with service.engine.connect() as connection:
            return connection.execute(running).scalar_one()

    until(at_work, lambda count: count >= service.settings.workers, "workers that have a dossier")


def upload(service: Service, web: str, path: Path) -> Upload:
    """Stores a scan, announces it as an S3 server would, and waits for its record."""
    settings = service.settings
    key = f"{INBOX}{uuid4()}.pdf"
    service.storage.put(settings.scans_bucket, key, path)
    token = settings.webhook_token.get_secret_value()
    announced = time.time()
    answer = httpx.post(
        f"{web}webhooks/storage",
        json={"bucket": settings.scans_bucket, "key": key},
        headers={"Authorization": f"Bearer {token}"},
    )
    answer.raise_for_status()
    started, finished = published(service, key)
    return Upload(started.timestamp() - announced, finished.timestamp() - announced)


def published(service: Service, key: str) -> tuple[datetime, datetime]:
    """When it was begun and when its record was published, by the clock of the database, which is this machine's."""
    wanted = select(DossierRow.started_at, DossierRow.finished_at).where(
        DossierRow.name == key, DossierRow.published_id.is_not(None)
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with service.engine.connect() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is not None:
            return row.started_at, row.finished_at
        time.sleep(0.1)
    raise SystemExit(f"not read within {PATIENCE:.0f} s")


def show(name: str, uploads: Sequence[Upload]) -> None:
    whole = sorted(each.published for each in uploads)
    waited = sorted(each.waited for each in uploads)
    share = sum(waited) / sum(whole)
    print(
        f"{name}: published after {statistics.median(whole):.2f} s (p50), {high(whole):.2f} s (p95), of which waiting"
        f" {statistics.median(waited):.2f} s, {high(waited):.2f} s ({100 * share:.0f} % of the time); {len(uploads)} uploads",
        flush=True,
    )


def high(values: Sequence[float]) -> float:
    """The 95th percentile; `values` in order."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]
