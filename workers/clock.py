"""The time that people here live by, whatever zone a machine is set to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam has one time zone, and no summer time."""


def local(at: datetime) -> datetime:
    """A moment in Vietnam's time; one without a zone is meant so."""
    return at.replace(tzinfo=VIETNAM) if at.tzinfo is None else at.astimezone(VIETNAM)


def now() -> datetime:
    """The moment it is, in Vietnam's time."""
    return datetime.now(UTC).astimezone(VIETNAM)
