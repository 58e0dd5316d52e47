"""A service that is broken on purpose: its servers and processes, what is asked of it, and what must be true afterwards."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pypdfium2
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from extractor.record import Dossier
from extractor.settings import Settings as ReadingSettings
from tests.workers.alone import alone
from workers import local
from workers.database import batches, lists
from workers.database.batches import Progress
from workers.database.lists import Listed
from workers.database.tables import DeliveryRow, DocumentRow, DossierRow, RecordRow
from workers.processes import Process
from workers.service import Service
from workers.settings import Settings
from workers.storage import address
from workers.team import Team

PATIENCE = 180.0
"""Seconds that anything may take. What it took is noted, and never judged."""
REPORT = "HOSO_FAULT_REPORT"
"""Names a file to which every scenario adds a line of JSON with what it took."""
SILENCE = "HOSO_FAULT_SILENCE"
"""`Settings.silence_seconds` of the scenarios."""
RECEIVERS = """
receivers:
  archive: {mode: pull, events: [record.published, dossier.failed]}
  one-stop: {mode: pull, events: [record.published, dossier.failed]}
"""
TOLD = {"archive": 1, "one-stop": 1}

T = TypeVar("T")


@dataclass
class Scene:
    """One scenario: servers (`stack`), a database and a queue of its own (`service`), and its processes (`team`)."""

    name: str
    stack: Settings
    service: Service
    team: Team
    scan: Path
    mends: list[Callable[[], object]] = field(default_factory=list)
    """What replaces the dead, as `hoso up` does."""
    figures: dict[str, float] = field(default_factory=dict)
    _broken_at: float = 0.0
    _done_before: int = 0

    @property
    def settings(self) -> Settings:
        return self.service.settings

    def put(self, dossiers: int, scan: Path | None = None, first: int = 1) -> None:
        for number in range(first, first + dossiers):
            key = f"{self.name}/{number}.pdf"
            self.service.storage.put(self.settings.scans_bucket, key, scan or self.scan)

    def ask(self) -> UUID:
        """Asks for what was put; returns when all of it is registered."""
        batch = batches.open_batch(self.service.engine, self.settings.scans_bucket, f"{self.name}/")
        self.wait(batch, lambda now: now.listed)
        return batch

    def wait(self, batch: UUID, until: Callable[[Progress], bool]) -> Progress:
        def look() -> Progress | None:
            now = batches.progress(self.service.engine, batch)
            return now if until(now) else None

        return self.until(look)

    def until(self, look: Callable[[], T | None]) -> T:
        """Waits for something to be there, while the dead are replaced and servers may be away."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for mend in self.mends:
                mend()
            try:
                found = look()
            except (SQLAlchemyError, RedisError):
                found = None
            if found is not None:
                return found
            assert time.monotonic() < deadline, f"{self.name}: nothing after {PATIENCE:.0f} s"
            time.sleep(0.1)

    @contextmanager
    def fault(self, batch: UUID) -> Iterator[None]:
        """The time that recovery takes counts from the end of this block."""
        self._done_before = batches.progress(self.service.engine, batch).done
        yield
        self._broken_at = time.monotonic()

    def finish(self, batch: UUID, *, failed: Mapping[str, str] | None = None) -> dict[str, Listed]:
        """Waits until nobody will work on the batch any more, and asserts that everything is whole."""

        def look() -> Progress | None:
            now = batches.progress(self.service.engine, batch)
            if now.done > self._done_before and "next" not in self.figures:
                self.figures["next"] = time.monotonic() - self._broken_at
            return now if now.finished == now.total else None

        self.until(look)
        self.figures["all"] = time.monotonic() - self._broken_at
        self.until(lambda: True if not any(self.service.queues.waiting().values()) else None)
        return self.whole(batch, failed or {})

    def whole(self, batch: UUID, failed: Mapping[str, str]) -> dict[str, Listed]:
        """Asserts that every dossier has one published record, all of it there and told once, or its reason."""
        ids = batches.dossier_ids(self.service.engine, batch)
        listed = {each.label: each for each in lists.by_ids(self.service.engine, ids)}
        assert {name: each.error_code for name, each in listed.items() if each.state != "done"} == dict(failed)
        assert {each.state for name, each in listed.items() if name in failed} <= {"failed"}
        for name, each in listed.items():
            with Session(self.service.engine) as session:
                revision = session.get_one(DossierRow, each.id).revision
            self._is_told_once(each, revision)
            if name not in failed:
                self._is_published(each, revision)
        return listed

    def records(self, dossier: UUID) -> list[RecordRow]:
        with Session(self.service.engine, expire_on_commit=False) as session:
            return list(session.execute(select(RecordRow).where(RecordRow.dossier_id == dossier)).scalars())

    def _is_published(self, listed: Listed, revision: int) -> None:
        rows = self.records(listed.id)
        assert len({(row.revision, row.configuration_id) for row in rows}) == len(rows)
        (counts,) = [row for row in rows if row.id == listed.record_id]
        assert counts.revision == revision
        bucket, storage = self.settings.records_bucket, self.service.storage
        assert listed.source and listed.configuration
        record = Dossier.from_json(storage.read(bucket, address(listed.source, listed.configuration, "record.json")))
        text = storage.read(bucket, address(listed.source, listed.configuration, "record.txt"))
        made = pypdfium2.PdfDocument(storage.read(bucket, address(listed.source, listed.configuration, "record.pdf")))  # type: ignore[no-untyped-call]
        assert (record.name, text.decode()) == (listed.label, record.text)
        assert len(made) == len(record.pages) == counts.pages == listed.pages_done
        made.close()  # type: ignore[no-untyped-call]
        with Session(self.service.engine) as session:
            documents = session.scalar(select(func.count()).where(DocumentRow.record_id == counts.id))
        assert documents == len(record.documents)

    def _is_told_once(self, listed: Listed, revision: int) -> None:
        event = "dossier.failed" if listed.state == "failed" else "record.published"
        wanted = select(DeliveryRow.receiver).where(
            DeliveryRow.dossier_id == listed.id,
            DeliveryRow.event == event,
            DeliveryRow.revision == revision,
            DeliveryRow.state != "canceled",
        )
        with Session(self.service.engine) as session:
            assert Counter(session.execute(wanted).scalars()) == TOLD

    def members(self, kind: str) -> list[Process]:
        """Processes of the team by what they are: `worker`, `dispatcher`, `web`."""
        return [each.process for each in self.team._members if each.arguments[0] == kind]

    def at_work(self, batch: UUID) -> tuple[Process, Process]:
        """A worker and the process of its job, once they are in the middle of a dossier."""
        self.wait(batch, lambda now: now.running > 0)
        return self.until(self._worker_with_horse)

    def _worker_with_horse(self) -> tuple[Process, Process] | None:
        for worker in self.members("worker"):
            for horse in children(worker.pid):
                if os.getpgid(horse) == horse:
                    return worker, Process.of(horse)
        return None

    def server(self, name: str) -> Process:
        """A server of the stack as it runs now."""
        (found,) = [each for each in local._read(self.stack.work_dir) if each.name == name]
        if name != "postgres":
            return found.process
        lock = self.stack.work_dir / "postgres" / "postmaster.pid"
        return Process.of(int(lock.read_text().split()[0]))

    def note(self) -> None:
        """Tells what it took."""
        told = {"scenario": self.name, "silence_seconds": self.settings.silence_seconds}
        told |= {name: round(seconds, 1) for name, seconds in self.figures.items()}
        print(json.dumps(told))
        if path := os.environ.get(REPORT):
            with Path(path).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(told) + "\n")


