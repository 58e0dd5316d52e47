import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extractor.evaluation.truth import TruthError
from extractor.learning.corpus import read_known
from extractor.settings import Settings


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A blank page, a file that is no scan, and a truth whose scan is missing."""
    folder = tmp_path / "scans"
    folder.mkdir()
    Image.fromarray(np.full((400, 300), 255, np.uint8)).save(folder / "a.png", dpi=(50, 50))
    (folder / "b.png").write_bytes(b"no picture")
    for name in "abc":
        truth = {"file": f"{name}.png", "pages": 1, "fields": {"doc_type": None}}
        (folder / f"{name}.truth.json").write_text(json.dumps(truth))
    return folder


def test_what_cannot_be_read_is_passed_over(scans: Path) -> None:
    done: list[tuple[int, int]] = []
    known = list(read_known([scans], Settings(), on_file=lambda *count: done.append(count)))
    assert [each.name for each in known] == ["scans/a.png"]
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_what_was_read_is_not_read_again(scans: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (first,) = read_known([scans / "a.truth.json"], Settings(), kept)
    (record,) = kept.glob("*.record.json")
    record.write_text(record.read_text().replace(f'"name": "{first.dossier.name}"', '"name": "kept"', 1))
    (second,) = read_known([scans / "a.truth.json"], Settings(), kept)
    assert second.dossier.name == "kept"


def test_another_setting_and_a_torn_record_are_read_anew(scans: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    list(read_known([scans / "a.truth.json"], Settings(), kept))
    list(read_known([scans / "a.truth.json"], Settings(ignore_text_layer=True), kept))
    records = sorted(kept.iterdir())
    assert len(records) == 2
    records[0].write_text("{")
    list(read_known([scans / "a.truth.json"], Settings(), kept))
    list(read_known([scans / "a.truth.json"], Settings(ignore_text_layer=True), kept))
    assert records[0].stat().st_size > 100


def test_a_broken_truth_is_told_before_anything_is_read(scans: Path) -> None:
    (scans / "z.truth.json").write_text("{}")
    with pytest.raises(TruthError, match=r"z\.truth\.json"):
        next(read_known([scans], Settings()))
