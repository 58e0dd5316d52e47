from pathlib import Path

import pytest
import yaml

from extractor import learned
from extractor.errors import SetupError


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models with one learned file and one learned folder."""
    (tmp_path / "ranking.json").write_text('{"states": {}}')
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "model").write_bytes(b"weights")
    pieces = {
        name: {
            "purpose": "a test", "file": file, "sha256": learned.digest(tmp_path / file), "licence": "none", "source": "",
        }
        for name, file in (("ranking", "ranking.json"), ("entities", "entities"))
    }  # fmt: skip
    (tmp_path / learned.MANIFEST).write_text(yaml.safe_dump(pieces))
    monkeypatch.setattr(learned, "models_folder", lambda: tmp_path)
    for each in (learned.folder, learned.manifest, learned.located, learned.load_json):
        each.cache_clear()
    yield tmp_path
    for each in (learned.folder, learned.manifest, learned.located, learned.load_json):
        each.cache_clear()


def test_a_piece_is_where_the_manifest_says(models: Path) -> None:
    assert learned.load_json("ranking") == {"states": {}}
    assert learned.located("entities") == models / "entities"


@pytest.mark.parametrize("changed", ["ranking.json", "entities/model"])
def test_a_changed_piece_is_refused(models: Path, changed: str) -> None:
    (models / changed).write_text("other")
    with pytest.raises(SetupError, match="not as it was made"):
        learned.located(changed.split("/", maxsplit=1)[0].removesuffix(".json"))


def test_a_missing_piece_and_a_missing_manifest_say_what_to_do(models: Path) -> None:
    (models / "ranking.json").unlink()
    with pytest.raises(SetupError, match=r"ranking\.json is missing.*hoso train"):
        learned.located("ranking")
    with pytest.raises(SetupError, match="missing"):
        learned.located("unheard-of")
    (models / learned.MANIFEST).write_text("- no\n- manifest")
    learned.manifest.cache_clear()
    with pytest.raises(SetupError, match=r"learned\.yaml"):
        learned.manifest()
