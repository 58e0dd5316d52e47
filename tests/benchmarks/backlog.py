"""A long backlog of small pages through the whole service on this machine: does anything grow?

    python -m tests.benchmarks.backlog WORK_DIR [--dossiers 3400] [--pages 6] [--workers 2] [--mode fast] [--json FILE]

Starts an embedded stack, dispatcher, web pages and workers in WORK_DIR, puts synthetic dossiers into storage (small_pages),
asks for them as one backlog, and looks every ten seconds at what every process holds, at queue and database, and at the disk.
Afterwards it fits a line to each figure against dossiers read, the first tenth left out, and checks that every dossier has
exactly one record. Its error assumes that samples are independent, which those of a slow drift are not.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from extractor.settings import Settings as ReadingSettings
from tests.benchmarks import small_pages
from tests.benchmarks.million import sizes
from tests.benchmarks.roles import Held, held
from tests.benchmarks.stack import PATIENCE, fresh
from workers.database import batches
from workers.service import Service
from workers.settings import Settings
from workers.storage import Location
from workers.team import Team

INTERVAL = 10.0
PREFIX = "backlog/"
SLOW = 200
"""Milliseconds beyond which PostgreSQL writes a statement into its log."""
WARM_UP = 0.1


@dataclass(frozen=True)
class Sample:
    """How things were at a moment. `seconds` since the backlog was asked for; sizes in bytes."""

    seconds: float
    dossiers: int
    pages: int
    waiting: int
    held: dict[str, Held]
    redis: int
    keys: int
    database: int
    connections: int
    jobs: int
    storage: int
    logs: int


@dataclass(frozen=True)
class Trend:
    """How a figure went: its mean in the first and last third, its growth for 1,000 dossiers, and the error of that."""

    name: str
    first: float
    last: float
    slope: float
    error: float

    @property
    def is_flat(self) -> bool:
        """Whether its growth is less than twice its error, or a thousandth of it."""
        return self.slope < max(2 * self.error, 0.001 * self.first)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work_dir", type=Path)
    parser.add_argument("--dossiers", type=int, default=3400)
    parser.add_argument("--pages", type=int, default=6, help="pages of a dossier")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--mode", default="fast")
    parser.add_argument("--json", type=Path, help="also write samples and trends there")
    given = parser.parse_args()
    settings = Settings(work_dir=given.work_dir, reading=ReadingSettings(mode=given.mode))
    with ExitStack() as stack:
        service = stack.enter_context(fresh(settings))
        put(service, given.dossiers, given.pages)
        watch_slow(service)
        team = stack.enter_context(Team(service.settings))
        team.add_dispatcher()
        team.add_workers(given.workers, urgent=1)
        team.add_web(0)
        batch = batches.open_batch(service.engine, service.settings.scans_bucket, PREFIX)
        samples = follow(service, batch, given.dossiers, team)
        check(service, given.dossiers, given.pages)
        tables = sizes(service.engine)
    trends = fitted(samples)
    show(samples, trends)
    if given.json:
        found = {"samples": [asdict(each) for each in samples], "trends": [asdict(each) for each in trends], "tables": tables}
        given.json.write_text(json.dumps(found, indent=1))


def put(service: Service, dossiers: int, pages: int) -> None:
    begun = time.perf_counter()
    place = Location(service.settings.scans_bucket, PREFIX)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quet.tif"
        for number in range(dossiers):
            small_pages.write(path, number, pages)
            service.storage.put(place.bucket, f"{place.prefix}ho-so-{number + 1}/quet.tif", path)
    print(f"{dossiers} dossiers stored in {time.perf_counter() - begun:.0f} s", flush=True)


def watch_slow(service: Service) -> None:
    """Has slow statements written to the log of PostgreSQL."""
    with service.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER SYSTEM SET log_min_duration_statement = {SLOW}"))
        connection.execute(text("SELECT pg_reload_conf()"))


def follow(service: Service, batch: UUID, dossiers: int, team: Team) -> list[Sample]:
    """Samples until all are read, or until nothing has been read for `PATIENCE`."""
    begun = time.monotonic()
    samples: list[Sample] = []
    read = (0, 0.0)
    while True:
        team.mend()
        samples.append(now := sample(service, batch, time.monotonic() - begun))
        if now.pages > read[0]:
            read = (now.pages, now.seconds)
        elif now.seconds - read[1] > PATIENCE:
            raise SystemExit(f"no page was read for {PATIENCE:.0f} s")
        each = ", ".join(f"{role} {size.pss / 2**20:.0f}" for role, size in sorted(now.held.items()))
        print(f"{now.seconds:6.0f} s {now.dossiers:6} dossiers {now.pages:6} pages; MiB: {each}", flush=True)
        if now.dossiers >= dossiers:
            return samples
        time.sleep(INTERVAL)


def sample(service: Service, batch: UUID, seconds: float) -> Sample:
    work_dir = service.settings.work_dir
    progress = batches.progress(service.engine, batch)
    memory = service.queues.connection.info("memory")
    with service.engine.connect() as connection:
        database = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        connections = connection.execute(text("SELECT count(*) FROM pg_stat_activity")).scalar_one()
    return Sample(
        seconds=seconds,
        dossiers=progress.finished,
        pages=progress.pages_done,
        waiting=sum(service.queues.waiting().values()),
        held=held(work_dir),
        redis=memory["used_memory"],
        keys=int(service.queues.connection.dbsize()),
        database=database,
        connections=connections,
        jobs=size_of(work_dir / "jobs"),
        storage=size_of(work_dir / "seaweedfs"),
        logs=size_of(work_dir / "logs"),
    )


def size_of(folder: Path) -> int:
    """Bytes on disk; files and folders that vanish meanwhile do not count."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += (Path(place) / name).lstat().st_blocks * 512
    return total


