"""What people may not do on the review page, and what does not harm: a lost lease, a race, a thick dossier, a page turned."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from tests.browser.conftest import Opens, Watch
from tests.browser.paper import letter, scanned
from tests.browser.site import READ, SAMPLES, Site, wait_read
from tests.browser.test_review_page import NEXT, Decided, card, decisions, dossier, record_of, reviewing, saved, stage, value
from workers.database import batches
from workers.database.tables import DossierRow, ReviewRow
from workers.storage import Location
from workers.upload import put_folder, scans_in

__all__ = ["dossier", "reviewing"]

POSTED = """async ([path, body]) => {
  const headers = {"Content-Type": "application/json", Accept: "application/json", "X-Token": content.dataset.token};
  return (await fetch(path, {method: "POST", headers, body: JSON.stringify(body)})).status;
}"""
"""What the server answers to somebody who does not keep to the buttons of the page."""


@pytest.mark.parametrize("act", ["take", "finish", "approve", "return", "edits", "arrangement", "turn", "comments"])
def test_an_auditor_changes_nothing_though_he_tries(act: str, dossier: UUID, signed_in_page: Opens, watch: Watch) -> None:
    watch.expected.add(403)
    page = signed_in_page("auditor")
    page.goto(f"/review/{dossier}")
    expect(page.locator("#banner")).to_have_text("Bạn chỉ xem hồ sơ này.")
    assert page.evaluate(POSTED, [f"/review/{dossier}/{act}", {}]) == 403


@pytest.mark.parametrize("address", ["/review", "/review/fields?field=subject", "/review/{dossier}"])
def test_an_operator_does_not_come_in(address: str, dossier: UUID, signed_in_page: Opens, watch: Watch) -> None:
    watch.expected.add(403)
    answer = signed_in_page("operator").goto(address.format(dossier=dossier))
    assert answer is not None
    assert answer.status == 403


def test_nobody_approves_what_he_decided(
    site: Site, reviewing: Callable[..., Page], signed_in_page: Opens, watch: Watch
) -> None:
    watch.expected.add(409)
    dossier = scanned(site.service, f"bốn mắt {uuid4()}", letter(type_=NEXT))
    page = reviewing(dossier, roles=("reviewer", "approver"))
    for _ in range(4):
        page.keyboard.press("F4")
    saved(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda address: str(dossier) not in address)
    page.goto(f"/review/{dossier}")
    expect(page.locator("#banner")).to_contain_text("Hồ sơ này không phải của bạn")
    assert not page.get_by_role("button", name="Phê duyệt").is_visible()
    other = signed_in_page("approver")
    other.goto(f"/review/{dossier}?type={NEXT}")
    other.get_by_role("button", name="Phê duyệt").wait_for()
    other.keyboard.press("Control+Enter")
    other.wait_for_url(lambda address: str(dossier) not in address)
    assert stage(site, dossier) == "approved"


def test_what_is_typed_when_the_lease_is_lost_is_sent_once_it_is_back(
    site: Site, dossier: UUID, reviewing: Callable[..., Page], signed_in_page: Opens, watch: Watch
) -> None:
    watch.expected.add(409)
    page = reviewing(dossier)
    page.keyboard.type("12")
    past = datetime.now(UTC) - timedelta(minutes=1)
    with site.service.engine.begin() as connection:
        connection.execute(update(ReviewRow).where(ReviewRow.dossier_id == dossier).values(lease_until=past))
    other = signed_in_page("reviewer")
    other.goto(f"/review/{dossier}?type={NEXT}")
    expect(card(other, "doc_number").locator(".value")).to_be_editable()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("Những gì bạn chưa gửi vẫn được giữ ở đây")
    assert value(page, "doc_number") == "123"
    other.keyboard.press("Alt+n")
    other.wait_for_url(lambda address: str(dossier) not in address)
    page.get_by_role("button", name="Nhận lại hồ sơ").click()
    saved(page)
    assert decisions(site, dossier) == [Decided("doc_number", "found", "123", None)]


def test_two_who_ask_at_once_get_two_dossiers(site: Site, signed_in_page: Opens) -> None:
    for _ in range(2):
        scanned(site.service, f"cùng lúc {uuid4()}", letter(type_="Hướng dẫn"))
    pages = [signed_in_page("reviewer") for _ in range(2)]
    for each in pages:
        each.goto("/review?stage=review&type=Hướng+dẫn")
    for each in pages:
        each.evaluate("setTimeout(() => document.querySelector('.doing form').requestSubmit())")
    for each in pages:
        each.wait_for_url("**/review/*-*")
    first, second = (each.url.partition("?")[0] for each in pages)
    assert first != second


def test_a_thick_dossier_asks_little_of_the_browser(site: Site, reviewing: Callable[..., Page]) -> None:
    thick = scanned(site.service, f"dày {uuid4()}", letter(pages=300))
    page = reviewing(thick)
    for _ in range(20):
        page.keyboard.press("PageDown")
    expect(page.locator("#tools .which")).to_have_text("Trang 21 · 21/300")
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    figures = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    assert figures["JSHeapUsedSize"] < 30e6
    assert figures["Nodes"] < 10_000
    assert page.evaluate("[...document.images].filter((each) => each.complete && each.naturalWidth).length") < 60


def test_a_page_is_turned_and_the_dossier_read_anew(
    site: Site, tmp_path: Path, signed_in_page: Opens, picture: Callable[[Page, str], None]
) -> None:
    name = f"xoay-{uuid4()}"
    shutil.copytree(SAMPLES / READ[0], tmp_path / name, ignore=shutil.ignore_patterns("*.json"))
    put_folder(site.service.storage, list(scans_in(tmp_path)), Location(site.service.settings.scans_bucket, f"{name}/"))
    batch = batches.open_batch(site.service.engine, site.service.settings.scans_bucket, f"{name}/")
    wait_read(site.service, batch)
    (turned,) = batches.dossier_ids(site.service.engine, batch)
    before = record_of(site, turned)
    page = signed_in_page("reviewer", reduced_motion="reduce")
    page.goto(f"/review/{turned}?type={NEXT}")
    page.locator(".card .value:not([readonly])").first.wait_for()
    page.get_by_role("button", name="Xoay trang, đọc lại").click()
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("Đang đọc lại hồ sơ")
    picture(page, "review-turning")
    expect(page.locator("#banner")).to_be_hidden(timeout=120_000)
    assert record_of(site, turned) != before
    expect(page.locator("#thumbnails img").first).to_have_attribute("style", "transform: rotate(90deg);")
    with site.service.engine.connect() as connection:
        reading = connection.execute(select(DossierRow.reading).where(DossierRow.id == turned)).scalar_one()
    assert [1, 90] in (reading or {})["turns"]
