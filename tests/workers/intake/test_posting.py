"""A real SeaweedFS that really posts to our real web server: what is put into storage becomes a dossier by itself."""

from __future__ import annotations

import io
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from minio import Minio
from minio.commonconfig import ENABLED, CopySource
from minio.versioningconfig import VersioningConfig
from sqlalchemy import select
from sqlalchemy.orm import Session

from workers import intake, local
from workers.api.webhook import add_webhook
from workers.database import dossiers
from workers.database.tables import DossierRow, EventRow
from workers.service import Service, connected
from workers.settings import Settings

pytestmark = pytest.mark.stack

PATIENCE = 60.0
NAME = "Hồ sơ 1+2 100% %2F #?&;=.pdf"
PART = 5 * 2**20


class Office:
    """A service whose storage posts to it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.client: Minio = service.storage._client

    def put(self, key: str, content: bytes) -> None:
        data = io.BytesIO(content)
        self.client.put_object(bucket_name="scans", object_name=key, data=data, length=-1, part_size=PART)

    def dossiers(self) -> dict[str, DossierRow]:
        with Session(self.service.engine, expire_on_commit=False) as session:
            return {row.name: row for row in session.execute(select(DossierRow)).scalars()}

    def sizes(self, name: str) -> list[int]:
        with Session(self.service.engine) as session:
            files = session.execute(dossiers.files_of(self.dossiers()[name].id)).scalars()
            return [file.size for file in files]

    def events(self, key: str) -> set[tuple[bool, str | None]]:
        with Session(self.service.engine) as session:
            found = session.execute(select(EventRow.removed, EventRow.outcome).where(EventRow.key == key))
            return {(row.removed, row.outcome) for row in found}

    def until(self, reached: Callable[[], bool]) -> None:
        """Does what the dispatcher does until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < deadline
            intake.step(self.service)
            time.sleep(0.05)


@contextmanager
def web(service: Service) -> Iterator[None]:
    app = FastAPI()
    add_webhook(app, service)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=service.settings.web_port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(
        work_dir=tmp_path_factory.mktemp("office"),
        webhook_token=secrets.token_hex(16),
        web_port=free_port(),
        settle_seconds=0.5,
        intake=("s3://scans/inbox/", "s3://versioned/inbox/"),
    )
    stack = local.start(settings)
    try:
        with connected(stack.settings) as service:
            service.prepare()
            with web(service):
                yield Office(service)
    finally:
        stack.stop()


def test_a_file_under_any_name_becomes_an_urgent_dossier(office: Office) -> None:
    key = f"inbox/{NAME}"
    office.put(key, b"x" * 100)
    office.until(lambda: key in office.dossiers())
    dossier = office.dossiers()[key]
    assert (dossier.state, dossier.queue, dossier.revision) == ("queued", "urgent", 1)

    office.put(key, b"y" * 200)
    office.until(lambda: office.dossiers()[key].revision == 2)
    assert office.sizes(key) == [200]

    office.client.remove_object(bucket_name="scans", object_name=key)
    office.until(lambda: (True, "removed") in office.events(key))
    assert office.dossiers()[key].revision == 2


def test_a_file_that_comes_in_parts_is_one_event_when_it_is_whole(office: Office) -> None:
    office.put("inbox/big.tif", b"z" * (2 * PART + 1))
    office.until(lambda: "inbox/big.tif" in office.dossiers())
    assert office.sizes("inbox/big.tif") == [2 * PART + 1]
    assert not [name for name in office.dossiers() if "upload" in name]


def test_a_folder_is_one_dossier_whatever_comes_goes_and_moves(office: Office) -> None:
    folder = "inbox/hồ sơ 7/"
    for number in (10, 2, 1):
        office.put(f"{folder}{number}.pdf", b"%" * number)
    office.until(lambda: folder in office.dossiers() and office.sizes(folder) == [1, 2, 10])

    source = CopySource(bucket_name="scans", object_name=f"{folder}10.pdf")
    office.client.copy_object(bucket_name="scans", object_name=f"{folder}3.pdf", source=source)
    office.client.remove_object(bucket_name="scans", object_name=f"{folder}10.pdf")
    office.until(lambda: office.sizes(folder) == [1, 2, 10] and office.dossiers()[folder].revision > 1)
    with Session(office.service.engine) as session:
        files = session.execute(dossiers.files_of(office.dossiers()[folder].id)).scalars()
        assert [Path(file.key).name for file in files] == ["1.pdf", "2.pdf", "3.pdf"]


def test_what_is_ours_or_outside_leaves_no_trace(office: Office) -> None:
    before = set(office.dossiers())
    for bucket, key in (("records", "a/b/record.pdf"), ("scans", "uploads/1/a.pdf"), ("scans", "other/a.pdf")):
        office.client.put_object(bucket_name=bucket, object_name=key, data=io.BytesIO(b"1"), length=1)
    office.put("inbox/last.pdf", b"1")
    office.until(lambda: "inbox/last.pdf" in office.dossiers())
    assert set(office.dossiers()) - before == {"inbox/last.pdf"}
    with Session(office.service.engine) as session:
        assert all(key.startswith("inbox/") for key in session.execute(select(EventRow.key)).scalars())


def test_in_a_versioned_bucket_too(office: Office) -> None:
    office.client.make_bucket(bucket_name="versioned")
    office.client.set_bucket_versioning(bucket_name="versioned", config=VersioningConfig(ENABLED))
    key = f"inbox/v {NAME}"
    for content in (b"1", b"22"):
        office.client.put_object(bucket_name="versioned", object_name=key, data=io.BytesIO(content), length=len(content))
        office.until(lambda: key in office.dossiers() and office.sizes(key)[-1:] == [len(content)])  # noqa: B023
