"""The switch between the languages, kept for who is signed in, and in a cookie for everybody else."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import RedirectResponse
from sqlalchemy import update

from workers.database.tables import UserRow
from workers.service import Service
from workers.web.frame import signed_in
from workers.web.language import COOKIE, Language

_YEAR = 365 * 86400
_OURS = re.compile(r"/(?![/\\])[^\x00-\x1f\\]*")
"""An address on this server: two slashes, or a backslash that browsers take for one, would lead to another."""


def add_language(app: FastAPI, service: Service) -> None:
    """Adds `/language`."""

    @app.post("/language")
    def speak(
        request: Request,
        language: Annotated[Language, Form()],
        back: Annotated[str, Form(max_length=2000)] = "/",
    ) -> RedirectResponse:
        answer = RedirectResponse(back if _OURS.fullmatch(back) else "/", 303)
        if user := signed_in(request):
            with service.engine.begin() as connection:
                connection.execute(update(UserRow).where(UserRow.id == user.id).values(language=language))
        secure = request.url.scheme == "https"
        # Also for who is signed in: the page after signing out is in the language that they chose.
        answer.set_cookie(COOKIE, language, max_age=_YEAR, secure=secure, httponly=True, samesite="lax")
        return answer
