"""Who asks, whether they may, and that they were shown personal data: `Authorization: Bearer hoso_ID_SECRET`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from workers.api.problems import Refused
from workers.database import keys
from workers.database.keys import Key, Scope
from workers.identity.audit import note_seen

_BEARER = HTTPBearer(
    auto_error=False, scheme_name="key", bearerFormat="hoso_ID_SECRET", description="A key made with `hoso key create`."
)


def who(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> Key:
    """The key that a request was sent with."""
    key = keys.recognise(request.app.state.engine, given.credentials) if given is not None else None
    if key is None:
        detail = "Send a key that is neither revoked nor expired as `Authorization: Bearer hoso_…`."
        raise Refused(401, "unauthorized", detail, {"WWW-Authenticate": "Bearer"})
    return key


def _needs(scope: Scope) -> Callable[[Key], Key]:
    def check(key: Annotated[Key, Depends(who)]) -> Key:
        if not key.may(scope):
            challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise Refused(403, "forbidden", f"This key lacks the scope `{scope}`.", {"WWW-Authenticate": challenge})
        return key

    return check


def note_read(
    request: Request, key: Key, action: str, dossier: UUID | None = None, page: int | None = None, **asked: str | None
) -> None:
    """Notes what a program is shown, before it is; once where it asks for the same again a moment later."""
    about = {name: value for name, value in asked.items() if value is not None}
    note_seen(request.app.state.engine, f"key:{key.name}", action, dossier=dossier, page=page, after=about or None)


def _shown(request: Request, key: Annotated[Key, Depends(_needs("read-sensitive"))]) -> Key:
    named = request.path_params
    with suppress(ValueError, KeyError):
        # An id that is none is refused afterwards; nothing is shown then.
        if "batch" in named:
            note_read(request, key, "batch.downloaded", batch=str(UUID(named["batch"])))
        elif "number" in named:
            note_read(request, key, "page.seen", UUID(named["dossier"]), page=int(named["number"]))
        else:
            part = request.url.path.partition(named["dossier"])[2].strip("/")
            note_read(request, key, "record.read", UUID(named["dossier"]), part=part)
    return key


Reader = Annotated[Key, Depends(_needs("read"))]
Sensitive = Annotated[Key, Depends(_shown)]
"""Everything that needs it is noted in the audit."""
Writer = Annotated[Key, Depends(_needs("write"))]
Corrector = Annotated[Key, Depends(_needs("correct"))]
Deliverer = Annotated[Key, Depends(_needs("deliver"))]
Admin = Annotated[Key, Depends(_needs("admin"))]
