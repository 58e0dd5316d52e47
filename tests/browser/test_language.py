"""Everything that pages say can be said in English, and the switch between the languages is kept."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from jinja2 import Environment, nodes
from playwright.sync_api import Page, expect

import extractor
import workers.acceptance.wording
import workers.doubts
import workers.review.model
import workers.web
from extractor.profiles import load_profiles
from extractor.record import Check, Finding
from tests.browser.conftest import Opens
from tests.browser.paper import letter, scanned
from tests.browser.site import Site
from workers.review import wording
from workers.web import language
from workers.web.language import catalogue, check, checks, day, number, percent, size, span, texts, translator

WEB = Path(workers.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
SCRIPTS = sorted((WEB / "static").rglob("*.js"))
SOURCES = [
    *sorted(WEB.glob("*.py")),
    Path(workers.doubts.__file__),
    Path(wording.__file__),
    Path(workers.acceptance.wording.__file__),
]
EXTRACTOR = Path(extractor.__file__).parent
VIETNAMESE = re.compile(r"[À-ỹĐđ]")
SPOKEN = re.compile(r"""\bt\(\s*("(?:[^"\\]|\\.)*")""")
OWN_NAME = {"Tiếng Việt"}
"""A language is called by its own name, whatever the page is written in."""


def said_by_templates() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        tree = Environment().parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and isinstance(call.args[0], nodes.Const):
                yield path.name, call.args[0].value


