"""What a request names: it is there, or the request is refused."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Engine

from workers.api.problems import Refused, unknown
from workers.database import seen
from workers.database.seen import Seen, Version


def known_dossier(engine: Engine, dossier: UUID) -> Seen:
    """Raises `Refused`."""
    found = seen.dossier(engine, dossier)
    if found is None:
        raise unknown("dossier")
    return found


def known_version(engine: Engine, dossier: UUID, version: int | None = None) -> Version:
    """One reading of a dossier, the one that counts if none is named. Raises `Refused`."""
    found = seen.version(engine, dossier, version)
    if found is None:
        known_dossier(engine, dossier)
        raise Refused(404, "no-record", "This dossier has no such record; its `state` says how far reading it has come.")
    return found
