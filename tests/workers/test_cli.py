"""The command line as a person meets it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

import extractor
from tests.drawing import draw_letter, save_pdf
from workers import local
from workers.service import Service
from workers.settings import Settings
from workers.team import Team

ROOT = Path(__file__).parents[2]


def hoso(
    *arguments: str | Path, settings: Settings | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOSO_")}
    if settings is not None:
        environment["HOSO_WORK_DIR"] = str(settings.work_dir)
    command = [sys.executable, "-m", "workers.cli", *(str(each) for each in arguments)]
    environment["PYTHONPATH"] = str(ROOT)
    environment["COLUMNS"] = "200"
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, timeout=240, check=False)


def test_the_library_and_the_service_share_one_command(tmp_path: Path) -> None:
    text = hoso("--help").stdout
    for command in ("run", "up", "down", "put", "batch", "worker", "web", "extract", "doctor", "schema"):
        assert f" {command} " in text


def test_the_version_is_told() -> None:
    done = hoso("--version")
    assert (done.returncode, done.stdout) == (0, f"hoso {extractor.__version__}\n")


def test_without_a_stack_the_advice_is_how_to_start_one(tmp_path: Path) -> None:
    done = hoso("batch", "start", "s3://scans/x", settings=Settings(work_dir=tmp_path))
    assert done.returncode == 2
    assert "hoso up" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_nothing_to_read(tmp_path: Path) -> None:
    done = hoso("run", tmp_path, "--once", settings=Settings(work_dir=tmp_path / "w"))
    assert done.returncode == 2
    assert not (tmp_path / "w").exists()


@pytest.mark.stack
def test_up_serves_until_it_is_told_to_stop_and_leaves_nothing_running(tmp_path: Path) -> None:
    settings = Settings(work_dir=tmp_path / "w")
    log = tmp_path / "log"
    with log.open("w") as output:
        up = subprocess.Popen(
            [sys.executable, "-m", "workers.cli", "up", "--workers", "1", "--port", "0"],
            stdout=output,
            stderr=output,
            env={**os.environ, "HOSO_WORK_DIR": str(settings.work_dir), "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        )
    try:
        deadline = time.monotonic() + 120
        while "Web page" not in log.read_text():
            assert up.poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        (address,) = re.findall(r"http://127.0.0.1:\d+/", log.read_text())
        assert httpx.get(f"{address}readyz").status_code == 200
        assert hoso("up", settings=settings).returncode == 2
        assert hoso("down", settings=settings).stdout.strip() == "Stopped."
        assert up.wait(30) == 0
    finally:
        up.kill()
        up.wait()
        local.stop(settings)
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
    assert local.status(settings) == {}
    assert not [path for path in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path).encode() in _bytes(path)]


@pytest.mark.stack
def test_put_and_batch(service: Service, team: Team, tmp_path: Path) -> None:
    save_pdf(tmp_path / "a.pdf", [draw_letter()])
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 torn")
    settings = service.settings
    assert "2 stored" in hoso("put", tmp_path, "s3://scans/cli/một", settings=settings).stdout
    assert "2 unchanged" in hoso("put", tmp_path, "s3://scans/cli/một", settings=settings).stdout
    done = hoso("batch", "start", "s3://scans/cli/một", settings=settings)
    assert done.returncode == 1, done.stderr
    assert "corrupt-file" in done.stdout
    assert "scan the paper again" in done.stdout
    nothing = hoso("batch", "start", "s3://scans/cli/hai", settings=settings)
    assert nothing.returncode == 2
    assert "hoso put" in nothing.stderr
    assert hoso("put", tmp_path, "scans/x", settings=settings).returncode == 2


@pytest.mark.stack
def test_the_main_job_twice_in_a_row(service: Service, team: Team, tmp_path: Path) -> None:
    scans, out = tmp_path / "hồ sơ", tmp_path / "out"
    (scans / "Hộ tịch").mkdir(parents=True)
    letter = save_pdf(scans / "Hộ tịch" / "1.pdf", [draw_letter()])
    shutil.copy(letter, scans / "quyết định.pdf")
    shutil.copy(letter, scans / "quyết định.pdf.pdf")
    first = hoso("run", scans, "--once", "-o", out, settings=service.settings, folder=tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    for words in ("issued_date", "2024-03-05", "Hộ tịch", "a person must look", "3 dossiers with 3 documents"):
        assert words in first.stdout, words
    assert {path.name for path in out.iterdir()} == {
        f"{stem}.{ending}" for stem in ("Hộ tịch", "quyết định", "quyết định.pdf") for ending in ("record.json", "txt", "pdf")
    }
    (scans / "quyết định.pdf.pdf").unlink()
    (scans / "trống.png").write_bytes(b"")
    second = hoso("run", scans, "--once", "-o", out, settings=service.settings, folder=tmp_path)
    assert second.returncode == 1, second.stdout + second.stderr
    assert "2 of 3 dossiers were read before" in second.stdout
    assert "trống.png" in second.stdout


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
