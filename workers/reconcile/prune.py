"""What nobody needs any more is removed, a little at a time."""

from __future__ import annotations

from workers.database import reconcile as database
from workers.service import Service

PORTION = 2000
"""Rows of a kind that are removed in one transaction."""


def prune_step(service: Service) -> bool:
    """Removes a portion of what is older than `Settings.keep_days`; returns whether there is more."""
    return database.prune(service.engine, service.settings.keep_days, PORTION) >= PORTION
