"""A service of its own for every test, on the servers that all tests share: a comparison looks at everything there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.workers.alone import alone
from tests.workers.records import claim, made_record, publish
from workers.database import dossiers
from workers.database.dossiers import Found, SourceFile
from workers.database.readings import Task
from workers.reconcile import intake, records
from workers.service import Service
from workers.storage import address


@dataclass(frozen=True)
class House:
    """A service with buckets of its own, where what was stored a moment ago counts as old."""

    service: Service
    folder: Path

    @property
    def scans(self) -> str:
        return self.service.settings.scans_bucket

    @property
    def records(self) -> str:
        return self.service.settings.records_bucket

    def put(self, bucket: str, key: str, text: str = "scan") -> str:
        path = self.folder / "object"
        path.write_text(text, encoding="utf-8")
        return self.service.storage.put(bucket, key, path)

    def register(self, name: str, *files: str, text: str = "scan") -> dossiers.Registered:
        """A dossier whose files lie in storage."""
        stored = [SourceFile(key, self.put(self.scans, key, text), len(text)) for key in files]
        number = dossiers.configuration_id(self.service.engine, "by-hand")
        (noted,) = dossiers.register(self.service.engine, self.scans, [Found(name, tuple(stored))], number)
        return noted

    def publish(self, name: str, *files: str, source: str, stored: bool = True) -> Task:
        """A dossier with a published record, at an address that begins with `source`."""
        noted = self.register(name, *files)
        number = dossiers.configuration_id(self.service.engine, "by-hand")
        task = claim(self.service, noted.id, noted.revision, number)
        assert task is not None
        record = made_record()
        if stored:
            self.put(self.records, address(source, "by-hand", "record.json"), record.to_json())
            self.put(self.records, address(source, "by-hand", "record.txt"), record.text)
        assert publish(self.service, task, record, source=source)
        return task

    def keys(self, bucket: str) -> list[str]:
        return list(self.service.storage.keys(bucket, ""))


@pytest.fixture
def house(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    # Whole seconds are all that storage tells of a time.
    monkeypatch.setattr(intake, "SETTLED", timedelta(seconds=-5))
    monkeypatch.setattr(records, "ABANDONED", timedelta(seconds=-10))
    with alone(service) as other:
        # Every bucket takes volumes of the S3 server for itself, so that these two serve all tests.
        settings = other.settings.with_changes(
            scans_bucket="compared-scans",
            records_bucket="compared-records",
            intake=("s3://compared-scans/inbox/",),
            job_seconds=1,
        )
        house = House(replace(other, settings=settings), tmp_path)
        house.service.prepare()
        try:
            yield house
        finally:
            for bucket in (house.scans, house.records):
                house.service.storage.remove(bucket, house.keys(bucket))
