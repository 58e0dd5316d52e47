"""What nobody needs any more is removed, a little at a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from workers.database import reconcile as database
from workers.identity import sessions
from workers.service import Service

PORTION = 2000
"""Rows of a kind that are removed in one transaction."""
UNUSED = timedelta(days=1)
"""An inventory is stored a moment before its batch is noted."""

_INVENTORY = re.compile(r"inventories/([0-9a-f]{64})\..+")


def prune_step(service: Service) -> bool:
    """Removes a portion of what is older than `Settings.keep_days`; returns whether there is more.

    Then inventories that no batch refers to, and sessions that are over.
    """
    if database.prune(service.engine, service.settings.keep_days, PORTION) >= PORTION:
        return True
    _drop_inventories(service)
    sessions.prune(service.engine, timedelta(minutes=service.settings.session_idle_minutes))
    return False


def _drop_inventories(service: Service) -> None:
    bucket = service.settings.records_bucket
    # Listed before the batches: whatever is asked for meanwhile is among these.
    before = datetime.now(UTC) - UNUSED
    listed = [
        (digest.group(1), each.key)
        for each in service.storage.objects(bucket, "inventories/")
        if each.modified is not None and each.modified < before and (digest := _INVENTORY.fullmatch(each.key))
    ]
    used = database.inventories(service.engine)
    service.storage.remove(bucket, [key for digest, key in listed if digest not in used])