def kill(*processes: Process) -> None:
    """As the kernel does when memory is short, or a plug is pulled: nobody is told."""
    for each in processes:
        os.kill(each.pid, signal.SIGKILL)


def children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == parent and fields[0] not in "ZX":
            found.append(int(folder.name))
    return found


@contextmanager
def staged(name: str, base: Service, scan: Path, folder: Path, **changes: object) -> Iterator[Scene]:
    """A scene with an empty database and no processes yet; they are ended, and its figures told, on the way out."""
    receivers = folder / "receivers.yaml"
    receivers.write_text(RECEIVERS, encoding="utf-8")
    usual = {
        "work_dir": folder / "work",
        "receivers": receivers,
        "silence_seconds": float(os.environ.get(SILENCE, "7")),
        "retries": (1, 1, 1),
        "urgent_workers": 0,
        "min_free_bytes": 0,
        "intake": (f"s3://{base.settings.scans_bucket}/{name}/",),
        "reading": ReadingSettings(mode="fast"),
    }
    stack = base.settings
    with alone(replace(base, settings=stack.with_changes(**{**usual, **changes}))) as service, Team(service.settings) as team:
        scene = Scene(name, stack, service, team, scan)
        scene.mends = [team.mend, lambda: local.mend(stack)]
        yield scene
        scene.note()
        # Nothing is in hand any more, so nobody has to be asked.
        kill(*(each.process for each in team._members if each.process.alive))
