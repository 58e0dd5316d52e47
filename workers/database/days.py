"""What somebody did on a day, from the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select

from workers import clock
from workers.database.tables import AuditRow

_FIELDS = ("field.confirmed", "field.corrected", "field.keyed")


@dataclass(frozen=True)
class Day:
    """One person's day. `seconds`: with a field before them, all together."""

    confirmed: int = 0
    corrected: int = 0
    keyed: int = 0
    """As one of two."""
    seconds: float = 0.0
    timed: int = 0
    """Fields of which it is known how long they took."""
    finished: int = 0
    approved: int = 0
    returned: int = 0

    @property
    def fields(self) -> int:
        """Fields decided or keyed."""
        return self.confirmed + self.corrected + self.keyed

    @property
    def pace(self) -> float | None:
        """Seconds for a field."""
        return self.seconds / self.timed if self.timed else None


def day_of(engine: Engine, user: UUID) -> Day:
    """The day so far, from midnight in Vietnam."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = (
        select(
            AuditRow.action,
            func.count(),
            func.coalesce(func.sum(AuditRow.seconds), 0.0),
            func.count(AuditRow.seconds),
        )
        .where(AuditRow.user_id == user, AuditRow.at >= midnight)
        .group_by(AuditRow.action)
    )
    with engine.connect() as connection:
        rows: dict[str, Sequence[Any]] = {row[0]: row[1:] for row in connection.execute(wanted)}

    def count(action: str) -> int:
        return int(rows[action][0]) if action in rows else 0

    return Day(
        confirmed=count("field.confirmed"),
        corrected=count("field.corrected"),
        keyed=count("field.keyed"),
        seconds=float(sum(rows[each][1] for each in _FIELDS if each in rows)),
        timed=int(sum(rows[each][2] for each in _FIELDS if each in rows)),
        finished=count("review.finished"),
        approved=count("review.approved"),
        returned=count("review.returned"),
    )
