"""One fault: what is asked of the service, when it is broken, and what must be true afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pypdfium2
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extractor.record import Dossier
from tests.benchmarks.small_pages import write
from tests.faults.house import TOLD, House
from workers import health, jobs
from workers.database import batches, lists
from workers.database.batches import Progress
from workers.database.lists import Listed
from workers.database.tables import Configuration, DeliveryRow, DocumentRow, DossierFile, DossierRow, RecordRow
from workers.processes import Process
from workers.storage import MEDIA_TYPES, address

REPORT = "HOSO_FAULT_REPORT"
"""Names a file to which every fault adds a line of JSON with what it took."""
PAGES = 6
"""Of a dossier: enough that a process can be caught while it reads."""


@dataclass
class Scene:
    """A fault under way. Its dossiers have a prefix, and pages, that no other one has."""

    name: str
    house: House
    folder: Path
    """For files of the test."""
    figures: dict[str, float] = field(default_factory=dict)
    """Seconds from the end of the fault to the next published record (`next`) and to the last one (`all`), among others."""
    _pages: dict[str, int] = field(default_factory=dict)
    _broken_at: float = 0.0

    @property
    def prefix(self) -> str:
        return f"faults/{self.name}/"

    @property
    def keys(self) -> list[str]:
        """Of what was put."""
        return [self.prefix + name for name in self._pages]

    def put(self, dossiers: int, *, pages: int = PAGES) -> None:
        """Stores further dossiers of one file each."""
        for number in range(len(self._pages) + 1, len(self._pages) + dossiers + 1):
            path = self.folder / f"{number}.tif"
            write(path, number, pages, seed=zlib.crc32(self.name.encode()))
            self.house.service.storage.put("scans", self.prefix + path.name, path)
            self._pages[path.name] = pages

    def ask(self) -> UUID:
        """Asks for what was put; returns when all of it is registered."""
        batch = batches.open_batch(self.house.service.engine, "scans", self.prefix)
        self.wait(batch, lambda now: now.listed)
        return batch

    def wait(self, batch: UUID, until: Callable[[Progress], bool]) -> Progress:
        def look() -> Progress | None:
            now = batches.progress(self.house.service.engine, batch)
            return now if until(now) else None

        return self.house.until(look)

    def at_work(self, batch: UUID) -> tuple[Process, Process]:
        """A worker and the process of its job, once they are in the middle of a dossier."""
        self.wait(batch, lambda now: now.running > 0)
        return self.house.at_work()

    def caught(self, batch: UUID) -> tuple[Process, Process]:
        """As `at_work`; the process of the job stands still, and publishes nothing any more unless somebody lets it go on."""

        def look() -> tuple[Process, Process] | None:
            worker, horse = self.at_work(batch)
            with suppress(ProcessLookupError):
                os.kill(horse.pid, signal.SIGSTOP)
                # What it had sent to the database is done by then.
                time.sleep(0.1)
                if self._reads(worker, batch):
                    return worker, horse
                os.kill(horse.pid, signal.SIGCONT)
            return None

        return self.house.until(look)

    def _reads(self, worker: Process, batch: UUID) -> bool:
        """Whether a dossier of the batch is under way at the worker."""
        service = self.house.service
        ours = batches.dossier_ids(service.engine, batch)
        read = [each.dossier for each in health.workers(service.queues.connection) if each.pid == worker.pid]
        return any(each.state == "running" for each in lists.by_ids(service.engine, [one for one in ours if one in read]))

    @contextmanager
    def fault(self, batch: UUID) -> Iterator[None]:
        """The time that recovery takes counts from the end of this block."""
        before = batches.progress(self.house.service.engine, batch)
        assert before.finished < before.total, "it came too late"
        begun = time.monotonic()
        yield
        self._broken_at = time.monotonic()
        self.figures["lasted"] = self._broken_at - begun

    def finish(self, batch: UUID, *, failed: Mapping[str, str] | None = None) -> dict[str, Listed]:
        """Waits until nobody will work on the batch any more, and asserts that everything is whole."""
        engine, queues = self.house.service.engine, self.house.service.queues

        finished: list[int] = []

        def look() -> Progress | None:
            now = batches.progress(engine, batch)
            finished.append(now.finished)
            if finished[-1] > finished[0] and "next" not in self.figures:
                self.figures["next"] = time.monotonic() - self._broken_at
            return now if now.finished == now.total else None

        self.house.until(look)
        self.figures["all"] = time.monotonic() - self._broken_at
        self.house.until(lambda: True if not any(queues.waiting().values()) else None)
        return self.whole(batches.dossier_ids(engine, batch), failed or {})

    def whole(self, ids: list[UUID], failed: Mapping[str, str] | None = None) -> dict[str, Listed]:
        """Asserts that every dossier has one record that counts, all of it there and told once, or its reason."""
        failed = failed or {}
        listed = {each.label: each for each in lists.by_ids(self.house.service.engine, ids)}
        assert set(listed) == set(self._pages)
        assert len(ids) == len(listed)
        assert {name: each.error_code for name, each in listed.items() if each.state != "done"} == dict(failed)
        assert {each.state for name, each in listed.items() if name in failed} <= {"failed"}
        for name, each in listed.items():
            if name not in failed:
                self._is_published(each)
            self._is_told_once(each)
        return listed

    def records(self, dossier: UUID) -> list[tuple[RecordRow, str]]:
        """All readings of a dossier, with the fingerprints of their configurations."""
        with Session(self.house.service.engine, expire_on_commit=False) as session:
            wanted = select(RecordRow, Configuration.fingerprint).join(Configuration).where(RecordRow.dossier_id == dossier)
            return [(row, fingerprint) for row, fingerprint in session.execute(wanted)]

    def _is_published(self, listed: Listed) -> None:
        with Session(self.house.service.engine) as session:
            revision = session.get_one(DossierRow, listed.id).revision
            files = session.execute(select(DossierFile.key).where(DossierFile.dossier_id == listed.id)).scalars().all()
        rows = self.records(listed.id)
        assert len({(row.revision, row.configuration_id) for row, _ in rows}) == len(rows)
        assert [row.revision for row, _ in rows if row.id == listed.record_id] == [revision]
        assert files == [self.prefix + listed.label]
        for row, configuration in rows:
            self._is_there(row, configuration, listed.label)

    def _is_there(self, row: RecordRow, configuration: str, label: str) -> None:
        """The files of a record are those that were stored, and tell of the scan that was put."""
        assert row.source == jobs._source_hash(label, [self.folder / label], None)
        content = {name: self._read(address(row.source, configuration, name)) for name in MEDIA_TYPES}
        record = Dossier.from_json(content["record.json"])
        made = pypdfium2.PdfDocument(content["record.pdf"])  # type: ignore[no-untyped-call]
        assert (record.name, content["record.txt"].decode()) == (label, record.text)
        assert len(made) == len(record.pages) == row.pages == self._pages[label]
        made.close()  # type: ignore[no-untyped-call]
        with Session(self.house.service.engine) as session:
            documents = session.scalar(select(func.count()).where(DocumentRow.record_id == row.id))
        assert documents == len(record.documents)

    def _read(self, key: str) -> bytes:
        """An object with the digest that it had when it was stored."""
        storage = self.house.service.storage
        content = storage.read("records", key)
        copy = self.folder / hashlib.sha256(key.encode()).hexdigest()
        copy.write_bytes(content)
        assert storage.same("records", key, copy)
        return content

    def _is_told_once(self, listed: Listed) -> None:
        event = "dossier.failed" if listed.state == "failed" else "record.published"
        wanted = select(DeliveryRow.receiver, DeliveryRow.record_id).where(
            DeliveryRow.dossier_id == listed.id, DeliveryRow.state != "canceled"
        )
        with Session(self.house.service.engine) as session:
            told = session.execute(wanted.where(DeliveryRow.event == event)).all()
        by_record = {record: Counter(row.receiver for row in told if row.record_id == record) for _, record in told}
        assert by_record[listed.record_id] == TOLD
        assert all(counted == TOLD for counted in by_record.values())

    def note(self) -> None:
        """Tells what it took."""
        told = {"fault": self.name, "silence_seconds": self.house.service.settings.silence_seconds}
        told |= {name: round(value, 1) for name, value in self.figures.items()}
        print(json.dumps(told))
        if path := os.environ.get(REPORT):
            with Path(path).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(told) + "\n")
