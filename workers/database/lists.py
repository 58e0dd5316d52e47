"""What people are shown: lists of dossiers, one dossier, and where its record lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row, Select, func, select, text
from sqlalchemy.orm import Session

from workers.database.dossiers import SourceFile
from workers.database.folding import tsquery
from workers.database.operations import BOUND, of_state
from workers.database.tables import Configuration, DocumentRow, DossierFile, DossierRow, RecordRow, State


@dataclass(frozen=True)
class Listed:
    """A dossier as a list shows it; what comes from a record is empty until one is published."""

    id: UUID
    name: str
    state: State
    error_code: str | None
    error_message: str | None
    attempts: int
    pages_done: int
    pages_known: int
    created_at: datetime
    finished_at: datetime | None
    types: tuple[str, ...] = ()
    status: str | None = None
    doubts: int = 0
    findings: int = 0
    source: str | None = None
    configuration: str | None = None
    has_pdf: bool = False
    record_id: int | None = None
    title: str | None = None

    @property
    def label(self) -> str:
        """What people call it: as its sender said, or the last part of its name, a file's or a folder's."""
        return self.title or self.name.rstrip("/").rpartition("/")[2]

    @property
    def has_record(self) -> bool:
        """Whether a record is published."""
        return self.source is not None


@dataclass(frozen=True)
class Slice:
    """One page of a list, and how many there are in all."""

    items: tuple[Listed, ...]
    total: int


def search(
    engine: Engine,
    *,
    query: str = "",
    state: State | None = None,
    code: str = "",
    offset: int = 0,
    limit: int = 50,
    known: Mapping[str, int] | None = None,
) -> Slice:
    """Dossiers, newest first, those that came together in natural order.

    `query`: only those of which a document has all its words, diacritics ignored. `code`: only those that failed with it.
    `known`: how many are in each state, so that these are not counted again.
    """
    ids = select(DossierRow.id)
    if state is not None:
        ids = ids.where(DossierRow.state == state)
    if code:
        ids = ids.where(DossierRow.error_code == code)
    wanted = tsquery(query)
    if wanted:
        matching = select(DocumentRow.record_id).where(
            func.to_tsvector(text("'simple'"), DocumentRow.search).op("@@")(func.to_tsquery(text("'simple'"), wanted))
        )
        ids = ids.where(DossierRow.published_id.in_(matching))
    total = None
    if known is not None and not wanted and not code:
        total = sum(known.values()) if state is None else known.get(state, 0)
        if not total:
            return Slice((), 0)
        if state is not None and total <= BOUND:
            # There is an index for few of a state, and one for the newest of many.
            ids = select(of_state(state).subquery().c.id)
    with Session(engine) as session:
        if total is None:
            total = session.execute(select(func.count()).select_from(ids.subquery())).scalar_one()
        shown = (
            _listed().where(DossierRow.id.in_(ids)).order_by(DossierRow.created_at.desc(), DossierRow.sort_key, DossierRow.id)
        )
        rows = session.execute(shown.offset(offset).limit(limit)).all()
        return Slice(tuple(_from_row(row) for row in rows), total)


def by_id(engine: Engine, dossier: UUID) -> Listed | None:
    """One dossier, or None."""
    return next(iter(by_ids(engine, [dossier])), None)


def by_ids(engine: Engine, ids: Sequence[UUID]) -> list[Listed]:
    """These dossiers, in the given order; unknown ones are left out."""
    with Session(engine) as session:
        found = {row.id: _from_row(row) for row in session.execute(_listed().where(DossierRow.id.in_(ids)))}
    return [found[each] for each in ids if each in found]


def file_of(engine: Engine, dossier: UUID, position: int) -> tuple[str, SourceFile] | None:
    """Bucket and file of a dossier's source, or None."""
    with Session(engine) as session:
        row = session.execute(
            select(DossierRow.bucket, DossierFile)
            .join(DossierFile, DossierFile.dossier_id == DossierRow.id)
            .where(DossierRow.id == dossier, DossierFile.position == position)
        ).one_or_none()
    return None if row is None else (row[0], SourceFile(row[1].key, row[1].etag, row[1].size))


def counts(engine: Engine) -> dict[str, int]:
    """How many dossiers are in each state."""
    with engine.connect() as connection:
        rows = connection.execute(select(DossierRow.state, func.count()).group_by(DossierRow.state))
        return {row[0]: row[1] for row in rows}


def _listed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            DossierRow.id,
            DossierRow.name,
            DossierRow.state,
            DossierRow.error_code,
            DossierRow.error_message,
            DossierRow.attempts,
            DossierRow.pages_done,
            DossierRow.pages_known,
            DossierRow.created_at,
            DossierRow.finished_at,
            RecordRow.types,
            RecordRow.status,
            RecordRow.doubts,
            RecordRow.findings,
            RecordRow.source,
            RecordRow.has_pdf,
            DossierRow.label.label("title"),
            DossierRow.published_id.label("record_id"),
            Configuration.fingerprint.label("configuration"),
        )
        .outerjoin(RecordRow, RecordRow.id == DossierRow.published_id)
        .outerjoin(Configuration, Configuration.id == RecordRow.configuration_id)
    )


def _from_row(row: Row[*tuple[Any, ...]]) -> Listed:
    values = dict(row._mapping)
    return Listed(
        **{
            **values,
            "types": tuple(values["types"] or ()),
            "doubts": values["doubts"] or 0,
            "findings": values["findings"] or 0,
            "has_pdf": bool(values["has_pdf"]),
        }
    )
