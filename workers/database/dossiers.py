"""What happens to a dossier: it is registered, claimed, read, published, or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, Select, Uuid, all_, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.orm import Session

from extractor.record import Dossier, Field
from workers.database.folding import folded, words
from workers.database.tables import (
    Batch,
    Configuration,
    DocumentRow,
    DossierFile,
    DossierRow,
    FieldRow,
    RecordRow,
)
from workers.doubts import Doubt
from workers.errors import OutdatedWorker

FOLDED_LENGTH = 200


@dataclass(frozen=True)
class SourceFile:
    """A file of a dossier in storage."""

    key: str
    etag: str
    size: int


@dataclass(frozen=True)
class Registered:
    """A dossier that was seen in storage. `wanted` says whether it has to be read."""

    id: UUID
    revision: int
    wanted: bool


@dataclass(frozen=True)
class Task:
    """A dossier to read, as it was when it was claimed."""

    id: UUID
    bucket: str
    name: str
    revision: int
    configuration: int
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class Progress:
    """How far a batch has come."""

    queued: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    pages_done: int = 0

    @property
    def total(self) -> int:
        """All dossiers of the batch."""
        return self.queued + self.running + self.done + self.failed

    @property
    def finished(self) -> int:
        """Dossiers that nobody will work on any more."""
        return self.done + self.failed


def open_batch(engine: Engine, bucket: str, prefix: str) -> UUID:
    """The batch of this prefix, made if it is new."""
    with engine.begin() as connection:
        connection.execute(insert(Batch).values(bucket=bucket, prefix=prefix).on_conflict_do_nothing())
        return connection.execute(select(Batch.id).where(Batch.bucket == bucket, Batch.prefix == prefix)).scalar_one()


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
    engine: Engine, batch: UUID, bucket: str, name: str, files: Sequence[SourceFile], configuration: int, *, retry: bool
) -> Registered:
    """Notes a dossier as storage shows it now.

    It is wanted when it is new or changed, when it was never finished, when its record was made by an older configuration,
    and, with `retry`, when it failed.
    """
    with Session(engine) as session, session.begin():
        session.execute(insert(DossierRow).values(bucket=bucket, name=name, batch_id=batch).on_conflict_do_nothing())
        row = session.execute(
            select(DossierRow).where(DossierRow.bucket == bucket, DossierRow.name == name).with_for_update()
        ).scalar_one()
        row.batch_id = batch
        known = session.execute(_files_of(row.id)).scalars().all()
        if [(each.key, each.etag, each.size) for each in known] != [(each.key, each.etag, each.size) for each in files]:
            if known:
                row.revision += 1
            session.execute(delete(DossierFile).where(DossierFile.dossier_id == row.id))
            session.add_all(
                DossierFile(dossier_id=row.id, position=position, key=each.key, etag=each.etag, size=each.size)
                for position, each in enumerate(files)
            )
            row.state = "queued"
        elif row.state == "failed" and retry:
            row.revision += 1
            row.state = "queued"
        elif row.state in ("done", "failed"):
            latest = session.execute(
                select(func.max(RecordRow.configuration_id)).where(
                    RecordRow.dossier_id == row.id, RecordRow.revision == row.revision
                )
            ).scalar_one_or_none()
            if latest is not None and latest < configuration:
                row.state = "queued"
                row.wanted_configuration = configuration
        wanted = row.state in ("queued", "running")
        if row.state == "queued":
            row.attempts, row.error_code, row.error_message = 0, None, None
            row.pages_done = row.pages_known = 0
        return Registered(row.id, row.revision, wanted)


def claim(engine: Engine, dossier: UUID, revision: int, configuration: int) -> Task | None:
    """What there is to read, or None when it is read, given up, changed since it was enqueued, or gone.

    Raises `OutdatedWorker` when this configuration is too old.
    """
    with Session(engine) as session, session.begin():
        row = session.execute(select(DossierRow).where(DossierRow.id == dossier).with_for_update()).scalar_one_or_none()
        if row is None or row.state in ("done", "failed") or row.revision != revision:
            return None
        if row.wanted_configuration is not None and configuration < row.wanted_configuration:
            raise OutdatedWorker("The workers run an older version than the one that asked for this; restart them.")
        row.state = "running"
        row.attempts += 1
        row.started_at = func.now()
        row.pages_done = 0
        files = tuple(SourceFile(each.key, each.etag, each.size) for each in session.execute(_files_of(row.id)).scalars())
        return Task(row.id, row.bucket, row.name, row.revision, configuration, files)


def note_pages(engine: Engine, dossier: UUID, done: int, known: int) -> None:
    """Tells how many pages of a running dossier are read."""
    with engine.begin() as connection:
        connection.execute(update(DossierRow).where(DossierRow.id == dossier).values(pages_done=done, pages_known=known))


def put_back(engine: Engine, dossier: UUID, revision: int, code: str, message: str) -> None:
    """A try failed and another will follow."""
    _end(engine, dossier, revision, state="queued", error_code=code, error_message=message)


def give_up(engine: Engine, dossier: UUID, revision: int, code: str, message: str) -> None:
    """No further try will follow; a person reads why."""
    _end(engine, dossier, revision, state="failed", error_code=code, error_message=message, finished_at=func.now())


def _end(engine: Engine, dossier: UUID, revision: int, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(
            update(DossierRow)
            .where(
                DossierRow.id == dossier,
                DossierRow.revision == revision,
                DossierRow.state.in_(("queued", "running")),
            )
            .values(**values)
        )


def publish(engine: Engine, task: Task, dossier: Dossier, doubts: Sequence[Doubt], *, source: str, has_pdf: bool) -> bool:
    """Makes this record the one that counts, by one compare-and-set; returns whether it did.

    It does not when the same reading was published before, when the files have changed since they were read, or when
    a newer configuration has published: a job that runs twice, or late, changes nothing.
    """
    with Session(engine) as session, session.begin():
        # Whoever publishes the same dossier now waits here, so that the comparison below sees what the other one set.
        session.execute(select(DossierRow.id).where(DossierRow.id == task.id).with_for_update())
        record = session.execute(
            insert(RecordRow)
            .values(
                dossier_id=task.id,
                revision=task.revision,
                configuration_id=task.configuration,
                source=source,
                status=dossier.status,
                pages=len(dossier.pages),
                doubts=len(doubts),
                findings=sum(finding.severity != "info" for finding in dossier.findings),
                has_pdf=has_pdf,
                types=[document.type for document in dossier.documents],
            )
            .on_conflict_do_nothing()
            .returning(RecordRow.id)
        ).scalar_one_or_none()
        if record is None:
            record = session.execute(
                select(RecordRow.id).where(
                    RecordRow.dossier_id == task.id,
                    RecordRow.revision == task.revision,
                    RecordRow.configuration_id == task.configuration,
                )
            ).scalar_one()
        else:
            _add_documents(session, record, dossier, doubts)
        code, message = _reason(dossier)
        present = select(RecordRow.revision, RecordRow.configuration_id).where(RecordRow.id == DossierRow.published_id)
        older = present.with_only_columns(RecordRow.id).where(
            or_(
                RecordRow.revision < task.revision,
                and_(RecordRow.revision == task.revision, RecordRow.configuration_id < task.configuration),
            )
        )
        changed = session.execute(
            update(DossierRow)
            .where(
                DossierRow.id == task.id,
                DossierRow.revision == task.revision,
                or_(DossierRow.published_id.is_(None), older.exists()),
            )
            .values(
                published_id=record,
                state="failed" if dossier.status == "failed" else "done",
                error_code=code,
                error_message=message,
                pages_done=len(dossier.pages),
                pages_known=len(dossier.pages),
                finished_at=func.now(),
            )
            .returning(DossierRow.id)
        ).scalar_one_or_none()
        return changed is not None


def progress(engine: Engine, batch: UUID) -> Progress:
    """Counts the batch's dossiers by state."""
    with engine.connect() as connection:
        counted = connection.execute(
            select(DossierRow.state, func.count(), func.coalesce(func.sum(DossierRow.pages_done), 0))
            .where(DossierRow.batch_id == batch)
            .group_by(DossierRow.state)
        ).all()
    states = {state: count for state, count, _ in counted}
    return Progress(**states, pages_done=int(sum(pages for _, _, pages in counted)))


