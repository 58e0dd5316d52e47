"""The review of one dossier: its page, and what the page sends. Answers to scripts are JSON, their errors problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from extractor import amending
from extractor.record import Box, Dossier, Page
from workers.database import lists
from workers.database.lists import Listed
from workers.database.reviews import Wanted
from workers.doubts import Why
from workers.errors import RecordChanged, ReviewRefused
from workers.identity import User
from workers.identity.audit import note_seen
from workers.records import Records
from workers.review.desk import ROLES, Desk, Edit
from workers.review.keying import BLIND
from workers.review.model import model
from workers.service import Service
from workers.web import language
from workers.web.boxes import BoxReader
from workers.web.causes import tongue
from workers.web.frame import Frame, Needs, language_of
from workers.web.images import PageImages

STATUSES = {"not-allowed": 403, "undecided": 409, "bad-decision": 422}
"""Of refusals by their code; 409 for others."""

PAGE_OPEN = timedelta(minutes=30)
"""Within which looking at a page that stays open is one look."""

Anybody = Annotated[User, Depends(Needs("reviewer", "checker", "approver", "auditor"))]
Works = Annotated[User, Depends(Needs("reviewer", "checker", "approver"))]

Edges = Annotated[tuple[float, float, float, float], Field(description="Left, top, right, bottom in page coordinates.")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Claim(_Asked):
    """What somebody wants to do next."""

    stage: Literal["review", "second", "arbiter", "approval"] = "review"
    batch: UUID | None = None
    type: Name | None = None
    field: Name | None = None
    doubt: Why | None = None
    most: Annotated[int, Field(ge=1)] | None = None
    after: UUID | None = None
    """Not this one, which is still before the person."""


class Held(_Asked):
    """An act on what one has before them."""

    lease: UUID


class Act(Held):
    """An act on the record that the page shows."""

    record: int


class Decision(_Asked):
    """A field decided."""

    id: UUID
    kind: Literal["decide"] = "decide"
    document: Annotated[int, Field(ge=0, le=100_000)]
    field: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}(\.[1-9][0-9]{0,3})?$")]
    state: Literal["found", "absent", "unreadable", "as-read"]
    value: Annotated[str, StringConstraints(max_length=4000)] | None = None
    why: Literal["seal"] | None = None
    page: Annotated[int, Field(ge=1, le=100_000)] | None = None
    box: Edges | None = None
    seconds: Annotated[float, Field(ge=0, le=86400)] | None = None


class Edits(Act):
    """Fields decided, in the order in which they were."""

    edits: Annotated[list[Decision], Field(max_length=500)]


class Run(_Asked):
    """Pages that are one document."""

    type: Name
    pages: Annotated[list[int], Field(min_length=1, max_length=10_000)]


class Runs(Act):
    """All pages, as documents."""

    id: UUID
    documents: Annotated[list[Run], Field(min_length=1, max_length=10_000)]


class Turn(Act):
    """A page to be turned."""

    page: int
    degrees: Literal[0, 90, 180, 270]


class Drawn(Act):
    """A box to be read."""

    page: int
    box: Edges
    document: int | None = None
    field: Name | None = None


class Said(_Asked):
    """A comment."""

    id: UUID
    text: Annotated[str, StringConstraints(max_length=4000)]
    document: int | None = None
    field: Name | None = None


class Returned(Act):
    """Sent back."""

    reason: Name
    note: Annotated[str, StringConstraints(max_length=4000)] = ""


@dataclass(frozen=True)
class _Room:
    """What the answers share."""

    service: Service
    records: Records
    desk: Desk

    def found(self, dossier: UUID) -> tuple[Listed, Dossier]:
        """A dossier with its record as it was read. Raises 404."""
        listed = lists.by_id(self.service.engine, dossier)
        if listed is None or listed.source is None or listed.configuration is None:
            raise HTTPException(404)
        return listed, self.records.as_read(listed.source, listed.configuration)

    def state(self, user: User, dossier: UUID, lease: UUID | None) -> dict[str, Any]:
        """What the page shows; that this person saw it is noted first."""
        listed, read = self.found(dossier)
        note_seen(self.service.engine, user, "dossier.seen", dossier=dossier, record=listed.record_id, within=PAGE_OPEN)
        return model(self.service, user, listed, read, self.desk.profiles, lease, tongue(user.language))

    def scan(self, dossier: UUID, page: Page) -> Callable[[Path], None]:
        """What fetches a page's file. Raises `RecordChanged` where the file is another one by now."""
        file = lists.file_of(self.service.engine, dossier, page.source)
        if file is None:
            raise RecordChanged("The scans changed meanwhile; the dossier will be read again.")
        bucket, source = file
        limit = self.service.settings.reading.limits.max_bytes
        return lambda path: self.service.storage.get(bucket, source.key, path, limit=limit)

    def page_of(self, dossier: UUID, number: int) -> tuple[Page, str]:
        """A page, and the hash of its file. Raises 404."""
        _, read = self.found(dossier)
        if not 1 <= number <= len(read.pages):
            raise HTTPException(404)
        page = read.pages[number - 1]
        return page, read.sources[page.source].sha256


