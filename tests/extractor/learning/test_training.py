import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from extractor import learned
from extractor.fields import ranker
from extractor.learning import Material, calibrate, train
from extractor.learning.training import NothingToLearn
from tests.extractor.learning.papers import FIELDS, decision, dossier


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    """Four records of the same paper; the place is right in one of them."""
    lines = []
    for number in range(4):
        (tmp_path / f"{number}.record.json").write_text(dossier(decision()).to_json(), encoding="utf-8")
        truth = {**FIELDS, "place": "Hạ Long" if number == 0 else "Cẩm Phả"}
        for field, value in truth.items():
            what = {"value": value} if value is not None else {"state": "absent"}
            lines.append({"record": f"{number}.record.json", "document": 0, "field": field, **what})
    path = tmp_path / "sua.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder where the learned pieces are looked for."""
    cached = (learned.folder, learned.manifest, learned.located, learned.load_json, ranker.ranking, ranker.calibration)
    folder = tmp_path / "models"
    monkeypatch.setattr(learned, "models_folder", lambda: folder)
    for each in cached:
        each.cache_clear()
    yield folder
    for each in cached:
        each.cache_clear()


def test_what_is_learned_is_what_the_ranker_uses(corrections: Path, models: Path) -> None:
    lesson = train(Material(corrections=(corrections,)), models)
    assert (lesson.files, lesson.learned.cases) == (4, 4 * len(FIELDS))
    place = ranker.calibrated("Quyết định", "place", "place", 0.8)
    number = ranker.calibrated("Quyết định", "doc_number", "number", 0.8)
    assert place < number
    assert set(yaml.safe_load((models / learned.MANIFEST).read_text())) == {"ranking", "calibration"}


def test_the_same_corrections_give_the_same_bytes(corrections: Path, tmp_path: Path) -> None:
    material = Material(corrections=(corrections,))
    train(material, tmp_path / "one")
    train(material, tmp_path / "other")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_calibration_leaves_the_ranking_as_it_is(corrections: Path, models: Path) -> None:
    material = Material(corrections=(corrections,))
    train(material, models)
    before = (models / "ranking.json").read_bytes()
    calibrate(material, models)
    assert (models / "ranking.json").read_bytes() == before
    learned.manifest.cache_clear()
    learned.located.cache_clear()
    assert learned.located("calibration").is_file()


def test_a_recogniser_that_does_not_help_is_left_out(corrections: Path, models: Path) -> None:
    lesson = train(Material(corrections=(corrections,)), models, entities=True)
    assert lesson.entities is not None
    assert not lesson.recognised
    assert not (models / "entities").exists()


def test_nothing_to_learn_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "sua.jsonl"
    empty.write_text("")
    with pytest.raises(NothingToLearn):
        train(Material(corrections=(empty,)), tmp_path / "models")
