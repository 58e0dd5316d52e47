"""Storage announces the same thing over and over, and the web process that listens is killed."""

from __future__ import annotations

import json
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.faults.house import TOKEN, House, kill
from tests.faults.scene import Scene
from workers.database.tables import DossierRow, TryRow

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def web(house: House) -> str:
    """The address of the house's web process."""
    return house.team.add_web(0)


def test_same_event_a_thousand_times(scene: Scene, web: str) -> None:
    scene.put(1)
    (key,) = scene.keys
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda _: tell(web, key), range(1000)))
    assert set(answers) == {202}
    read(scene)
    assert tell(web, key) == 202
    scene.house.outlast(2)
    listed = scene.whole(read(scene))
    (each,) = listed.values()
    with Session(scene.house.service.engine) as session:
        assert session.scalar(select(func.count()).where(TryRow.dossier_id == each.id)) == 1
        assert session.get_one(DossierRow, each.id).revision == 1


def test_web_killed(scene: Scene, web: str) -> None:
    """Who got no answer repeats what it said, as storage does; what was answered is kept."""
    scene.put(8, pages=2)
    with ThreadPoolExecutor(1) as sender:
        told = [sender.submit(tell_until_heard, web, key) for key in scene.keys]
        told[1].result()
        kill(*scene.house.members("web"))
        killed_at = time.monotonic()
        scene.house.until(lambda: all(each.done() for each in told) or None)
        assert [each.result() for each in told] == [202] * len(told)
        scene.figures["next"] = time.monotonic() - killed_at
    scene.whole(read(scene))
    scene.figures["all"] = time.monotonic() - killed_at


def read(scene: Scene) -> list[UUID]:
    """Waits until everything that was announced is finished."""
    wanted = select(DossierRow.id, DossierRow.finished_at).where(DossierRow.name.in_(scene.keys))

    def look() -> list[UUID] | None:
        with scene.house.service.engine.connect() as connection:
            rows = connection.execute(wanted).all()
        ended = len(rows) == len(scene.keys) and all(row.finished_at for row in rows)
        return [row.id for row in rows] if ended else None

    return scene.house.until(look)


def tell(web: str, key: str) -> int:
    body = json.dumps({"bucket": "scans", "key": key, "version": "1"}).encode()
    request = urllib.request.Request(f"{web}webhooks/storage", body, {"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)


def tell_until_heard(web: str, key: str) -> int:
    while True:
        try:
            return tell(web, key)
        except OSError:
            time.sleep(0.2)
