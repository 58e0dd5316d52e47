"""What a person sees when a page cannot be shown: in Vietnamese, with all its headers, and nothing of the error itself."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from extractor.errors import CorruptFile, HosoError
from tests.workers.people import sign_in
from workers.errors import MissingObject, StorageError
from workers.service import Service, connected
from workers.web import create_app
from workers.web.gate import COOKIE
from workers.web.refusals import HEADERS, MESSAGES

pytestmark = pytest.mark.stack

SECRET = "Trần Thị Mẫu"
NOBODYS = "00000000-0000-4000-8000-000000000000"
"""The id of nothing."""


@pytest.fixture(scope="module")
def app(service: Service) -> FastAPI:
    return create_app(service)


@pytest.fixture(scope="module")
def browser(app: FastAPI, service: Service) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        sign_in(client, service)
        yield client


@pytest.mark.parametrize(
    "address",
    ["/?q=a&code=%00", "/?p=0", "/?state=gone", "/dossiers/none", f"/batches/{NOBODYS}?p=x", f"/batches/{NOBODYS}?code=%00"],
)
def test_what_cannot_be_asked_for_is_a_page_and_no_fault_of_ours(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code in (404, 422)
    assert MESSAGES[answer.status_code] in answer.text


def test_a_zero_byte_in_a_search_is_no_word(browser: TestClient) -> None:
    assert browser.get("/?q=a%00b").status_code == 200


def test_a_wrong_method_tells_the_right_ones(browser: TestClient) -> None:
    answer = browser.put("/batches")
    assert answer.status_code == 405
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StorageError(SECRET), 503),
        (MissingObject(SECRET), 404),
        (CorruptFile(SECRET), 409),
        (HosoError(SECRET), 503),
        (ZeroDivisionError(SECRET), 500),
    ],
)
def test_errors_become_pages_that_quote_nothing(app: FastAPI, browser: TestClient, error: Exception, status: int) -> None:
    path = f"/dossiers/fail/now/{uuid4()}"

    @app.get(path)
    def fail() -> None:
        raise error

    answer = browser.get(path)
    assert answer.status_code == status
    assert MESSAGES[status] in answer.text
    assert SECRET not in answer.text
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == "no-store"


def test_without_the_database_a_page_asks_for_patience(service: Service) -> None:
    nowhere = service.settings.with_changes(database_url="postgresql://nobody:nothing@127.0.0.1:9/none")
    with connected(nowhere) as cut_off, TestClient(create_app(cut_off), base_url="http://127.0.0.1") as browser:
        browser.cookies.set(COOKIE, "of somebody")
        for address in ("/", "/batches", f"/dossiers/{NOBODYS}"):
            answer = browser.get(address)
            assert answer.status_code == 503
            assert MESSAGES[503] in answer.text
