"""The same request sent again gets the same answer, and is not carried out again."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from workers.database.tables import IdempotencyRow

AT_ONCE = 4
"""Requests of one process that are answered at a time: each holds a connection besides the one that its work needs."""

_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Answer:
    """What was answered: an HTTP status and a JSON object."""

    status: int
    body: Mapping[str, Any]


def answer_once(
    engine: Engine, api_key: UUID, key: str, request: str, act: Callable[[], Answer]
) -> Answer | Literal["in-progress", "other-request"]:
    """What `act` answers, or what it answered to the same request before.

    `key` is what the sender chose, `request` the SHA-256 of what was asked. `other-request`: the key was used for something
    else. An error of `act` is not kept. A process that dies while it acts lets go of the request, and the next one acts again.
    """
    # A lock of the session and not a row's state: it ends with the process that holds it.
    lock = int.from_bytes(hashlib.sha256(f"{api_key} {key}".encode()).digest()[:8], signed=True)
    with _turns, engine.connect() as connection:
        if not connection.execute(select(func.pg_try_advisory_lock(lock))).scalar_one():
            return "in-progress"
        connection.commit()
        try:
            return _answer(connection, api_key, key, request, act)
        finally:
            connection.rollback()
            connection.execute(select(func.pg_advisory_unlock(lock)))
            connection.commit()


def _answer(
    connection: Connection, api_key: UUID, key: str, request: str, act: Callable[[], Answer]
) -> Answer | Literal["other-request"]:
    this = (IdempotencyRow.api_key_id == api_key, IdempotencyRow.key == key)
    wanted = select(IdempotencyRow.request, IdempotencyRow.status, IdempotencyRow.body).where(*this)
    known = connection.execute(wanted).one_or_none()
    if known is not None and known.request != request:
        return "other-request"
    if known is not None and known.status is not None:
        return Answer(known.status, known.body or {})
    added = insert(IdempotencyRow).values(api_key_id=api_key, key=key, request=request)
    connection.execute(added.on_conflict_do_nothing())
    connection.commit()
    try:
        answer = act()
    except BaseException:
        connection.execute(delete(IdempotencyRow).where(*this))
        connection.commit()
        raise
    connection.execute(update(IdempotencyRow).where(*this).values(status=answer.status, body=dict(answer.body)))
    connection.commit()
    return answer
