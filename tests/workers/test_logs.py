"""Log lines: JSON with ids that belong together, and nothing of a person in any of them."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.drawing import draw_letter, save_pdf
from tests.workers.conftest import Desk
from tests.workers.people import sign_in
from workers.database.folding import folded
from workers.logs import JsonLines, bound
from workers.web import create_app
from workers.web.requests import HEADER, RequestIds

log = logging.getLogger("workers.test")


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What this process logs meanwhile, at every level."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def entries(lines: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


@pytest.fixture
def browser() -> Iterator[TestClient]:
    app, inner = FastAPI(), FastAPI()

    @app.get("/dossiers/{name}")
    def one(name: str) -> str:
        log.info("looked at", extra={"page": 1})
        return name

    @app.get("/broken")
    def broken() -> None:
        raise ValueError("Nguyễn Văn A")

    @inner.get("/dossiers/{name}")
    def inside(name: str) -> str:
        return name

    app.mount("/api/v1", inner)
    app.add_middleware(RequestIds)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_ids_are_on_every_line_within_and_on_none_outside(lines: StringIO) -> None:
    dossier = uuid4()
    with bound(dossier=dossier, revision=3):
        log.info("first")
        with bound(delivery="d"):
            log.info("second")
        log.info("third", extra={"pages": 2})
    log.info("fourth")
    first, second, third, fourth = entries(lines)
    assert (first["dossier"], first["revision"]) == (str(dossier), 3)
    assert (second["dossier"], second["delivery"]) == (str(dossier), "d")
    assert "delivery" not in third
    assert third["pages"] == 2
    assert not {"dossier", "revision", "delivery"} & set(fourth)


def test_tasks_keep_their_ids_apart(lines: StringIO) -> None:
    async def work(number: int) -> None:
        with bound(request=str(number)):
            await asyncio.sleep(0)
            log.info(f"task {number}")

    async def both() -> None:
        await asyncio.gather(work(1), work(2))

    asyncio.run(both())
    ours = [each for each in entries(lines) if each["logger"] == "workers.test"]
    assert {(each["event"], each["request"]) for each in ours} == {("task 1", "1"), ("task 2", "2")}


def test_an_error_is_told_by_kind_and_place(lines: StringIO) -> None:
    def inside() -> None:
        raise ValueError("Nguyễn Văn A")

    try:
        inside()
    except ValueError:
        log.exception("it failed")
    (line,) = entries(lines)
    assert line["error"] == "ValueError"
    assert str(line["at"][-1]).startswith("test_logs.py:")  # type: ignore[index]
    assert "Nguyễn" not in lines.getvalue()


@pytest.mark.parametrize(
    ("words", "args", "shown"),
    [
        ("Retrying (%r) after '%r': %s", ("r", "e", "/scans/Nguyễn.pdf"), "Retrying ('…') after ''…'': …"),
        ("%s://%s:%s \"%s %s\" %s %s", ("http", "h", 80, "GET", "/x", 200, 7), "…://…:80 \"… …\" 200 7"),
        ("Started server process [%d]", (17,), "Started server process [17]"),
        ("job %(id)s took %(seconds).1f", ({"id": "Nguyễn", "seconds": 1.25},), "job … took 1.2"),
        ("nothing to fill in", (), "nothing to fill in"),
        ("too few %s %s", ("one",), "too few %s %s"),
        ("Task exception was never retrieved\nfuture: Nguyễn", (), "Task exception was never retrieved"),
        ("worker: exception raised while executing\n%s", ("Traceback: Nguyễn",), "worker: exception raised while executing"),
    ],
)  # fmt: skip
def test_of_other_libraries_the_words_are_kept_and_what_they_fill_in_is_not(
    words: str, args: tuple[object, ...], shown: str
) -> None:
    record = logging.LogRecord("urllib3.connectionpool", logging.WARNING, "f.py", 1, words, args, None)
    record.color_message = "Nguyễn"
    text = JsonLines().format(record)
    assert json.loads(text)["event"] == shown
    assert "Nguyễn" not in text


def test_a_process_that_ends_by_an_error_says_so_in_one_line() -> None:
    for broken in ("raise ValueError('Nguyễn')", "import threading; threading.Thread(target=lambda: int('Nguyễn')).start()"):
        script = f"from workers import logs; logs.set_up(); {broken}"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        (line,) = map(json.loads, done.stderr.splitlines())
        assert (line["event"], line["error"], line["level"]) == ("ended by an error", "ValueError", "critical")
        assert "Nguyễn" not in done.stderr


def test_a_request_leaves_one_line_that_names_its_route(browser: TestClient, lines: StringIO) -> None:
    answer = browser.get("/dossiers/Nguyễn Văn A", params={"q": "Trần Thị B"})
    inner, access = [each for each in entries(lines) if str(each["logger"]).startswith("workers.")]
    assert (access["method"], access["route"], access["status"]) == ("GET", "/dossiers/{name}", 200)
    assert isinstance(access["ms"], float)
    assert inner["event"] == "looked at"
    assert inner["request"] == access["request"] == answer.headers[HEADER]


@pytest.mark.parametrize(
    ("address", "status", "route"),
    [
        ("/api/v1/dossiers/x", 200, "/api/v1/dossiers/{name}"),
        ("/api/v1/none/Nguyễn", 404, "/api/v1/…"),
        ("/none/Nguyễn", 404, "-"),
        ("/broken", 500, "/broken"),
    ],
)
def test_no_address_is_logged(browser: TestClient, lines: StringIO, address: str, status: int, route: str) -> None:
    assert browser.get(address).status_code == status
    access = [each for each in entries(lines) if each["logger"] == "workers.web.requests"]
    assert [(each["route"], each["status"]) for each in access] == [(route, status)]
    assert "Nguy" not in lines.getvalue()


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({HEADER: "5f0c3a52-8d0b-4c6e-9a51-1f5a2b3c4d5e"}, "5f0c3a52-8d0b-4c6e-9a51-1f5a2b3c4d5e"),
        ({"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}, "4bf92f3577b34da6a3ce929d0e0e4736"),
        ({"traceparent": "00-00000000000000000000000000000000-00f067aa0ba902b7-01"}, None),
        ({HEADER: "nguyen-van-a"}, None),
        ({HEADER: "079123456789"}, None),
        ({HEADER: "a" * 65}, None),
        ({HEADER: '5f0c3a528d0b4c6e"} {"x'}, None),
        ({}, None),
    ],
)
def test_a_sane_id_of_the_sender_is_kept(browser: TestClient, headers: dict[str, str], kept: str | None) -> None:
    given = browser.get("/dossiers/x", headers=headers).headers[HEADER]
    assert given == kept if kept else given not in headers.values()
    assert len(given) >= 16


@pytest.mark.stack
def test_no_name_key_or_value_gets_into_a_log_a_queue_or_a_figure(desk: Desk, tmp_path: Path, lines: StringIO) -> None:
    """The whole way of two telling files, one good and one broken, with people who look at and search for them."""
    (tmp_path / "Hoàng Thị Bí Mật").mkdir()
    save_pdf(tmp_path / "Hoàng Thị Bí Mật" / "Tờ Khai Kết Hôn.pdf", [draw_letter()])
    (tmp_path / "Đơn Ly Hôn Lê Kín.pdf").write_bytes(b"%PDF-1.7 rubbish")
    desk.put(tmp_path)
    started = desk.start()
    desk.wait(started)
    listed = desk.listed(started)
    record = desk.record(listed["Hoàng Thị Bí Mật"])
    service = desk.service
    with TestClient(create_app(service), base_url="http://127.0.0.1") as browser:
        sign_in(browser, service)
        for address in ("/", f"/dossiers/{listed['Hoàng Thị Bí Mật'].id}", "/?q=Bí+Mật", "/Hoàng/Bí Mật", "/dossiers/Bí Mật"):
            browser.get(address)

    values = {str(each.value) for document in record.documents for each in document.fields.values() if each.value}
    telling = {"Bí Mật", "Tờ Khai", "Kết Hôn", "Ly Hôn", "Lê Kín", *(each for each in values if len(each) > 5)}
    assert len(telling) > 6
    forms = {
        form for each in telling for form in (each, quote(each), quote(each, safe=""), folded(each), json.dumps(each)[1:-1])
    }
    logs = {path.name: path.read_text(encoding="utf-8") for path in (service.settings.work_dir / "logs").glob("*.log")}
    ours = {name: text for name, text in logs.items() if name.startswith(("worker", "dispatcher", "web"))}
    assert ours
    assert "published" in "".join(ours.values())
    connection = service.queues.connection
    stored = {key: connection.dump(key) for key in connection.keys("*")}
    for form in forms:
        for name, text in {**ours, "here": lines.getvalue()}.items():
            assert form not in text, name
        assert not any(form.encode() in (key + (value or b"")) for key, value in stored.items())
