"""`hoso extract` as its user meets it: what it writes, what it says, how it exits."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from extractor.record import Dossier, json_schema
from tests.drawing import draw_letter, save_pdf, save_tiff


def hoso(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workers.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return save_pdf(tmp_path / "Quyết định số 1.pdf", [draw_letter()])


def test_a_scan_becomes_record_text_and_pdf(tmp_path: Path, scan: Path) -> None:
    before = scan.read_bytes()
    done = hoso("extract", scan, "-o", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    stem = tmp_path / "out" / "Quyết định số 1"
    text = Path(f"{stem}.record.json").read_text(encoding="utf-8")
    jsonschema.validate(json.loads(text), json_schema())
    record = Dossier.from_json(text)
    assert record.documents[0].fields["doc_symbol"].value == "QĐ-UBND"
    assert Path(f"{stem}.txt").read_text(encoding="utf-8") == record.text
    found = subprocess.run(["pdftotext", f"{stem}.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "thành lập Tổ công tác" in found
    assert scan.read_bytes() == before


def test_a_folder_is_a_dossier_and_bad_files_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "hồ sơ"
    folder.mkdir()
    save_tiff(folder / "2.tif", [draw_letter()])
    (folder / "10.pdf").write_bytes(b"%PDF-1.7 torn")
    done = hoso("extract", folder, "-o", "out", "--jobs", "2", folder=tmp_path)
    assert done.returncode == 1
    assert "10.pdf" in done.stderr
    record = Dossier.from_json((tmp_path / "out" / "hồ sơ.record.json").read_text(encoding="utf-8"))
    assert [source.name for source in record.sources] == ["2.tif", "10.pdf"]
    assert record.status == "needs-review"


def test_several_files_are_several_records_and_one_failure_is_told(tmp_path: Path, scan: Path) -> None:
    other = save_tiff(tmp_path / "Quyết định số 1.tif", [draw_letter()])
    (tmp_path / "zero.png").touch()
    done = hoso("extract", scan, other, "zero.png", "-o", "out", folder=tmp_path)
    assert done.returncode == 1
    assert "zero.png" in done.stderr
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"Quyết định số 1.record.json", "Quyết định số 1-2.record.json", "zero.record.json"} <= written
    assert "zero.pdf" not in written


def test_originals_are_never_overwritten(tmp_path: Path, scan: Path) -> None:
    before = scan.read_bytes()
    done = hoso("extract", scan, "-o", tmp_path, folder=tmp_path)
    assert done.returncode == 2
    assert "another -o folder" in done.stderr
    assert scan.read_bytes() == before


def test_what_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert hoso("extract", "nothing.pdf", "-o", "out", folder=tmp_path).returncode == 2


def test_the_published_schema_is_the_real_one() -> None:
    published = Path(__file__).parents[2] / "docs" / "record.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema()


def test_the_doctor_finds_what_setup_installed(tmp_path: Path) -> None:
    done = hoso("doctor", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "vie" in done.stdout
