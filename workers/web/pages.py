"""The addresses of the web pages and what each answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

import redis
from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from pydantic import BeforeValidator
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from extractor.profiles import load_profiles
from extractor.record import Dossier
from workers import health
from workers.database import lists, operations
from workers.database.lists import Listed
from workers.errors import StorageError
from workers.identity import User
from workers.identity.audit import note_seen
from workers.records import Records
from workers.service import Service
from workers.storage import MEDIA_TYPES, address
from workers.web.causes import cause
from workers.web.frame import Frame, Needs, language_of
from workers.web.images import PageImages
from workers.web.refusals import add_refusals
from workers.web.rooms import READERS
from workers.web.views import STATES, view

PER_PAGE = 50

Reader = Annotated[User, Depends(Needs(*READERS))]
Width = Annotated[Literal[700, 1400, 2800], BeforeValidator(int)]
"""Pixels of a page image: a small picture, a page beside its fields, one that is looked at closely."""


def add_pages(app: FastAPI, service: Service, frame: Frame, images: PageImages, records: Records) -> None:
    """Adds every address to the application."""
    profiles = load_profiles(service.settings.reading.profiles)
    bucket = service.settings.records_bucket

    def page(request: Request, name: str, status: int = 200, **values: object) -> HTMLResponse:
        return frame.page(request, name, status, states=STATES, cause=cause, **values)

    def listed_or_404(dossier: UUID) -> Listed:
        found = lists.by_id(service.engine, dossier)
        if found is None:
            raise HTTPException(404)
        return found

    def record_or_404(dossier: UUID) -> Dossier:
        found = listed_or_404(dossier)
        if found.source is None or found.configuration is None:
            raise HTTPException(404)
        return records.corrected(dossier, found.source, found.configuration)

    @app.get("/")
    def dossiers(
        request: Request,
        user: Reader,
        q: Annotated[str, Query(max_length=200)] = "",
        state: Literal["", "queued", "running", "done", "failed", "canceled"] = "",
        code: Annotated[str, Query(max_length=64)] = "",
        p: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> Response:
        _note_search(service, user, q)
        counts = operations.states(service.engine)
        found = lists.search(
            service.engine,
            query=q,
            state=state or None,
            code=code,
            offset=(p - 1) * PER_PAGE,
            limit=PER_PAGE,
            known=counts,
        )
        return page(
            request,
            "dossiers.html",
            found=found,
            counts=counts,
            busy=bool(counts.get("queued") or counts.get("running")),
            query=q,
            state=state,
            code=code,
            number=p,
            last=max(1, -(-found.total // PER_PAGE)),
        )

    @app.get("/dossiers/{dossier}")
    def one(request: Request, user: Reader, dossier: UUID) -> Response:
        found = listed_or_404(dossier)
        note_seen(service.engine, user, "dossier.seen", dossier=dossier, record=found.record_id)
        record = view(record_or_404(dossier), profiles, language_of(request)) if found.has_record else None
        return page(request, "dossier.html", dossier=found, record=record)

    @app.get("/dossiers/{dossier}/pages/{number}.jpg")
    def image(user: Reader, dossier: UUID, number: int, w: Width = 1400) -> Response:
        record = record_or_404(dossier)
        if not 1 <= number <= len(record.pages):
            raise HTTPException(404)
        note_seen(service.engine, user, "page.seen", dossier=dossier, page=number)
        shown = record.pages[number - 1]
        source = record.sources[shown.source]
        file = lists.file_of(service.engine, dossier, shown.source)
        if file is None:
            raise HTTPException(409)
        limit = service.settings.reading.limits.max_bytes

        def fetch(path: Path) -> None:
            service.storage.get(file[0], file[1].key, path, limit=limit)

        content = images.get(source.sha256, shown.source_page, fetch, w)
        # The address names a dossier whose scan may be replaced, so the browser asks again after a while.
        return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=300"})

    @app.get("/dossiers/{dossier}/{name}")
    def download(user: Reader, dossier: UUID, name: Literal["record.json", "record.txt", "record.pdf"]) -> Response:
        found = listed_or_404(dossier)
        if found.source is None or found.configuration is None:
            raise HTTPException(404)
        note_seen(service.engine, user, "record.downloaded", dossier=dossier, record=found.record_id, after={"file": name})
        stem = found.label.rpartition(".")[0] or found.label
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{stem}.{name}', safe='')}"}
        if name == "record.json":
            corrected = records.corrected(dossier, found.source, found.configuration).to_json()
            return Response(corrected, media_type=MEDIA_TYPES[name], headers=headers)
        key = address(found.source, found.configuration, name)
        stored = service.storage.stat(bucket, key)
        if stored is None:
            raise HTTPException(404)
        headers["Content-Length"] = str(stored.size)
        return StreamingResponse(service.storage.stream(bucket, key), media_type=MEDIA_TYPES[name], headers=headers)

    add_refusals(app, lambda request, status, message: page(request, "message.html", status, message=message))
    _add_health(app, service)


def _note_search(service: Service, user: User, query: str) -> None:
    # PostgreSQL keeps no zero byte, and finds nothing by it.
    if words := query.replace("\0", "").strip():
        note_seen(service.engine, user, "dossiers.searched", after={"query": words})


def _add_health(app: FastAPI, service: Service) -> None:
    """What those ask for who watch the process."""

    @app.get("/healthz")
    def alive() -> Response:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    def ready() -> Response:
        parts = {"database": _database_answers(service), "queue": _queue_answers(service), "storage": _storage_answers(service)}
        # Without workers and dispatchers pages and uploads still work; the load balancer must not take them away.
        return JSONResponse({**parts, **_signs(service)}, 200 if all(parts.values()) else 503)


def _database_answers(service: Service) -> bool:
    try:
        with service.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _queue_answers(service: Service) -> bool:
    try:
        service.queues.ping()
    except redis.RedisError:
        return False
    return True


def _signs(service: Service) -> dict[str, int]:
    connection = service.queues.connection
    try:
        return {"workers": len(health.workers(connection)), "dispatchers": len(health.dispatchers(connection))}
    except redis.RedisError:
        return {"workers": 0, "dispatchers": 0}


def _storage_answers(service: Service) -> bool:
    try:
        service.storage.stat(service.settings.records_bucket, "ready")
    except StorageError:
        return False
    return True
