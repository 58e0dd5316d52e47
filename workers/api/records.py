"""What was read: records, texts, PDFs, page images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as InPath
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import Field

from workers.api import cursors, shapes
from workers.api.access import Reader, Sensitive
from workers.api.cursors import Cursor, Limit, Nothing
from workers.api.known import known_dossier, known_version
from workers.api.problems import Refused, unknown
from workers.api.views import address, version_view
from workers.database import lists, seen
from workers.database.seen import Version
from workers.records import Records
from workers.service import Service
from workers.storage import MEDIA_TYPES
from workers.storage import address as key_of

PageImage = Callable[[str, int, Callable[[Path], None]], bytes]
"""A page of a scan as JPEG: SHA-256 of the scan, 1-based page, and what fetches the scan to a path."""

WhichVersion = Annotated[
    Annotated[int, Field(ge=1, lt=2**63)] | Nothing, Query(description="One of its versions; the one that counts if left out.")
]


def add_records(app: FastAPI, service: Service, records: Records, image: PageImage) -> None:
    """Adds what lies under `/dossiers/{dossier}`."""
    engine, storage, bucket = service.engine, service.storage, service.settings.records_bucket

    def file(request: Request, version: Version, name: str) -> Response:
        key = key_of(version.source, version.configuration, name)
        stored = storage.stat(bucket, key)
        if stored is None:
            raise Refused(404, "missing-object", "The stored file is gone; have the dossier read anew.")
        headers = {"Content-Length": str(stored.size), "ETag": f'"{version.id}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers={"ETag": headers["ETag"]})
        if getattr(request.state, "head", False):
            return Response(headers=headers, media_type=MEDIA_TYPES[name])
        return StreamingResponse(storage.stream(bucket, key), media_type=MEDIA_TYPES[name], headers=headers)

    @app.get(
        "/dossiers/{dossier}/record",
        tags=["records"],
        summary="Its record",
        response_class=JSONResponse,
        responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
    )
    def record(dossier: UUID, _: Sensitive, version: WhichVersion = None) -> Response:
        """As docs/record.schema.json has it, with what people corrected in it.

        Corrections are of the dossier, so they are laid over an older reading too, as far as they find their place there.
        """
        which = known_version(engine, dossier, version)
        return Response(records.corrected(dossier, which.source, which.configuration).to_json(), media_type="application/json")

    @app.get(
        "/dossiers/{dossier}/text",
        tags=["records"],
        summary="Its text",
        response_class=Response,
        responses=_content("text/plain"),
    )
    def text(request: Request, dossier: UUID, _: Sensitive, version: WhichVersion = None) -> Response:
        """All pages in order, a form feed between pages."""
        return file(request, known_version(engine, dossier, version), "record.txt")

    @app.get(
        "/dossiers/{dossier}/pdf",
        tags=["records"],
        summary="Its searchable PDF",
        response_class=Response,
        responses=_content("application/pdf"),
    )
    def pdf(request: Request, dossier: UUID, _: Sensitive, version: WhichVersion = None) -> Response:
        """The scans with their text behind them."""
        return file(request, known_version(engine, dossier, version), "record.pdf")

    @app.get("/dossiers/{dossier}/versions", tags=["records"], summary="All readings of it")
    def versions(
        request: Request, response: Response, dossier: UUID, _: Reader, cursor: Cursor = None, limit: Limit = 50
    ) -> shapes.Versions:
        """The newest first."""
        known_dossier(engine, dossier)
        rows = seen.versions(engine, dossier, cursors.number(cursor), limit + 1)
        items, following = cursors.portion(request, response, rows, limit, lambda last: [last.id])
        return shapes.Versions(items=[version_view(each) for each in items], next=following)

    @app.get("/dossiers/{dossier}/pages", tags=["records"], summary="Its pages")
    def pages(request: Request, dossier: UUID, _: Reader, version: WhichVersion = None) -> shapes.Pages:
        """All pages, with the addresses of their pictures."""
        which = known_version(engine, dossier, version)
        read = records.as_read(which.source, which.configuration)
        here = address(request, f"dossiers/{dossier}/pages")
        query = "" if version is None else f"?version={version}"
        items = [
            shapes.Page(
                number=each.number,
                width=each.width,
                height=each.height,
                dpi=each.dpi,
                kind=each.kind,
                blank=each.blank,
                image=f"{here}/{each.number}{query}",
            )
            for each in read.pages
        ]
        return shapes.Pages(version=which.id, items=items)

    @app.get(
        "/dossiers/{dossier}/pages/{number}",
        tags=["records"],
        summary="A page's picture",
        response_class=Response,
        responses=_content("image/jpeg"),
    )
    def picture(
        dossier: UUID, number: Annotated[int, InPath(ge=1, le=1_000_000)], _: Sensitive, version: WhichVersion = None
    ) -> Response:
        """The scan's page as JPEG, at most 1,400 pixels wide."""
        which = known_version(engine, dossier, version)
        read = records.as_read(which.source, which.configuration)
        if number > len(read.pages):
            raise unknown("page")
        shown = read.pages[number - 1]
        place = lists.file_of(engine, dossier, shown.source)
        if place is None:
            raise Refused(409, "corrupt-file", "The scan was replaced after it was read; the dossier will be read again.")
        key, limit = place[1].key, service.settings.reading.limits.max_bytes

        def fetch(path: Path) -> None:
            storage.get(place[0], key, path, limit=limit)

        return Response(image(read.sources[shown.source].sha256, shown.source_page, fetch), media_type="image/jpeg")


def _content(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}
