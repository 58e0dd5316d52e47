"""One embedded stack with two workers for a whole test process; every test has a prefix of its own in it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from extractor.record import Dossier
from extractor.settings import Settings as ReadingSettings
from workers import local
from workers.database import batches, lists
from workers.database.batches import Progress
from workers.database.lists import Listed
from workers.records import Records
from workers.service import Service, connected
from workers.settings import Settings
from workers.storage import Location
from workers.team import Team
from workers.upload import put_folder, scans_in

PATIENCE = 120.0


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings that lead to a running stack of this test process."""
    settings = Settings(work_dir=tmp_path_factory.mktemp("hoso"), workers=2, retries=(1, 1), reading=ReadingSettings())
    running = local.start(settings)
    try:
        yield running.settings
    finally:
        running.stop()


@pytest.fixture(scope="session")
def service(stack: Settings) -> Iterator[Service]:
    with connected(stack) as connections:
        connections.prepare()
        yield connections


@pytest.fixture(scope="module")
def team(service: Service) -> Iterator[Team]:
    """Two real workers and a dispatcher, for one module: other tests count on nobody who feeds and lists behind their back."""
    with Team(service.settings) as members:
        members.add_dispatcher()
        members.add_workers(2)
        yield members


@pytest.fixture
def place(service: Service, request: pytest.FixtureRequest) -> Location:
    """A prefix that no other test uses."""
    digest = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
    return Location(service.settings.scans_bucket, f"test/{digest}/")


@dataclass(frozen=True)
class Desk:
    """Puts scans into storage and lets them be read."""

    service: Service
    place: Location

    def put(self, folder: Path) -> None:
        put_folder(self.service.storage, list(scans_in(folder)), self.place, mirror=True)

    def start(self, *, retry: bool = False) -> UUID:
        """Asks for the backlog and returns when all of it is listed."""
        batch = batches.open_batch(self.service.engine, self.place.bucket, self.place.prefix, retry=retry)
        self.wait(batch, lambda now: now.listed)
        return batch

    def wait(self, batch: UUID, until: Callable[[Progress], bool] = lambda now: now.finished == now.total) -> Progress:
        deadline = time.monotonic() + PATIENCE
        while not until(now := batches.progress(self.service.engine, batch)):
            assert time.monotonic() < deadline, f"still {now}"
            time.sleep(0.1)
        return now

    def listed(self, batch: UUID) -> dict[str, Listed]:
        ids = batches.dossier_ids(self.service.engine, batch)
        return {each.label: each for each in lists.by_ids(self.service.engine, list(ids))}

    def record(self, listed: Listed) -> Dossier:
        assert listed.source is not None
        assert listed.configuration is not None
        return Records(self.service).as_read(listed.source, listed.configuration)


@pytest.fixture
def desk(service: Service, team: Team, place: Location) -> Desk:
    """The whole service, with workers."""
    return Desk(service, place)
