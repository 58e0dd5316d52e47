import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from extractor.evaluation import evaluate, render, to_json
from extractor.profiles import load_profiles
from extractor.record import Box, Document, Dossier, Field, Finding, Line, Page, Provenance, Source, Word
from extractor.settings import Settings

PROFILES = load_profiles()

FIELDS = {"doc_type": "Công văn", "doc_number": "15", "signer_name": "Lê Văn Mẫu", "parent_agency": None}


def put(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.pdf").write_bytes(b"%PDF-1.7")
    truth = {"file": f"{name}.pdf", "pages": 2, "fields": FIELDS, "handwritten": ["doc_number"], "page_text": {"1": text}}
    (folder / f"{name}.truth.json").write_text(json.dumps(truth), encoding="utf-8")


def fake_extract(paths: list[Path], settings: Settings, *, name: str, jobs: int) -> Dossier:
    if name == "broken":
        return Dossier(name, "failed", findings=(Finding("corrupt-file", "error", "Hỏng"),))
    box = Box(0, 0, 9, 9)
    words = tuple(Word(word, box, 0.9) for word in ["Kính", "gửi", "Sở", "Y", "tế"])
    pages = (Page(1, 0, 1, 100, 100, 100.0, lines=(Line(words, box),)), Page(2, 0, 2, 100, 100, 100.0))
    fields = {"doc_number": Field(state="unreadable", handwritten=True), "signer_name": Field("Lê Văn", "Lê Văn", "found", 0.9)}
    documents = (Document("Công văn", 0.9, (1, 2), fields=fields),)
    seconds = Provenance(seconds={"reading": 1.0, "documents": 0.01, "fields": 0.04})
    return Dossier(name, "clean", (Source("a", "0", 1),), pages, documents, provenance=seconds)


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.evaluation.measure.extract", fake_extract)
    monkeypatch.setattr("extractor.evaluation.measure.load_profiles", lambda folder: PROFILES)


def test_figures_by_folder_and_in_total(tmp_path: Path) -> None:
    put(tmp_path / "một", "a", "Kính gửi Sở Y tế")
    put(tmp_path / "hai", "b", "Kính gửi Sở Y tế\nnăm 2024")
    seen: list[tuple[int, int]] = []
    report = evaluate([tmp_path / "một", tmp_path / "hai"], Settings(), on_file=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    first, second = report.folders
    assert (first.name, first.text.cer, second.name) == ("một", 0, "hai")
    assert second.text.cer > 0
    assert report.total.pages == 4
    assert report.total.printed["signer_name"].exact == 0
    assert report.total.printed["doc_type"].exact == 1
    assert report.total.handwritten["doc_number"].honest == 1
    assert "doc_number" not in report.total.printed
    assert report.total.stages == pytest.approx({"reading": 2.0, "documents": 0.02, "fields": 0.08})
    assert report.total.finding_share == pytest.approx(0.05)
    assert report.total.types == {("Công văn", "Công văn"): 2}
    assert report.total.memory.largest > 0


def test_failures_count_with_nothing_found(tmp_path: Path) -> None:
    put(tmp_path / "x", "broken", "Kính gửi")
    put(tmp_path / "x", "gone", "Kính gửi")
    (tmp_path / "x" / "gone.pdf").unlink()
    total = evaluate([tmp_path], Settings()).total
    assert (total.files, total.failed_files, total.failures) == (2, 2, {"corrupt-file": 1, "no-scan": 1})
    assert total.text.cer == 1
    assert total.printed["signer_name"].missed == 2


def test_json_and_tables_say_the_same(tmp_path: Path) -> None:
    put(tmp_path / "một", "a", "Kính gửi Sở Y tế")
    put(tmp_path / "hai", "broken", "Kính gửi")
    report = evaluate([tmp_path], Settings())
    data = json.loads(to_json(report))
    assert data["total"]["text"]["cer"] == pytest.approx(report.total.text.cer)
    assert data["total"]["printed"]["all"]["exact"] == report.total.all_printed.exact
    assert [each["name"] for each in data["folders"]] == ["hai", "một"]
    assert data["total"]["printed_by_type"]["Công văn"]["signer_name"]["recall"] == 0
    assert data["total"]["calibration"]["found"]["brier"] == report.total.reliability.brier
    assert data["total"]["accepted"]["by_thresholds"]["wrong"] == report.total.accepted.wrong == 1
    # A right and a wrong value of the same confidence: no threshold lets only the right one pass.
    assert data["total"]["accepted"]["by_confidence"]["0.99"]["accepted"] == 0
    assert "Lê Văn" not in to_json(report), "figures hold nothing personal"
    assert data["files"][0]["failures"] == ["corrupt-file"]
    stream = io.StringIO()
    render(report, Console(file=stream, width=180))
    shown = stream.getvalue()
    assert f"{100 * report.total.text.cer:.1f} %" in shown
    assert "hai/broken.pdf: corrupt-file" in shown
    assert "1 of 2 files" in shown
    assert "record's thresholds for 99.0 %" in shown
    assert "absences" in shown


def test_confidence_is_measured_of_what_was_found_and_of_absences_apart(tmp_path: Path) -> None:
    put(tmp_path / "một", "a", "Kính gửi Sở Y tế")
    total = evaluate([tmp_path], Settings()).total
    # Type and signer were found with 0.9 and one of them is wrong; the number is told to be written by hand.
    assert (total.reliability.cases, total.reliability.right) == (2, 0.5)
    assert total.reliability.error == pytest.approx(0.4)
    assert total.reliability_by_field["signer_name"].error == pytest.approx(0.9)
    assert total.reliability_of_absences.cases == 0
    assert (total.accepted.cases, total.accepted.accepted, total.accepted.wrong) == (2, 2, 1)
