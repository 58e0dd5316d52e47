"""The wheel stands on its own: it brings models, pages and migrations, and works from another folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from extractor.record import Dossier
from tests.drawing import draw_letter, save_pdf

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_it_carries_what_is_not_code(unpacked: Path) -> None:
    assert len(list((unpacked / "extractor/models/profiles").glob("*.yaml"))) > 10
    assert list((unpacked / "workers/web/templates").glob("*.html"))
    assert list((unpacked / "workers/web/static").glob("*.css"))
    assert list((unpacked / "workers/database/migrations/versions").glob("*.py"))


def test_it_reads_a_scan_from_another_folder(unpacked: Path, tmp_path: Path) -> None:
    save_pdf(tmp_path / "scan.pdf", [draw_letter()])
    # Only the wheel, and the packages that it depends on: not the checkout that the environment knows as hoso.
    script = (
        "import sys; "
        f"sys.path = [{str(unpacked)!r}, *(entry for entry in sys.path if entry != {str(ROOT)!r})]; "
        "sys.meta_path = [finder for finder in sys.meta_path if 'editable' not in repr(finder).lower()]; "
        "import extractor; "
        f"assert extractor.__file__.startswith({str(unpacked)!r}), extractor.__file__; "
        "from workers.cli import main; main()"
    )
    command = [sys.executable, "-c", script, "extract", "scan.pdf", "-o", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    record = Dossier.from_json((tmp_path / "out" / "scan.record.json").read_text(encoding="utf-8"))
    assert record.documents[0].type == "Quyết định"
