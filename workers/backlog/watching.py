"""Waiting for a backlog, for somebody who looks on; the work goes on without them."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

from workers.database import batches
from workers.database.batches import Progress
from workers.service import Service

SHORTEST = 0.5
"""Seconds between two looks."""
SHARE = 0.05
"""Of the time that looking may take, however large the backlog is."""


def watch(
    service: Service,
    batch: UUID,
    on_progress: Callable[[Progress], object],
    mend: Callable[[], object] = lambda: None,
) -> Progress:
    """Returns when everything in the batch is finished, or it was canceled; calls `mend` between two looks."""
    while True:
        begun = time.monotonic()
        now = batches.progress(service.engine, batch)
        on_progress(now)
        if now.state == "canceled" or (now.listed and now.finished == now.total):
            return now
        pause = max(SHORTEST, (time.monotonic() - begun) / SHARE)
        until = time.monotonic() + pause
        while time.monotonic() < until:
            mend()
            time.sleep(SHORTEST)
