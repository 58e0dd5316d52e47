"""The web pages: what they show, and what they refuse."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.drawing import draw_letter, save_pdf
from tests.workers.conftest import Desk
from tests.workers.people import sign_in
from tests.workers.records import made_record, published
from workers.service import Service
from workers.storage import Location
from workers.web import create_app

pytestmark = pytest.mark.stack

NASTY = "<script>alert(1)</script>\"'&amp; {{ 7*7 }} </title><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def browser(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        sign_in(client, service)
        yield client


def test_what_a_scan_or_a_file_name_says_is_text_and_never_markup(
    browser: TestClient, service: Service, place: Location
) -> None:
    task = published(service, f"{place.prefix}{NASTY}.pdf", made_record(NASTY, subject=NASTY))
    for address in ("/", f"/dossiers/{task.id}", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = browser.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert " 49 " not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in browser.get(f"/dossiers/{task.id}").text


def test_every_answer_forbids_scripts_from_elsewhere(browser: TestClient) -> None:
    for address in ("/", "/healthz", "/dossiers/nothing", "/static/style.css", "/no/such/page"):
        headers = browser.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_pages_load_nothing_from_elsewhere_and_style_nothing_inline(
    browser: TestClient, service: Service, place: Location
) -> None:
    task = published(service, place.prefix, made_record())
    for address in ("/", f"/dossiers/{task.id}"):
        text = browser.get(address).text
        for target in re.findall(r"(?:src|href|action)=\"([^\"]*)\"", text):
            assert target.startswith(("/", "#")), target
        assert " style=" not in text
        assert not re.search(r"<[^>]*\son\w+=", text)


def test_a_record_shows_fields_doubts_and_boxes(browser: TestClient, service: Service, place: Location) -> None:
    task = published(service, place.prefix, made_record(subject="V/v số hóa"))
    text = browser.get(f"/dossiers/{task.id}").text
    for words in ("Quyết định", "Trích yếu", "V/v số hóa", "03/2024", "viết tay", "bắt buộc, chưa tìm thấy", "3 cần xem"):
        assert words in text, words
    assert re.search(r'<rect data-field="f0-subject" class="doubtful"\s+x="94.0" y="94.0" width="812.0" height="42.0"', text)
    assert "1.pdf, trang 1: trang bị hỏng một phần" in text


def test_search_ignores_diacritics(browser: TestClient, service: Service, place: Location) -> None:
    task = published(service, place.prefix, made_record(subject="Thu hồi đất tại Bãi Cháy"))
    assert str(task.id) in browser.get("/", params={"q": "bai chay"}).text
    assert str(task.id) not in browser.get("/", params={"q": "mong cai"}).text
    assert "Không có hồ sơ nào phù hợp" in browser.get("/", params={"q": "mong cai", "state": "failed"}).text


def test_page_images_and_downloads_of_a_read_dossier(browser: TestClient, desk: Desk, tmp_path: Path) -> None:
    save_pdf(tmp_path / "Quyết định số 15.pdf", [draw_letter()])
    desk.put(tmp_path)
    started = desk.start()
    desk.wait(started)
    base = f"/dossiers/{next(iter(desk.listed(started).values())).id}"
    image = browser.get(f"{base}/pages/1.jpg")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/jpeg")
    assert image.content[:3] == b"\xff\xd8\xff"
    assert browser.get(f"{base}/pages/1.jpg").content == image.content
    for number in (0, 2, -1):
        assert browser.get(f"{base}/pages/{number}.jpg").status_code == 404

    pdf = browser.get(f"{base}/record.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert "Quy%E1%BA%BFt" in pdf.headers["content-disposition"]
    assert "QUYẾT ĐỊNH" in browser.get(f"{base}/record.txt").text
    assert browser.get(f"{base}/record.json").json()["documents"][0]["type"] == "Quyết định"

    shutil.rmtree(desk.service.settings.work_dir / "pages")
    (desk.service.settings.work_dir / "pages").mkdir()
    save_pdf(tmp_path / "Quyết định số 15.pdf", [draw_letter(number="16")])
    desk.put(tmp_path)
    replaced = browser.get(f"{base}/pages/1.jpg")
    assert replaced.status_code == 409
    assert "đã được thay" in replaced.text


def test_nothing_outside_is_reachable(browser: TestClient, service: Service, place: Location) -> None:
    task = published(service, place.prefix, made_record())
    for address in (
        "/static/../__init__.py",
        "/static/%2e%2e/__init__.py",
        "/static/..%2fpages.py",
        f"/dossiers/{task.id}/..%2f..%2fsecrets.json",
        f"/dossiers/{task.id}/other.json",
        f"/dossiers/{task.id}/record.pdf",
        "/dossiers/../../etc/passwd",
        "/dossiers/00000000-0000-0000-0000-000000000000",
        "/openapi.json",
        "/docs",
    ):
        page = browser.get(address)
        assert page.status_code in (404, 422), address
        assert "hoso" in page.text


def test_a_strange_host_is_refused(browser: TestClient) -> None:
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 400


def test_health_and_readiness(browser: TestClient) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}
    ready = browser.get("/readyz").json()
    assert (ready["database"], ready["queue"], ready["storage"]) == (True, True, True)
    assert set(ready) - {"database", "queue", "storage"} == {"workers", "dispatchers"}
