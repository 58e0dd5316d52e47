"""The page where a dossier is reviewed, as people use it: by keys, with a bad line, side by side with others."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import select, update

from tests.browser.conftest import PATIENCE, Opens, Watch
from tests.browser.paper import NUMBER, PRINTED, letter, scanned
from tests.browser.site import Site
from tests.workers.records import claim, publish
from workers.database import dossiers, lists
from workers.database.tables import CorrectionRow, DossierRow, ReviewRow

NEXT = "Giấy mời"
"""A type of document that no other dossier of the site has."""

SLOW = "Thông cáo"
"""Another one."""


@dataclass(frozen=True)
class Decided:
    """A correction as it is kept."""

    field: str
    state: str
    value: str | None
    why: str | None


def decisions(site: Site, dossier: UUID) -> list[Decided]:
    """What people decided, in their order."""
    columns = (CorrectionRow.field, CorrectionRow.state, CorrectionRow.value, CorrectionRow.why)
    query = select(*columns).where(CorrectionRow.dossier_id == dossier).order_by(CorrectionRow.id)
    with site.service.engine.connect() as connection:
        return [Decided(*row) for row in connection.execute(query)]


def stage(site: Site, dossier: UUID) -> str:
    with site.service.engine.connect() as connection:
        return str(connection.execute(select(ReviewRow.stage).where(ReviewRow.dossier_id == dossier)).scalar_one())


@pytest.fixture
def dossier(site: Site) -> UUID:
    """One document with four fields in doubt."""
    return scanned(site.service, f"thư {uuid4()}", letter())


@pytest.fixture
def reviewing(signed_in_page: Opens) -> Callable[..., Page]:
    """Opens a dossier as a reviewer who has taken it."""

    def at(dossier: UUID, query: str = f"?type={NEXT}", roles: tuple[str, ...] = ("reviewer",)) -> Page:
        page = signed_in_page(*roles, reduced_motion="reduce")
        page.goto(f"/review/{dossier}{query}")
        expect(card(page, "doc_number").locator(".value")).to_be_editable()
        return page

    return at


def card(page: Page, field: str, document: int = 0) -> Locator:
    return page.locator(f'.card[data-key="{document} {field}"]')


def value(page: Page, field: str) -> str:
    return card(page, field).locator(".value").input_value()


def at_work(page: Page) -> str:
    """The name of the field that has the keyboard."""
    key = page.evaluate("document.activeElement.closest('.card')?.dataset.key ?? ''")
    return str(key).partition(" ")[2]


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Đã lưu")


def test_a_dossier_is_reviewed_by_keyboard_alone(
    site: Site, reviewing: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    first = scanned(site.service, f"giấy mời một {uuid4()}", letter(type_=NEXT))
    second = scanned(site.service, f"giấy mời hai {uuid4()}", letter(type_=NEXT))
    page = reviewing(first)
    picture(page, "review-first")
    keys = page.keyboard
    for field, typing, key in (
        ("doc_number", "", "Alt+1"),
        ("issued_date", "5/3/2024", "Enter"),
        ("subject", "", "Enter"),
        ("signer_name", "", "F4"),
    ):
        assert at_work(page) == field
        keys.type(typing)
        keys.press(key)
    expect(page.locator("#left")).to_have_text("Không còn gì cần xem")
    saved(page)
    picture(page, "review-decided")
    keys.press("Control+Enter")
    page.wait_for_url(f"**/review/{second}?*")
    assert at_work(page) == "doc_number"
    assert stage(site, first) == "approval"
    assert decisions(site, first) == [
        Decided("doc_number", "found", "4729", None),
        Decided("issued_date", "found", "2024-03-05", None),
        Decided("subject", "found", "V/v số hóa", None),
        Decided("signer_name", "absent", None, None),
    ]


def test_who_is_faster_than_the_server_gets_the_next_dossier_all_the_same(site: Site, signed_in_page: Opens) -> None:
    first, second = (scanned(site.service, f"{SLOW} {number} {uuid4()}", letter(type_=SLOW)) for number in (1, 2))
    page = signed_in_page("reviewer", reduced_motion="reduce")
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/review/claim", lambda route: held.append((route, route.fetch())), times=1)
    page.goto(f"/review/{first}?type={SLOW}")
    expect(card(page, "doc_number").locator(".value")).to_be_editable()
    for key in ("F2", "F2", "F2", "F2"):
        page.keyboard.press(key)
    saved(page)
    deadline = time.monotonic() + PATIENCE / 1000
    while not held:
        assert time.monotonic() < deadline, "no dossier was claimed ahead"
        page.wait_for_timeout(100)
    with page.expect_response("**/finish"):
        page.keyboard.press("Control+Enter")
    # Time in which a page that did not wait for the claim would ask again, and find nothing.
    page.wait_for_timeout(300)
    route, answer = held[0]
    route.fulfill(response=answer)
    page.wait_for_url(f"**/review/{second}?*")
    assert at_work(page) == "doc_number"
    assert stage(site, first) == "approval"


def test_every_answer_that_is_no_value_has_a_key(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    for key in ("F2", "F8", "F4"):
        page.keyboard.press(key)
    saved(page)
    assert decisions(site, dossier) == [
        Decided("doc_number", "unreadable", None, None),
        Decided("issued_date", "unreadable", None, "seal"),
        Decided("subject", "absent", None, None),
    ]
    assert card(page, "issued_date").locator(".sureness").inner_text() == "bị dấu che"


def test_a_part_of_a_date_is_not_confirmed_in_passing(site: Site, reviewing: Callable[..., Page]) -> None:
    paper = letter()
    read = replace(paper.documents[0].fields["issued_date"], text="ngày … tháng 3 năm 2024", value="2024-03", precision="month")
    said = replace(paper.documents[0], fields=paper.documents[0].fields | {"issued_date": read})
    dossier = scanned(site.service, f"ngày viết tay {uuid4()}", replace(paper, documents=(said,)))
    page = reviewing(dossier)
    page.keyboard.press("Alt+1")
    assert (at_work(page), value(page, "issued_date")) == ("issued_date", "03/2024")
    page.keyboard.press("Enter")
    expect(card(page, "issued_date").locator(".fault")).to_contain_text("một phần")
    assert at_work(page) == "issued_date"
    page.keyboard.press("Enter")
    assert at_work(page) == "subject"
    saved(page)
    assert decisions(site, dossier)[-1] == Decided("issued_date", "found", "2024-03", None)


def test_what_was_done_is_undone_step_by_step(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    page.keyboard.press("Alt+2")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+u")
    assert (at_work(page), value(page, "doc_number")) == ("doc_number", "4129")
    page.keyboard.press("Alt+u")
    assert value(page, "doc_number") == "47"
    saved(page)
    assert [each.state for each in decisions(site, dossier)] == ["found", "found", "found", "as-read"]
    expect(page.locator("#left")).to_have_text("Còn 4 cần xem")


def test_a_lost_line_loses_no_keystroke(site: Site, dossier: UUID, reviewing: Callable[..., Page], watch: Watch) -> None:
    page = reviewing(dossier)
    with watch.offline(page) as left:
        page.keyboard.type("123")
        page.keyboard.press("Enter")
        page.keyboard.press("F2")
        page.keyboard.type("Về việc gõ d")
        expect(page.locator("#saved")).to_have_text("Mất kết nối, còn 2 chưa gửi")
        assert decisions(site, dossier) == []
    page = again(left, dossier, watch)
    expect(page.locator("#saved")).to_have_text("1 ô đang gõ dở")
    assert value(page, "subject") == "Về việc gõ d"
    assert decisions(site, dossier) == [
        Decided("doc_number", "found", "123", None),
        Decided("issued_date", "unreadable", None, None),
    ]
    page.keyboard.press("Escape")
    card(page, "subject").locator(".value").press("Enter")
    saved(page)
    assert page.evaluate("Object.keys(localStorage)") == []


def again(context: BrowserContext, dossier: UUID, watch: Watch) -> Page:
    """The same person opens the dossier once more."""
    page = watch.over(context.new_page())
    page.goto(f"/review/{dossier}?type={NEXT}")
    expect(card(page, "doc_number").locator(".value")).to_be_editable()
    return page


def test_what_others_left_in_the_browser_is_forgotten(dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    page.evaluate("localStorage.setItem('hoso.review/somebody/else', '{}')")
    page.reload()
    expect(card(page, "doc_number").locator(".value")).to_be_editable()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_input_method_is_left_alone(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    page.keyboard.press("Enter")
    card(page, "subject").locator(".value").focus()
    page.keyboard.press("Control+a")
    method = page.context.new_cdp_session(page)
    for text in ("T", "Ti", "Tie", "Tiê", "Tiên", "Tiến"):
        method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        method.send(
            "Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
        )
    saved_or_typing = page.locator("#saved")
    expect(saved_or_typing).to_have_text("1 ô đang gõ dở")
    assert (at_work(page), value(page, "subject")) == ("subject", "Tiến")
    method.send("Input.insertText", {"text": "Tiến"})
    page.keyboard.type(" độ s1 dd")
    page.keyboard.press("Enter")
    saved(page)
    assert decisions(site, dossier)[-1] == Decided("subject", "found", "Tiến độ s1 dd", None)


def test_dates_are_typed_day_first_and_nonsense_is_told(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    card(page, "issued_date").locator(".value").focus()
    for typed in ("31/2/2024", "hôm qua"):
        page.keyboard.press("Control+a")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(card(page, "issued_date").locator(".fault")).to_be_visible()
        assert at_work(page) == "issued_date"
    page.keyboard.press("Control+a")
    page.keyboard.type("03/2024")
    page.keyboard.press("Enter")
    saved(page)
    assert decisions(site, dossier) == [Decided("issued_date", "found", "2024-03", None)]


def test_markup_in_a_scan_is_text(site: Site, reviewing: Callable[..., Page], picture: Callable[[Page, str], None]) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}</script>"
    page = reviewing(scanned(site.service, f"<b>{uuid4()}", letter(markup, subject=markup)))
    assert value(page, "subject") == markup
    page.keyboard.press("Alt+/")
    page.keyboard.type(markup)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#told")).to_have_text("Đã lưu")
    page.keyboard.press("Alt+/")
    expect(page.locator(".said p")).to_have_text(markup)
    picture(page, "review-hostile")
    assert page.locator("main img[src=x], dialog img").count() == 0


def test_a_box_and_its_field_lead_to_each_other(dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    expect(page.locator("rect.chosen")).to_have_attribute("data-key", "0 doc_number")
    page.keyboard.press("Alt+0")
    page.locator('rect[data-key="0 subject"]').click()
    assert at_work(page) == "subject"
    frame, box = page.locator("#stage-of-page").bounding_box(), page.locator("rect.chosen").bounding_box()
    assert frame is not None
    assert box is not None
    assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert abs(box["y"] + box["height"] / 2 - frame["y"] - frame["height"] / 2) < frame["height"] / 3


def test_a_place_that_is_drawn_is_read_again(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    box = page.locator("rect.chosen").bounding_box()
    assert box is not None
    page.keyboard.press("F9")
    page.mouse.move(box["x"] - 8, box["y"] - 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 8, box["y"] + box["height"] + 12, steps=4)
    page.mouse.up()
    expect(card(page, "doc_number").locator(".value")).to_have_value(PRINTED, timeout=60_000)
    page.keyboard.press("Enter")
    saved(page)
    with site.service.engine.connect() as connection:
        kept = connection.execute(
            select(CorrectionRow.page, CorrectionRow.box).where(CorrectionRow.dossier_id == dossier)
        ).one()
    assert kept[0] == 1
    assert kept[1] is not None
    assert abs(kept[1]["x0"] - NUMBER.x0) < 60


def test_a_place_is_framed_and_read_by_keys(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    page.keyboard.press("F9")
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(card(page, "doc_number").locator(".value")).to_have_value(PRINTED, timeout=60_000)
    page.keyboard.press("Enter")
    saved(page)
    assert decisions(site, dossier) == [Decided("doc_number", "found", PRINTED, None)]


def test_pages_are_split_and_merged_by_keys(
    site: Site, reviewing: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    page = reviewing(scanned(site.service, f"ba trang {uuid4()}", letter(pages=3)))
    page.keyboard.press("Alt+x")
    for key in ("ArrowRight", "Alt+ArrowDown", "ArrowRight", "Alt+ArrowLeft"):
        page.keyboard.press(key)
    picture(page, "review-arrangement")
    page.get_by_role("button", name="Lưu cách sắp xếp").press("Enter")
    expect(page.locator("#tabs button")).to_have_count(2)
    assert page.locator("#tabs .pages").all_inner_texts() == ["tr. 1", "tr. 3, 2"]
    page.locator("#tabs button").first.click()
    page.get_by_role("button", name="Gộp với giấy tờ sau").click()
    expect(page.locator("#tabs button")).to_have_count(1)


def test_a_field_that_was_not_seen_is_added(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    page.keyboard.press("Alt+a")
    page.keyboard.type("noi nhan")
    page.keyboard.press("Enter")
    assert at_work(page) == "recipients"
    page.keyboard.type("Như trên")
    page.keyboard.press("Tab")
    saved(page)
    assert decisions(site, dossier)[0].value == "Như trên"


def test_a_dossier_goes_back_with_a_reason(site: Site, dossier: UUID, reviewing: Callable[..., Page]) -> None:
    page = reviewing(dossier)
    page.keyboard.press("Alt+Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"{site.address}/review")
    assert stage(site, dossier) == "returned"


def test_two_people_never_have_the_same_dossier(
    site: Site, dossier: UUID, reviewing: Callable[..., Page], signed_in_page: Opens, watch: Watch
) -> None:
    watch.expected.add(409)
    first, second = reviewing(dossier), signed_in_page("reviewer")
    second.goto(f"/review/{dossier}")
    expect(second.locator("#banner")).to_contain_text("đang giữ hồ sơ này")
    assert not card(second, "doc_number").locator(".value").is_editable()
    past = datetime.now(UTC) - timedelta(minutes=1)
    with site.service.engine.begin() as connection:
        connection.execute(update(ReviewRow).where(ReviewRow.dossier_id == dossier).values(lease_until=past))
    second.get_by_role("button", name="Nhận lại hồ sơ").click()
    expect(card(second, "doc_number").locator(".value")).to_be_editable()
    first.keyboard.type("555")
    first.keyboard.press("Enter")
    expect(first.locator("#banner")).to_contain_text("vẫn được giữ")
    expect(first.locator("#saved")).to_have_text("Chưa gửi được 1")
    assert value(first, "doc_number") == "555"
    assert decisions(site, dossier) == []


def test_values_meant_for_an_older_record_can_be_applied_again(
    site: Site, dossier: UUID, reviewing: Callable[..., Page], watch: Watch
) -> None:
    watch.expected.add(409)
    page = reviewing(dossier)
    read_anew(site, dossier)
    page.keyboard.type("31")
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("chưa được áp dụng")
    expect(page.locator("#banner .told-of")).to_contain_text("31")
    assert decisions(site, dossier) == []
    page.get_by_role("button", name="Áp dụng lại").click()
    saved(page)
    assert decisions(site, dossier) == [Decided("doc_number", "found", "31", None)]


def read_anew(site: Site, dossier: UUID) -> None:
    """Another record of the same scan is published."""
    engine = site.service.engine
    found = lists.by_id(engine, dossier)
    assert found is not None
    assert dossiers.reread(engine, [dossier]) == [dossier]
    with engine.connect() as connection:
        revision = connection.execute(select(DossierRow.revision).where(DossierRow.id == dossier)).scalar_one()
    task = claim(site.service, dossier, revision, dossiers.configuration_id(engine, "by-hand"))
    assert task is not None
    assert publish(site.service, task, letter(), source=found.source or "")


def test_who_may_not_decide_sees_without_changing(dossier: UUID, signed_in_page: Opens) -> None:
    page = signed_in_page("auditor")
    page.goto(f"/review/{dossier}")
    expect(page.locator("#banner")).to_have_text("Bạn chỉ xem hồ sơ này.")
    assert not card(page, "doc_number").locator(".value").is_editable()
    assert page.get_by_role("button", name="Hoàn tất").count() == 0


def test_three_hundred_pages_stay_usable(site: Site, reviewing: Callable[..., Page]) -> None:
    long = scanned(site.service, f"dày {uuid4()}", letter(pages=300))
    asked: list[str] = []
    page = reviewing(long)
    page.on("request", lambda request: asked.append(request.url) if ".jpg" in request.url else None)
    assert page.locator("#thumbnails button").count() == 300
    for _ in range(5):
        page.keyboard.press("PageDown")
    expect(page.locator("#tools .which")).to_have_text("Trang 6 · 6/300")
    page.locator("#thumbnails button").last.click()
    expect(page.locator("#tools .which")).to_have_text("Trang 300 · 300/300")
    expect(page.locator(".leaf-page img")).to_have_attribute(
        "src", f"/dossiers/{long}/pages/300.jpg?w=700&r={record_of(site, long)}"
    )
    assert len(set(asked)) < 60


def record_of(site: Site, dossier: UUID) -> int:
    found = lists.by_id(site.service.engine, dossier)
    assert found is not None
    assert found.record_id is not None
    return found.record_id
