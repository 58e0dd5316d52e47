"""How fast a receiver is told: a bucket of tokens that fills with time."""

from __future__ import annotations

import functools
import threading
import time


class Pace:
    """At most `per_minute` messages a minute, a second's worth of them at once."""

    def __init__(self, per_minute: int) -> None:
        self._rate = per_minute / 60
        self._most = max(1.0, self._rate)
        self._tokens = self._most
        self._at = time.monotonic()
        self._lock = threading.Lock()

    @property
    def ready(self) -> int:
        """Messages that may be sent now."""
        with self._lock:
            self._fill()
            return int(self._tokens)

    def take(self) -> float:
        """Takes one message's turn and returns 0, or the seconds until there is one."""
        with self._lock:
            self._fill()
            if self._tokens < 1:
                return (1 - self._tokens) / self._rate
            self._tokens -= 1
            return 0.0

    def _fill(self) -> None:
        now = time.monotonic()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
        self._at = now


@functools.lru_cache(maxsize=256)
def pace_of(receiver: str, per_minute: int) -> Pace:
    """The pace of a receiver in this process; it outlives a step, as the receiver's patience does."""
    return Pace(per_minute)
