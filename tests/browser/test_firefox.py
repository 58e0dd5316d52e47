"""The pages in Debian's Firefox: drawn, without complaint, as wide as the window, and with their scripts at work."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.browser.conftest import PATIENCE, PICTURES, REQUIRED, SCREEN
from tests.browser.marionette import Firefox, firefox
from tests.browser.paper import letter, scanned
from tests.browser.site import Site
from tests.browser.test_pages import PAGES
from tests.browser.test_review_page import Decided, decisions
from tests.browser.visits import Visit
from tests.workers.people import person, session_of
from workers.identity import ROLES
from workers.web.gate import COOKIE

WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
INJECTED = """
document.body.insertAdjacentHTML("beforeend", '<img src="/static/icon.svg" onload="document.title = &quot;run&quot;">');
return new Promise((done) => document.body.lastElementChild.addEventListener("load", () => done(document.title)));
"""
"""The listener of the markup comes before ours, if it comes at all."""
ENTER, F2 = "\ue007", "\ue032"
STYLED = "return getComputedStyle(document.querySelector('.top')).backgroundColor"


@pytest.fixture(scope="module")
def window(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Of somebody who may see everything."""
    program = shutil.which("firefox-esr")
    if program is None:
        assert not REQUIRED, "HOSO_BROWSER_REQUIRED is set, and there is no firefox-esr: apt-get install firefox-esr"
        pytest.skip("needs Debian's firefox-esr: apt-get install firefox-esr")
    with firefox(program, tmp_path_factory.mktemp("firefox")) as window:
        window.resize(SCREEN["width"], SCREEN["height"] + 85)
        window.goto(f"{site.address}/sign-in")
        window.add_cookie(COOKIE, session_of(site.service, person(site.service, *ROLES).id))
        yield window


@pytest.mark.parametrize("visit", PAGES)
def test_a_page_is_drawn_without_complaint(visit: Visit, site: Site, window: Firefox) -> None:
    window.complaints(site.address)
    window.goto(site.address + visit.at(site))
    assert window.complaints(site.address) == []
    assert window.run(WIDER) == 0
    assert window.run(STYLED) == "rgb(29, 79, 122)"
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{visit.name}.firefox.png").write_bytes(window.picture())


def test_a_field_shows_its_place_on_the_page(site: Site, window: Firefox) -> None:
    window.goto(f"{site.address}/dossiers/{site.dossiers['ho-so-03']}")
    window.run("document.querySelector('.field[data-field] a').click()")
    assert window.run("return document.querySelectorAll('rect.chosen').length") == 1


def test_a_dossier_is_corrected(site: Site, window: Firefox) -> None:
    dossier = scanned(site.service, f"thư {uuid4()}", letter())
    window.goto(f"{site.address}/review/{dossier}")
    until(window, "return document.activeElement.matches('.card .value:not([readonly])')")
    window.press(f"Số 15{ENTER}")
    window.press(F2)
    until(window, "return document.getElementById('saved').className === 'saved saved'")
    assert decisions(site, dossier) == [
        Decided("doc_number", "found", "Số 15", None),
        Decided("issued_date", "unreadable", None, None),
    ]
    (PICTURES / "review-at-work.firefox.png").write_bytes(window.picture())
    assert window.complaints(site.address) == []


def until(window: Firefox, script: str) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not window.run(script):
        assert time.monotonic() < deadline, script
        time.sleep(0.05)


def test_the_policy_of_the_pages_is_kept(site: Site, window: Firefox) -> None:
    window.goto(f"{site.address}/")
    assert window.run(INJECTED) != "run"
