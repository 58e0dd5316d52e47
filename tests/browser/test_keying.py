"""Fields that two persons key, by keys alone: the first, the second, and a checker where both differ."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.paper import letter, scanned
from tests.browser.site import KEYED_TWICE, Site
from tests.browser.test_review_page import at_work, card, decisions, saved, stage, value


@pytest.fixture
def dossier(site: Site) -> UUID:
    return scanned(site.service, f"công điện {uuid4()}", letter(type_=KEYED_TWICE))


@pytest.fixture
def working(signed_in_page: Opens) -> Callable[..., Page]:
    """Opens a dossier as somebody new who takes it, and waits until a field has the keyboard."""

    def at(dossier: UUID, role: str = "reviewer") -> Page:
        page = signed_in_page(role, reduced_motion="reduce")
        page.goto(f"/review/{dossier}?type={KEYED_TWICE}")
        expect(card(page, "doc_number").locator(".value")).to_be_editable()
        expect(card(page, "doc_number").locator(".value")).to_be_focused()
        return page

    return at


def done(page: Page, dossier: UUID, **keys: tuple[str, str]) -> None:
    """Types into each field in its turn, with the key after it, and finishes."""
    for field, (typing, key) in keys.items():
        assert at_work(page) == field
        page.keyboard.type(typing)
        page.keyboard.press(key)
    expect(page.locator("#left")).to_have_text("Không còn gì cần xem")
    saved(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda address: str(dossier) not in address)


def test_two_key_and_a_third_decides_by_keys(
    site: Site, dossier: UUID, working: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    first = working(dossier)
    number = card(first, "doc_number")
    expect(number).to_contain_text("hai người nhập riêng")
    assert value(first, "doc_number") == ""
    expect(number).not_to_contain_text("47")
    expect(number.locator(".strip")).to_be_visible()
    expect(number.locator(".choice")).to_have_count(0)
    picture(first, "keying-first")
    done(
        first,
        dossier,
        doc_number=("4729", "Enter"),
        issued_date=("5/3/2024", "Enter"),
        subject=("", "Enter"),
        signer_name=("", "F4"),
    )
    assert stage(site, dossier) == "second"
    assert [each.field for each in decisions(site, dossier)] == ["subject", "signer_name"]

    second = working(dossier)
    assert second.locator(".card").count() == 2
    picture(second, "keying-second")
    assert not {"4729", "47 29", "2024"} & set(re.findall(r"[0-9 ]*[0-9]", second.locator("#model").text_content() or ""))
    done(second, dossier, doc_number=("4129", "Enter"), issued_date=("05032024", "Enter"))
    assert stage(site, dossier) == "arbiter"

    arbiter = working(dossier, "checker")
    expect(card(arbiter, "doc_number")).to_contain_text("hai người nhập khác nhau")
    expect(card(arbiter, "doc_number")).to_contain_text("1. 4729")
    expect(card(arbiter, "doc_number")).to_contain_text("2. 4129")
    assert value(arbiter, "doc_number") == ""
    expect(card(arbiter, "doc_number").locator(".choice .words")).to_have_text(["4729", "4129", "47"])
    picture(arbiter, "keying-arbiter")
    done(arbiter, dossier, doc_number=("", "Alt+1"))
    assert stage(site, dossier) == "approval"
    found = {each.field: each.value for each in decisions(site, dossier)}
    assert (found["doc_number"], found["issued_date"]) == ("4729", "2024-03-05")
