"""Lists of dossiers, counted by hand or with figures that are known already."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workers.alone import alone, dossier
from workers.database import lists, operations
from workers.database.tables import State
from workers.service import Service

pytestmark = pytest.mark.stack

STATES: tuple[State | None, ...] = (None, "queued", "running", "done", "failed", "canceled")


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        for state, number in (("queued", 3), ("done", 2), ("failed", 4)):
            for _ in range(number):
                dossier(other, state=state, error_code="crashed" if state == "failed" and number else None)
        yield other


def test_states_are_counted_whether_anything_is_in_them_or_not(mine: Service) -> None:
    assert operations.states(mine.engine) == {"queued": 3, "running": 0, "done": 2, "failed": 4, "canceled": 0}


@pytest.mark.parametrize("state", STATES)
def test_known_figures_spare_counting_and_change_nothing(mine: Service, state: State | None) -> None:
    known = operations.states(mine.engine)
    for offset in (0, 2, 50):
        counted = lists.search(mine.engine, state=state, offset=offset, limit=3)
        assert lists.search(mine.engine, state=state, offset=offset, limit=3, known=known) == counted
    assert lists.search(mine.engine, state=state, known={**dict.fromkeys(known, 0), "done": 0}).total == 0


def test_what_is_searched_for_is_always_counted(mine: Service) -> None:
    wrong = {"failed": 1000}
    assert lists.search(mine.engine, state="failed", code="crashed", known=wrong).total == 4
    assert lists.search(mine.engine, query="không có", known=wrong).total == 0
