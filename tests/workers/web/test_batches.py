import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.workers.alone import alone
from tests.workers.people import sign_in
from workers.backlog.asking import ADVICE, Refusal
from workers.database import batches
from workers.database.tables import Batch, DossierRow
from workers.errors import StorageError
from workers.service import Service
from workers.storage import Location
from workers.web import create_app
from workers.web.batches import REFUSALS

pytestmark = pytest.mark.stack

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def service(service: Service) -> Iterator[Service]:
    """Without the dispatcher and the workers of other tests, which would list and read these batches."""
    with alone(service) as other:
        yield other


@pytest.fixture(scope="module")
def browser(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), base_url="http://127.0.0.1", follow_redirects=False) as client:
        sign_in(client, service)
        yield client


@pytest.fixture
def batch(service: Service, place: Location) -> Iterator[UUID]:
    """Three dossiers, two of which failed; nobody lists or reads them."""
    opened = batches.open_batch(service.engine, place.bucket, place.prefix)
    now = datetime.now(UTC)
    rows = [
        {
            "id": uuid4(),
            "bucket": place.bucket,
            "name": f"{place.prefix}{name}/",
            "sort_key": name,
            "batch_id": opened,
            "state": state,
            "error_code": code,
            "finished_at": now if code else None,
        }
        for name, state, code in (("một", "queued", None), ("hai", "failed", "crashed"), ("<b>ba", "failed", "corrupt-file"))
    ]
    with Session(service.engine) as session, session.begin():
        session.get_one(Batch, opened).listed_at = now
        session.execute(insert(DossierRow), rows)
    yield opened
    batches.cancel(service.engine, opened)


def act(browser: TestClient, batch: UUID, action: str, **fields: str) -> Response:
    answer: Response = browser.post(f"/batches/{batch}/{action}", data=fields, headers=OURS)
    return answer


def test_a_backlog_is_asked_for_in_a_form(browser: TestClient, service: Service, place: Location) -> None:
    answer = browser.post("/batches", data={"place": f" {place} ", "rule": "file", "retry": "true"}, headers=OURS)
    assert answer.status_code == 303
    known = batches.at(service.engine, place.bucket, place.prefix)
    assert known is not None
    assert answer.headers["location"] == f"/batches/{known}"
    with Session(service.engine) as session:
        opened = session.get_one(Batch, known)
        assert (opened.rule, opened.retry) == ("file", True)
    batches.cancel(service.engine, known)
    assert f"/batches/{known}" in browser.get("/batches").text


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("scans/2024", "phải viết dưới dạng"),
        ("s3://", "phải viết dưới dạng"),
        ('"><script>', "phải viết dưới dạng"),
        ("s3://records/", "chứa kết quả đọc"),
        ("s3://Scans_2024/", "Tên bucket không hợp lệ"),
        ("s3://no-such-bucket/", "Không có bucket này"),
        ("s3://scans/a\0b", "Thư mục không hợp lệ"),
        (f"s3://scans/{'ă' * 600}", "Thư mục không hợp lệ"),
    ],
)
def test_what_is_no_place_is_told_beside_what_was_written(browser: TestClient, place: str, told: str) -> None:
    answer = browser.post("/batches", data={"place": place}, headers=OURS)
    assert answer.status_code == 422
    assert re.search(rf'role="alert"[^>]*>[^<]*{told}', answer.text)
    assert "<script>" not in answer.text


def test_every_refusal_has_words() -> None:
    assert set(REFUSALS) == set(ADVICE) == set(get_args(Refusal))


def test_a_batch_shows_how_far_it_is_and_what_failed_why(browser: TestClient, batch: UUID) -> None:
    shown = browser.get(f"/batches/{batch}").text
    assert '<progress class="whole" max="3" value="2"' in shown
    assert "Chương trình đọc dừng đột ngột" in shown
    assert "Tệp hỏng hoặc bị cắt" in shown
    assert "&lt;b&gt;ba" in shown
    assert "chưa biết" in shown
    one_reason = browser.get(f"/batches/{batch}", params={"code": "crashed"}).text
    assert ">hai</a>" in one_reason
    assert "&lt;b&gt;ba" not in one_reason


def test_buttons_do_what_they_say(browser: TestClient, service: Service, batch: UUID) -> None:
    def state() -> str:
        return batches.progress(service.engine, batch).state

    assert act(browser, batch, "pause").headers["location"] == f"/batches/{batch}"
    assert state() == "paused"
    assert "Chạy tiếp" in browser.get(f"/batches/{batch}").text
    act(browser, batch, "resume")
    assert state() == "running"
    act(browser, batch, "retry", code="crashed")
    now = batches.progress(service.engine, batch)
    assert (now.queued, now.failed) == (2, 1)
    act(browser, batch, "cancel")
    now = batches.progress(service.engine, batch)
    assert (now.state, now.queued, now.canceled) == ("canceled", 0, 2)
    act(browser, batch, "again")
    now = batches.progress(service.engine, batch)
    assert (now.state, now.listed) == ("running", False)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "null"},
        {"Origin": "http://[broken"},
    ],
)
def test_a_form_of_another_site_changes_nothing(
    browser: TestClient, service: Service, batch: UUID, headers: dict[str, str]
) -> None:
    for address in (f"/batches/{batch}/cancel", f"/batches/{batch}/pause", "/batches"):
        assert browser.post(address, data={"place": "s3://scans/x"}, headers=headers).status_code == 403
    assert batches.progress(service.engine, batch).state == "running"


