"""Versions of what was learned, in an operator's folder: each in a folder of its own, one in use, and those before it.

versions.add()          # 0003: empty, for `hoso train` to write into
versions.use("0003")    # from now on, for processes that start
versions.rollback()     # again what was used before
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from extractor import learned
from extractor.errors import InputError

_NUMBER = re.compile(r"^[0-9]{4,}$")


class VersionError(InputError):
    """There is no such version, or nothing to go back to."""

    code = "version"


@dataclass(frozen=True)
class Versions:
    """An operator's folder of versions; it need not be there yet."""

    folder: Path

    def names(self) -> list[str]:
        """What can be used, the oldest first; what is shipped is the first."""
        made = (each.name for each in self.folder.glob("*") if _NUMBER.match(each.name) and (each / learned.MANIFEST).is_file())
        return [learned.SHIPPED, *sorted(made)]

    @property
    def in_use(self) -> str:
        """The version that processes use which start now. Raises `SetupError` when that cannot be read."""
        return learned.version_in_use(self.folder)

    def add(self) -> Path:
        """A new folder that is not in use; numbers are never given twice."""
        self.folder.mkdir(parents=True, exist_ok=True)
        taken = [int(each.name) for each in self.folder.glob("*") if _NUMBER.match(each.name)]
        path = self.folder / f"{max(taken, default=0) + 1:04}"
        path.mkdir()
        return path

    def use(self, name: str) -> None:
        """Uses a version from now on. Raises `VersionError` when there is none of that name, and it is not whole."""
        if name not in self.names():
            raise VersionError(f"There is no version {name}; there are {', '.join(self.names())}.")
        if name != learned.SHIPPED:
            self._check(name)
        self._point(name, [*self._before(), self.in_use])

    def rollback(self) -> str:
        """Uses again what was used before; returns its name. Raises `VersionError` when nothing was."""
        before = self._before()
        if not before:
            raise VersionError("Nothing was used before this.")
        self._point(before[-1], before[:-1])
        return before[-1]

    def _check(self, name: str) -> None:
        for piece in learned.read_manifest(self.folder / name).values():
            path = self.folder / name / piece.file
            if not path.exists() or learned.digest(path) != piece.sha256:
                raise VersionError(f"{name}/{piece.file} is not as it was made; learn it again.")

    def _before(self) -> list[str]:
        try:
            return list(json.loads((self.folder / learned.POINTER).read_text("utf-8"))["before"])
        except FileNotFoundError:
            return []

    def _point(self, name: str, before: list[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{learned.POINTER}.{os.getpid()}"
        new.write_text(json.dumps({"version": name, "before": before}), encoding="utf-8")
        new.replace(self.folder / learned.POINTER)
