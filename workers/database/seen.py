"""Dossiers, their files and their versions as programs are shown them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Select, func, select, text, tuple_

from workers.database.dossiers import SourceFile, files_of
from workers.database.folding import tsquery
from workers.database.tables import (
    Batch,
    Configuration,
    DocumentRow,
    DossierFile,
    DossierRow,
    QueueName,
    RecordRow,
    State,
)


@dataclass(frozen=True)
class Seen:
    """A dossier; what comes from its record is None until one is published."""

    id: UUID
    name: str
    title: str | None
    state: State
    queue: QueueName
    revision: int
    batch: UUID | None
    declared: Mapping[str, Any] | None
    reading: Mapping[str, Any] | None
    attempts: int
    pages_done: int
    pages_known: int
    error_code: str | None
    error_message: str | None
    created_at: datetime
    wanted_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int | None
    status: str | None
    pages: int | None
    doubts: int | None
    findings: int | None
    types: list[str] | None
    has_pdf: bool | None

    @property
    def label(self) -> str:
        """What people call it."""
        return self.title or self.name.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True)
class Wanted:
    """Which dossiers; None is any."""

    state: State | None = None
    batch: UUID | None = None
    type: str | None = None
    code: str | None = None
    since: datetime | None = None
    query: str = ""


@dataclass(frozen=True)
class Version:
    """One reading of a dossier. `held`: why it does not count although it is the newest."""

    id: int
    revision: int
    configuration: str
    """With `source` its address in storage."""
    source: str
    status: str
    pages: int
    doubts: int
    findings: int
    types: tuple[str, ...]
    has_pdf: bool
    held: str | None
    counts: bool
    created_at: datetime


@dataclass(frozen=True)
class Backlog:
    """A batch in a list, without its progress."""

    id: UUID
    created_at: datetime


Place = tuple[datetime, UUID]
"""Where a list stopped: the time and id of its last one."""


def dossiers(engine: Engine, wanted: Wanted, after: Place | None, limit: int) -> list[Seen]:
    """Dossiers, the newest first, those that follow `after`."""
    rows = _seen().order_by(DossierRow.created_at.desc(), DossierRow.id.desc()).limit(limit)
    if after is not None:
        rows = rows.where(tuple_(DossierRow.created_at, DossierRow.id) < tuple_(*after))
    if wanted.state is not None:
        rows = rows.where(DossierRow.state == wanted.state)
    if wanted.batch is not None:
        rows = rows.where(DossierRow.batch_id == wanted.batch)
    if wanted.type is not None:
        rows = rows.where(RecordRow.types.contains([wanted.type]))
    if wanted.code is not None:
        rows = rows.where(DossierRow.declared["dossier_code"].astext == wanted.code)
    if wanted.since is not None:
        rows = rows.where(DossierRow.created_at >= wanted.since)
    if words := tsquery(wanted.query):
        simple = text("'simple'")
        found = func.to_tsvector(simple, DocumentRow.search).op("@@")(func.to_tsquery(simple, words))
        rows = rows.where(DossierRow.published_id.in_(select(DocumentRow.record_id).where(found)))
    with engine.connect() as connection:
        return [Seen(**row._mapping) for row in connection.execute(rows)]


def dossier(engine: Engine, number: UUID) -> Seen | None:
    """One dossier, or None."""
    with engine.connect() as connection:
        row = connection.execute(_seen().where(DossierRow.id == number)).one_or_none()
        return None if row is None else Seen(**row._mapping)


def files(engine: Engine, number: UUID) -> list[SourceFile]:
    """A dossier's files in their order."""
    columns = (DossierFile.key, DossierFile.etag, DossierFile.size, DossierFile.name)
    with engine.connect() as connection:
        return [SourceFile(*row) for row in connection.execute(files_of(number).with_only_columns(*columns))]


def versions(engine: Engine, number: UUID, before: int | None, limit: int) -> list[Version]:
    """A dossier's readings, the newest first, those that came before the one called `before`."""
    rows = _versions(number).order_by(RecordRow.id.desc()).limit(limit)
    if before is not None:
        rows = rows.where(RecordRow.id < before)
    with engine.connect() as connection:
        return [_version(row._mapping) for row in connection.execute(rows)]


def version(engine: Engine, number: UUID, wanted: int | None = None) -> Version | None:
    """One reading of a dossier, the one that counts if none is named; or None."""
    which = DossierRow.published_id == RecordRow.id if wanted is None else RecordRow.id == wanted
    with engine.connect() as connection:
        row = connection.execute(_versions(number).where(which)).one_or_none()
        return None if row is None else _version(row._mapping)


def batches(engine: Engine, after: Place | None, limit: int) -> list[Backlog]:
    """Batches, the newest first, those that follow `after`."""
    rows = select(Batch.id, Batch.created_at).order_by(Batch.created_at.desc(), Batch.id.desc()).limit(limit)
    if after is not None:
        rows = rows.where(tuple_(Batch.created_at, Batch.id) < tuple_(*after))
    with engine.connect() as connection:
        return [Backlog(*row) for row in connection.execute(rows)]


def _seen() -> Select[*tuple[Any, ...]]:
    return select(
        DossierRow.id,
        DossierRow.name,
        DossierRow.label.label("title"),
        DossierRow.state,
        DossierRow.queue,
        DossierRow.revision,
        DossierRow.batch_id.label("batch"),
        DossierRow.declared,
        DossierRow.reading,
        DossierRow.attempts,
        DossierRow.pages_done,
        DossierRow.pages_known,
        DossierRow.error_code,
        DossierRow.error_message,
        DossierRow.created_at,
        DossierRow.wanted_at,
        DossierRow.started_at,
        DossierRow.finished_at,
        DossierRow.published_id.label("version"),
        RecordRow.status,
        RecordRow.pages,
        RecordRow.doubts,
        RecordRow.findings,
        RecordRow.types,
        RecordRow.has_pdf,
    ).outerjoin(RecordRow, RecordRow.id == DossierRow.published_id)


def _versions(number: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            RecordRow.id,
            RecordRow.revision,
            Configuration.fingerprint.label("configuration"),
            RecordRow.source,
            RecordRow.status,
            RecordRow.pages,
            RecordRow.doubts,
            RecordRow.findings,
            RecordRow.types,
            RecordRow.has_pdf,
            RecordRow.held,
            func.coalesce(DossierRow.published_id == RecordRow.id, False).label("counts"),
            RecordRow.created_at,
        )
        .join(Configuration, Configuration.id == RecordRow.configuration_id)
        .join(DossierRow, DossierRow.id == RecordRow.dossier_id)
        .where(RecordRow.dossier_id == number)
    )


def _version(row: Mapping[Any, Any]) -> Version:
    return Version(**{**row, "types": tuple(row["types"])})
