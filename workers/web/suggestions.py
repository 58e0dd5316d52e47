"""Labels and titles that people's corrections suggest, with their proof and where they stand on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Request, Response

from extractor.profiles import load_profiles
from workers.database import lists
from workers.identity import User
from workers.identity.audit import note_seen
from workers.lessons.keeping import Kept
from workers.lessons.sightings import Evidence
from workers.lessons.suggestions import NEWEST, fragment
from workers.records import Records
from workers.service import Service
from workers.web.frame import Frame, Needs
from workers.web.images import PageImages

Looks = Annotated[User, Depends(Needs("checker", "auditor", "admin"))]


def add_suggestions(app: FastAPI, service: Service, frame: Frame, images: PageImages, records: Records) -> Kept:
    """Adds `/suggestions` and what lies under it. What it returns is closed with the application."""
    kept = Kept(service)
    profiles = load_profiles(service.settings.reading.profiles)
    frame.filters(crop_name=_name)

    def label_of(type_name: str, field: str) -> str:
        spec = profiles.spec(type_name, field)
        return spec.label if spec is not None else field

    @app.get("/suggestions")
    def all_of_them(request: Request, user: Looks) -> Response:
        return frame.page(request, "suggestions.html", known=kept.now(), label_of=label_of, newest=NEWEST)

    @app.get("/suggestions/wordings.yaml")
    def download(user: Looks) -> Response:
        found = kept.now().found
        if found is None or not found.suggestions:
            raise HTTPException(404)
        headers = {"Content-Disposition": 'attachment; filename="wordings.yaml"'}
        return Response(fragment(found.suggestions), media_type="application/yaml", headers=headers)

    @app.get("/suggestions/crops/{name}.jpg")
    def crop(user: Looks, name: str) -> Response:
        found = kept.now().found
        shown = {_name(place): place for each in (found.suggestions if found else ()) for place in each.evidence}
        if name not in shown:
            raise HTTPException(404)
        place = shown[name]
        note_seen(service.engine, user, "page.seen", dossier=place.dossier, page=place.page)
        return Response(_cut(place), media_type="image/jpeg", headers={"Cache-Control": "private, max-age=300"})

    def _cut(place: Evidence) -> bytes:
        listed = lists.by_id(service.engine, place.dossier)
        if listed is None or listed.source is None or listed.configuration is None:
            raise HTTPException(404)
        record = records.as_read(listed.source, listed.configuration)
        if not 1 <= place.page <= len(record.pages):
            raise HTTPException(404)
        page = record.pages[place.page - 1]
        file = _file(place.dossier, page.source)

        def fetch(path: Path) -> None:
            service.storage.get(file[0], file[1], path, limit=service.settings.reading.limits.max_bytes)

        area = place.box.clipped(page.width, page.height)
        return images.cut(record.sources[page.source].sha256, page.source_page, area, page.rotation, fetch)

    def _file(dossier: UUID, source: int) -> tuple[str, str]:
        file = lists.file_of(service.engine, dossier, source)
        if file is None:
            raise HTTPException(409)
        return file[0], file[1].key

    return kept


def _name(place: Evidence) -> str:
    """What the picture of a place is called."""
    return f"{place.dossier}.{place.page}.{place.box.x0:.0f}.{place.box.y0:.0f}"
