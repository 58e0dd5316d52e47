"""WCAG 2.2 AA: what axe finds, and what it cannot find: that everything is reached by keyboard, and seen when it is."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.conftest import SCREEN, Opens, Visits
from tests.browser.test_pages import PAGES, PHONE
from tests.browser.visits import Visit

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

CONTROLS = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0)
  .map((each, number) => { each.dataset.control = number; return each.outerHTML.slice(0, 120); })"""
ONE_STOP = """() => Object.values(Object.groupBy(
    [...document.querySelectorAll("input[type=radio][data-control]")], (each) => each.name))
  .map((group) => group.map((each) => Number(each.dataset.control)))"""
"""Radio buttons of one name are one stop of Tab; the arrows choose among them."""
FOCUSED = """() => {
  const each = document.activeElement, style = getComputedStyle(each), place = each.getBoundingClientRect();
  return {
    control: each.dataset.control ?? null,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: place.bottom > 0 && place.right > 0 && place.top < innerHeight && place.left < innerWidth,
  };
}"""


def findings(page: Page) -> list[str]:
    """What axe finds, each with the element."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    return [f"{each['id']}: {node['html'][:150]}" for each in found.response["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("screen", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("visit", PAGES)
def test_axe_finds_nothing(visit: Visit, screen: dict[str, int], visited: Visits) -> None:
    page = visited(visit, viewport=screen)
    assert findings(page) == []


@pytest.mark.parametrize("visit", PAGES)
def test_every_control_is_reached_by_keyboard_and_seen_when_it_is(visit: Visit, visited: Visits) -> None:
    page = visited(visit)
    page.wait_for_load_state("networkidle")
    controls = page.evaluate(CONTROLS)
    groups = page.evaluate(ONE_STOP)
    reached: set[int] = set()
    for _ in range(2 * len(controls) + 20):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["control"] is None:
            continue
        control = int(focused["control"])
        assert focused["seen"], f"no outline: {controls[control]}"
        assert focused["inside"], f"out of sight: {controls[control]}"
        reached.update(next((group for group in groups if control in group), [control]))
        if len(reached) == len(controls):
            break
    assert [each for number, each in enumerate(controls) if number not in reached] == []


def test_the_first_tab_leads_past_the_head(signed_in_page: Opens) -> None:
    page = signed_in_page("operator")
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")
