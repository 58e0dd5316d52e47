"""Answers that many people ask for, and that may be a little old."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MOST = 200
"""Answers that are remembered; when there are more, all are forgotten."""


class Recent(Generic[T]):
    """Asks, and gives the same answer again for some seconds. Safe to share between threads; two may ask at once."""

    def __init__(self, ask: Callable[..., T], seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._lock = threading.Lock()
        self._known: dict[Hashable, tuple[float, T]] = {}

    def __call__(self, *about: Any) -> T:
        """The answer about these values."""
        now = time.monotonic()
        with self._lock:
            known = self._known.get(about)
        if known is not None and now - known[0] < self._seconds:
            return known[1]
        answer = self._ask(*about)
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[about] = (now, answer)
        return answer
