"""One embedded stack and one house for all faults that leave it whole; a fault that needs other processes opens its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.faults.house import House, opened
from tests.faults.scene import Scene
from workers import local
from workers.service import Service, connected
from workers.settings import Settings

Stage = Callable[..., AbstractContextManager[Scene]]


@pytest.fixture(scope="package")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = local.start(Settings(work_dir=tmp_path_factory.mktemp("faults")))
    try:
        with connected(running.settings) as service:
            service.prepare()
            yield service
    finally:
        running.stop()


@pytest.fixture(scope="package")
def house(servers: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A dispatcher and two workers."""
    with opened(servers, tmp_path_factory.mktemp("house")) as house:
        house.team.add_dispatcher()
        house.team.add_workers(2)
        yield house


@pytest.fixture
def scene(house: House, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """In the house that all share, once nothing is left of the fault before."""
    house.calm()
    scene = Scene(_name(request), house, tmp_path)
    yield scene
    scene.note()


@pytest.fixture
def stage(servers: Service, tmp_path: Path, request: pytest.FixtureRequest) -> Stage:
    """Makes a scene in a house of its own, with nobody in it yet; settings that differ are named."""

    @contextmanager
    def staged(**changes: object) -> Iterator[Scene]:
        local.mend(servers.settings)
        with opened(servers, tmp_path, **changes) as house:
            scene = Scene(_name(request), house, tmp_path)
            yield scene
            scene.note()

    return staged


def _name(request: pytest.FixtureRequest) -> str:
    return str(request.node.name).removeprefix("test_").replace("[", "-").rstrip("]")
