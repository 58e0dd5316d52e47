"""The small things: settings, logs, doubts, file names, the cache, processes."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from extractor.record import Check, Field
from extractor.settings import Settings as ReadingSettings
from workers.database.lists import Listed
from workers.doubts import why
from workers.jobs import _file_name
from workers.logs import JsonLines
from workers.processes import start
from workers.report import _stem, masked
from workers.settings import Settings
from workers.web.cache import DiskCache


def test_a_child_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(
        database_url="postgresql://u:p@h/d",
        s3_secure=True,
        retries=(1, 2),
        web_names=("a", "b"),
        work_dir=tmp_path,
        reading=ReadingSettings(dpi=200),
    )
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
    assert not Settings().is_local


def test_secrets_do_not_show() -> None:
    assert "geheim" not in repr(Settings(s3_secret_key="geheim", database_url="postgresql://u:geheim@h/d"))


def test_a_log_line_is_json_and_quotes_no_error() -> None:
    try:
        raise ValueError("Nguyễn Văn A")
    except ValueError:
        record = logging.getLogger("workers.x").makeRecord(
            "workers.x", logging.ERROR, "f", 1, "it failed", (), sys.exc_info(), extra={"dossier": "1"}
        )
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["dossier"], line["error"], line["level"]) == ("it failed", "1", "ValueError", "error")
    assert "Nguyễn" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    ("field", "required", "expected"),
    [
        (Field("15", "15", "found", 0.97), True, ()),
        (Field("15", "15", "found", 0.5), True, ("unsure",)),
        (Field(state="absent", confidence=0.9), True, ("absent",)),
        (Field(state="absent", confidence=0.9), False, ()),
        (Field(state="unreadable", handwritten=True, confidence=0.9), False, ("handwritten",)),
        (Field(state="unreadable", confidence=0.9), False, ("unreadable",)),
        (Field("1", "1", "conflict", 0.9), False, ("conflict",)),
        (Field("1", "1", "found", 0.9, checks=(Check("length", False),)), False, ("check",)),
    ],
)
def test_why_a_person_must_look(field: Field, required: bool, expected: tuple[str, ...]) -> None:
    assert why(field, required=required) == expected


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("a/hồ sơ.pdf", "hồ sơ.pdf"),
        ("a/..", "scan"),
        ("a/b/", "scan"),
        ("..\\..\\x.pdf", "..\\..\\x.pdf"),
        ("x\0y.pdf", "xy.pdf"),
    ],
)
def test_a_key_leaves_only_a_file_name(key: str, name: str) -> None:
    assert _file_name(key) == name


def test_a_long_key_keeps_its_ending() -> None:
    name = _file_name("ư" * 500 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 200


def listed(name: str) -> Listed:
    return Listed(uuid4(), name, "done", None, None, 1, 1, 1, datetime.now(UTC), None)


def test_result_files_stay_in_their_folder_and_apart() -> None:
    taken: set[str] = set()
    names = ["a/x.pdf", "b/X.tif", "c/..", "d/.hidden.pdf", "hồ sơ 1/", "tên\\với\n.pdf", "ư" * 300]
    stems = [_stem(listed(name), taken) for name in names]
    assert stems == ["x", "X-2", "dossier", "hidden", "hồ sơ 1", "tên_với_", "ư" * 90]


def test_the_cache_keeps_its_limit_and_what_was_used_last(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, limit=250)
    made: list[str] = []

    def get(key: str) -> bytes:
        def make(path: Path) -> None:
            made.append(key)
            path.write_bytes(key.encode() * 100)

        return cache.get(key, make).read_bytes()

    for key in ("a", "b", "a", "c", "a", "b"):
        assert get(key) == key.encode() * 100
        time.sleep(0.02)
    assert made == ["a", "b", "c", "b"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 250


def test_a_failed_making_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError

    with pytest.raises(OSError):
        DiskCache(tmp_path, 100).get("a", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    script = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    process = start([sys.executable, "-c", script], tmp_path / "log")
    while not (tmp_path / "log").read_text():
        time.sleep(0.02)
    assert process.alive
    process.stop(patience=0.2)
    assert not process.alive


def test_personal_data_are_masked_in_lists():
    assert masked("022185001234") == "022******234"
    assert masked("Trần Thị Mẫu") == "T… T… M…"
    assert masked("1985-03-14") == "1…"
    assert masked("") == ""
