"""A reviewer who knows what is right, before the real page: what each dossier costs, and what stays wrong."""

from __future__ import annotations

import hashlib
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete, update

from extractor.amending import write_as
from extractor.evaluation.truth import SUFFIX, TrueDocument, Value, load
from extractor.record import Dossier
from tests.benchmarks.keystrokes import Work, day, typed
from tests.benchmarks.review_lists import spread
from tests.browser.conftest import SCREEN
from tests.browser.site import SAMPLES, Site
from tests.workers.people import person, session_of
from tests.workers.records import published
from workers.database import lists
from workers.database.tables import ReviewRow
from workers.records import Records
from workers.web.gate import COOKIE

Json = Mapping[str, Any]
Truths = Mapping[tuple[str, int], TrueDocument]
"""By the file, and a page of it."""

OPENED = 20
"""How often a page is opened to see how long that takes."""
MOVED = "(key) => document.querySelector('#left.none') || document.activeElement.closest('.card')?.dataset.key !== key"
THINKING = 1500
"""Milliseconds of looking at a dossier until it is done with: nobody is faster, and the next one is loaded meanwhile."""
READY = """
let before = "";
const look = () => {
  const at = document.activeElement;
  const page = location.pathname;
  if (page !== before && at?.matches(".card .value:not([readonly])") && document.querySelectorAll(".card").length) {
    before = page;
    window.readyAt = performance.now();
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
const ended = (event) => { if (event.ctrlKey && event.key === "Enter") window.endedAt = performance.now(); };
addEventListener("keydown", ended, true);
"""


@dataclass(frozen=True)
class Reviewed:
    """One dossier. `fields`: true values on its paper; `right`: those that stand in its record."""

    work: Work
    rekeyed: Work
    fields: int
    right_before: int
    right_after: int
    missing: int
    """True values in whose place the record has nothing afterwards: nobody is asked for what a type does not require."""
    looked_at: int
    next_after: float | None
    """Milliseconds from Ctrl+Enter until the next dossier was ready; None of the last one."""


def measure(site: Site, browser: Browser, copies: int) -> dict[str, Any]:
    """Reviews `copies` of every sample, and opens pages."""
    truths = {name: _truths(name) for name in site.dossiers if (SAMPLES / name).is_dir()}
    dossiers = dict(_copied(site, truths, copies))
    _set_aside(site, [each for name, each in site.dossiers.items() if name not in truths])
    context = browser.new_context(base_url=site.address, locale="vi-VN", viewport=SCREEN, reduced_motion="reduce")  # type: ignore[arg-type]
    context.add_init_script(READY)
    cookie = session_of(site.service, person(site.service, "reviewer").id)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": site.address}])
    page = context.new_page()
    opened = [_opened(page, dossier) for dossier in (list(dossiers) * OPENED)[:OPENED]]
    with site.service.engine.begin() as connection:
        connection.execute(update(ReviewRow).values(holder_id=None, lease=None, lease_until=None))
    done = list(_reviewed(site, page, dossiers))
    context.close()
    return _told(opened, done)


def _truths(name: str) -> Truths:
    found: dict[tuple[str, int], TrueDocument] = {}
    for path in sorted((SAMPLES / name).glob(f"*{SUFFIX}")):
        truth = load(path)
        found |= {(truth.file, number): each for each in truth.described for number in each.pages}
    return found


def _copied(site: Site, truths: Mapping[str, Truths], copies: int) -> Iterator[tuple[UUID, Truths]]:
    """The samples, and further dossiers with the same record and scan."""
    service = site.service
    for name, truth in truths.items():
        yield site.dossiers[name], truth
        listed = lists.by_id(service.engine, site.dossiers[name])
        assert listed is not None
        assert listed.source is not None
        assert listed.configuration is not None
        record = Records(service).as_read(listed.source, listed.configuration)
        if len(record.sources) > 1:
            continue
        for number in range(1, copies):
            path = SAMPLES / name / record.sources[0].name.rpartition("/")[2]
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            again = replace(record, sources=(replace(record.sources[0], sha256=digest),))
            copy = f"{name} lần {number + 1}"
            task = published(service, copy, again)
            service.storage.put("scans", f"{copy}/1.pdf", path)
            yield task.id, truth


