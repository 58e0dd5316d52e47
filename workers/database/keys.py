"""Keys of the REST API. A key is shown once; only the digest of its secret is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import Engine, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from workers.database.tables import ApiKey

Scope = Literal["read", "read-sensitive", "write", "correct", "deliver", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "read-sensitive", "write", "correct", "deliver", "admin")
"""None of them includes another."""

SECRET_BYTES = 32
"""So much chance that a plain hash of it cannot be undone by trying."""
USED_EVERY = timedelta(minutes=1)
"""The time of last use is noted no more often, so that asking does not mean writing."""

_TOKEN = re.compile(r"hoso_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
_NOBODY = "0" * 64


@dataclass(frozen=True)
class Key:
    """A key without its secret."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    def may(self, scope: Scope) -> bool:
        """Whether it was made for this."""
        return scope in self.scopes


def create(engine: Engine, name: str, scopes: Sequence[Scope], days: float | None = None) -> str | None:
    """A new key as its owner will send it, `hoso_ID_SECRET`; None when the name is taken, be it by a revoked key."""
    number, secret = uuid4(), secrets.token_urlsafe(SECRET_BYTES)
    added = insert(ApiKey).values(
        id=number,
        name=name,
        digest=_digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=None if days is None else func.now() + timedelta(days=days),
    )
    with engine.begin() as connection:
        made = connection.execute(added.on_conflict_do_nothing(index_elements=["name"]).returning(ApiKey.id))
        return f"hoso_{number.hex}_{secret}" if made.scalar_one_or_none() is not None else None


def listed(engine: Engine) -> list[Key]:
    """All keys, the newest first."""
    with Session(engine) as session:
        return [_key(row) for row in session.execute(select(ApiKey).order_by(ApiKey.created_at.desc(), ApiKey.id)).scalars()]


def revoke(engine: Engine, name: str) -> bool:
    """Ends a key at once. False when there is none of this name that is not ended already."""
    ended = update(ApiKey).where(ApiKey.name == name, ApiKey.revoked_at.is_(None)).values(revoked_at=func.now())
    with engine.begin() as connection:
        return connection.execute(ended.returning(ApiKey.id)).scalar_one_or_none() is not None


def recognise(engine: Engine, token: str) -> Key | None:
    """Whose key this is; None for one that is unknown, wrong, expired or revoked. Notes that it was used."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    with Session(engine) as session, session.begin():
        ended = or_(ApiKey.revoked_at.is_not(None), func.coalesce(ApiKey.expires_at <= func.now(), False))
        unnoted = func.coalesce(ApiKey.used_at <= func.now() - USED_EVERY, True)
        found = session.execute(select(ApiKey, ended, unnoted).where(ApiKey.id == UUID(parts[1]))).one_or_none()
        row, has_ended, is_unnoted = found if found is not None else (None, True, False)
        # Compared even where there is no such key, so that the time taken tells nothing.
        if not compare_digest(row.digest if row else _NOBODY, _digest(parts[2])) or row is None or has_ended:
            return None
        if is_unnoted:
            session.execute(update(ApiKey).where(ApiKey.id == row.id).values(used_at=func.now()))
        return _key(row)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: ApiKey) -> Key:
    return Key(row.id, row.name, tuple(row.scopes), row.created_at, row.expires_at, row.revoked_at, row.used_at)
