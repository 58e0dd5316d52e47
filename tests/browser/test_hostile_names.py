"""What scans and file names say is text: nothing of it is ever run, fetched or drawn as markup."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.browser.conftest import Opens, Visits, Watch
from tests.browser.site import HOSTILE, MARKUP, Site
from tests.browser.test_pages import PAGES
from tests.browser.visits import Visit

NAMING = ("dossiers", "dossiers-everybody", "batch", "review", "review-auditor")
"""Visits to pages that list the files of which the name is markup."""


def test_a_file_name_of_markup_is_text_in_the_list(site: Site, signed_in_page: Opens) -> None:
    page = signed_in_page("operator")
    page.goto("/")
    page.get_by_role("link", name=HOSTILE).click()
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator("img[src=x], main script").count() == 0


def test_recognised_markup_is_text_beside_the_page(site: Site, signed_in_page: Opens) -> None:
    page = signed_in_page("operator")
    page.goto(f"/dossiers/{site.dossiers[HOSTILE]}")
    assert page.locator(".field", has_text="Trích yếu").locator(".value").inner_text() == MARKUP
    assert page.locator("img[src=x], main script").count() == 0


@pytest.mark.parametrize("address", ["/?q={}", "/?q={}&state=done", "/?code={}&state=failed"])
def test_what_is_asked_for_is_text(address: str, signed_in_page: Opens) -> None:
    page = signed_in_page("operator")
    page.goto(address.format(quote('"><script>alert(1)</script>')))
    page.get_by_role("heading", name="Danh sách hồ sơ").wait_for()
    assert page.locator("main script").count() == 0


@pytest.mark.parametrize("visit", PAGES)
def test_no_page_draws_a_name_as_markup(visit: Visit, visited: Visits) -> None:
    page = visited(visit)
    assert page.locator("img[src=x], main script").count() == 0
    if visit.name in NAMING:
        assert "<img src=x onerror=alert(1)>" in page.locator("main").inner_text()


def test_markup_that_finds_its_way_into_a_page_is_not_run(signed_in_page: Opens, watch: Watch) -> None:
    """The second wall: the policy of the page stops what the first lets through."""
    page = signed_in_page("operator")
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)><b style=\"color:red\">b</b>')")
    page.wait_for_function("() => document.querySelector('img[src=x]').complete")
    assert any("Content Security Policy" in each for each in watch.troubles)
    assert not any("dialog" in each for each in watch.troubles)
    watch.troubles.clear()
