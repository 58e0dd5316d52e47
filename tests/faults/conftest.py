"""One embedded stack for all scenarios. Every scenario has a database, a queue, processes and a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.drawing import draw_letter, save_pdf
from tests.faults.scene import Scene, staged
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
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages: enough that a process can be caught while it reads."""
    return save_pdf(tmp_path_factory.mktemp("scan") / "letter.pdf", [draw_letter(body_only=True)] * 2)


@pytest.fixture
def stage(servers: Service, scan: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Stage:
    """Makes the scene of this test; settings that differ are named."""
    local.mend(servers.settings)
    name = request.node.name.removeprefix("test_").replace("[", "-").rstrip("]")
    return partial(staged, name, servers, scan, tmp_path)


@pytest.fixture
def scene(stage: Stage) -> Iterator[Scene]:
    """The usual scene: a dispatcher and two workers."""
    with stage() as scene:
        scene.team.add_dispatcher()
        scene.team.add_workers(2)
        yield scene
