"""Dossiers about which people decided something, for what is learned from it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, Select, func, select, union_all

from workers.database.tables import ArrangementRow, Configuration, CorrectionRow, DossierRow, RecordRow, ReviewRow


@dataclass(frozen=True)
class DecidedDossier:
    """A dossier, and the address of the record that counts."""

    id: UUID
    source: str
    configuration: str


State = tuple[int, int]
"""The newest correction and the newest arrangement: as long as it is the same, nobody decided anything."""


def state(engine: Engine) -> State:
    """How far people have come."""
    with engine.connect() as connection:
        newest = [connection.execute(select(func.max(each.id))).scalar_one() for each in (CorrectionRow, ArrangementRow)]
    return newest[0] or 0, newest[1] or 0


def finished_dossiers(engine: Engine) -> list[DecidedDossier]:
    """Those whose review is finished, the oldest first. Those that are read with types of their own are left out."""
    chosen = (
        _read_as_usual()
        .join(ReviewRow, ReviewRow.dossier_id == DossierRow.id)
        .where(ReviewRow.stage.in_(("approval", "approved")))
        .order_by(ReviewRow.reviewed_at, DossierRow.id)
    )
    with engine.connect() as connection:
        return [DecidedDossier(*row) for row in connection.execute(chosen)]


def decided_dossiers(engine: Engine, limit: int) -> tuple[list[DecidedDossier], int]:
    """Those that were decided about last, the newest first, and how many there are in all.

    Those that are read with types of their own are left out.
    """
    both = union_all(
        *(
            select(each.dossier_id, func.max(each.created_at).label("at")).group_by(each.dossier_id)
            for each in (CorrectionRow, ArrangementRow)
        )
    ).subquery()
    last = select(both.c.dossier_id, func.max(both.c.at).label("at")).group_by(both.c.dossier_id).subquery()
    chosen = _read_as_usual().join(last, last.c.dossier_id == DossierRow.id)
    with engine.connect() as connection:
        total = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
        rows = connection.execute(chosen.order_by(last.c.at.desc(), DossierRow.id).limit(limit))
        return [DecidedDossier(*row) for row in rows], total


def _read_as_usual() -> Select[UUID, str, str]:
    """Dossiers with the record that counts, but those that are read with types of their own."""
    return (
        select(DossierRow.id, RecordRow.source, Configuration.fingerprint)
        .join(RecordRow, RecordRow.id == DossierRow.published_id)
        .join(Configuration, Configuration.id == RecordRow.configuration_id)
        .where(DossierRow.reading["profiles"].astext.is_(None))
    )