def said_by_python() -> Iterator[tuple[str, str]]:
    """Every Vietnamese string but docstrings, and every `t("…")`."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        silent = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        for each in ast.walk(tree):
            match each:
                case ast.Constant(value=str(text)) if id(each) not in silent and VIETNAMESE.search(text):
                    yield path.name, text
                case ast.Call(func=ast.Name(id="t"), args=[ast.Constant(value=str(text)), *_]):
                    yield path.name, text


def said_by_scripts() -> Iterator[tuple[str, str]]:
    for path in SCRIPTS:
        for text in SPOKEN.findall(path.read_text(encoding="utf-8")):
            yield path.name, ast.literal_eval(text)


def said_by_profiles() -> Iterator[tuple[str, str]]:
    profiles = load_profiles()
    for profile in profiles.all:
        for name in profiles.fields(profile.name):
            if spec := profiles.spec(profile.name, name):
                yield profile.name, spec.label


def said_by_checks() -> Iterator[str]:
    """Sentences that checks leave in records: what goes into a `Check`, faults of values, and what types say of several fields.

    What differs from value to value is `{}`.
    """
    for profile in load_profiles().all:
        yield from (each.says for each in profile.checks)
    for path in said_in_checks():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for each in ast.walk(tree):
            match each:
                case ast.Call(func=ast.Name(id="Check"), args=[_, _, message]):
                    yield from sentences(message)
                case ast.Call(func=ast.Attribute(value=ast.Name(id="faults" | "problems"), attr="append"), args=[fault]):
                    yield from sentences(fault)
                case ast.Assign(targets=[ast.Name(id="faults" | "unread" | "message")], value=value):
                    yield from sentences(value)
                case ast.Return(value=ast.Tuple(elts=[ast.Constant(), ast.Tuple(elts=[fault])])):
                    yield from sentences(fault)
                case ast.Return(value=ast.JoinedStr() as message) if path.name == "dossier.py":
                    yield from sentences(message)
                case ast.Yield(value=ast.JoinedStr() | ast.Constant() as remark) if path.name == "validity.py":
                    yield from sentences(remark)


def said_in_checks() -> list[Path]:
    return [path for room in ("values", "fields") for path in sorted((EXTRACTOR / room).rglob("*.py"))]


def sentences(tree: ast.AST) -> Iterator[str]:
    match tree:
        case ast.JoinedStr(values=parts):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            if VIETNAMESE.search(text):
                yield text
        case ast.Constant(value=str(text)) if VIETNAMESE.search(text):
            yield text
        case ast.Constant():
            return
        case _:
            for each in ast.iter_child_nodes(tree):
                yield from sentences(each)


SAID = [*said_by_templates(), *said_by_python(), *said_by_scripts(), *said_by_profiles()]


def test_everything_has_english() -> None:
    known = catalogue()
    assert sorted({f"{place}: {text}" for place, text in SAID if text not in known and text not in OWN_NAME}) == []


def test_every_check_has_english() -> None:
    said = list(said_by_checks())
    assert len(said) > 70
    known = {re.sub(r"\{\w+\}", "{}", each) for each in checks()}
    assert sorted(set(said) - known) == []
    places = [*said_in_checks(), Path(workers.review.model.__file__)]
    anywhere = {text for path in places for text in sentences(ast.parse(path.read_text(encoding="utf-8")))}
    assert sorted(each for each in known - set(said) if each not in anywhere) == []


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("Ngày sinh: sau ngày hôm nay", "Date of birth: after today"),
        ("Họ tên: mã QR, chữ in ghi khác nhau", "Name: QR code, print differ"),
        ("Không có ngày 31/02/2026", "There is no day 31/02/2026"),
        ("Không có ngày 310226 trong mã hồ sơ", "There is no day 310226 as in the dossier's code"),
        ("Ngoài khoảng hợp lý 1 đến 9", "Outside what is reasonable, 1 to 9"),
        ("MRZ: số kiểm tra của ngày sinh không khớp", "MRZ: the check digit of “date of birth” does not fit"),
        ("Một câu của riêng ai đó", "Một câu của riêng ai đó"),
    ],
)
def test_checks_are_said_in_english(kept: str, said: str) -> None:
    assert (check(kept, "en"), check(kept, "vi")) == (said, kept)


def test_nothing_has_english_that_nobody_says() -> None:
    literals = {
        each.value
        for path in SOURCES
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, ast.Constant)
    }
    assert sorted(catalogue().keys() - {text for _, text in SAID} - literals) == []


def test_nothing_is_translated_twice() -> None:
    keys = re.findall(r'^"(?:[^"\\]|\\.)*"(?=:)', (WEB / "english.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_english_has_no_vietnamese_left_and_the_same_placeholders() -> None:
    holes = re.compile(r"\{(\w+)\}")
    for text, said in (*catalogue().items(), *checks().items()):
        for words in [said] if isinstance(said, str) else said.values():
            assert set(holes.findall(words)) <= set(holes.findall(text)), text
            assert not VIETNAMESE.search(re.sub("“.*?”", "", words)), text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_but_through_the_catalogue(path: Path) -> None:
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    written = " ".join(each.data for each in tree.find_all(nodes.TemplateData))
    assert [each for each in re.split(r"[<>\"]", written) if VIETNAMESE.search(each) and each not in OWN_NAME] == []


def test_numbers_decide_between_one_and_many() -> None:
    t = translator("en")
    assert [t("{count} hồ sơ", count=each) for each in (0, 1, 1234)] == ["0 dossiers", "1 dossier", "1,234 dossiers"]
    assert translator("vi")("{count} hồ sơ", count=1234) == "1.234 hồ sơ"


def test_what_has_no_english_is_said_in_vietnamese() -> None:
    assert translator("en")("chưa ai dịch {count}", count=2) == "chưa ai dịch 2"


def test_values_of_placeholders_are_not_looked_into() -> None:
    assert translator("vi")("từ {time}", time="{0.__class__}") == "từ {0.__class__}"


def test_numbers_and_times_follow_the_language() -> None:
    assert (number(1234567.5, "vi", 1), number(1234567.5, "en", 1)) == ("1.234.567,5", "1,234,567.5")
    assert (day(date(2026, 3, 5), "vi"), day(date(2026, 3, 5), "en")) == ("05/03/2026", "5 Mar 2026")
    assert (percent(0.97, "vi"), percent(0.97, "en")) == ("97 %", "97%")
    assert (span(3720, "vi"), span(3720, "en")) == ("1 giờ 2 phút", "1 h 2 min")
    assert (size(2.5e12, "vi"), size(2.5e12, "en")) == ("2,5 TB", "2.5 TB")


def test_a_script_brings_the_words_that_it_says() -> None:
    for path in SCRIPTS:
        name = path.relative_to(WEB / "static").as_posix()
        assert texts(name, "en").keys() == {ast.literal_eval(each) for each in SPOKEN.findall(path.read_text("utf-8"))}
        assert texts(name, "vi") == {}


@pytest.mark.parametrize("given", [None, "", "de", "EN", "vi; en"])
def test_other_languages_are_vietnamese(given: str | None) -> None:
    assert language.chosen(given) == "vi"


def test_the_switch_is_kept_with_the_person(site: Site, signed_in_page: Opens) -> None:
    page = signed_in_page("operator")
    page.goto("/batches")
    page.get_by_role("button", name="EN").click()
    page.get_by_role("heading", name="Read a new batch").wait_for()
    assert page.url == f"{site.address}/batches"
    page.context.clear_cookies(name="language")
    page.goto("/operations")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="VI").click()
    page.get_by_role("heading", name="Hàng đợi").wait_for()


def test_the_switch_is_kept_for_who_is_not_signed_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name="EN").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.reload()
    page.get_by_role("heading", name="Sign in").wait_for()


@pytest.mark.parametrize("back", ["//elsewhere.example/", "/\\elsewhere.example", "https://elsewhere.example/", "/\n/x"])
def test_the_switch_leads_nowhere_else(back: str, site: Site, signed_in_page: Opens) -> None:
    page = signed_in_page("operator")
    page.goto("/batches")
    page.locator("input[name=back]").evaluate("(field, value) => { field.value = value; }", back)
    page.get_by_role("button", name="EN").click()
    page.wait_for_url(f"{site.address}/")


def test_a_dossier_under_review_is_shown_in_english(
    site: Site, signed_in_page: Opens, picture: Callable[[Page, str], None]
) -> None:
    record = letter()
    (document,) = record.documents
    checked = replace(document.fields["subject"], checks=(Check("length", False, "Trích yếu: dài hơn 500 ký tự"),))
    fields = {**document.fields, "subject": checked}
    findings = (Finding("page-damaged", "warning", "Page 1 is damaged.", 0, 1),)
    record = replace(record, documents=(replace(document, fields=fields),), findings=findings)
    page = signed_in_page("reviewer", language="en", reduced_motion="reduce")
    page.goto(f"/review/{scanned(site.service, f'letter {uuid4()}', record)}")
    cards = page.locator("#cards")
    expect(cards).to_contain_text("required, not found")
    # What is left in Vietnamese was read from the paper.
    said = cards.inner_text().replace("V/v số hóa", "")
    assert [line for line in said.splitlines() if VIETNAMESE.search(line) and "ngày 5 tháng 3" not in line] == []
    assert "Subject: longer than 500 characters" in said
    expect(page.locator("#findings")).to_contain_text("a part of the page is damaged")
    picture(page, "review-english")
    page.locator("[data-act=return]").click()
    expect(page.get_by_role("dialog")).to_contain_text("blurred")