def detach_others(engine: Engine, batch: UUID, seen: Sequence[UUID]) -> int:
    """Takes dossiers that storage no longer shows out of the batch; their records stay. Returns how many."""
    with engine.begin() as connection:
        gone = connection.execute(
            update(DossierRow)
            .where(DossierRow.batch_id == batch, DossierRow.id != all_(array(seen, type_=Uuid)))
            .values(batch_id=None)
            .returning(DossierRow.id)
        )
        return len(gone.all())


def unfinished(engine: Engine, batch: UUID) -> list[tuple[UUID, int]]:
    """Id and revision of every dossier of the batch that is not done."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(DossierRow.id, DossierRow.revision).where(
                DossierRow.batch_id == batch, DossierRow.state.in_(("queued", "running"))
            )
        )
        return [(row.id, row.revision) for row in rows]


def _files_of(dossier: UUID) -> Select[DossierFile]:
    return select(DossierFile).where(DossierFile.dossier_id == dossier).order_by(DossierFile.position)


def _reason(dossier: Dossier) -> tuple[str | None, str | None]:
    if dossier.status != "failed":
        return None, None
    for finding in dossier.findings:
        if finding.severity == "error":
            return finding.code, finding.message
    return "empty-file", "There is nothing to read in this dossier; scan it again."


def _add_documents(session: Session, record: int, dossier: Dossier, doubts: Sequence[Doubt]) -> None:
    doubtful = {(doubt.document, doubt.field) for doubt in doubts}
    for position, document in enumerate(dossier.documents):
        texts = [document.type, document.title]
        texts += [each for value in document.fields.values() for each in (value.text, _stored(value)) if each]
        row = DocumentRow(
            record_id=record,
            position=position,
            type=document.type,
            type_confidence=document.type_confidence,
            title=document.title,
            pages=list(document.pages),
            search=words(" ".join(texts)),
        )
        session.add(row)
        session.flush()
        session.add_all(
            FieldRow(
                document_id=row.id,
                name=name,
                state=value.state,
                text=value.text,
                value=_stored(value),
                value_folded=folded(_stored(value) or "")[:FOLDED_LENGTH] or None,
                confidence=value.confidence,
                page=value.page,
                box=None
                if value.box is None
                else {"x0": value.box.x0, "y0": value.box.y0, "x1": value.box.x1, "y1": value.box.y1},
                handwritten=value.handwritten,
                doubtful=(position, name) in doubtful,
            )
            for name, value in document.fields.items()
        )


def _stored(value: Field) -> str | None:
    """The normalised value as text; a truth value becomes `true` or `false`."""
    return str(value.value).lower() if isinstance(value.value, bool) else value.value
