"""A step of the delivery chore: what is due is told to all receivers side by side, for a bounded time."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from workers.database import sending
from workers.delivery.pace import pace_of
from workers.delivery.receivers import load
from workers.delivery.telling import Post, posts, tell
from workers.service import Service

STEP_SECONDS = 10.0
"""After so long a step ends as soon as what it has begun is done."""
SLOW_SECONDS = 1.0
"""A message that takes longer makes its receiver a slow one: a step waits for it, and goes on with the others meanwhile."""


@dataclass
class _Flight:
    """A message on its way."""

    post: Post
    begun: float


def step(service: Service) -> bool:
    """Tells what is due; returns whether there may be more. Killed at any line, it leaves nothing that is not told again.

    Raises `ReceiversError` for a mistake in the receivers' file, and what went wrong on our side while telling.
    """
    path = service.settings.receivers
    if path is None:
        return False
    telling = [post for post in posts(load(path), path.parent) if post.receiver.mode == "push"]
    if not telling:
        return False
    round_ = _Round(service, telling)
    with ThreadPoolExecutor(max_workers=sum(post.receiver.parallel for post in telling)) as pool:
        return round_.fly(pool)


class _Round:
    """What is under way in one step."""

    def __init__(self, service: Service, telling: list[Post]) -> None:
        self._service = service
        self._telling = telling
        self._flights: dict[Future[None], _Flight] = {}
        self._closed: set[str] = set()
        self._until = time.monotonic() + STEP_SECONDS

    def fly(self, pool: ThreadPoolExecutor) -> bool:
        """Claims and tells until nothing is due, or time is up and what was begun is done."""
        while True:
            now = time.monotonic()
            late = now > self._until
            slow = {each.post.name for each in self._flights.values() if now - each.begun > SLOW_SECONDS}
            if late:
                # Whoever is slow gets no more in this step, so that it ends; the others need not wait for that.
                self._closed |= slow
            begun = 0
            for post in self._telling:
                if post.name not in self._closed and (slow or not late):
                    begun += self._claim(post, pool)
            if not self._flights:
                return late
            if not begun:
                wait(self._flights, timeout=SLOW_SECONDS / 2, return_when=FIRST_COMPLETED)
            self._land()

    def _claim(self, post: Post, pool: ThreadPoolExecutor) -> int:
        receiver = post.receiver
        pace = pace_of(post.name, receiver.per_minute)
        under_way = sum(each.post.name == post.name for each in self._flights.values())
        free = min(receiver.parallel - under_way, pace.ready - under_way)
        if free <= 0:
            return 0
        hold = receiver.doubtful == "hold"
        due = sending.claim(self._service.engine, post.name, free, post.lease, hold=hold)
        for delivery in due:
            flight = pool.submit(tell, self._service, post, delivery, pace)
            self._flights[flight] = _Flight(post, time.monotonic())
        return len(due)

    def _land(self) -> None:
        """Lets go of what is done, and raises what went wrong on our side."""
        for flight in [each for each in self._flights if each.done()]:
            del self._flights[flight]
            flight.result()
