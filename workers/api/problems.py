"""Errors as `application/problem+json` (RFC 9457) with a stable `code`. They quote nothing of a scan, a name or a key."""

from __future__ import annotations

import http
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Route

from extractor.errors import HosoError

MEDIA_TYPE = "application/problem+json"
REPEAT_AFTER = 5
"""Seconds after which a sender should try again when a server behind this one does not answer."""

STATUSES = {
    "corrupt-file": 409,
    "missing-object": 404,
    "not-told": 409,
    "outdated-record": 409,
    "reading-failed": 409,
}
"""Of errors that are not an outage, by their code; 500 for others."""

_TITLES = {
    400: ("bad-request", "The request cannot be understood."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method-not-allowed", "Nothing is done with this address in this way; `Allow` says what is."),
    413: ("too-large", "The body is larger than it may be here."),
}


class Place(BaseModel):
    """Something in a request that is wrong."""

    at: list[str | int]
    """Where: `["body", "state"]`."""
    message: str


class Problem(BaseModel):
    """What went wrong, and what to do."""

    type: str
    """`urn:hoso:` and the code."""
    code: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    """As in the header `X-Request-Id` and in the log."""
    errors: list[Place] | None = None


class Refused(HTTPException):
    """A request that is not carried out."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Place] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.code = code
        self.errors = errors


def unknown(what: str) -> Refused:
    """404 for something that a request names."""
    return Refused(404, "not-found", f"There is no such {what}.")


def add_problems(app: FastAPI) -> None:
    """Makes every error of the application a problem."""

    @app.exception_handler(StarletteHTTPException)
    def refused(request: Request, error: StarletteHTTPException) -> Response:
        headers = dict(error.headers or {})
        if isinstance(error, Refused):
            return _answer(request, error.status_code, error.code, str(error.detail), headers, error.errors)
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_methods(app, request))
        code, detail = _TITLES.get(error.status_code, ("refused", "The request is refused."))
        return _answer(request, error.status_code, code, detail, headers)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        wrong, detail = error.errors(), "Something in the request is not as it must be."
        if any(each["loc"] == ("body",) for each in wrong) and not _says_json(request):
            detail = "Send the body as JSON, and say so with `Content-Type: application/json`."
        return _answer(request, 422, "invalid", detail, errors=places(wrong))

    @app.exception_handler(HosoError)
    def failed(request: Request, error: HosoError) -> Response:
        status = 503 if error.outage else STATUSES.get(error.code, 500)
        headers = {"Retry-After": str(REPEAT_AFTER)} if status == 503 else None
        return _answer(request, status, error.code, error.public_message, headers)

    @app.exception_handler(SQLAlchemyError)
    def without_database(request: Request, error: SQLAlchemyError) -> Response:
        if isinstance(error, DataError):
            return _answer(request, 422, "invalid", "The request holds something that cannot be stored.")
        detail = "The database does not answer; send this again."
        return _answer(request, 503, "database", detail, {"Retry-After": str(REPEAT_AFTER)})

    @app.exception_handler(Exception)
    def broken(request: Request, _: Exception) -> Response:
        return _answer(request, 500, "internal-error", "Internal error; please report it with its request id.")


def places(errors: Sequence[Any]) -> list[Place]:
    """What a validation found, without what was given."""
    return [
        Place(at=_at(each["loc"]), message=each["msg"].partition(", invalid")[0])
        for each in errors
        # What may be left out may be nothing too, which nobody can send.
        if each["type"] != "none_required"
    ]


def _at(location: Sequence[str | int]) -> list[str | int]:
    """Where something is; after a parameter's name only follows of what kind it could be."""
    return list(location if location[0] == "body" else location[:2])


def _says_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _answer(
    request: Request,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Place] | None = None,
) -> Response:
    problem = Problem(
        type=f"urn:hoso:{code}",
        code=code,
        title=http.HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        request_id=getattr(request.state, "request_id", None),
        errors=list(errors) if errors else None,
    )
    return JSONResponse(problem.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def _methods(app: FastAPI, request: Request) -> list[str]:
    """What may be done with an address: several routes may share it."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    matching = [route for route in app.routes if isinstance(route, Route) and route.path_regex.match(path)]
    found = {method for route in matching for method in route.methods or ()}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))
