"""A running service with sample dossiers, as `hoso up` has it, for tests that look at it through a browser."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from extractor.settings import Settings as ReadingSettings
from tests.workers.records import made_record, published
from workers import local
from workers.acceptance.inspection import Asked, Inspection
from workers.database import batches, lists
from workers.database.readings import Task
from workers.records import Records
from workers.service import Service, connected
from workers.settings import Settings
from workers.storage import Location
from workers.team import Team
from workers.upload import put_folder, scans_in

SAMPLES = Path(__file__).parents[2] / "samples" / "dossiers"
READ = ("ho-so-01", "ho-so-03", "ho-so-09")
"""Samples of one page, of several documents, and of a form."""
KEYED_TWICE = "Công điện"
"""A type of which no sample is, and of which two persons key the number and the date here."""
BROKEN = 'hỏng"><img src=x onerror=alert(1)>'
HOSTILE = "<img src=x onerror=alert(1)>.pdf"
MARKUP = "<script>alert(1)</script>\"'&amp; {{ 7*7 }} </title><img src=x onerror=alert(2)>"
PATIENCE = 180.0


@dataclass(frozen=True)
class Site:
    """`address` has no slash at its end. `dossiers`: by what people call them."""

    service: Service
    address: str
    batch: UUID
    lot: UUID
    """A sample of the batch, which nobody has inspected."""
    dossiers: Mapping[str, UUID]


@contextmanager
def opened(folder: Path, names: Sequence[str] = READ) -> Iterator[Site]:
    """Servers, workers, dispatcher and web pages, with a backlog that is read and a record whose every text is markup."""
    scans = folder / "scans"
    for name in names:
        shutil.copytree(SAMPLES / name, scans / name, ignore=shutil.ignore_patterns("*.json"))
    (scans / BROKEN).mkdir()
    (scans / BROKEN / "1.pdf").write_bytes(b"%PDF-1.4 nothing of a page")
    types = folder / "types"
    types.mkdir()
    (types / "keyed.yaml").write_text(
        f"extends:\n  {KEYED_TWICE}: {{keyed_twice: [doc_number, issued_date]}}\n", encoding="utf-8"
    )
    reading = ReadingSettings(mode="fast", profiles=types)
    running = local.start(Settings(work_dir=folder / "hoso", retries=(1, 1), reading=reading))
    try:
        with connected(running.settings) as service, Team(service.settings) as team:
            service.prepare()
            place = Location(service.settings.scans_bucket, "samples/")
            put_folder(service.storage, list(scans_in(scans)), place, mirror=True)
            batch = batches.open_batch(service.engine, place.bucket, place.prefix)
            team.add_dispatcher()
            team.add_workers(2)
            address = team.add_web(0).rstrip("/")
            wait_read(service, batch)
            hostile = _hostile(service, scans / names[0])
            lot = Inspection(service, Records(service)).open("system", batch, Asked(scheme="all"))
            ids = [*batches.dossier_ids(service.engine, batch), hostile.id]
            yield Site(service, address, batch, lot, {each.label: each.id for each in lists.by_ids(service.engine, ids)})
    finally:
        running.stop()


def _hostile(service: Service, folder: Path) -> Task:
    """A published record of markup, with a page image of some sample."""
    (scan,) = folder.glob("*.pdf")
    record = made_record(MARKUP, subject=MARKUP)
    (source,) = record.sources
    digest = hashlib.sha256(scan.read_bytes()).hexdigest()
    task = published(service, f"others/{HOSTILE}", replace(record, sources=(replace(source, sha256=digest),)))
    service.storage.put("scans", f"others/{HOSTILE}/1.pdf", scan)
    return task


def wait_read(service: Service, batch: UUID) -> None:
    """Returns when all of a batch is read."""
    deadline = time.monotonic() + PATIENCE
    while not (now := batches.progress(service.engine, batch)).listed or now.finished < now.total:
        assert time.monotonic() < deadline, f"still {now}"
        time.sleep(0.1)
