"""A database and a queue that no other test writes to, on the servers that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import insert
from sqlalchemy.orm import Session

from workers.database.tables import DossierRow
from workers.service import Service, connected

_names = count(1)
_free = list(range(15, 0, -1))
"""Numbers of the queue server's databases that nobody uses; all others use the first, which is 0."""


@contextmanager
def alone(service: Service, *, prepared: bool = True) -> Iterator[Service]:
    """The same service with an empty database and an empty queue."""
    settings = service.settings
    url = settings.database_url.get_secret_value()
    name, number = f"alone_{next(_names)}", _free.pop()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    changed = settings.with_changes(
        database_url=f"{url.rpartition('/')[0]}/{name}",
        redis_url=f"{settings.redis_url.get_secret_value().removesuffix('/0').rstrip('/')}/{number}",
    )
    with connected(changed) as other:
        if prepared:
            other.prepare()
        try:
            yield other
        finally:
            other.queues.connection.flushdb()
            _free.append(number)


def dossier(service: Service, **values: object) -> UUID:
    """A dossier as a row."""
    number = uuid4()
    with Session(service.engine) as session, session.begin():
        session.execute(insert(DossierRow).values({"id": number, "bucket": "scans", "name": f"{number}/", **values}))
    return number
