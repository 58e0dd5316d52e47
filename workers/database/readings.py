"""What happens to a dossier in the hands of a worker: it is claimed, read, published, or put back, or given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from extractor.errors import HosoError
from extractor.record import Dossier
from workers.corrections import Arrangement, Decisions, arranged, decided, homeless
from workers.database.corrections import DOCUMENTS, decisions_of
from workers.database.deliveries import enqueue
from workers.database.documents import write_fields
from workers.database.dossiers import SourceFile, files_of
from workers.database.reviews import note_published
from workers.database.tables import ArrangementRow, Batch, DossierRow, QueueName, RecordRow, State, TryRow
from workers.doubts import Doubt
from workers.errors import OutdatedWorker, WorkerLost

LONGEST_PAUSE = 60
"""Seconds between two tries while something outside the dossier does not work."""

Subscribers = Callable[[str, Sequence[str]], Sequence[str]]
"""Names of the receivers that are to be told of an event about documents of these types."""


@dataclass(frozen=True)
class Task:
    """A dossier to read, as it was when it was claimed."""

    id: UUID
    bucket: str
    name: str
    revision: int
    configuration: int
    files: tuple[SourceFile, ...]
    label: str | None = None
    queue: QueueName = "batch"
    declared: Mapping[str, Any] | None = None
    reading: Mapping[str, Any] | None = None
    waited: float = 0.0
    """Seconds since it was wanted, or since the time before which it was not to be tried."""


@dataclass(frozen=True)
class Reading:
    """What reading a dossier gave, ready to be published; `source` is the first part of its address in storage."""

    record: Dossier
    source: str
    has_pdf: bool
    sheets: Mapping[str, int]
    """Pages by ISO format."""
    seconds: float
    refound: Arrangement | None = None
    """The arrangement that a person made of the same pages, with the fields that this reading gives its documents."""
    """From the claim to here."""


@dataclass(frozen=True)
class Published:
    """How publishing ended: `counts` when this reading is now the one that counts; the figures are of its record."""

    counts: bool
    fields: int
    doubts: int


def claim(
    engine: Engine, dossier: UUID, revision: int, configuration: int, *, tries: int, subscribers: Subscribers
) -> Task | None:
    """What there is to read, or None when it is read, canceled, paused, changed since it was enqueued, or gone.

    After `tries` tries that ended without a word it is given up: whatever it does to workers, it has done it often enough.
    Raises `OutdatedWorker` when this configuration is too old.
    """
    with Session(engine) as session, session.begin():
        row = session.execute(select(DossierRow).where(DossierRow.id == dossier).with_for_update()).scalar_one_or_none()
        if row is None or row.state not in ("queued", "running") or row.revision != revision:
            return None
        if row.queue == "batch" and row.batch_id is not None and session.get_one(Batch, row.batch_id).state != "running":
            row.state, row.enqueued_at = "queued", None
            return None
        if row.wanted_configuration is not None and configuration < row.wanted_configuration:
            raise OutdatedWorker("The workers run an older version than the one that asked for this; restart them.")
        if row.attempts >= tries:
            lost = WorkerLost("Every worker that read this dossier was lost; look at its files, then have it read again.")
            _give_up(session, row, row.error_code or lost.code, row.error_message or lost.public_message, subscribers)
            return None
        row.state = "running"
        row.attempts += 1
        row.started_at = now = session.execute(select(func.now())).scalar_one()
        row.pages_done = 0
        since = row.wanted_at if row.not_before is None else max(row.wanted_at, row.not_before)
        files = [SourceFile(each.key, each.etag, each.size, each.name) for each in session.execute(files_of(row.id)).scalars()]
        return Task(
            row.id,
            row.bucket,
            row.name,
            row.revision,
            configuration,
            tuple(files),
            row.label,
            row.queue,
            row.declared,
            row.reading,
            max(0.0, (now - since).total_seconds()),
        )


def note_pages(engine: Engine, dossier: UUID, done: int, known: int) -> None:
    """Tells how many pages of a running dossier are read."""
    with engine.begin() as connection:
        connection.execute(update(DossierRow).where(DossierRow.id == dossier).values(pages_done=done, pages_known=known))


def fail(
    engine: Engine, dossier: UUID, revision: int, error: HosoError, *, retries: Sequence[int], subscribers: Subscribers
) -> State | None:
    """A try failed. Returns what the dossier is now: `queued` for a later try, `failed`, or None when it was not in work.

    `retries` are the seconds to wait before each further try. A reason outside the dossier (`HosoError.outage`) uses up no
    try: the dossier waits, a little longer each time, until what is out of order works again.
    """
    with Session(engine) as session, session.begin():
        row = session.execute(select(DossierRow).where(DossierRow.id == dossier).with_for_update()).scalar_one_or_none()
        if row is None or row.revision != revision or row.state != "running":
            return None
        if error.outage:
            row.attempts -= 1
            row.outages += 1
            pause = min(2**row.outages, LONGEST_PAUSE)
        else:
            pause = retries[row.attempts - 1] if row.attempts <= len(retries) else 0
        again = error.outage or (error.retryable and row.attempts <= len(retries))
        _note_try(session, row, error.code, 0)
        if again:
            row.state, row.enqueued_at = "queued", None
            row.error_code, row.error_message = error.code, error.public_message
            row.not_before = func.now() + timedelta(seconds=pause)
        else:
            _give_up(session, row, error.code, error.public_message, subscribers)
        return row.state


def publish(
    engine: Engine,
    task: Task,
    reading: Reading,
    look: Callable[[Dossier], Sequence[Doubt]],
    subscribers: Subscribers,
) -> Published:
    """Makes this record the one that counts, by one compare-and-set, and notes who is to be told, or does nothing at all.

    It does not count when the same reading was published before, when the files have changed since they were read or the
    dossier was canceled, when a newer configuration has published, or when a person's correction finds no place in it (then it
    is kept and marked as held): a job that runs twice, or late, changes nothing. `look` tells what of a record a person must
    look at.
    """
    with Session(engine) as session, session.begin():
        # Whoever publishes or corrects the same dossier now waits here, so that what follows sees what the other one did.
        row = session.execute(select(DossierRow).where(DossierRow.id == task.id).with_for_update()).scalar_one_or_none()
        decisions = _decisions(session, task.id, reading)
        corrected = decided(reading.record, decisions)
        doubts = look(corrected)
        result = Published(False, _present(corrected), len(doubts))
        if row is None or row.revision != task.revision or row.state == "canceled":
            return result
        record, fresh = _record(session, task, reading, decisions, result)
        if fresh:
            write_fields(session, record.id, corrected, doubts)
            _keep_refound(session, record, reading, decisions)
        counts = record.held is None and (row.published_id is None or _is_newer(session, record, row.published_id))
        if row.state in ("queued", "running") or counts:
            _note_try(session, row, record.held or "published", record.pages, task.waited, reading.seconds)
            row.state = "failed" if reading.record.status == "failed" else "done"
            row.error_code, row.error_message = _reason(reading.record)
            row.pages_done = row.pages_known = record.pages
            row.finished_at, row.enqueued_at, row.outages = func.now(), None, 0
        if not counts:
            return result
        row.published_id = record.id
        note_published(session, row, record, corrected, doubts)
        event = "dossier.failed" if row.state == "failed" else "record.published"
        enqueue(session, subscribers(event, record.types), event, row.id, row.revision, record.id)
        return Published(True, result.fields, result.doubts)


def _give_up(session: Session, row: DossierRow, code: str, message: str, subscribers: Subscribers) -> None:
    row.state, row.finished_at, row.enqueued_at = "failed", func.now(), None
    row.error_code, row.error_message = code, message
    enqueue(session, subscribers("dossier.failed", ()), "dossier.failed", row.id, row.revision, None)


def _decisions(session: Session, dossier: UUID, reading: Reading) -> Decisions:
    """What people decided. Of an arrangement that is still the newest the documents are as this reading has them."""
    decisions = decisions_of(session, dossier)
    if reading.refound is None or decisions.arrangement is None or decisions.arrangement.id != reading.refound.id:
        return decisions
    return replace(decisions, arrangement=reading.refound)


def _keep_refound(session: Session, record: RecordRow, reading: Reading, decisions: Decisions) -> None:
    """Adds the same arrangement once more, by the same person at the same time, with what the newer reading made of it."""
    if reading.refound is None or decisions.arrangement is not reading.refound:
        return
    before = session.get_one(ArrangementRow, reading.refound.id)
    session.add(
        ArrangementRow(
            dossier_id=record.dossier_id,
            record_id=record.id,
            paper=before.paper,
            documents=DOCUMENTS.dump_python(reading.refound.documents, mode="json"),
            author=before.author,
            user_id=before.user_id,
            created_at=before.created_at,
        )
    )


def _record(session: Session, task: Task, reading: Reading, decisions: Decisions, figures: Published) -> tuple[RecordRow, bool]:
    """The record's row, and whether it is new: the same reading may have been published before."""
    record = arranged(reading.record, decisions)
    added = session.execute(
        insert(RecordRow)
        .values(
            dossier_id=task.id,
            revision=task.revision,
            configuration_id=task.configuration,
            source=reading.source,
            status=record.status,
            pages=len(record.pages),
            sheets=dict(reading.sheets),
            fields=figures.fields,
            doubts=figures.doubts,
            findings=sum(finding.severity != "info" for finding in record.findings),
            seconds=reading.seconds,
            has_pdf=reading.has_pdf,
            types=[document.type for document in record.documents],
            held="corrections" if homeless(record, decisions.corrections) else None,
        )
        .on_conflict_do_nothing()
        .returning(RecordRow.id)
    ).scalar_one_or_none()
    if added is not None:
        return session.get_one(RecordRow, added), True
    known = select(RecordRow).where(
        RecordRow.dossier_id == task.id,
        RecordRow.revision == task.revision,
        RecordRow.configuration_id == task.configuration,
    )
    return session.execute(known).scalar_one(), False


