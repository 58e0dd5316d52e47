"""Services that come and go, with buckets that are emptied between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workers.alone import alone
from tests.workers.records import claim, made_record, publish
from workers.database import dossiers
from workers.database.dossiers import Found, SourceFile
from workers.database.readings import Task
from workers.service import Service
from workers.storage import address

SCANS, RECORDS = "backup-scans", "backup-records"

Begin = Callable[[], Service]


@pytest.fixture
def begin(service: Service) -> Iterator[Begin]:
    """Makes an empty service; the one before it is lost with all that it had."""
    with ExitStack() as stack:

        def make() -> Service:
            fresh = stack.enter_context(alone(service))
            settings = fresh.settings.with_changes(scans_bucket=SCANS, records_bucket=RECORDS, min_free_bytes=0)
            mine = replace(fresh, settings=settings)
            mine.prepare()
            empty(mine)
            return mine

        yield make


def empty(service: Service) -> None:
    """Everything in storage is lost."""
    for bucket in (SCANS, RECORDS):
        service.storage.remove(bucket, list(service.storage.keys(bucket, "")))


def register(service: Service, folder: Path, name: str, text: str = "scan") -> dossiers.Registered:
    """A dossier of one file, in storage."""
    path = folder / "scan"
    path.write_text(text, encoding="utf-8")
    key = f"{name}1.pdf"
    file = SourceFile(key, service.storage.put(SCANS, key, path), path.stat().st_size)
    number = dossiers.configuration_id(service.engine, "by-hand")
    (noted,) = dossiers.register(service.engine, SCANS, [Found(name, (file,))], number)
    return noted


def published(service: Service, folder: Path, name: str, source: int) -> Task:
    """A dossier with a record that counts; its subject is its name."""
    noted = register(service, folder, name)
    number = dossiers.configuration_id(service.engine, "by-hand")
    task = claim(service, noted.id, noted.revision, number)
    assert task is not None
    record = made_record(subject=name)
    for file, text in (("record.txt", record.text), ("record.json", record.to_json())):
        path = folder / file
        path.write_text(text, encoding="utf-8")
        service.storage.put(RECORDS, address(f"{source:064x}", "by-hand", file), path)
    assert publish(service, task, record, source=f"{source:064x}")
    return task