def _set_aside(site: Site, dossiers: Sequence[UUID]) -> None:
    """Nobody is to review these."""
    with site.service.engine.begin() as connection:
        connection.execute(delete(ReviewRow).where(ReviewRow.dossier_id.in_(dossiers)))


def _opened(page: Page, dossier: UUID) -> tuple[float, float]:
    """Milliseconds from asking for the page to its first paint, and to where somebody may type."""
    page.goto(f"/review/{dossier}")
    page.wait_for_function("() => window.readyAt && performance.getEntriesByType('paint').length")
    paint, ready = page.evaluate("[performance.getEntriesByName('first-contentful-paint')[0].startTime, window.readyAt]")
    return paint, ready


def _reviewed(site: Site, page: Page, dossiers: Mapping[UUID, Truths]) -> Iterator[Reviewed]:
    page.goto("/review")
    page.get_by_role("button", name="Nhận hồ sơ tiếp theo").click()
    left = len(dossiers)
    while left:
        page.wait_for_function("() => window.readyAt")
        dossier = UUID(page.url.partition("/review/")[2].partition("?")[0])
        truths = dossiers[dossier]
        before = _record(site, dossier)
        began = time.monotonic()
        work, looked_at = _decided(page, truths, [each.name.rpartition("/")[2] for each in before.sources])
        expect(page.locator("#saved")).to_have_text("Đã lưu")
        page.wait_for_timeout(max(0, THINKING - 1000 * (time.monotonic() - began)))
        left -= 1
        page.keyboard.press("Control+Enter")
        page.wait_for_function("(now) => location.pathname !== now", arg=f"/review/{dossier}")
        after = None
        if left:
            page.wait_for_function("() => window.readyAt > window.endedAt")
            after = page.evaluate("window.readyAt - window.endedAt")
        fields = sum(value is not None for each in _documents(truths) for value in each.fields.values())
        yield Reviewed(
            work + Work(keys=2, waited=(after or 0) / 1000),
            _rekeyed(truths),
            fields,
            _right(before, truths)[0],
            *_right(_record(site, dossier), truths),
            looked_at,
            after,
        )


def _documents(truths: Truths) -> Sequence[TrueDocument]:
    return list({id(each): each for each in truths.values()}.values())


def _decided(page: Page, truths: Truths, files: Sequence[str]) -> tuple[Work, int]:
    """Decides what is in doubt, in the page's own order."""
    state = page.request.get(f"{page.url.partition('?')[0]}/state").json()
    work, count = Work(), 0
    while not page.locator("#left.none").count():
        key = page.evaluate("document.activeElement.closest('.card')?.dataset.key")
        index, _, name = str(key).partition(" ")
        document = state["documents"][int(index)]
        field = next(each for each in document["fields"] if each["name"] == name)
        leaf = state["pages"][document["pages"][0] - 1]
        truth = truths.get((files[leaf["source"]], leaf["source_page"]))
        text, keys = _answer(field, truth)
        begun = time.perf_counter()
        if text:
            page.keyboard.insert_text(text)
        page.keyboard.press(keys)
        if twice := keys == "Enter" and not text and field["state"] == "unreadable":
            page.keyboard.press(keys)
        page.wait_for_function(MOVED, arg=key)
        work += Work(typed(text) + len(keys.split("+")) + twice, 1, time.perf_counter() - begun)
        count += 1
        assert count < 500, f"{name} stays in doubt"
    return work, count


