"""Backups that are cut off, damaged, too new, or find no room: told as what they are, and never taken for sound."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workers.backup.conftest import RECORDS, Begin, empty, published
from workers.backup import back_up, contents, inspect, making, programs, restore
from workers.backup.manifest import NAME
from workers.database import backups
from workers.errors import (
    BackupBusy,
    CopyFailed,
    DamagedBackup,
    DiskFull,
    NewerBackup,
    NoBackup,
    ProgramMissing,
    StorageError,
)
from workers.service import Service
from workers.storage import address

pytestmark = pytest.mark.stack

Full = tuple[Service, Path]


@pytest.fixture
def full(begin: Begin, tmp_path: Path) -> Full:
    """A service of two dossiers, and its backup."""
    service = begin()
    for number in (1, 2):
        published(service, tmp_path, f"{number}/", number)
    back_up(service, tmp_path / "backup")
    return service, tmp_path / "backup"


def change(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    values = json.loads((folder / NAME).read_text(encoding="utf-8"))
    change(values)
    (folder / NAME).write_text(json.dumps(values), encoding="utf-8")


def test_a_truncated_copy_of_the_database_restores_nothing(full: Full, begin: Begin) -> None:
    _, folder = full
    (dump,) = (folder / "data").glob("database-*")
    dump.write_bytes(dump.read_bytes()[:-1])
    other = begin()
    for use in (lambda: inspect(folder), lambda: restore(other, folder)):
        with pytest.raises(DamagedBackup, match="database-"):
            use()
    assert list(other.storage.keys(RECORDS, "")) == []


def test_a_missing_and_a_changed_object_are_counted(full: Full, begin: Begin) -> None:
    _, folder = full
    one, other, *_ = sorted((folder / "objects").glob("??/*"))
    one.unlink()
    other.write_bytes(other.read_bytes()[:-1] + b"?")
    found = inspect(folder)
    assert (found.damaged, found.is_sound) == (2, False)
    target = begin()
    with pytest.raises(DamagedBackup, match="backup check"):
        restore(target, folder)
    assert backups.is_empty(target.engine)


def test_a_record_that_counts_and_was_not_there_is_told(full: Full) -> None:
    service, folder = full
    service.storage.remove(RECORDS, [address(f"{1:064x}", "by-hand", "record.json")])
    back_up(service, folder)
    found = inspect(folder)
    assert (len(found.without_objects), found.damaged, found.is_sound) == (1, 0, False)


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (lambda values: values.update(format=2), NewerBackup),
        (lambda values: values.update(schema="9999"), NewerBackup),
        (lambda values: values.update(postgres=99), ProgramMissing),
        (lambda values: values.pop("catalog"), DamagedBackup),
        (lambda values: values.update(made_at="yesterday"), DamagedBackup),
    ],
)
def test_a_backup_of_another_version_is_refused(
    full: Full, begin: Begin, made: Callable[[dict[str, Any]], object], error: type[Exception]
) -> None:
    _, folder = full
    change(folder, made)
    other = begin()
    with pytest.raises(error):
        restore(other, folder)
    assert backups.is_empty(other.engine)


def test_an_empty_folder_holds_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NoBackup, match="hoso backup"):
        inspect(tmp_path)
    (tmp_path / NAME).write_text("{", encoding="utf-8")
    with pytest.raises(DamagedBackup):
        inspect(tmp_path)


def test_an_interrupted_backup_leaves_the_earlier_one(full: Full, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service, folder = full
    before = (folder / NAME).read_bytes()
    monkeypatch.setattr(making, "NOTED", 1)
    monkeypatch.setattr(contents, "THREADS", 1)
    for number in range(3, 13):
        published(service, tmp_path, f"{number}/", number)
    stream = service.storage.stream
    left = iter(range(12))

    def cut_off(bucket: str, key: str) -> object:
        if next(left, None) is None:
            raise StorageError("Object storage does not answer; it will be tried again.")
        return stream(bucket, key)

    with monkeypatch.context() as fault, pytest.raises(StorageError):
        fault.setattr(service.storage, "stream", cut_off)
        back_up(service, folder)
    assert (folder / NAME).read_bytes() == before
    assert inspect(folder).is_sound
    made = back_up(service, folder)
    assert made.copied < 20
    assert inspect(folder).records == 12


def test_a_full_disk_is_told_and_the_earlier_backup_stays(full: Full, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service, folder = full
    published(service, tmp_path, "3/", 3)

    def no_room(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as fault, pytest.raises(DiskFull, match="make some"):
        fault.setattr(contents, "_stream", no_room)
        back_up(service, folder)
    with monkeypatch.context() as fault, pytest.raises(DiskFull, match="free"):
        fault.setattr(making, "SPARE", 2**60)
        back_up(service, folder)
    assert inspect(folder).records == 2
    with monkeypatch.context() as fault, pytest.raises(DiskFull, match="make some"):
        fault.setattr(programs, "call", lambda *given: no_room())
        back_up(service, folder)
    assert inspect(folder).is_sound


def test_a_program_that_finds_no_room_says_so(full: Full) -> None:
    service, _ = full
    program, _ = programs.find("pg_dump", backups.postgres(service.engine))
    with pytest.raises(DiskFull):
        programs.call(program, service.settings, ["--format=custom", "--file=/dev/full"])
    with pytest.raises(CopyFailed) as told:
        programs.call(program, service.settings, ["--table=mật_khẩu"])
    assert "mật" not in told.value.public_message


def test_a_draft_that_was_torn_is_begun_anew(full: Full) -> None:
    service, folder = full
    (folder / "drafts" / "catalog").write_bytes(b"SQLite format 3\0" + bytes(4000))
    assert back_up(service, folder).copied == 0


def test_two_backups_do_not_write_to_one_folder(full: Full) -> None:
    service, folder = full
    with making._alone(folder), pytest.raises(BackupBusy):
        back_up(service, folder)


def test_no_password_and_no_row_is_told(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    service, folder = full
    (catalog,) = (folder / "data").glob("catalog-*")
    assert sqlite3.connect(catalog).execute("SELECT count(*) FROM objects").fetchone() == (4,)
    seen: list[list[str]] = []
    run = programs._run

    def watched(command: list[str], environment: dict[str, str]) -> None:
        seen.append(command)
        run(command, environment)

    monkeypatch.setattr(programs, "_run", watched)
    back_up(service, folder)
    password = service.settings.database_url.get_secret_value().partition("hoso:")[2].partition("@")[0]
    assert len(password) == 40
    assert all(password not in word for command in seen for word in command)
    empty(service)
