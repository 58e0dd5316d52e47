"""The REST API over the stack of the tests, and keys for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from workers.api import PATH, create_api
from workers.database import keys
from workers.database.keys import SCOPES, Scope
from workers.records import Records
from workers.service import Service

JPEG = b"\xff\xd8 a page"

Caller = Callable[..., TestClient]
"""Makes a client whose key has these scopes."""


def picture(sha256: str, page: int, fetch: Callable[[Path], None]) -> bytes:
    """Instead of rendering, which the tests of the web pages look at."""
    return JPEG


def application(service: Service) -> FastAPI:
    app = FastAPI()
    app.mount(PATH, create_api(service, Records(service), picture))
    return app


def key_for(service: Service, *scopes: Scope, name: str = "") -> str:
    key = keys.create(service.engine, name or f"test {uuid4()}", scopes)
    assert key is not None
    return key


@pytest.fixture(scope="module")
def caller(service: Service) -> Iterator[Caller]:
    app = application(service)

    def client(*scopes: Scope, name: str = "") -> TestClient:
        key = key_for(service, *scopes, name=name)
        headers = {"Authorization": f"Bearer {key}"}
        return TestClient(app, f"http://127.0.0.1{PATH}", raise_server_exceptions=False, headers=headers)

    yield client


@pytest.fixture(scope="module")
def api(caller: Caller) -> TestClient:
    """Somebody who may do everything."""
    return caller(*SCOPES)
