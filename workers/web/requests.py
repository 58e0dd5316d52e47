"""Every request has an id, which its answer and every log line of it carry, and leaves one line in the log."""

from __future__ import annotations

import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workers.logs import bound

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"

_SANE = re.compile(r"[0-9a-fA-F][0-9a-fA-F-]{15,63}")
"""What an id may look like: hexadecimal as UUIDs are, too long for a number of a person and no letters for a name."""

_TRACE = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context, level 1, section 3.2: `version-traceid-parentid-flags`."""

_QUIET = {"/healthz", "/readyz", "/metrics"}
"""Asked for every few seconds by machines; their lines would drown the others."""


class RequestIds:
    """ASGI middleware, the outermost one. Logs the route's template; the address itself may hold what people search for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = given
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = given
            await send(message)

        begun = time.monotonic()
        with bound(request=given):
            try:
                await self._app(scope, receive, answer)
            except Exception:
                log.exception("request failed", extra=_told(scope, 500, begun))
                raise
            level = logging.DEBUG if template(scope) in _QUIET and status < 400 else logging.INFO
            log.log(level, "request", extra=_told(scope, status, begun))


def request_id(headers: Headers) -> str:
    """The sender's `X-Request-Id` or the trace id of its `traceparent`, where these are sane; otherwise a new id."""
    named = headers.get(HEADER, "")
    if _SANE.fullmatch(named):
        return named
    traced = _TRACE.fullmatch(headers.get("traceparent", ""))
    return traced[1] if traced else uuid4().hex


def template(scope: Scope) -> str:
    """The route as it was declared, never the address that was asked for; `-` where no route answers."""
    route = scope.get("route")
    mount = scope.get("root_path", "")
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    if path is None:
        return f"{mount}/…" if mount else "-"
    return f"{mount}{path}"


def _told(scope: Scope, status: int, begun: float) -> dict[str, object]:
    return {
        "method": scope["method"] if scope["method"] in _METHODS else "-",
        "route": template(scope),
        "status": status,
        "ms": round((time.monotonic() - begun) * 1000, 1),
    }


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
