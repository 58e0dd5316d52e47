"""Which dossiers there are: they are registered as storage shows them, asked for again, or canceled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from workers.database import wake
from workers.database.tables import Configuration, DossierFile, DossierRow, QueueName, RecordRow

TURNS = "turns"
"""Of the settings of a reading: pages that a person turned."""


@dataclass(frozen=True)
class SourceFile:
    """A file of a dossier in storage. `name` is what its sender called it, where the key does not say so."""

    key: str
    etag: str
    size: int
    name: str | None = None


@dataclass(frozen=True)
class Found:
    """A dossier as storage shows it. `name` is its file's key, or its folder's prefix, which ends in `/`."""

    name: str
    files: tuple[SourceFile, ...]
    label: str | None = None


@dataclass(frozen=True)
class Listing:
    """One run through a backlog. `retry`: take up what failed before."""

    batch: UUID
    number: int
    retry: bool = False


@dataclass(frozen=True)
class Registered:
    """A dossier that was seen in storage. `wanted`: it is yet to be read. `changed`: it was not known like this before."""

    id: UUID
    revision: int
    wanted: bool
    changed: bool


def configuration_id(engine: Engine, fingerprint: str) -> int:
    """The number of a configuration; one that was never seen before gets a larger number than all others."""
    wanted = select(Configuration.id).where(Configuration.fingerprint == fingerprint)
    with engine.begin() as connection:
        found = connection.execute(wanted).scalar_one_or_none()
        if found is None:
            connection.execute(insert(Configuration).values(fingerprint=fingerprint).on_conflict_do_nothing())
            found = connection.execute(wanted).scalar_one()
        return found


def register(
    engine: Engine,
    bucket: str,
    found: Sequence[Found],
    configuration: int,
    *,
    listing: Listing | None = None,
    queue: QueueName = "batch",
    declared: Mapping[str, Any] | None = None,
    reading: Mapping[str, Any] | None = None,
    wanted_at: datetime | None = None,
) -> list[Registered]:
    """Notes dossiers as storage shows them now, some hundreds at a time, and returns them in the given order.

    One is wanted when it is new or changed, when it was never finished, when its record was made by an older configuration,
    when a backlog asks again for what was canceled, and, with `Listing.retry`, when it failed. `declared`, `reading` and labels
    that are not given stay as they were. `urgent` moves one that waits for its batch ahead.
    """
    by_name = {each.name: each for each in found}
    with Session(engine) as session, session.begin():
        rows = _rows(session, bucket, by_name, queue, wanted_at)
        known = _files(session, rows)
        read = _configurations(session, rows)
        registered = {}
        for row in rows:
            seen = by_name[row.name]
            changed = known.get(row.id, ()) != tuple((each.key, each.etag, each.size) for each in seen.files)
            again = _is_asked_again(row, listing, read.get(row.id), configuration)
            if (changed and row.id in known) or (again and row.state in ("failed", "canceled")):
                row.revision += 1
            if changed:
                _replace_files(session, row.id, seen.files, known=row.id in known)
            if changed or again:
                _ask(row, queue, wanted_at)
                if row.id in read:
                    row.wanted_configuration = configuration
            elif row.state == "queued" and queue == "urgent" != row.queue:
                row.queue, row.enqueued_at = queue, None
            row.label = seen.label or row.label
            row.declared = dict(declared) if declared else row.declared
            row.reading = _asked(row.reading, reading, same_pages=not changed)
            if listing is not None:
                row.batch_id, row.listing = listing.batch, listing.number
            registered[row.name] = Registered(row.id, row.revision, row.state in ("queued", "running"), changed)
        if any(each.wanted for each in registered.values()):
            wake(session, "feed")
    return [registered[each.name] for each in found]


def cancel(engine: Engine, ids: Sequence[UUID]) -> list[UUID]:
    """Takes these out of the work; returns those that were queued or running. What is being read now does not count."""
    with engine.begin() as connection:
        changed = connection.execute(
            update(DossierRow)
            .where(DossierRow.id.in_(ids), DossierRow.state.in_(("queued", "running")))
            .values(state="canceled", enqueued_at=None, finished_at=func.now(), error_code=None, error_message=None)
            .returning(DossierRow.id)
        )
        return list(changed.scalars())


def reread(
    engine: Engine, ids: Sequence[UUID], *, queue: QueueName = "urgent", reading: Mapping[str, Any] | None = None
) -> list[UUID]:
    """Has these read anew, with other settings of the library if given; returns those that were not in the work already.

    The record that counts now goes on counting until the new one is published; both stay.
    """
    with engine.begin() as connection:
        changed = connection.execute(
            update(DossierRow)
            .where(DossierRow.id.in_(ids), DossierRow.state.in_(("done", "failed", "canceled")))
            .values(**_ANEW, queue=queue, revision=DossierRow.revision + 1, reading=_replaced(reading))
            .returning(DossierRow.id)
        ).scalars()
        wake(connection, "feed")
        return list(changed)


def _asked(before: Mapping[str, Any] | None, asked: Mapping[str, Any] | None, *, same_pages: bool) -> dict[str, Any] | None:
    """What is asked for now, or before; pages that a person turned stay turned while they are the same pages."""
    found = dict(asked or before or {})
    turns = (before or {}).get(TURNS)
    if same_pages and turns and TURNS not in found:
        found[TURNS] = turns
    if not same_pages:
        found.pop(TURNS, None)
    return found or None


def _replaced(asked: Mapping[str, Any] | None) -> ColumnElement[Any]:
    """The same within the database, for files that are the same."""
    turned = func.jsonb_build_object(TURNS, DossierRow.reading[TURNS])
    kept = func.coalesce(func.jsonb_strip_nulls(turned), cast({}, JSONB))
    return func.nullif(kept.op("||")(cast(dict(asked or {}), JSONB)), cast({}, JSONB))


_ANEW: dict[str, Any] = {
    "state": "queued",
    "attempts": 0,
    "outages": 0,
    "error_code": None,
    "error_message": None,
    "pages_done": 0,
    "pages_known": 0,
    "wanted_at": func.now(),
    "not_before": None,
    "enqueued_at": None,
}
"""What changes when a dossier is to be read."""


def files_of(dossier: UUID) -> Select[DossierFile]:
    """A dossier's files in their order."""
    return select(DossierFile).where(DossierFile.dossier_id == dossier).order_by(DossierFile.position)


