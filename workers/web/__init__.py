"""The web pages: a list of dossiers, and a record beside its page images. Plain HTML from the server, no build step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from workers.api import PATH, create_api
from workers.api.webhook import add_webhook
from workers.records import Records
from workers.service import Service
from workers.web.audit import add_audit
from workers.web.batches import add_batches
from workers.web.boxes import BoxReader
from workers.web.frame import Frame
from workers.web.gate import Gate, not_refused
from workers.web.images import PageImages
from workers.web.lots import add_lots
from workers.web.openid import add_openid
from workers.web.operations import add_operations
from workers.web.pages import add_pages
from workers.web.refusals import HEADERS, NO_COPY
from workers.web.requests import RequestIds
from workers.web.review import add_review
from workers.web.search import add_search
from workers.web.signing_in import add_signing_in
from workers.web.suggestions import add_suggestions
from workers.web.tongue import add_language
from workers.web.users import add_users
from workers.web.work import add_work


def create_app(service: Service) -> FastAPI:
    """The application, over connections that the caller made and will let go."""
    images, boxes = PageImages(service.settings), BoxReader(service.settings.reading)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        kept.close()
        images.close()
        boxes.close()

    # Without its API pages: they load scripts from elsewhere.
    app = FastAPI(
        title="hoso", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan, dependencies=[Depends(not_refused)]
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(service.settings.web_names))

    @app.middleware("http")
    async def secure(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.update(HEADERS)
        if not request.url.path.startswith("/static/"):
            for name, value in NO_COPY.items():
                response.headers.setdefault(name, value)
        return response

    app.add_middleware(Gate, service=service)
    app.add_middleware(RequestIds)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    records = Records(service)
    frame = Frame(service)
    app.mount(PATH, create_api(service, records, images.get))
    add_openid(app, service, add_signing_in(app, service, frame))
    add_users(app, service, frame)
    add_audit(app, service, frame)
    add_pages(app, service, frame, images, records)
    add_batches(app, service, frame)
    add_work(app, service, frame, records)
    add_lots(app, service, frame, records)
    add_review(app, service, frame, images, boxes, records)
    kept = add_suggestions(app, service, frame, images, records)
    add_webhook(app, service)
    add_language(app, service)
    add_search(app, service, frame)
    add_operations(app, service, frame, service.settings.metrics_token.get_secret_value())
    return app
