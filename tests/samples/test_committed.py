"""The committed dossiers: small, invented, and made again by the generator."""

import json
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from samples.committed import DOSSIERS
from samples.dossier import write

FOLDER = Path(__file__).parents[2] / "samples" / "dossiers"
TRUTHS = sorted(FOLDER.glob("*/*.truth.json"))
BUDGET = 3_500_000


def _page_sizes(file: Path) -> list[tuple[float, float]]:
    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(file) as document:
            return [(w * 300 / 72, h * 300 / 72) for w, h in (document[n].get_size() for n in range(len(document)))]
    with Image.open(file) as image:
        sizes = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            sizes.append(image.size)
        return sizes


def test_every_planned_file_is_committed_and_nothing_else() -> None:
    planned = {f"{name}/{file.name}.truth.json" for name, files in DOSSIERS.items() for file in files}
    assert {str(path.relative_to(FOLDER)) for path in TRUTHS} == planned
    assert len(DOSSIERS) >= 6


def test_the_set_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= BUDGET


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.parent.name)
def test_truth_describes_its_file(path: Path) -> None:
    truth = json.loads(path.read_text(encoding="utf-8"))
    sizes = _page_sizes(path.parent / truth["file"])
    assert len(sizes) == truth["pages"]
    for number, (width, height) in enumerate(sizes, 1):
        assert truth["sizes"][str(number)][:2] == pytest.approx([width, height], abs=2)
    assert [page for document in truth["documents"] for page in document["pages"]] == list(range(1, truth["pages"] + 1))
    assert truth["fields"] == truth["documents"][0]["fields"]


def test_one_dossier_made_again_is_the_committed_one(tmp_path: Path) -> None:
    name = "ho-so-05"
    (again,) = write(DOSSIERS[name], tmp_path)
    committed = FOLDER / name / again.name
    ours, theirs = (json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8")) for file in (again, committed))
    assert ours == theirs
    with Image.open(again) as one, Image.open(committed) as other:  # another libjpeg may round otherwise
        difference = np.abs(np.asarray(one, dtype=np.int16) - np.asarray(other, dtype=np.int16))
    assert difference.mean() < 1.0
