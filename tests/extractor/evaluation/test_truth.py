from pathlib import Path

import pytest

from extractor.evaluation.truth import Truth, TruthError, find, load


def test_finds_truths_in_folders_once(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, two = tmp_path / "a.truth.json", tmp_path / "b" / "c.truth.json"
    for path in (one, two, tmp_path / "a.pdf"):
        path.write_text("{}")
    assert find([tmp_path, one]) == [one, two]


def test_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match="no such file"):
        find([tmp_path / "gone"])
    with pytest.raises(TruthError, match="beside the scans"):
        find([tmp_path])
    broken = tmp_path / "a.truth.json"
    broken.write_text('{"file": "a.pdf", "pages": "two"}')
    with pytest.raises(TruthError, match="pages"):
        load(broken)


def test_without_documents_the_fields_are_about_page_1() -> None:
    truth = Truth.model_validate_json(
        '{"file": "a.pdf", "pages": 4, "fields": {"doc_type": "Công văn", "has_seal": true}, "handwritten": ["doc_number"],'
        ' "landscape": false, "page_text": {"1": "x"}}'
    )
    (document,) = truth.described
    assert (document.type, document.pages, document.handwritten) == ("Công văn", (1,), frozenset({"doc_number"}))
    assert truth.page_text == {1: "x"}
