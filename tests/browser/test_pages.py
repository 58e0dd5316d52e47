"""Every page of the application: drawn without complaint in both languages, on small screens, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from tests.browser.conftest import Opens, Visits, Watch
from tests.browser.site import Site
from tests.browser.visits import ALL, NO_PAGES, VISITS, Visit
from workers.database.tables import Language
from workers.identity import ROLES
from workers.web import create_app
from workers.web.rooms import ROOMS

PAGES = [pytest.param(visit, id=visit.name) for visit in ALL]
PHONE = {"width": 400, "height": 800}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""How far a page can be pushed sideways, in pixels."""


def test_no_page_is_left_out(site: Site) -> None:
    app = create_app(site.service)
    with TestClient(app):
        pass  # Only so that its processes end: they would hold the browser's driver back.
    answering = {each.path for each in app.routes if isinstance(each, APIRoute) and "GET" in (each.methods or ())}
    assert answering == {*VISITS, *NO_PAGES}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("visit", PAGES)
def test_a_page_is_drawn_without_complaint(
    visit: Visit, language: Language, visited: Visits, picture: Callable[[Page, str], None]
) -> None:
    page = visited(visit, language=language)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main").count() == 1
    assert page.evaluate(WIDER) == 0
    picture(page, f"{visit.name}.{language}")


@pytest.mark.parametrize("visit", PAGES)
def test_a_page_fits_a_narrow_screen(visit: Visit, visited: Visits, picture: Callable[[Page, str], None]) -> None:
    page = visited(visit, viewport=PHONE)
    assert page.evaluate(WIDER) == 0
    picture(page, f"{visit.name}.narrow")


@pytest.mark.parametrize("visit", [pytest.param(first, id=first.name) for first, *_ in VISITS.values() if not first.scripted])
def test_a_page_says_the_same_without_scripts(visit: Visit, visited: Visits) -> None:
    said = []
    # Each visit adds a person and what they looked at, and takes what is to be inspected.
    shown = "main h2, main th, main dt" + ("" if visit.name in ("users", "audit", "inspect") else ", main label, main a")
    for scripts in (True, False):
        page = visited(visit, java_script_enabled=scripts)
        said.append(page.locator(shown).all_text_contents())
    assert said[0] == said[1]


@pytest.mark.parametrize("role", ROLES)
def test_the_head_leads_where_somebody_may_go_and_nowhere_else(role: str, signed_in_page: Opens) -> None:
    page = signed_in_page(role)
    page.goto("/me")
    links = page.locator(".rooms a").all()
    addresses = [link.get_attribute("href") or "" for link in links]
    assert addresses == [room.address for room in ROOMS if role in room.roles]
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert page.locator(".rooms a[aria-current=page]").get_attribute("href") == address


def test_a_missing_page_says_so_and_leads_back(site: Site, signed_in_page: Opens, watch: Watch) -> None:
    watch.expected.add(404)
    page = signed_in_page("operator")
    page.goto("/no/such/page")
    page.get_by_text("Không tìm thấy.").wait_for()
    page.get_by_role("link", name="Về danh sách hồ sơ").click()
    page.get_by_role("heading", name="Danh sách hồ sơ").wait_for()


def test_a_field_shows_its_place_on_the_page_and_the_place_its_field(site: Site, signed_in_page: Opens) -> None:
    page = signed_in_page("operator")
    page.goto(f"/dossiers/{site.dossiers['ho-so-03']}")
    page.get_by_role("link", name="Trích yếu").first.press("Enter")
    box = page.locator("rect.chosen")
    assert box.count() == 1
    assert page.locator(".field.chosen dt").inner_text() == "Trích yếu"
    page.locator("rect[data-field$=signer_name]").first.click()
    assert page.locator(".field.chosen dt").inner_text() == "Người ký"