def _is_newer(session: Session, record: RecordRow, published: int) -> bool:
    """Whether the record is of a later revision than the published one, or of the same by a later configuration."""
    older = select(RecordRow.id).where(
        RecordRow.id == published,
        or_(
            RecordRow.revision < record.revision,
            and_(RecordRow.revision == record.revision, RecordRow.configuration_id < record.configuration_id),
        ),
    )
    return session.execute(older).scalar_one_or_none() is not None


def _note_try(
    session: Session, row: DossierRow, outcome: str, pages: int, waited: float = 0.0, seconds: float | None = None
) -> None:
    begun = func.greatest(func.extract("epoch", func.now() - row.started_at), 0)
    session.add(
        TryRow(
            dossier_id=row.id,
            revision=row.revision,
            queue=row.queue,
            outcome=outcome,
            pages=pages,
            waited=waited,
            seconds=begun if seconds is None else seconds,
        )
    )


def _present(record: Dossier) -> int:
    return sum(value.state != "absent" for document in record.documents for value in document.fields.values())


def _reason(dossier: Dossier) -> tuple[str | None, str | None]:
    if dossier.status != "failed":
        return None, None
    for finding in dossier.findings:
        if finding.severity == "error":
            return finding.code, finding.message
    return "empty-file", "There is nothing to read in this dossier; scan it again."
