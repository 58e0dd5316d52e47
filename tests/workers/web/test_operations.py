"""The operations page: what it says when all is well, when it is not, and when servers are down."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from tests.workers.alone import alone, dossier
from tests.workers.test_health import worker
from workers import health
from workers.database.tables import Batch, Configuration, DeliveryRow, ReconciliationRow, RecordRow, TryRow
from workers.identity import User
from workers.reconcile.differences import KINDS
from workers.service import Service, connected
from workers.web.frame import Frame
from workers.web.language import number, size, span
from workers.web.operations import DIFFERENCES, add_operations
from workers.web.requests import RequestIds

pytestmark = pytest.mark.stack

CALM = "Mọi thứ hoạt động bình thường."
NASTY = "<script>alert(1)</script>\"'{{ 7*7 }}"


@contextmanager
def shown_by(service: Service, token: str = "", client: str = "127.0.0.1") -> Iterator[TestClient]:
    app = FastAPI()
    operator = User(uuid4(), "operator", "Người vận hành", ("operator",))

    @app.middleware("http")
    async def signed_in(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.user = operator
        return await call_next(request)

    add_operations(app, service, Frame(service), token)
    app.add_middleware(RequestIds)
    with TestClient(app, base_url="http://127.0.0.1", client=(client, 50000)) as browser:
        yield browser


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        yield other


@pytest.fixture(scope="module")
def browser(mine: Service) -> Iterator[TestClient]:
    with shown_by(mine) as client:
        yield client


@pytest.fixture(autouse=True)
def at_work(mine: Service) -> None:
    """Nothing to do, one worker and one dispatcher."""
    mine.queues.connection.flushdb()
    with mine.engine.begin() as connection:
        connection.execute(text("TRUNCATE dossiers, batches, reconciliations, configurations CASCADE"))
    worker(mine.queues)
    health.beat(mine.queues.connection, "dispatcher", {"feed": time.time(), "deliver": time.time()})


def add(service: Service, table: type[Any], **values: object) -> None:
    with Session(service.engine) as session, session.begin():
        session.execute(insert(table).values(values))


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def page(browser: TestClient) -> str:
    """The words of the page, without markup."""
    answer = browser.get("/operations")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_when_all_is_well_it_says_so(browser: TestClient) -> None:
    words = page(browser)
    assert CALM in words
    assert "Hỏng" not in words
    assert "Chú ý" not in words
    assert "Rảnh" in words


def test_it_loads_nothing_from_elsewhere_styles_nothing_inline_and_does_without_its_script(browser: TestClient) -> None:
    text = browser.get("/operations").text
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in text
    assert re.findall(r"<script[^>]*>", text) == ['<script src="/static/live.js" defer>']
    assert " style=" not in text
    assert all(target.startswith(("/", "#")) for target in re.findall(r"(?:src|href|action)=\"([^\"]*)\"", text))
    assert 'aria-current="page">Vận hành' in text


def test_every_state_is_said_in_words_beside_its_sign(browser: TestClient, mine: Service) -> None:
    mine.queues.connection.flushdb()
    text = browser.get("/operations").text
    assert text.count("<svg") == text.count('aria-hidden="true"')
    for item in re.findall(r'<li class="(?:bad|warning)">(.*?)</li>', text):
        assert re.search(r"Hỏng: |Chú ý: ", item)


def test_nobody_at_work_is_the_first_thing_that_it_says(browser: TestClient, mine: Service) -> None:
    mine.queues.connection.flushdb()
    dossier(mine, queue="urgent", wanted_at=ago(90))
    words = page(browser)
    assert CALM not in words
    assert words.index("Không có điều phối") < words.index("Hồ sơ gấp chờ quá một phút")
    assert "Không có tiến trình đọc" in words


def test_a_worker_shows_what_it_reads(browser: TestClient, mine: Service) -> None:
    read = dossier(mine, state="running", label=NASTY, pages_done=3, pages_known=9, started_at=ago(130), enqueued_at=ago(140))
    sign = worker(mine.queues)
    mine.queues.connection.sadd(f"{sign.key}:executions", f"{read}-1:{uuid4().hex}")
    text = browser.get("/operations").text
    assert f'href="/dossiers/{read}"' in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>" not in text
    assert "3/9" in text
    assert "từ 2 phút" in text


def test_the_last_hour(browser: TestClient, mine: Service) -> None:
    one = dossier(mine, state="done")
    for waited in (1.0, 2.0, 300.0):
        add(
            mine, TryRow, dossier_id=one, revision=1, queue="urgent", outcome="published", pages=400, waited=waited, seconds=9.0
        )
    long_ago = {
        "dossier_id": one,
        "revision": 1,
        "queue": "urgent",
        "outcome": "published",
        "pages": 7,
        "waited": 1,
        "seconds": 1,
    }
    add(mine, TryRow, **long_ago, ended_at=ago(4000))
    words = page(browser)
    assert "1.200 3 hồ sơ" in words
    assert "2 giây / 4 phút" in words


def test_failures_by_reason_and_what_is_quarantined(browser: TestClient, mine: Service) -> None:
    for code in ("corrupt-file", "corrupt-file", "killed"):
        dossier(mine, state="failed", error_code=code)
    answer = browser.get("/operations").text
    words = page(browser)
    assert "Tệp hỏng hoặc bị cắt" in words
    assert words.index("Tệp hỏng") < words.index("Chương trình đọc bị dừng")
    assert "1 bị cách ly" in words
    assert "/?state=failed&amp;code=corrupt-file" in answer


def test_many_failures_are_a_trouble_and_few_are_not(browser: TestClient, mine: Service) -> None:
    one = dossier(mine, state="done")

    def tried(outcome: str, times: int) -> None:
        for _ in range(times):
            add(mine, TryRow, dossier_id=one, revision=1, queue="batch", outcome=outcome, pages=1, waited=1.0, seconds=1.0)

    tried("storage", 3)
    tried("published", 3)
    assert CALM in page(browser)
    tried("storage", 3)
    tried("published", 3)
    assert "Nhiều lần đọc hỏng" in page(browser)


def test_what_waits_for_a_person(browser: TestClient, mine: Service) -> None:
    told = dossier(mine, state="done", label="Hồ sơ bị giữ")
    add(mine, Configuration, fingerprint="f")
    with mine.engine.connect() as connection:
        configuration = connection.execute(text("SELECT max(id) FROM configurations")).scalar_one()
    about = {"dossier_id": told, "revision": 1, "configuration_id": configuration, "source": "s", "status": "clean", "pages": 1}
    add(mine, RecordRow, **about, doubts=0, findings=0, has_pdf=False, types=[], held="corrections")
    for state in ("pending", "dead", "dead"):
        number = uuid4()
        add(mine, DeliveryRow, id=number, receiver="mot-cua", event=str(number), dossier_id=told, revision=1, state=state)
    words = page(browser)
    assert "Có kết quả không giao được" in words
    assert re.search(r"Không giao được: mot-cua từ \S+ \S+ 2 ", words)
    assert "Có kết quả bị giữ lại" in words
    assert "Hồ sơ bị giữ" in words


def test_batches_and_how_far_they_are(browser: TestClient, mine: Service) -> None:
    running, paused = uuid4(), uuid4()
    add(mine, Batch, id=running, bucket="scans", prefix="cũ/", listed_at=ago(9), found=3)
    add(mine, Batch, id=paused, bucket="scans", prefix="chờ/", state="paused", found=1)
    add(mine, Batch, id=uuid4(), bucket="scans", prefix="xong/", listed_at=ago(9))
    for state in ("queued", "done", "done"):
        dossier(mine, batch_id=running, state=state)
    dossier(mine, batch_id=paused)
    words = page(browser)
    assert "s3://scans/cũ/ Còn 1 trên 3" in words
    assert "s3://scans/chờ/ Tạm dừng, còn 1" in words
    assert "xong/" not in words
    assert f'href="/batches/{running}"' in browser.get("/operations").text


def test_the_last_comparison(browser: TestClient, mine: Service) -> None:
    assert "Chưa có lần nào" in page(browser)
    add(
        mine, ReconciliationRow, started_at=ago(9000), finished_at=ago(8000), found={"lost-record": {"found": 3, "repaired": 2}}
    )
    words = page(browser)
    assert "mất tệp kết quả 3, đã sửa 2" in words
    assert "1 chưa sửa được" in words
    assert "Lâu chưa đối chiếu" in words
    add(mine, ReconciliationRow, started_at=ago(9), found={"anything": ["else"]})
    assert "Đang chạy từ" in page(browser)


def test_every_kind_of_difference_has_words() -> None:
    assert set(DIFFERENCES) == set(KINDS)


def test_chores_that_are_stuck_and_outages_are_told(browser: TestClient, mine: Service) -> None:
    health.beat(mine.queues.connection, "dispatcher", {"feed": time.time() - 200, "reconcile": time.time() - 200})
    mine.queues.note_outage("storage")
    words = page(browser)
    assert "Việc điều phối bị kẹt: feed." in words
    assert "Tạm ngừng nạp đợt: storage" in words


def test_with_servers_down_it_says_which(mine: Service) -> None:
    settings = mine.settings.with_changes(
        database_url="postgresql://u:geheim@127.0.0.1:1/x", redis_url="redis://:geheim@127.0.0.1:1/0", s3_endpoint="127.0.0.1:1"
    )
    with connected(settings) as down, shown_by(down) as browser:
        answer = browser.get("/operations")
        words = page(browser)
    assert "geheim" not in answer.text
    for part in ("Cơ sở dữ liệu", "Hàng đợi", "Kho lưu trữ"):
        assert f"{part} không trả lời" in words


def test_figures_are_for_this_machine_or_for_whoever_has_the_token(mine: Service) -> None:
    with shown_by(mine) as browser:
        answer = browser.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert "hoso_workers 1.0" in answer.text
    with shown_by(mine, client="10.0.0.9") as browser:
        assert browser.get("/metrics").status_code == 401
    with shown_by(mine, token="t0ken", client="10.0.0.9") as browser:
        assert browser.get("/metrics").status_code == 401
        assert browser.get("/metrics", headers={"Authorization": "Bearer t0kén".encode()}).status_code == 401
        assert browser.get("/metrics", headers={"Authorization": "Bearer t0ken"}).status_code == 200


def test_it_leads_to_the_other_pages(browser: TestClient) -> None:
    text = browser.get("/operations").text
    for address in ("/", "/batches", "/operations"):
        assert f'<a href="{address}"' in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 giây"), (59, "59 giây"), (61, "1 phút"), (3 * 3600 + 130, "3 giờ 2 phút"), (90000, "1 ngày 1 giờ")],
)
def test_spans(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_numbers_and_sizes_as_people_here_write_them() -> None:
    assert number(1234567) == "1.234.567"
    assert (size(999), size(70_300_000_000), size(2.5e12)) == ("999 B", "70 GB", "2,5 TB")


def test_a_strange_code_stays_within_its_address(browser: TestClient, mine: Service) -> None:
    dossier(mine, state="failed", error_code='x" onmouseover="alert(1)')
    assert not re.search(r"<[^>]*\son\w+=", browser.get("/operations").text)
