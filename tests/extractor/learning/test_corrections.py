import json
from pathlib import Path

import pytest

from extractor.learning.corrections import CorrectionError, corrected
from extractor.learning.replay import replay
from tests.extractor.learning.papers import decision, dossier, profiles


def corrections(folder: Path, *lines: object) -> Path:
    path = folder / "sua.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    folder.mkdir()
    (folder / "quyet-dinh.record.json").write_text(dossier(decision()).to_json(), encoding="utf-8")
    return folder


def test_a_corrected_field_is_learned_from_and_no_other(tmp_path: Path, records: Path) -> None:
    path = corrections(
        tmp_path,
        {"record": "kho/quyet-dinh.record.json", "document": 0, "field": "place", "value": "Cẩm Phả"},
        "",
        {"record": "kho/quyet-dinh.record.json", "document": 0, "field": "addressees", "state": "absent"},
    )
    cases = {case.field: case.offers[0].right for case in replay(corrected(path), profiles())}
    assert cases == {"place": False, "addressees": True}


def test_a_record_can_be_named_by_its_scan(tmp_path: Path, records: Path) -> None:
    path = corrections(tmp_path, {"record": "ab" * 32, "document": 0, "field": "doc_number", "value": "15"})
    (case,) = replay(corrected(path, records), profiles())
    assert case.offers[0].right


def test_an_unreadable_field_is_rightly_told_to_be_so(tmp_path: Path, records: Path) -> None:
    path = corrections(tmp_path, {"record": "ab" * 32, "document": 0, "field": "doc_number", "state": "unreadable"})
    (known,) = corrected(path, records)
    assert known.truth.documents[0].handwritten == {"doc_number"}


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("no json", "line 1"),
        ({"record": "kho/quyet-dinh.record.json", "document": 0, "field": "place"}, "either a value, or a state"),
        (
            {"record": "kho/quyet-dinh.record.json", "document": 0, "field": "place", "value": "x", "state": "absent"},
            "either a value",
        ),
        ({"record": "kho/gone.record.json", "document": 0, "field": "place", "value": "x"}, "no record gone"),
        ({"record": "kho/quyet-dinh.record.json", "document": 3, "field": "place", "value": "x"}, "no document 3"),
        ({"record": "cd" * 32, "document": 0, "field": "place", "value": "x"}, "--records"),
    ],
)
def test_a_mistake_is_explained(tmp_path: Path, records: Path, line: object, advice: str) -> None:
    with pytest.raises(CorrectionError, match=advice):
        corrected(corrections(tmp_path, line), records)


def test_what_is_no_record_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.record.json").write_text("{}")
    path = corrections(tmp_path, {"record": "x.record.json", "document": 0, "field": "place", "value": "x"})
    with pytest.raises(CorrectionError, match="no record of this version"):
        corrected(path)
