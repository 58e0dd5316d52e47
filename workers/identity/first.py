"""The first user of a new installation: an administrator whose password lies in a file until it is changed."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from workers.database import users
from workers.identity import passwords
from workers.identity.audit import SYSTEM, note
from workers.identity.people import ROLES

FIRST = "admin"


def place(work_dir: Path) -> Path:
    """The file that holds the first password."""
    return work_dir / "first-password"


def ensure_first(engine: Engine, work_dir: Path) -> str | None:
    """Adds `admin`, who may do everything, where there is nobody yet. Returns the password that was never changed, if any."""
    path = place(work_dir)
    if not users.some(engine):
        password = passwords.made()
        work_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(f"{password}\n")
        with Session(engine) as session, session.begin():
            # Two that start at once: the second one's password is nobody's.
            added = users.add(session, FIRST, "Quản trị viên", ROLES, password=passwords.kept(password))
            if added is not None:
                note(session, SYSTEM, "user.added", after={"name": FIRST, "roles": list(ROLES)})
    return path.read_text().strip() if path.exists() else None


def forget_first(work_dir: Path) -> None:
    """It was changed: the file goes."""
    place(work_dir).unlink(missing_ok=True)
