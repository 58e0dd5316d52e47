"""The first user of a new installation: an administrator whose password lies in a file until it is changed."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from workers.database import users
from workers.identity import passwords
from workers.identity.audit import SYSTEM, note
from workers.identity.people import ROLES

FIRST = "admin"

_LOCK = 0x686F6E31
"""Any constant that is ours."""


def place(work_dir: Path) -> Path:
    """The file that holds the first password."""
    return work_dir / "first-password"


def ensure_first(engine: Engine, work_dir: Path) -> str | None:
    """Adds `admin`, who may do everything, where there is nobody yet. Returns the password that was never changed, if any."""
    path = place(work_dir)
    with Session(engine) as session, session.begin():
        # Two that start at once take turns, so that the file tells the password that counts.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        row = users.held(session, FIRST)
        if row is None and not users.some(engine):
            password = passwords.made()
            # Before it counts: whoever is killed in between has a password that opens nothing, and not the other way round.
            _write(path, password)
            users.add(session, FIRST, "Quản trị viên", ROLES, password=passwords.kept(password))
            note(session, SYSTEM, "user.added", after={"name": FIRST, "roles": list(ROLES)})
            return password
        if row is None or not row.must_change:
            forget_first(work_dir)
    return path.read_text().strip() if path.exists() else None


def invitation(engine: Engine, work_dir: Path) -> str | None:
    """How to sign in for the first time; None when somebody did."""
    password = ensure_first(engine, work_dir)
    return f"Sign in as {FIRST} with the password {password}; you choose another one then." if password else None


def _write(path: Path, password: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"{password}\n")


def forget_first(work_dir: Path) -> None:
    """It was changed: the file goes."""
    place(work_dir).unlink(missing_ok=True)
