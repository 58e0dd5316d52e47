"""One field across documents, by keys alone; with a bad line as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens, Watch
from tests.browser.paper import letter, scanned
from tests.browser.site import Site
from tests.browser.test_review_page import Decided, card, decisions, value

KIND = "Kế hoạch"
"""A type of document that no other dossier of the site has."""


@pytest.fixture
def kind(site: Site) -> Callable[..., Sequence[UUID]]:
    """Dossiers with one document each, in the order in which they wait."""

    def make(count: int, type_: str = KIND) -> Sequence[UUID]:
        return [scanned(site.service, f"lưới {uuid4()}", letter(type_=type_)) for _ in range(count)]

    return make


def opened(signed_in_page: Opens, field: str, type_: str = KIND) -> Page:
    page = signed_in_page("reviewer")
    page.goto(f"/review/fields?field={field}&type={type_}")
    expect(page.locator(".strips li input").first).to_be_focused()
    return page


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_contain_text("đã lưu")


def test_a_field_is_decided_across_documents_by_keys(
    site: Site, kind: Callable[..., Sequence[UUID]], signed_in_page: Opens, picture: Callable[[Page, str], None]
) -> None:
    first, second, third = kind(3)
    page = opened(signed_in_page, "doc_number")
    page.keyboard.press("Alt+1")
    page.keyboard.type("51")
    picture(page, "grid-at-work")
    page.keyboard.press("Enter")
    page.keyboard.press("F8")
    page.keyboard.press("Alt+u")
    page.keyboard.press("F2")
    expect(page.locator("[data-more]")).to_be_focused()
    saved(page)
    assert decisions(site, first) == [Decided("doc_number", "found", "4729", None)]
    assert decisions(site, second) == [Decided("doc_number", "found", "51", None)]
    assert [(each.state, each.why) for each in decisions(site, third)] == [
        ("unreadable", "seal"),
        ("as-read", None),
        ("unreadable", None),
    ]


def test_nonsense_is_told_and_an_input_method_is_left_alone(
    site: Site, kind: Callable[..., Sequence[UUID]], signed_in_page: Opens
) -> None:
    (dossier,) = kind(1, "Thông báo")
    page = opened(signed_in_page, "issued_date", "Thông báo")
    page.keyboard.type("31/2/2024")
    page.keyboard.press("Enter")
    expect(page.locator(".strips .fault")).to_have_text("Lịch không có ngày này.")
    assert decisions(site, dossier) == []
    page.keyboard.press("Control+a")
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "5/3", "selectionStart": 3, "selectionEnd": 3})
    process = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    method.send("Input.dispatchKeyEvent", process)
    assert decisions(site, dossier) == []
    method.send("Input.insertText", {"text": "5/3"})
    page.keyboard.type("/2024")
    page.keyboard.press("Enter")
    saved(page)
    assert decisions(site, dossier) == [Decided("issued_date", "found", "2024-03-05", None)]


def test_a_lost_line_loses_nothing(
    site: Site, kind: Callable[..., Sequence[UUID]], signed_in_page: Opens, watch: Watch
) -> None:
    first, second = kind(2, "Báo cáo")
    page = opened(signed_in_page, "doc_number", "Báo cáo")
    with watch.offline(page) as context:
        page.keyboard.type("77")
        page.keyboard.press("Enter")
        page.keyboard.type("7 dở")
        expect(page.locator("[data-status]")).to_contain_text("mất kết nối, còn 1 ô chưa gửi")
        assert decisions(site, first) == []
    page = watch.over(context.new_page())
    page.goto(f"/review/{first}")
    expect(card(page, "doc_number").locator(".value")).to_be_editable()
    expect(page.locator("#saved")).to_have_text("Đã lưu")
    assert decisions(site, first) == [Decided("doc_number", "found", "77", None)]
    page.goto(f"/review/{second}")
    expect(card(page, "doc_number").locator(".value")).to_be_editable()
    assert value(page, "doc_number") == "7 dở"
