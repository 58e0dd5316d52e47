"""The composition root: the one place that makes connections from settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from workers import database, local
from workers.queue import Queues
from workers.settings import Settings
from workers.storage import Storage


@dataclass(frozen=True)
class Service:
    """Connections to everything, and the settings that they were made from."""

    settings: Settings
    engine: Engine
    storage: Storage
    queues: Queues

    def prepare(self) -> None:
        """Brings the database to its newest shape and makes the buckets."""
        database.upgrade(self.engine)
        for bucket in (self.settings.scans_bucket, self.settings.records_bucket):
            self.storage.ensure_bucket(bucket)


def resolve(settings: Settings) -> Settings:
    """Settings that lead to servers: the configured ones, or the embedded stack's. Raises `StackError` if none runs."""
    return local.find(settings) if settings.is_local else settings


@contextmanager
def connected(settings: Settings) -> Iterator[Service]:
    """Connects to the servers that `settings` name; lets go of everything afterwards."""
    service = Service(settings, database.connect(settings), Storage(settings), Queues(settings))
    try:
        yield service
    finally:
        service.queues.close()
        service.storage.close()
        service.engine.dispose()
