"""Reviewing against re-keying, how long the page lets people wait, and lists of pages with 100,000 documents.

    python -m tests.benchmarks.review WORK_DIR [--only scripted|lists|axe] [--copies 2] [--documents 100000] [--json FILE]

scripted  The samples are read by the service; a script that knows their truth files reviews them in Debian's Chromium, by keys
          alone, dossier after dossier. Keystrokes are counted as Telex types them, seconds are those of the keystroke-level
          model and what the page took; against keying every value from paper, by the same model. On the way: first paint and
          ready to type of a page that is opened, and from Ctrl+Enter to the next dossier ready.
lists     Pages of lists and answers of the review with so many documents in the database (filled by SQL), through the whole
          application without a network.
axe       What axe finds in all pages, on a screen and on a phone.
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks import review_lists, review_script
from tests.benchmarks.stack import folder, fresh
from tests.browser import site
from tests.browser.conftest import SCREEN
from tests.browser.test_accessibility import findings
from tests.browser.test_pages import PHONE
from tests.browser.visits import ALL
from tests.workers.people import person, session_of
from workers.settings import Settings
from workers.web.gate import COOKIE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work_dir", type=Path)
    parser.add_argument("--only", choices=("scripted", "lists", "axe"))
    parser.add_argument("--copies", type=int, default=2, help="how often each sample is reviewed")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20, help="how often each list is asked for")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    given = parser.parse_args()
    given.work_dir.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    with folder(given.work_dir) as place:
        if given.only in (None, "lists"):
            found["lists"] = lists(place / "lists", given.documents, given.times)
        if given.only in (None, "scripted"):
            names = sorted(each.name for each in site.SAMPLES.iterdir() if each.is_dir())
            with site.opened(place / "scripted", names) as opened, chromium() as browser:
                found["scripted"] = review_script.measure(opened, browser, given.copies)
        if given.only in (None, "axe"):
            with site.opened(place / "axe") as opened, chromium() as browser:
                found["axe"] = axe(opened, browser)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def lists(place: Path, documents: int, times: int) -> list[dict[str, Any]]:
    """Milliseconds of each page."""
    with fresh(Settings(work_dir=place)) as service:
        return review_lists.measure(service, documents, times)


def axe(opened: site.Site, browser: Browser) -> dict[str, int]:
    """How many findings each page has."""
    counts: dict[str, int] = {}
    for visit in ALL:
        for screen in (SCREEN, PHONE):
            context = browser.new_context(base_url=opened.address, viewport=screen)  # type: ignore[arg-type]
            if visit.roles:
                user = person(opened.service, *visit.roles)
                context.add_cookies([{"name": COOKIE, "value": session_of(opened.service, user.id), "url": opened.address}])
            page = context.new_page()
            page.goto(visit.at(opened))
            counts[visit.name] = counts.get(visit.name, 0) + len(findings(page))
            context.close()
    print(f"axe: {sum(counts.values())} findings in {len(counts)} pages, each on a screen and on a phone")
    return counts


if __name__ == "__main__":
    main()