def check(service: Service, dossiers: int, pages: int) -> None:
    """Every dossier has exactly one record, with all its pages, made by one try."""
    with service.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT count(*), count(published_id), count(DISTINCT published_id), (SELECT count(*) FROM records),"
                " (SELECT sum(pages) FROM records), (SELECT count(*) FROM tries), (SELECT count(*) FROM tries"
                " WHERE outcome <> 'published') FROM dossiers"
            )
        ).one()
    print(
        f"{found[0]} dossiers, {found[1]} with a record that counts, {found[2]} of these different; {found[3]} records of"
        f" {found[4]} pages ({dossiers * pages} were stored); {found[5]} tries, {found[6]} of them not published"
    )


def series(samples: Sequence[Sample]) -> dict[str, list[float]]:
    """Every figure over time."""
    roles = sorted({role for each in samples for role in each.held})
    found: dict[str, list[float]] = {}
    for role in roles:
        of_role = [each.held.get(role, Held()) for each in samples]
        found[f"{role}: MiB resident"] = [each.rss / 2**20 for each in of_role]
        found[f"{role}: MiB, shared once"] = [each.pss / 2**20 for each in of_role]
        found[f"{role}: threads"] = [each.threads for each in of_role]
        found[f"{role}: open files"] = [each.files for each in of_role]
    found["queue: MiB used"] = [each.redis / 2**20 for each in samples]
    found["queue: keys"] = [each.keys for each in samples]
    found["database: connections"] = [each.connections for each in samples]
    found["database: MiB"] = [each.database / 2**20 for each in samples]
    found["jobs' folders: MiB"] = [each.jobs / 2**20 for each in samples]
    found["storage: MiB on disk"] = [each.storage / 2**20 for each in samples]
    found["logs: MiB"] = [each.logs / 2**20 for each in samples]
    return found


def fitted(samples: Sequence[Sample]) -> list[Trend]:
    """A line through each figure, while the backlog was under way."""
    under_way = [each for each in samples if WARM_UP * samples[-1].dossiers <= each.dossiers < samples[-1].dossiers]
    if len(under_way) < 6:
        return []
    done = [each.dossiers / 1000 for each in under_way]
    return [trend(name, done, values) for name, values in series(under_way).items()]


def trend(name: str, done: Sequence[float], values: Sequence[float]) -> Trend:
    slope, intercept = statistics.linear_regression(done, values)
    rest = sum((value - intercept - slope * at) ** 2 for at, value in zip(done, values, strict=True))
    spread = sum((at - statistics.fmean(done)) ** 2 for at in done)
    third = len(values) // 3
    error = (rest / (len(values) - 2) / spread) ** 0.5
    return Trend(name, statistics.fmean(values[:third]), statistics.fmean(values[-third:]), slope, error)


def show(samples: Sequence[Sample], trends: Sequence[Trend]) -> None:
    last = samples[-1]
    print(f"{last.pages} pages in {last.seconds:.0f} s: {3600 * last.pages / last.seconds:.0f} an hour")
    print("processor seconds: " + ", ".join(f"{role} {each.processor:.0f}" for role, each in sorted(last.held.items())))
    print(f"{'':<32} {'first third':>12} {'last third':>12} {'by 1,000 dossiers':>20}")
    for each in trends:
        growth = f"{each.slope:+.3f} ± {each.error:.3f}"
        print(f"{each.name:<32} {each.first:>12.2f} {each.last:>12.2f} {growth:>20}{'' if each.is_flat else '  grows'}")


if __name__ == "__main__":
    main()
