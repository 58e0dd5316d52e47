"""Suggestions for the web page: made in a process of their own, one at a time, and kept until somebody decides something."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from workers.database.decided import State, state
from workers.lessons.suggestions import Suggested
from workers.processes import Process, start_hoso
from workers.service import Service

log = logging.getLogger(__name__)

SECONDS = 1800.0
"""After which it is given up."""
AGAIN = 60.0
"""Seconds after a failure before the next try."""

SUGGESTED: TypeAdapter[Suggested] = TypeAdapter(Suggested)


@dataclass(frozen=True)
class Known:
    """What there is to show. `found`: None as long as nothing was made; `busy`: newer ones are being made."""

    found: Suggested | None
    busy: bool
    failed: bool = False
    """The latest try came to nothing."""


class Kept:
    """The newest suggestions. Safe to share between threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._found: Suggested | None = None
        self._of: State | None = None
        self._thread: threading.Thread | None = None
        self._process: Process | None = None
        self._failed_at: float | None = None

    def now(self) -> Known:
        """What was made last; has newer ones made where somebody decided something since, and does not wait for them."""
        current = state(self._service.engine)
        with self._lock:
            if not any(current):
                return Known(Suggested(), busy=False)
            busy = self._thread is not None and self._thread.is_alive()
            failed = self._failed_at is not None and time.monotonic() - self._failed_at < AGAIN
            if current != self._of and not busy and not failed:
                self._thread = threading.Thread(target=self._make, args=(current,), daemon=True, name="suggestions")
                self._thread.start()
                busy = True
            return Known(self._found, busy, failed)

    def close(self) -> None:
        """Ends what is being made."""
        process = self._process
        if process is not None:
            process.stop(patience=5.0)

    def _make(self, current: State) -> None:
        settings = self._service.settings
        file = settings.work_dir.resolve() / f"suggestions-{uuid4().hex}.json"
        found = None
        try:
            self._process = start_hoso(["suggestions", "--json", str(file)], settings, "suggestions")
            if not self._process.wait(SECONDS):
                self._process.stop(patience=5.0)
            found = SUGGESTED.validate_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            # It ended without writing anything down; its log says why.
            log.warning("no suggestions were made", extra={"kind": type(error).__name__})
        finally:
            self._process = None
            file.unlink(missing_ok=True)
        with self._lock:
            self._failed_at = time.monotonic() if found is None else None
            if found is not None:
                self._found, self._of = found, current
