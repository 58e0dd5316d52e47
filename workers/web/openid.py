"""Signing in with an OpenID provider, beside the passwords: the way there, and the way back."""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import asdict
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response

from workers.errors import ProviderDown, SignInRefused
from workers.identity import joining
from workers.identity.openid import Asked, Provider
from workers.service import Service
from workers.web.gate import with_cookie
from workers.web.signing_in import Asks, ours

log = logging.getLogger(__name__)

COOKIE = "hoso-openid"
MINUTES = 10
"""That somebody may take at the provider."""

DOWN = "Nơi đăng nhập bên ngoài không trả lời; hãy thử lại sau, hoặc dùng mật khẩu."
FAILED = "Đăng nhập bên ngoài không thành công; hãy thử lại từ đầu trong trình duyệt này."
UNKNOWN = "Tài khoản bên ngoài này chưa được phép vào; hãy nhờ người quản trị thêm bạn."


def add_openid(app: FastAPI, service: Service, page: Asks) -> None:
    """Adds `/sign-in/openid`, where a provider is set. `page` asks to sign in, and says why somebody could not."""
    settings = service.settings
    if not settings.oidc_issuer:
        return
    provider = Provider(settings)

    def here(request: Request) -> str:
        return settings.oidc_return or str(request.url_for("come_back"))

    @app.get("/sign-in/openid")
    def leave(request: Request, back: Annotated[str, Query(max_length=2000)] = "/") -> Response:
        try:
            address, asked = provider.begin(here(request))
        except ProviderDown as error:
            log.warning("request refused", extra={"code": error.code})
            return page(request, back, DOWN, 503)
        answer = RedirectResponse(address, 303)
        safe = request.url.scheme == "https"
        # Lax, as the provider's page leads back here. Only this browser can come back with what it keeps.
        answer.set_cookie(
            _name(request), _packed(asked, ours(back)), max_age=MINUTES * 60, secure=safe, httponly=True, samesite="lax"
        )
        return answer

    @app.get("/sign-in/openid/back")
    def come_back(request: Request) -> Response:
        asked, back = _unpacked(request.cookies.get(_name(request), ""))
        answer = enter(request, asked, back)
        answer.delete_cookie(_name(request), secure=request.url.scheme == "https", httponly=True)
        return answer

    def enter(request: Request, asked: Asked | None, back: str) -> Response:
        try:
            if asked is None:
                raise SignInRefused("This browser did not begin to sign in, or too long ago.")
            known = provider.finish(request.query_params, asked, here(request))
        except (SignInRefused, ProviderDown) as error:
            log.warning("request refused", extra={"code": error.code})
            down = isinstance(error, ProviderDown)
            return page(request, back, DOWN if down else FAILED, 503 if down else 401)
        cookie = joining.enter(service.engine, known)
        if cookie is None:
            return page(request, back, UNKNOWN, 403)
        return with_cookie(request, RedirectResponse(back, 303), cookie)


def _name(request: Request) -> str:
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


def _packed(asked: Asked, back: str) -> str:
    return base64.urlsafe_b64encode(json.dumps({**asdict(asked), "back": back}).encode()).decode()


def _unpacked(cookie: str) -> tuple[Asked | None, str]:
    try:
        found = json.loads(base64.urlsafe_b64decode(cookie))
        return Asked(str(found["state"]), str(found["nonce"]), str(found["verifier"])), ours(str(found["back"]))
    except (ValueError, KeyError, TypeError):
        return None, "/"