def sort_key(name: str) -> str:
    """A text that sorts as people count: `2.pdf` before `10.pdf`, without case."""
    return re.sub(r"\d+", lambda digits: digits.group().lstrip("0").rjust(16, "0"), name).casefold()


def _rows(
    session: Session, bucket: str, found: Mapping[str, Found], queue: QueueName, wanted_at: datetime | None
) -> list[DossierRow]:
    """The dossiers' rows, locked; always in one order, so that two who register the same ones cannot block each other."""
    new = [
        {
            "bucket": bucket,
            "name": name,
            "sort_key": sort_key(name),
            "queue": queue,
            "wanted_at": wanted_at or func.now(),
        }
        for name in sorted(found)
    ]
    if not new:
        return []
    session.execute(insert(DossierRow).values(new).on_conflict_do_nothing(index_elements=["bucket", "name"]))
    locked = (
        select(DossierRow)
        .where(DossierRow.bucket == bucket, DossierRow.name.in_(found))
        .order_by(DossierRow.name)
        .with_for_update()
    )
    return list(session.execute(locked).scalars())


def _files(session: Session, rows: Sequence[DossierRow]) -> dict[UUID, tuple[tuple[str, str, int], ...]]:
    files: dict[UUID, list[tuple[str, str, int]]] = defaultdict(list)
    wanted = select(DossierFile.dossier_id, DossierFile.key, DossierFile.etag, DossierFile.size)
    for each in session.execute(
        wanted.where(DossierFile.dossier_id.in_([row.id for row in rows])).order_by(
            DossierFile.dossier_id, DossierFile.position
        )
    ):
        files[each.dossier_id].append((each.key, each.etag, each.size))
    return {dossier: tuple(each) for dossier, each in files.items()}


def _configurations(session: Session, rows: Sequence[DossierRow]) -> dict[UUID, int]:
    """The newest configuration that has read each dossier as it is now."""
    latest = (
        select(RecordRow.dossier_id, func.max(RecordRow.configuration_id))
        .join(DossierRow, (DossierRow.id == RecordRow.dossier_id) & (DossierRow.revision == RecordRow.revision))
        .where(RecordRow.dossier_id.in_([row.id for row in rows]))
        .group_by(RecordRow.dossier_id)
    )
    return {each[0]: each[1] for each in session.execute(latest)}


def _is_asked_again(row: DossierRow, listing: Listing | None, read: int | None, configuration: int) -> bool:
    if row.state == "canceled":
        return listing is not None
    if row.state == "failed" and listing is not None and listing.retry:
        return True
    return row.state in ("done", "failed") and row.reading is None and read is not None and read < configuration


def _ask(row: DossierRow, queue: QueueName, wanted_at: datetime | None) -> None:
    for name, value in _ANEW.items():
        setattr(row, name, value)
    row.queue = queue
    if wanted_at is not None:
        row.wanted_at = wanted_at


def _replace_files(session: Session, dossier: UUID, files: Sequence[SourceFile], *, known: bool) -> None:
    if known:
        session.execute(delete(DossierFile).where(DossierFile.dossier_id == dossier))
    if files:
        session.execute(
            insert(DossierFile),
            [
                {
                    "dossier_id": dossier,
                    "position": position,
                    "key": each.key,
                    "etag": each.etag,
                    "size": each.size,
                    "name": each.name,
                }
                for position, each in enumerate(files)
            ],
        )