def _answer(field: Json, truth: TrueDocument | None) -> tuple[str, str]:
    """What is typed, and the key after it."""
    true = None if truth is None else truth.fields.get(field["name"])
    if truth is None and field["value"] is not None:
        return "", "Enter"
    if true is None:
        return "", "F4"
    if _same(field["value"], true, truth, field["name"]):
        return "", "Enter"
    for number, each in enumerate(field["candidates"][:9]):
        if _same(each["value"], true, truth, field["name"]):
            return "", f"Alt+{number + 1}"
    return _text(true, field["kind"]), "Enter"


def _text(true: Value, kind: str) -> str:
    if isinstance(true, bool):
        return "c" if true else "k"
    return day(str(true)) if kind == "date" else write_as(kind, str(true))


def _same(value: Value, true: Value, truth: TrueDocument | None, name: str) -> bool:
    others = truth.alternatives.get(name, ()) if truth is not None else ()
    return value is not None and _plain(value) in {_plain(each) for each in (true, *others) if each is not None}


def _plain(value: Value) -> str:
    """Letters as they are composed, without what nobody sees; case and a stop at the end say nothing."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return " ".join(unicodedata.normalize("NFC", text).split()).rstrip(". ;").casefold()


def _rekeyed(truths: Truths) -> Work:
    """Keying everything: a look and the text for what is on the paper, and a Tab for every field."""
    work = Work(keys=2)
    for each in _documents(truths):
        for name, value in each.fields.items():
            text = "" if value is None else _text(value, "date" if _is_date(name, value) else "text")
            work += Work(typed(text) + 1, value is not None)
    return work


def _is_date(name: str, value: Value) -> bool:
    return isinstance(value, str) and name.endswith("date") and value[:4].isdigit()


def _right(record: Dossier, truths: Truths) -> tuple[int, int]:
    """True values that stand in the record, in the document that begins on their page; and those that are missing."""
    right = wrong = 0
    for document in record.documents:
        leaf = record.pages[document.pages[0] - 1]
        truth = truths.get((record.sources[leaf.source].name.rpartition("/")[2], leaf.source_page))
        if truth is None or truth.pages[0] != leaf.source_page:
            continue
        for name, true in truth.fields.items():
            field = document.fields.get(name)
            if true is not None and field is not None and field.value is not None:
                right += (same := _same(field.value, true, truth, name))
                wrong += not same
    fields = sum(value is not None for each in _documents(truths) for value in each.fields.values())
    return right, fields - right - wrong


def _record(site: Site, dossier: UUID) -> Dossier:
    listed = lists.by_id(site.service.engine, dossier)
    assert listed is not None
    assert listed.source is not None
    assert listed.configuration is not None
    return Records(site.service).corrected(dossier, listed.source, listed.configuration)


def _told(opened: Sequence[tuple[float, float]], done: Sequence[Reviewed]) -> dict[str, Any]:
    work = sum((each.work for each in done), Work())
    rekeyed = sum((each.rekeyed for each in done), Work())
    fields = sum(each.fields for each in done)
    looked_at = sum(each.looked_at for each in done)
    following = [each.next_after for each in done if each.next_after is not None]
    figures: dict[str, Any] = {
        "dossiers": len(done),
        "fields": fields,
        "looked at": looked_at,
        "keystrokes a field": work.keys / fields,
        "seconds a field": work.seconds / fields,
        "of these waited for the page": work.waited / fields,
        "re-keyed: keystrokes a field": rekeyed.keys / fields,
        "re-keyed: seconds a field": rekeyed.seconds / fields,
        "right before": sum(each.right_before for each in done) / fields,
        "right after": sum(each.right_after for each in done) / fields,
        "missing after": sum(each.missing for each in done) / fields,
        "first paint, ms": spread([each[0] for each in opened]),
        "ready to type, ms": spread([each[1] for each in opened]),
        "next dossier ready, ms": spread(following),
    }
    for name, value in figures.items():
        print(f"{name:<32} {value if isinstance(value, int | tuple) else round(value, 3)}")
    return figures
