"""The receivers' file: what it may say, and that every mistake is told with its place."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.delivery.mapping import shipped
from workers.delivery.receivers import Receivers, find_mistakes, load
from workers.errors import ReceiversError


def _written(folder: Path, text: str) -> Path:
    path = folder / "receivers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_nobody_is_told() -> None:
    assert load(None).for_event("record.published", ["Quyết định"]) == ()


def test_the_example_in_the_docs_has_no_mistakes(tmp_path: Path) -> None:
    docs = Path("docs/delivery.md").read_text(encoding="utf-8")
    example = docs.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "ca.pem").write_text("")
    path = _written(tmp_path, example)
    assert find_mistakes(path) == ()
    assert len(load(path).by_name) > 1


def test_who_is_told_of_what(tmp_path: Path) -> None:
    path = _written(
        tmp_path,
        """
        receivers:
          all: {mode: pull}
          land: {mode: pull, types: [Giấy phép xây dựng, Quyết định]}
          alarm: {mode: pull, events: [dossier.failed]}
        """,
    )
    found = load(path)
    assert found.for_event("record.published", ["Quyết định", "khác"]) == ("all", "land")
    assert found.for_event("record.published", ["khác"]) == ("all",)
    assert found.for_event("dossier.failed", ()) == ("alarm",)


@pytest.mark.parametrize(
    ("text", "line", "where", "says"),
    [
        ("receivers:\n  a: {url: 'ftp://h/'}", 2, "receivers.a.url", "https://host/path"),
        ("receivers:\n  a:\n    url: 'https://user:secret@h/'", 3, "receivers.a.url", "password"),
        ("receivers:\n  a:\n    url: 'https://h/#x'", 3, "receivers.a.url", "#"),
        ("receivers:\n  a: {url: 'http://h/', unsigned: true}", 2, "receivers.a", "allow_http"),
        ("receivers:\n  a: {url: 'https://h/'}", 2, "receivers.a", "secrets"),
        ("receivers:\n  a: {unsigned: true}", 2, "receivers.a", "url"),
        ("receivers:\n  a:\n    mode: pull\n    secrets: [hunter2]", 4, "receivers.a.secrets.0", "env:"),
        ("receivers:\n  a:\n    mode: pull\n    attemps: 3", 4, "receivers.a.attemps", "not known"),
        ("receivers:\n  a: {mode: pull}\n  a: {mode: pull}", 3, "receivers.a", "twice"),
        ("receivers:\n  A B: {mode: pull}", 2, "receivers.A B", "match"),
        ("receivers:\n  a:\n    mode: pull\n    mapping: one-stap", 4, "receivers.a.mapping", "one-stap"),
        ("receivers:\n  a: {mode: pull, mapping: one-stop,\n      limits: {Tne: 5}}", 3, "receivers.a.limits.Tne", "Ten"),
        ("receivers:\n  a: {mode: pull, mapping: record, values: {x: 5}}", 2, "receivers.a.values.x", "none"),
        ("receivers:\n  a: {mode: pull,\n   allow_networks: [10.0.0.1/8]}", 3, "receivers.a.allow_networks.0", "network"),
        ("receivers:\n  a: {mode: pull,\n   ca_file: none.pem}", 3, "receivers.a.ca_file", "no such file"),
        ("receivers:\n  a: {mode: pull, headers: {webhook-id: 'env:A'}}", 2, "receivers.a.headers.webhook-id", "already"),
        ("receivers:\n  a: [", 2, "", "YAML"),
        ("receivers: &a {a: *a}", 1, "", ""),
        ("- a", 1, "", ""),
        ("", 1, "", ""),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, line: int, where: str, says: str) -> None:
    path = _written(tmp_path, text)
    first = find_mistakes(path)[0]
    assert first.line == line or not where
    assert first.where == where or not where
    assert says in first.message
    assert "hunter2" not in str(first) and "user:secret" not in str(first)
    with pytest.raises(ReceiversError):
        load(path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "receivers.yaml"
    path.write_bytes(b"\xff\xfe\x00receivers")
    assert "UTF-8" in find_mistakes(path)[0].message


@given(
    st.one_of(
        st.text("receivers:{}[]- \n'\"&*!?|>#%@a1,.", max_size=60),
        st.text("receivers:{}[]-\n &*!?a1", max_size=40).map(lambda each: f"receivers:\n  a: {each}"),
        st.sampled_from(["? [a]\n: 1", "? {a: 1}\n: 1", "!!binary x", "2026-13-45: 1", "!!python/object:os.system 1", "<<: 1"]),
    )
)
def test_rubbish_is_told_and_never_breaks_us(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = _written(tmp_path_factory.getbasetemp(), text)
    assert isinstance(find_mistakes(path), tuple)


def test_a_changed_file_counts_from_then_on(tmp_path: Path) -> None:
    path = _written(tmp_path, "receivers:\n  a: {mode: pull}")
    assert set(load(path).by_name) == {"a"}
    _written(tmp_path, "receivers:\n  b: {mode: pull}")
    os.utime(path, (1, 1))
    assert set(load(path).by_name) == {"b"}


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ReceiversError):
        load(Path("nowhere.yaml"))


def test_a_mapping_of_ones_own_lies_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("each: document\nbody:\n  name: {from: document.title, limit: 10}\n")
    path = _written(tmp_path, "receivers:\n  a: {mode: pull, mapping: mine.yaml, limits: {name: 5}}")
    assert load(path).forms["a"].names == {"name"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("each: document\nbody:\n  a: {from: document.titel}", "document.titel"),
        ("each: document\nbody:\n  a: {from: '{document.title}/{nothing}'}", "nothing"),
        ("each: dossier\nbody:\n  a: {from: document.title}", "lists"),
        ("each: record\nbody:\n  a: {from: dossier.id}", "record"),
        ("each: document\n", "body"),
        ("each: page\nbody: {}", "document"),
    ],
)
def test_a_mistake_in_a_mapping(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    path = _written(tmp_path, "receivers:\n  a: {mode: pull, mapping: mine.yaml}")
    (first, *_) = find_mistakes(path)
    assert first.file == "mine.yaml"
    assert says in first.message


def test_what_is_shipped() -> None:
    assert shipped() == ("one-stop", "portal")
    assert isinstance(load(None), Receivers)
