import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.record import (
    Box,
    Check,
    Document,
    Dossier,
    Field,
    Finding,
    Line,
    Page,
    Source,
    Transform,
    Word,
    json_schema,
)  # fmt: skip

numbers = st.floats(-1e4, 1e4, allow_nan=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
boxes = st.builds(Box, numbers, numbers, numbers, numbers)
words = st.builds(Word, texts, boxes, st.floats(0, 1))
lines = st.builds(Line, st.lists(words, max_size=3).map(tuple), boxes, texts)
pages = st.builds(
    Page, st.integers(1, 9), st.just(0), st.integers(1, 9), st.integers(0, 5000), st.integers(0, 5000), st.just(300.0),
    lines=st.lists(lines, max_size=3).map(tuple), seals=st.lists(boxes, max_size=2).map(tuple),
)  # fmt: skip
fields = st.builds(Field, text=st.none() | texts, value=st.none() | st.booleans() | texts, box=st.none() | boxes)
documents = st.builds(Document, texts, st.floats(0, 1), st.just((1, 2)), fields=st.dictionaries(texts, fields, max_size=3))
dossiers = st.builds(
    Dossier, texts, st.sampled_from(["clean", "needs-review", "failed"]),
    sources=st.just((Source("a.pdf", "00", 1),)),
    pages=st.lists(pages, max_size=2).map(tuple), documents=st.lists(documents, max_size=2).map(tuple),
    findings=st.just((Finding("x", "error", "Rách trang", page=1),)),
)  # fmt: skip


@given(dossiers)
def test_json_is_an_exact_inverse(dossier: Dossier) -> None:
    assert Dossier.from_json(dossier.to_json()) == dossier


@given(dossiers)
def test_records_obey_the_published_schema(dossier: Dossier) -> None:
    jsonschema.validate(json.loads(dossier.to_json()), json_schema())


def test_unknown_members_are_refused() -> None:
    text = Dossier("a", "clean").to_json().replace('"name"', '"nom"')
    with pytest.raises(ValidationError):
        Dossier.from_json(text)


@given(numbers, numbers)
def test_transforms_compose(x: float, y: float) -> None:
    turn = Transform((0, -1, 100, 1, 0, 5, 0, 0, 1))
    grow = Transform((2, 0, 3, 0, 2, 4, 0, 0, 1))
    assert turn.after(grow).point(x, y) == pytest.approx(turn.point(*grow.point(x, y)))


def test_a_turned_box_stays_upright() -> None:
    assert Transform((0, -1, 100, 1, 0, 0, 0, 0, 1)).box(Box(10, 20, 30, 60)) == Box(40, 10, 80, 30)


@pytest.mark.parametrize(
    ("field", "doubtful"),
    [
        (Field("12", "12", "found", 0.95), False),
        (Field("12", "12", "found", 0.5), True),
        (Field(state="absent"), False),
        (Field(state="unreadable", handwritten=True), True),
        (Field("12", "12", "found", 0.95, checks=(Check("date-real", False),)), True),
    ],
)
def test_doubt_is_what_a_person_must_look_at(field: Field, doubtful: bool) -> None:
    assert field.doubtful is doubtful