def add_review(app: FastAPI, service: Service, frame: Frame, images: PageImages, boxes: BoxReader, records: Records) -> None:
    """Adds `/review/{dossier}` and what its page calls, and `/review/claim`."""
    room = _Room(service, records, Desk(service, records))
    _add_refusals(app)
    _add_work(app, room)
    _add_decisions(app, room)
    _add_page(app, room, frame, images, boxes)


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(ReviewRefused)
    def refused(_: Request, error: ReviewRefused) -> Response:
        status = STATUSES.get(error.code, 409)
        body = {"type": f"urn:hoso:{error.code}", "code": error.code, "status": status, "detail": error.public_message}
        return JSONResponse(body, status, media_type="application/problem+json")


def _add_work(app: FastAPI, room: _Room) -> None:
    """Taking, keeping, giving back, and being done."""
    desk = room.desk

    @app.post("/review/claim")
    def claim(user: Works, asked: Claim) -> Response:
        wanted = Wanted(
            stage=asked.stage, batch=asked.batch, type=asked.type, field=asked.field, doubt=asked.doubt, most=asked.most
        )
        lease = desk.claim(user, wanted, [asked.after] if asked.after else [])
        if lease is None:
            return Response(status_code=204)
        until = lease.until.isoformat()
        return JSONResponse(
            {"dossier": str(lease.dossier), "lease": str(lease.id), "until": until, "url": f"/review/{lease.dossier}"}
        )

    @app.post("/review/{dossier}/take")
    def take(user: Works, dossier: UUID) -> dict[str, str]:
        lease = desk.take(user, dossier)
        return {"lease": str(lease.id), "until": lease.until.isoformat()}

    @app.post("/review/{dossier}/lease")
    def keep(_: Works, dossier: UUID, asked: Held) -> dict[str, str]:
        return {"until": desk.keep(dossier, asked.lease).isoformat()}

    @app.post("/review/{dossier}/release", status_code=204)
    def release(user: Works, dossier: UUID, asked: Held) -> Response:
        desk.give_back(user, dossier, asked.lease)
        return Response(status_code=204)

    def ended(user: User, dossier: UUID, stage: str) -> dict[str, Any]:
        return {"dossier": str(dossier), "stage": stage, "may": [each for each, role in ROLES.items() if user.may(role)]}

    @app.post("/review/{dossier}/finish")
    def finish(user: Works, dossier: UUID, asked: Act) -> dict[str, Any]:
        return ended(user, dossier, desk.finish(user, dossier, asked.lease, asked.record))

    @app.post("/review/{dossier}/approve")
    def approve(user: Works, dossier: UUID, asked: Act) -> dict[str, Any]:
        return ended(user, dossier, desk.approve(user, dossier, asked.lease, asked.record))

    @app.post("/review/{dossier}/return")
    def return_(user: Works, dossier: UUID, asked: Returned) -> dict[str, Any]:
        return ended(user, dossier, desk.return_(user, dossier, asked.lease, asked.record, asked.reason, asked.note))