def test_browsers_that_only_tell_the_origin_are_believed(browser: TestClient, batch: UUID) -> None:
    answer = browser.post(f"/batches/{batch}/pause", headers={"Origin": "http://127.0.0.1"})
    assert answer.status_code == 303


def test_looking_changes_nothing(browser: TestClient, batch: UUID) -> None:
    for action in ("pause", "cancel", "retry"):
        assert browser.get(f"/batches/{batch}/{action}", headers=OURS).status_code in (404, 405)


def test_reports_are_downloads_and_name_nobody_unasked(browser: TestClient, batch: UUID) -> None:
    for kind, begins in (("html", b"<!doctype html>"), ("xlsx", b"PK")):
        answer = browser.get(f"/batches/{batch}/report.{kind}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.content.startswith(begins)
        assert "hai" not in answer.headers["content-disposition"]
    assert "<td>hai</td>" not in browser.get(f"/batches/{batch}/report.html").text
    assert "<td>hai</td>" in browser.get(f"/batches/{batch}/report.html?names=true").text


def test_an_unknown_batch_is_not_found(browser: TestClient) -> None:
    for address in ("", "/report.html"):
        assert browser.get(f"/batches/{uuid4()}{address}").status_code == 404
    assert act(browser, uuid4(), "cancel").status_code == 404
    assert browser.get("/batches/none").status_code == 422


def test_the_pages_bring_no_style_and_no_script_of_their_own(browser: TestClient, batch: UUID) -> None:
    for address in ("/batches", f"/batches/{batch}"):
        shown = browser.get(address).text
        assert not re.search(r"<style|\sstyle=|<script>|\son\w+=|https?://", shown)
        # Every field that a person fills in has a name.
        for field in re.findall(r"<(?:input|select)(?![^>]*type=\"hidden\")[^>]*>", shown):
            assert re.search(r"<label[^<]*(?:<[^/l][^<]*)*$", shown[: shown.index(field)]), field


def test_the_page_says_in_vietnamese_why_a_place_cannot_be_listed(browser: TestClient, service: Service, batch: UUID) -> None:
    with pytest.raises(StorageError) as refused:
        list(service.storage.objects("no-such-bucket", ""))
    with Session(service.engine) as session, session.begin():
        row = session.get_one(Batch, batch)
        row.listed_at, row.error_message = None, refused.value.public_message
    for address in ("/batches", f"/batches/{batch}"):
        shown = browser.get(address).text
        assert "liệt kê được" in shown
        assert "Object storage" not in shown
    assert "Kho lưu trữ từ chối (NoSuchBucket)" in browser.get(f"/batches/{batch}").text


def test_a_place_without_scans_is_not_just_finished(browser: TestClient, service: Service, place: Location) -> None:
    opened = batches.open_batch(service.engine, place.bucket, place.prefix)
    with Session(service.engine) as session, session.begin():
        session.get_one(Batch, opened).listed_at = datetime.now(UTC)
    assert "không có gì để đọc" in browser.get("/batches").text
    assert "Không có gì để đọc ở nơi này" in browser.get(f"/batches/{opened}").text


def test_the_pace_of_what_is_finished_is_that_since_it_was_asked_for(
    browser: TestClient, service: Service, batch: UUID
) -> None:
    begun = datetime.now(UTC)
    row = {"bucket": "scans", "batch_id": batch, "state": "done", "started_at": begun}

    def finish(number: int) -> None:
        rows = [
            {**row, "id": uuid4(), "name": f"{uuid4()}/", "finished_at": begun + timedelta(seconds=30)} for _ in range(number)
        ]
        with Session(service.engine) as session, session.begin():
            session.execute(insert(DossierRow), rows)

    finish(7)
    assert "trong 10 phút qua" in browser.get(f"/batches/{batch}").text
    batches.cancel(service.engine, batch)
    # Nine of them tell nothing.
    assert "Hồ sơ mỗi phút</dt><dd>–</dd>" in browser.get(f"/batches/{batch}").text
    finish(3)
    shown = browser.get(f"/batches/{batch}").text
    assert "từ lần yêu cầu sau cùng" in shown
    assert "trong 10 phút qua" not in shown


def test_on_a_narrow_screen_every_figure_still_has_its_heading(browser: TestClient, batch: UUID) -> None:
    for address in ("/", "/batches", f"/batches/{batch}"):
        tables = re.findall(r'<table class="stack[^>]*>(.*?)</table>', browser.get(address).text, re.DOTALL)
        assert tables
        for table in tables:
            # The first one is the row's own name, an unseen one stands over buttons.
            headings = re.findall(r"<th[^>]*>([^<]+)</th>", table)[1:]
            (row, *_) = re.findall(r"<tr>\s*<td>.*?</tr>", table, re.DOTALL)
            given = re.findall(r'data-head="([^"]+)"', row)
            assert given == headings or given == [each for each in headings if each != "Lý do"]


def test_scripts_of_these_pages_may_do_what_they_do(browser: TestClient, batch: UUID) -> None:
    """The page renews itself by asking for itself; the policy must let it."""
    answer = browser.get(f"/batches/{batch}")
    (script,) = re.findall(r'<script src="([^"]+)"', answer.text)
    assert "fetch(location.href)" in browser.get(script).text
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
