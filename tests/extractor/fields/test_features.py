from dataclasses import replace

import pytest
import spacy

from extractor.documents import split
from extractor.fields.features import Context, absence, features
from extractor.fields.proposal import Proposal
from extractor.fields.words import make_doc
from extractor.layout import sheet
from extractor.profiles import load_profiles
from extractor.record import Box, Check, Page
from tests.extractor.paper import body, line, page

PROFILES = load_profiles()
NAME = "Nguyễn Thị Bình"


def birth(**changes: object) -> Page:
    lines = [
        line(250, 200, "GIẤY KHAI SINH"),
        line(90, 300, "Họ, chữ đệm, tên:", NAME),
        *body(400, "Ngày, tháng, năm sinh: 05/3/2020"),
    ]
    return page(lines, **changes)


def context(shown: Page, *offers: Proposal) -> Context:
    document = split([shown], PROFILES)[0]
    nlp = spacy.blank("xx")
    grouped: dict[str, list[Proposal]] = {}
    for each in offers:
        grouped.setdefault(each.field, []).append(each)
    return Context(make_doc(nlp.vocab, document, [sheet(shown)], PROFILES)._.work, grouped)


def named(text: str = NAME, confidence: float = 0.8, source: str = "label", **more: object) -> Proposal:
    return Proposal("child_name", text, text, confidence, 1, Box(200, 295, 400, 320), source, **more)  # type: ignore[arg-type]


def test_agreement_and_rivalry_are_seen() -> None:
    one, same, other = named(), named(NAME.upper(), 0.6, "mrz"), named("Nguyễn Thị Bích", 0.7)
    here = context(birth(), one, same, other)
    assert features(one, here)["agreeing"] == 1
    assert features(one, here)["rivals"] == 1
    assert features(one, here)["lead"] > 0 > features(other, here)["lead"]
    assert "agreeing" not in features(other, here)


def test_what_covers_a_value_counts() -> None:
    clear = features(named(), context(birth(), named()))
    sealed = features(named(), context(birth(seals=(Box(150, 250, 450, 400),)), named()))
    assert "under a seal" not in clear
    assert sealed["under a seal"] == 1


def test_readers_doubts_count_where_the_value_stands() -> None:
    shown = birth()
    lines = list(shown.lines)
    lines[1] = replace(lines[1], words=tuple(replace(word, confidence=0.5) for word in lines[1].words))
    sure, unsure = (
        features(named(), context(birth(), named())),
        features(named(), context(replace(shown, lines=tuple(lines)), named())),
    )
    assert "in doubt" not in sure
    assert unsure["in doubt"] == 1
    assert unsure["misread"] > sure["misread"]


@pytest.mark.parametrize(("text", "odd"), [("Vỗ Thị Bình", "odd surname"), ("Nguyễn Thị Bìnhg", "odd syllables")])
def test_misread_names_look_odd(text: str, odd: str) -> None:
    proposal = named(text)
    assert features(proposal, context(birth(), proposal))[odd] > 0
    assert odd not in features(named(), context(birth(), named()))


def test_what_a_component_adds_is_kept_in_bounds() -> None:
    proposal = named(features={"label": 0.97, "strange": 1e6}, checks=(Check("value", False), Check("qr", True)))
    found = features(proposal, context(birth(), proposal))
    assert (found["label"], found["strange"], found["failed"], found["passed"]) == (0.97, 10.0, 1, 1)


def test_an_absence_is_weighed_by_its_document() -> None:
    found = features(absence("child_name"), context(birth(), named()))
    assert (found["source none"], found["required"], found["state absent"]) == (1, 1, 1)
    assert 0 < found["answered"] < 0.2
    assert 0 < found["legible"] <= 1
