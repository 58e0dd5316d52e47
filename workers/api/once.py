"""`Idempotency-Key`: a request that is sent again because its answer was lost is not carried out again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID, uuid4, uuid5

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import StringConstraints
from sqlalchemy import Engine

from workers.api.access import who
from workers.api.cursors import Nothing
from workers.api.problems import Refused
from workers.database.idempotency import Answer, answer_once
from workers.database.keys import Key

IdempotencyKey = Annotated[
    Annotated[str, StringConstraints(max_length=255, pattern=r"^[!-~]+$")] | Nothing,
    Header(
        description="Chosen by the sender, another one for every request; the same one when a request is sent again.",
    ),
]


class Once:
    """One request that changes something."""

    def __init__(self, engine: Engine, asker: UUID, key: str | None, address: str) -> None:
        self._engine = engine
        self._asker = asker
        self._key = key
        self._address = address

    @property
    def id(self) -> UUID:
        """The same for the same key of the same asker; without a key always another."""
        return uuid5(self._asker, self._key) if self._key else uuid4()

    def __call__(self, body: str, act: Callable[[], Answer]) -> JSONResponse:
        """Carries the request out, or answers as before. `body`: all that makes it differ from others at its address."""
        if self._key is None:
            return _response(act())
        digest = hashlib.sha256(f"{self._address}\n{body}".encode()).hexdigest()
        answer = answer_once(self._engine, self._asker, self._key, digest, act)
        if answer == "in-progress":
            detail = "The same request is being answered; send it again in a moment."
            raise Refused(409, "in-progress", detail, {"Retry-After": "1"})
        if answer == "other-request":
            raise Refused(422, "key-reused", "This Idempotency-Key was used for another request; choose a new one.")
        return _response(answer)


def _response(answer: Answer) -> JSONResponse:
    body: dict[str, Any] = dict(answer.body)
    here = body.get("links", {}).get("self")
    headers = {"Location": here} if here and answer.status in (201, 202) else None
    return JSONResponse(body, answer.status, headers)


def _once(request: Request, key: Annotated[Key, Depends(who)], idempotency_key: IdempotencyKey = None) -> Once:
    address = f"{request.method} {request.url.path}"
    return Once(request.app.state.engine, key.id, idempotency_key, address)


OnlyOnce = Annotated[Once, Depends(_once)]
