"""A service of its own for a benchmark, and how long a benchmark waits for it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from workers import local
from workers.service import Service, connected
from workers.settings import Settings

T = TypeVar("T")

PATIENCE = 600.0
"""Seconds without any change after which what is waited for will not come."""


@contextmanager
def folder(inside: Path | None = None) -> Iterator[Path]:
    """A folder for the time of the benchmark, which PostgreSQL may enter too: it does not run as root."""
    with tempfile.TemporaryDirectory(dir=inside) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def fresh(settings: Settings) -> Iterator[Service]:
    """Servers in the settings' folder, which last as long as the benchmark needs them."""
    servers = local.start(settings)
    try:
        with connected(servers.settings) as service:
            service.prepare()
            yield service
    finally:
        servers.stop()


def until(look: Callable[[], T], reached: Callable[[T], bool], what: str, pause: float = 0.1) -> T:
    """Looks again and again, and returns what is `reached`. Ends the benchmark where nothing has changed for `PATIENCE`."""
    seen, since = look(), time.monotonic()
    while not reached(seen):
        time.sleep(pause)
        now = look()
        if now != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > PATIENCE:
            raise SystemExit(f"{what}: nothing has changed for {PATIENCE:.0f} s: {seen}")
    return seen