def _add_decisions(app: FastAPI, room: _Room) -> None:
    """What is decided."""
    desk = room.desk

    @app.post("/review/{dossier}/edits")
    def edits(user: Works, dossier: UUID, asked: Edits) -> dict[str, Any]:
        given = [
            Edit(
                each.id,
                each.document,
                each.field,
                each.state,
                each.value,
                each.why,
                each.page,
                Box(*each.box) if each.box else None,
                each.seconds,
            )
            for each in asked.edits
        ]
        applied = desk.decide(user, dossier, asked.lease, asked.record, given)
        return {
            "applied": [str(each) for each in applied.kept],
            "refused": {str(each): message for each, message in applied.refused.items()},
            "state": room.state(user, dossier, asked.lease),
        }

    @app.post("/review/{dossier}/arrangement")
    def arrange(user: Works, dossier: UUID, asked: Runs) -> dict[str, Any]:
        runs = [(each.type, tuple(each.pages)) for each in asked.documents]
        desk.arrange(user, dossier, asked.lease, asked.record, asked.id, runs)
        return {"state": room.state(user, dossier, asked.lease)}

    @app.post("/review/{dossier}/turn", status_code=202)
    def turn(user: Works, dossier: UUID, asked: Turn) -> Response:
        desk.turn(user, dossier, asked.lease, asked.record, asked.page, asked.degrees)
        return Response(status_code=202)

    @app.post("/review/{dossier}/comments")
    def comment(user: Works, dossier: UUID, asked: Said) -> dict[str, Any]:
        listed, _ = room.found(dossier)
        documents = room.records.corrected(dossier, listed.source or "", listed.configuration or "").documents
        about = documents[asked.document] if asked.document is not None and 0 <= asked.document < len(documents) else None
        desk.comment(user, dossier, asked.id, asked.text, about, asked.field)
        return {"state": room.state(user, dossier, None)}


def _add_page(app: FastAPI, room: _Room, frame: Frame, images: PageImages, boxes: BoxReader) -> None:
    """What is shown: the page, its state, cut-outs, and places that are read again."""
    desk = room.desk

    @app.get("/review/{dossier}")
    def page(request: Request, user: Anybody, dossier: UUID) -> HTMLResponse:
        shown = room.state(user, dossier, None)
        words = language.texts("review", language_of(request))
        return frame.page(request, "review.html", model=shown, words=words)

    @app.get("/review/{dossier}/state")
    def now(user: Anybody, dossier: UUID, lease: UUID | None = None) -> dict[str, Any]:
        return room.state(user, dossier, lease)

    @app.post("/review/{dossier}/box")
    def box(user: Works, dossier: UUID, asked: Drawn) -> dict[str, Any]:
        place, sha256 = room.page_of(dossier, asked.page)
        area = Box(*asked.box).clipped(place.width, place.height)
        if area.width < 1 or area.height < 1:
            raise HTTPException(422)
        state = room.state(user, dossier, asked.lease)
        documents, name = state["documents"], asked.field or ""
        at = asked.document if asked.document is not None else -1
        known = documents[at]["type"] if 0 <= at < len(documents) else ""
        if state["dossier"]["stage"] in BLIND and desk.profiles.keyed_twice(known, name):
            return {"text": "", "value": None, "checks": []}
        text = images.with_scan(sha256, room.scan(dossier, place), lambda path: boxes.read(path, place, area))
        value: str | None = None
        faults: tuple[str, ...] = ()
        spec = desk.profiles.spec(known, name)
        if spec is not None and text:
            value, faults = amending.read_as(spec, text)
        return {"text": text, "value": value, "checks": [language.check(each, user.language) for each in faults]}

    @app.get("/review/{dossier}/crops/{number}.jpg")
    def crop(_: Anybody, dossier: UUID, number: int, box: Annotated[str, Query(max_length=100)]) -> Response:
        place, sha256 = room.page_of(dossier, number)
        try:
            area = Box(*(float(each) for each in box.split(","))).clipped(place.width, place.height)
        except (TypeError, ValueError):
            raise HTTPException(422) from None
        content = images.cut(sha256, place.source_page, area, place.rotation, room.scan(dossier, place))
        return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=300"})
