"""What all pages share: one set of templates, who is looking, in which language, and who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse

from extractor.templates import templates
from workers.identity import User
from workers.service import Service
from workers.web import language, rooms
from workers.web.language import Language


class Frame:
    """Renders pages. Templates get `user` (None: nobody is signed in), `t`, `language`, `token`, `path` and `rooms`."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._templates = templates(Path(__file__).parent / "templates")
        self._templates.filters |= language.FILTERS

    def filters(self, **functions: Callable[..., object]) -> None:
        """Adds what the templates of a room need to show its values."""
        self._templates.filters |= functions

    def page(self, request: Request, name: str, status: int = 200, **values: object) -> HTMLResponse:
        """The template, filled."""
        return HTMLResponse(self._templates.get_template(name).render({**self._shared(request), **values}), status)

    def _shared(self, request: Request) -> Mapping[str, object]:
        user = signed_in(request)
        spoken = language_of(request)
        return {
            "user": user,
            "language": spoken,
            "t": language.translator(spoken),
            "token": getattr(request.state, "token", ""),
            "path": request.url.path,
            "rooms": rooms.open_to(user),
        }


def signed_in(request: Request) -> User | None:
    """Who sent the request; None for somebody who is not signed in."""
    user = getattr(request.state, "user", None)
    return user if isinstance(user, User) else None


def language_of(request: Request) -> Language:
    """What the reader chose; of somebody who is not signed in the cookie tells."""
    user = signed_in(request)
    return user.language if user is not None else language.chosen(request.cookies.get(language.COOKIE))


class Needs:
    """A dependency: the signed-in person, who must have one of these roles (any, if none is named)."""

    def __init__(self, *roles: str) -> None:
        self.roles = roles

    def __call__(self, request: Request) -> User:
        """The person. Raises 401 or 403."""
        user = signed_in(request)
        if user is None:
            raise HTTPException(401)
        if self.roles and not user.may(*self.roles):
            raise HTTPException(403)
        return user
