"""Who asks, and whether they may: `Authorization: Bearer hoso_ID_SECRET`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from workers.api.problems import Refused
from workers.database import keys
from workers.database.keys import Key, Scope

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


Reader = Annotated[Key, Depends(_needs("read"))]
Sensitive = Annotated[Key, Depends(_needs("read-sensitive"))]
Writer = Annotated[Key, Depends(_needs("write"))]
Corrector = Annotated[Key, Depends(_needs("correct"))]
Deliverer = Annotated[Key, Depends(_needs("deliver"))]
Admin = Annotated[Key, Depends(_needs("admin"))]
