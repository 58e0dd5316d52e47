"""Nobody comes past here without a session, into a room that is not theirs, or with a form that another site sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import parse_qs, quote

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request, cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workers.identity.sessions import SignedIn, look_up
from workers.service import Service
from workers.web.forms import is_ours
from workers.web.rooms import READERS, ROOMS

log = logging.getLogger(__name__)

OPEN = ("/static/", "/healthz", "/readyz", "/metrics", "/webhooks/", "/api/", "/sign-in", "/language")
"""Beginnings of addresses that need no session: what they show is nobody's, or they ask for a key or a token of their own."""
OWN = ("/me", "/sign-out", "/password")
"""For everybody who is signed in."""
CHANGES = {
    "/review": ("reviewer", "checker", "approver"),
    "/batches": ("operator",),
    "/users": ("admin",),
    "/lots": ("checker", "approver"),
}
"""Who may post into rooms that more people may look at."""
COOKIE = "hoso"
MOST_FORM = 2**20
"""Bytes of a form that is looked into for its token."""


class Gate:
    """ASGI middleware, inside the one that gives requests their ids."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, with `state.user` and `state.token`, or answers it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"]
        open_to_all = path.startswith(OPEN)
        state = scope.setdefault("state", {})
        try:
            # A page brings a dozen files; whose they are does not matter.
            who = None if path.startswith("/static/") else await self._who(scope, headers)
        except SQLAlchemyError as error:
            log.warning("request refused", extra={"kind": type(error).__name__})
            state |= {"user": None, "token": "", "refused": 503}
            await self._app(scope, receive, send)
            return
        state["user"], state["token"] = (who.user, who.token) if who else (None, "")
        if not open_to_all and who is None:
            await _to_sign_in(scope, headers)(scope, receive, send)
            return
        if who is not None and who.must_change and not open_to_all and not path.startswith(OWN):
            await RedirectResponse("/password", 303)(scope, receive, send)
            return
        if who is not None and not open_to_all and not who.user.may(*roles_of(scope["method"], path)):
            state["refused"] = 403
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not path.startswith(("/api/", "/webhooks/")):
            body, receive = await _held(headers, receive)
            # Who signs in once more, from a page that was open before, has no token of the session that they have by now.
            needs_token = who is not None and path != "/sign-in"
            if not is_ours(headers) or (needs_token and not _carries(who, headers, body)):
                state["refused"] = 403
        await self._app(scope, receive, send)

    async def _who(self, scope: Scope, headers: Headers) -> SignedIn | None:
        cookie = cookie_parser(headers.get("cookie", "")).get(cookie_name(scope["scheme"]))
        settings = self._service.settings
        idle, longest = timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
        return await run_in_threadpool(look_up, self._service.engine, cookie, idle, longest) if cookie else None


def not_refused(request: Request) -> None:
    """A dependency of every page: what the gate refused is answered as all refusals are."""
    if status := getattr(request.state, "refused", None):
        raise HTTPException(status)


def cookie_name(scheme: str) -> str:
    """Where the connection is safe, browsers promise that nobody else has set a cookie of this name (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{COOKIE}" if scheme == "https" else COOKIE


def with_cookie(request: Request, answer: Response, cookie: str) -> Response:
    """The answer, with the cookie of a new session."""
    safe = request.url.scheme == "https"
    # Lax: links in letters and reports lead to a page that is open already; posts are guarded by their token.
    answer.set_cookie(cookie_name(request.url.scheme), cookie, secure=safe, httponly=True, samesite="lax")
    return answer


def roles_of(method: str, path: str) -> Sequence[str]:
    """Who may enter; a room that nobody declared is open to nobody."""
    if path.startswith(OWN):
        return (*READERS, "admin")
    if path == "/" or path.startswith("/dossiers/"):
        return READERS
    for room in ROOMS:
        if room.address != "/" and (path == room.address or path.startswith(f"{room.address}/")):
            return room.roles if method in ("GET", "HEAD") else CHANGES.get(room.address, room.roles)
    return ()


def _to_sign_in(scope: Scope, headers: Headers) -> Response:
    if "text/html" in headers.get("accept", "") and scope["method"] == "GET":
        query = scope["query_string"].decode("ascii", "replace")
        here = f"{quote(scope['path'])}{'?' + query if query else ''}"
        return RedirectResponse(f"/sign-in?back={quote(here, safe='')}", 303)
    body = {"type": "urn:hoso:signed-out", "code": "signed-out", "status": 401, "detail": "Sign in again."}
    return JSONResponse(body, 401, media_type="application/problem+json")


def _carries(who: SignedIn | None, headers: Headers, body: bytes) -> bool:
    """Whether the session's token came with it: in a header, or in a field of the form."""
    given = headers.get("x-token")
    if given is None:
        fields = parse_qs(body.decode("ascii", "replace"))
        given = fields.get("token", [""])[0]
    return who is not None and who.holds(given)


async def _held(headers: Headers, receive: Receive) -> tuple[bytes, Receive]:
    """The body of a form, and what gives it to the next reader; of other bodies nothing is read."""
    if not headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return b"", receive
    parts: list[bytes] = []
    more, size = True, 0
    while more and size <= MOST_FORM:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message["type"] == "http.request" and message.get("more_body", False)
    waiting: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": more}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return b"".join(parts), again
