"""Lists in portions: where a portion ended is an opaque word, which stays right while rows are added."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import StringConstraints
from pydantic.json_schema import SkipJsonSchema

from workers.api.problems import Refused
from workers.database.seen import Place

_T = TypeVar("_T")

Nothing = SkipJsonSchema[None]
"""What a parameter is that was left out: nobody can send it."""

Cursor = Annotated[
    Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_-]+$")] | Nothing,
    Query(description="`next` of the portion before."),
]
Limit = Annotated[int, Query(ge=1, le=200)]
Asked = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""What somebody looks for."""
TypeName = Annotated[Asked | Nothing, Query(alias="type", description="Documents of this type.")]

_LARGEST = 2**63


def portion(
    request: Request, response: Response, found: Sequence[_T], limit: int, end: Callable[[_T], list[str | int]]
) -> tuple[list[_T], str | None]:
    """At most `limit` of what was found, and the cursor of what follows, which is also put into the header `Link`.

    `found` has one more than `limit` where something follows; `end` says where a portion ends with this one.
    """
    if len(found) <= limit:
        return list(found), None
    cursor = base64.urlsafe_b64encode(json.dumps(end(found[limit - 1])).encode()).decode().rstrip("=")
    there = request.url.include_query_params(cursor=cursor)
    response.headers["Link"] = f'<{there.path}?{there.query}>; rel="next"'
    return list(found[:limit]), cursor


def place(cursor: str | None) -> Place | None:
    """A time and an id. Raises `Refused`."""
    return None if cursor is None else _read(cursor, lambda parts: (_moment(parts[0]), UUID(parts[1])))


def number(cursor: str | None) -> int | None:
    """A number. Raises `Refused`."""
    return None if cursor is None else _read(cursor, lambda parts: _number(parts[0]))


def message(cursor: str | None) -> UUID | None:
    """An id. Raises `Refused`."""
    return None if cursor is None else _read(cursor, lambda parts: UUID(parts[0]))


def _read(cursor: str, parsed: Callable[[list[str]], _T]) -> _T:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return parsed([str(each) for each in parts])
    except (ValueError, TypeError, IndexError, RecursionError, OverflowError):
        raise Refused(404, "unknown-cursor", "This cursor leads nowhere; begin without one.") from None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _number(text: str) -> int:
    value = int(text)
    if not 0 <= value < _LARGEST:
        raise ValueError(text)
    return value
