"""Signing in and out, and one's own page: the password, and what was done today."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from workers.database.days import day_of
from workers.identity import User, sessions
from workers.identity.first import FIRST, forget_first, place
from workers.service import Service
from workers.web.frame import Frame, Needs, signed_in
from workers.web.gate import cookie_name, with_cookie

OURS = re.compile(r"/(?![/\\])[^\x00-\x1f\\]*")
"""An address on this server: two slashes, or a backslash that browsers take for one, would lead to another."""

REFUSALS = ("wrong", "locked")
REFUSED = "Tên đăng nhập hoặc mật khẩu không đúng. Sau nhiều lần sai, phải chờ ít phút rồi mới thử lại được."
"""One sentence for every reason: another one for a locked name would tell that there is such a name."""
WEAKNESSES = {
    "wrong": "Mật khẩu hiện tại không đúng.",
    "short": "Mật khẩu mới phải có ít nhất 12 ký tự.",
    "long": "Mật khẩu mới có nhiều nhất 256 ký tự.",
    "common": "Mật khẩu mới quá dễ đoán; hãy chọn một câu mà chỉ mình bạn biết.",
    "twice": "Hai lần nhập mật khẩu mới không giống nhau.",
}

Mine = Annotated[User, Depends(Needs())]
Secret = Annotated[str, Form(max_length=1000)]


Asks = Callable[[Request, str, str, int], Response]


def add_signing_in(app: FastAPI, service: Service, frame: Frame) -> Asks:
    """Adds `/sign-in`, `/sign-out`, `/me` and `/password`.

    Returns what asks to sign in again: by request, where it leads then, why somebody could not, and the status.
    """
    engine = service.engine
    openid = service.settings.oidc_label if service.settings.oidc_issuer else ""

    def asking(request: Request, back: str, refusal: str, status: int, entered: str = "") -> Response:
        first = _first(service)
        shown = {"back": ours(back), "refusal": refusal, "entered": entered, "first": first, "openid": openid}
        return frame.page(request, "sign-in.html", status, **shown)

    @app.get("/sign-in")
    def ask(request: Request, back: Annotated[str, Query(max_length=2000)] = "/") -> Response:
        if signed_in(request):
            return RedirectResponse(ours(back), 303)
        return asking(request, back, "", 200)

    @app.post("/sign-in")
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=200)],
        password: Secret,
        back: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        address = request.client.host if request.client else ""
        cookie = sessions.sign_in(engine, name, password, address)
        if cookie in REFUSALS:
            return asking(request, back, REFUSED, 401, name)
        if before := signed_in(request):
            sessions.sign_out(engine, request.cookies.get(cookie_name(request.url.scheme), ""), before)
        return with_cookie(request, RedirectResponse(ours(back), 303), cookie)

    @app.post("/sign-out")
    def sign_out(request: Request, user: Mine) -> Response:
        name = cookie_name(request.url.scheme)
        sessions.sign_out(engine, request.cookies.get(name, ""), user)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(name, secure=request.url.scheme == "https", httponly=True)
        # Typed values that were not sent yet lie in the browser: nobody after this person may find them.
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    @app.get("/me")
    def me(request: Request, user: Mine) -> Response:
        return frame.page(request, "me.html", day=day_of(engine, user.id))

    @app.get("/password")
    def ask_password(request: Request, _: Mine) -> Response:
        return frame.page(request, "password.html", mistake=None)

    @app.post("/password")
    def change_password(request: Request, user: Mine, before: Secret, after: Secret, again: Secret) -> Response:
        cookie = "twice" if after != again else sessions.change_password(engine, user, before, after)
        if cookie in WEAKNESSES:
            return frame.page(request, "password.html", 422, mistake=WEAKNESSES[cookie])
        if user.name == FIRST:
            forget_first(service.settings.work_dir)
        return with_cookie(request, RedirectResponse("/", 303), cookie)

    return asking


def ours(address: str) -> str:
    """The address if it is on this server, the first page otherwise."""
    return address if OURS.fullmatch(address) else "/"


def _first(service: Service) -> Path | None:
    """Where the first password lies, while it was not changed."""
    path = place(service.settings.work_dir)
    return path if path.exists() else None
