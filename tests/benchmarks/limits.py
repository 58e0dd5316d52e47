"""How much the parts of the service that do not read can take: what to add when reading is no longer what bounds it.

    python -m tests.benchmarks.limits [--times 400] [--json FILE]

webhook   announcements of one object each, posted by eight senders at a time to one web process; and of a hundred each
intake    from a noted event to a registered dossier, one after the other as the dispatcher does it
feeder    from a registered dossier to a ticket in the queue; and all tickets given again after the queue was emptied
listing   from objects in storage to registered dossiers of a backlog

An embedded stack of its own is started and thrown away afterwards. Milliseconds of wall clock for each, and of processors in
the process that does it.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from tests.benchmarks.roles import held
from tests.benchmarks.stack import folder, fresh
from workers import intake
from workers.backlog import Lister
from workers.database import batches
from workers.feed import Feeder
from workers.service import Service
from workers.settings import Settings
from workers.team import Team

SENDERS = 8
TOGETHER = 100
"""Events of a large post."""
INBOX, BACKLOG = "inbox/", "backlog/"


@dataclass(frozen=True)
class Limit:
    """What one thing costs, in milliseconds: of wall clock, and of the processors of whoever does it."""

    name: str
    things: int
    wall: float
    processor: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=400)
    parser.add_argument("--json", type=Path, help="also write the figures there")
    given = parser.parse_args()
    with folder() as place:
        settings = Settings(work_dir=place / "hoso", webhook_token=SecretStr("of-the-benchmark"), window=given.times)
        with fresh(settings) as service:
            found = measure(service, given.times)
    if given.json:
        given.json.write_text(json.dumps([asdict(each) for each in found], indent=1))


def measure(service: Service, times: int) -> list[Limit]:
    """Every limit; the dossiers that intake and listing make are what the feeder gives."""
    put(service, times)
    with posting(service) as post:
        one_by_one = [[event(service, number)] for number in range(times)]
        found = [posted("announcement posted", one_by_one, post, service)]
        found.append(repeated("event taken in", times, intake.step, service))
        together = [[event(service, TOGETHER * post + each) for each in range(TOGETHER)] for post in range(10)]
        found.append(posted(f"announcement among {TOGETHER} posted", together, post, service))
    with emptied(service):
        found.append(repeated("urgent dossier fed", times, Feeder().step, service))
    batch = batches.open_batch(service.engine, service.settings.scans_bucket, BACKLOG)
    found.append(repeated("dossier listed", times, Lister().step, service))
    assert batches.progress(service.engine, batch).total == times
    with emptied(service):
        found.append(repeated("dossier of a backlog fed", times, Feeder().step, service))
        service.queues.clear()
        found.append(repeated("lost ticket given again", 2 * times, Feeder().step, service))
        assert sum(service.queues.waiting().values()) == 2 * times
    return found


def put(service: Service, times: int) -> None:
    """Objects for the inbox and for a backlog; nobody reads them."""
    bucket = service.settings.scans_bucket
    with tempfile.NamedTemporaryFile(suffix=".tif") as file:
        file.write(b"II*\0")
        file.flush()
        for number in range(times):
            for place in (INBOX, BACKLOG):
                service.storage.put(bucket, f"{place}{number}.tif", Path(file.name))


def event(service: Service, number: int) -> dict[str, str]:
    return {"bucket": service.settings.scans_bucket, "key": f"{INBOX}{number}.tif"}


@contextmanager
def posting(service: Service) -> Iterator[Callable[[object], None]]:
    """A function that posts to a real web process, by connections that stay."""
    head = {"Authorization": f"Bearer {service.settings.webhook_token.get_secret_value()}"}
    with Team(service.settings) as team, httpx.Client(headers=head, timeout=60) as client:
        address = f"{team.add_web(0)}webhooks/storage"

        def post(body: object) -> None:
            client.post(address, json=body).raise_for_status()

        yield post


def posted(name: str, bodies: Sequence[Sequence[object]], post: Callable[[object], None], service: Service) -> Limit:
    """All of them, `SENDERS` at a time."""
    before, begun = spent(service), time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as senders:
        list(senders.map(post, bodies))
    return shown(name, sum(map(len, bodies)), time.perf_counter() - begun, spent(service) - before)


def spent(service: Service) -> float:
    return held(service.settings.work_dir)["web"].processor


def repeated(name: str, things: int, step: Callable[[Service], bool], service: Service) -> Limit:
    """A chore until it has nothing more to do."""
    used, begun = time.process_time(), time.perf_counter()
    while step(service):
        pass
    return shown(name, things, time.perf_counter() - begun, time.process_time() - used)


@contextmanager
def emptied(service: Service) -> Iterator[None]:
    service.queues.clear()
    yield
    service.queues.clear()


def shown(name: str, things: int, wall: float, processor: float) -> Limit:
    limit = Limit(name, things, 1000 * wall / things, 1000 * processor / things)
    print(f"{name:<36} {limit.wall:8.2f} ms {limit.processor:8.2f} ms of processors {things / wall:8.0f} a second", flush=True)
    return limit


if __name__ == "__main__":
    main()
