"""The disk of `work_dir` is full, in the middle of jobs, and has room again."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.faults.conftest import Stage
from tests.faults.house import AWAY
from workers.database.tables import TryRow

pytestmark = pytest.mark.stack

MIB = 2**20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of its own, small, and full when it is full."""
    folder = tmp_path / "work"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={64 * MIB}", "hoso-faults", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount a file system can fill one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("least", [0, 8 * MIB], ids=["unheeded", "heeded"])
def test_disk_full(stage: Stage, disk: Path, least: int) -> None:
    """Nothing half-written counts; where a reserve is asked for, backlogs wait instead of trying."""
    with stage(min_free_bytes=least) as scene:
        scene.house.team.add_dispatcher()
        scene.house.team.add_workers(2)
        scene.put(8)
        batch = scene.ask()
        scene.at_work(batch)
        with scene.fault(batch), filled(disk):
            scene.house.outlast(AWAY)
        listed = scene.finish(batch)
        assert {each.attempts for each in listed.values()} == {1}
        with Session(scene.house.service.engine) as session:
            assert set(session.execute(select(TryRow.outcome)).scalars()) == {"published", "disk-full"}


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """While this lasts there is not a byte left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        for size in (MIB, 1):
            try:
                while True:
                    stream.write(bytes(size))
            except OSError as error:
                assert error.errno == errno.ENOSPC
    try:
        yield
    finally:
        filler.unlink()
