"""Debian's Chromium before a real service. A page that complains, or asks another host for anything, fails its test."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response, sync_playwright
from sqlalchemy import update

from tests.browser.site import Site, opened
from tests.browser.visits import Visit
from tests.workers.people import person, session_of
from workers.database.tables import Language, UserRow
from workers.web.gate import COOKIE

SCREEN = {"width": 1366, "height": 768}
"""The smallest screen of an office that the pages are made for."""
PATIENCE = 30_000
"""Milliseconds that a page may take to do what is asked of it."""
PICTURES = Path(os.environ.get("HOSO_SCREENSHOTS", Path(__file__).parents[2] / ".pytest_artefacts" / "pages"))
DRAWN = """() => [...document.images].every((each) => {
  const at = each.getBoundingClientRect();
  return each.complete || (each.loading === "lazy" && (at.top > innerHeight || at.bottom < 0 || !at.width));
})"""
"""Whether all images are there that somebody sees without scrolling."""
REQUIRED = os.environ.get("HOSO_BROWSER_REQUIRED") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.stack)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        assert not REQUIRED, "HOSO_BROWSER_REQUIRED is set, and there is no chromium: apt-get install chromium"
        pytest.skip("needs Debian's chromium: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Watch:
    """What pages did that pages must not do. `expected`: statuses of 400 and above that the test asks for itself."""

    host: str
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def over(self, page: Page) -> Page:
        """The page, with everything noted that goes wrong in it."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"script failed: {error}"))
        page.on("dialog", self._stopped)
        page.on("request", self._asked)
        page.on("response", self._answered)
        return page

    @contextmanager
    def offline(self, page: Page) -> Iterator[BrowserContext]:
        """The line is down until the block ends, and then the page is gone too: what it kept is in the browser."""
        context = page.context
        context.set_offline(True)
        yield context
        page.close(run_before_unload=False)
        context.set_offline(False)
        self.troubles = [each for each in self.troubles if "ERR_INTERNET_DISCONNECTED" not in each]

    def _said(self, message: ConsoleMessage) -> None:
        status = re.match(r"Failed to load resource: the server responded with a status of (\d+)", message.text)
        if message.type == "error" and not (status and int(status[1]) in self.expected):
            self.troubles.append(f"console: {message.text}")

    def _stopped(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.troubles.append(f"asked {parts.netloc} for something")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 and response.status not in self.expected:
            self.troubles.append(f"{response.status} from {urlsplit(response.url).path}")


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """Over every page of a test; the test fails when it noted anything."""
    watch = Watch(urlsplit(site.address).netloc)
    yield watch
    assert not watch.troubles


Opens = Callable[..., Page]
Visits = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site, watch: Watch) -> Iterator[Opens]:
    """Makes pages, each in a browser of its own: `open_page(java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Page:
        usual = {"base_url": site.address, "locale": "vi-VN", "viewport": SCREEN}
        context = chromium.new_context(**{**usual, **options})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return watch.over(context.new_page())

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Opens) -> Page:
    """A page of nobody who is signed in."""
    return open_page()


@pytest.fixture
def signed_in_page(open_page: Opens, site: Site) -> Opens:
    """Makes pages of somebody new who has these roles: `signed_in_page("reviewer", language="en")`. Without any: of nobody."""

    def make(*roles: str, language: Language = "vi", **options: object) -> Page:
        page = open_page(**options)
        cookies: dict[str, str] = {"language": language}
        if roles:
            user = person(site.service, *roles)
            with site.service.engine.begin() as connection:
                connection.execute(update(UserRow).where(UserRow.id == user.id).values(language=language))
            cookies[COOKIE] = session_of(site.service, user.id)
        page.context.add_cookies([{"name": name, "value": value, "url": site.address} for name, value in cookies.items()])
        return page

    return make


@pytest.fixture
def visited(site: Site, signed_in_page: Opens, watch: Watch) -> Visits:
    """Pays a visit: `visited(visit, language="en")`. The page must be there."""

    def pay(visit: Visit, **options: Any) -> Page:
        watch.expected.update(visit.refusals)
        page = signed_in_page(*visit.roles, **options)
        answer = page.goto(visit.at(site))
        assert answer is not None
        assert answer.status == 200
        return page

    return pay


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keeps what a page looks like, for people to look at."""

    def keep(page: Page, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.wait_for_function(DRAWN)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    return keep
