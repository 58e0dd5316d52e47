"""Versions of what was learned: made, used, and gone back from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor import learned
from extractor.errors import SetupError
from extractor.learning import Material, Versions, train
from extractor.learning.versions import VersionError
from tests.extractor.learning.papers import FIELDS, decision, dossier


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    """What people said of six records of the same paper."""
    lines = []
    for number in range(6):
        (tmp_path / f"{number}.record.json").write_text(dossier(decision()).to_json(), encoding="utf-8")
        for field, value in FIELDS.items():
            what = {"value": value} if value is not None else {"state": "absent"}
            lines.append(json.dumps({"record": f"{number}.record.json", "document": 0, "field": field, **what}))
    path = tmp_path / "corrections.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def told(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command says to an operator who has such a folder."""
    environment = {**os.environ, learned.VARIABLE: str(folder)}
    command = [sys.executable, "-m", "workers.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


def test_a_version_is_used_when_somebody_says_so_and_can_be_left_again(corrections: Path, tmp_path: Path) -> None:
    versions = Versions(tmp_path / "learned")
    assert (versions.names(), versions.in_use) == ([learned.SHIPPED], learned.SHIPPED)
    first, second = versions.add(), versions.add()
    assert versions.names() == [learned.SHIPPED]
    train(Material(corrections=(corrections,)), first)
    train(Material(corrections=(corrections,)), second)
    assert versions.names() == [learned.SHIPPED, "0001", "0002"]
    assert versions.in_use == learned.SHIPPED
    versions.use("0002")
    versions.use("0001")
    assert versions.in_use == "0001"
    assert (versions.rollback(), versions.rollback()) == ("0002", learned.SHIPPED)
    with pytest.raises(VersionError):
        versions.rollback()
    assert versions.add().name == "0003"


def test_what_is_not_whole_is_not_used(corrections: Path, tmp_path: Path) -> None:
    versions = Versions(tmp_path / "learned")
    path = versions.add()
    train(Material(corrections=(corrections,)), path)
    with (path / "calibration.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(VersionError):
        versions.use("0001")
    assert versions.in_use == learned.SHIPPED
    (versions.folder / learned.POINTER).write_text("rubbish", encoding="utf-8")
    with pytest.raises(SetupError):
        _ = versions.in_use


def test_the_gain_on_corrected_dossiers_is_told(corrections: Path, tmp_path: Path) -> None:
    lesson = train(Material(corrections=(corrections,)), tmp_path / "out")
    assert lesson.gain is not None
    assert lesson.gain.files == 6
    assert lesson.gain.in_use.cases == lesson.gain.learned.cases == 6 * len(FIELDS)
    # The shipped models read this clean paper right too; nothing may be worse in choosing.
    assert lesson.gain.learned.exact >= lesson.gain.in_use.exact > 0.8


def test_an_operator_learns_looks_uses_and_goes_back(corrections: Path, tmp_path: Path) -> None:
    folder = tmp_path / "learned"
    done = told(folder, "train", "--corrections", str(corrections))
    assert done.returncode == 0, done.stderr
    assert "held out" in done.stdout
    assert "hoso models use 0001" in done.stdout
    assert told(folder, "models", "use", "0001").returncode == 0
    program = "from extractor import learned; print(learned.located('ranking'))"
    environment = {**os.environ, learned.VARIABLE: str(folder)}
    where = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert where.stdout.strip() == str(folder / "0001" / "ranking.json")
    assert "0001" in told(folder, "models", "list").stdout
    assert "shipped is in use again" in told(folder, "models", "rollback").stdout
    nothing = told(folder, "models", "use", "9999")
    assert (nothing.returncode, "no version 9999" in nothing.stderr) == (2, True)


def test_a_version_is_part_of_what_made_a_record(corrections: Path, tmp_path: Path) -> None:
    versions = Versions(tmp_path / "learned")
    train(Material(corrections=(corrections,)), versions.add())
    program = (
        "from extractor.settings import Settings; from workers.configuration import fingerprint; print(fingerprint(Settings()))"
    )

    def fingerprint() -> str:
        environment = {**os.environ, learned.VARIABLE: str(versions.folder)}
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
        return done.stdout

    shipped = fingerprint()
    versions.use("0001")
    assert fingerprint() != shipped
    versions.rollback()
    assert fingerprint() == shipped
