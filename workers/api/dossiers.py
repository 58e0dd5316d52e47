"""Dossiers: listed, watched, canceled, read anew."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from workers import clock
from workers.api import cursors, shapes
from workers.api.access import Reader, Writer
from workers.api.cursors import Asked, Cursor, Limit, Nothing, TypeName
from workers.api.known import known_dossier
from workers.api.once import OnlyOnce
from workers.api.problems import Refused
from workers.api.views import dossier_view
from workers.database import dossiers, seen
from workers.database.idempotency import Answer
from workers.database.seen import Wanted
from workers.database.tables import State
from workers.service import Service

LONGEST_WAIT = 30
"""Seconds that somebody may wait for a dossier in one request."""
LOOK_EVERY = 0.3


def add_dossiers(app: FastAPI, service: Service) -> None:
    """Adds `/dossiers`."""
    engine, settings = service.engine, service.settings

    def shown(request: Request, dossier: UUID, status: int) -> Answer:
        return Answer(status, dossier_view(request, known_dossier(engine, dossier)).model_dump(mode="json"))

    @app.get("/dossiers", tags=["dossiers"], summary="List dossiers")
    def listed(
        request: Request,
        response: Response,
        _: Reader,
        state: State | Nothing = None,
        batch: UUID | Nothing = None,
        type_: TypeName = None,
        dossier_code: Asked | Nothing = None,
        since: Annotated[
            datetime | Nothing, Query(description="Only those that came then or later; without a zone, Vietnam's time.")
        ] = None,
        query: Annotated[
            str, Query(max_length=200, description="Words in one of its documents; tone marks do not count.")
        ] = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> shapes.Dossiers:
        """The newest first."""
        wanted = Wanted(state, batch, type_, dossier_code, since and clock.local(since), query)
        found = seen.dossiers(engine, wanted, cursors.place(cursor), limit + 1)
        items, following = cursors.portion(
            request, response, found, limit, lambda last: [last.created_at.isoformat(), str(last.id)]
        )
        return shapes.Dossiers(items=[dossier_view(request, each) for each in items], next=following)

    @app.get("/dossiers/{dossier}", tags=["dossiers"], summary="A dossier, and how far it has come")
    async def one(
        request: Request,
        dossier: UUID,
        _: Reader,
        wait: Annotated[
            float, Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait until it is read, failed or canceled.")
        ] = 0,
    ) -> shapes.Dossier:
        """With `wait` the answer comes when nobody works on it any more, and at the latest after so many seconds."""
        deadline = time.monotonic() + wait
        while True:
            found = await run_in_threadpool(known_dossier, engine, dossier)
            left = deadline - time.monotonic()
            if found.state not in ("queued", "running") or left <= 0 or await request.is_disconnected():
                return dossier_view(request, found)
            await asyncio.sleep(min(left, LOOK_EVERY))

    @app.post(
        "/dossiers/{dossier}/cancel", response_model=shapes.Dossier, tags=["dossiers"], summary="Take a dossier out of the work"
    )
    def cancel(request: Request, dossier: UUID, _: Writer, once: OnlyOnce) -> JSONResponse:
        """What is being read now will not count. One that is finished already stays as it is: 409."""

        def act() -> Answer:
            known_dossier(engine, dossier)
            if not dossiers.cancel(engine, [dossier]):
                raise Refused(409, "not-in-work", "Nobody works on this dossier; there is nothing to cancel.")
            return shown(request, dossier, 200)

        return once("", act)

    @app.post(
        "/dossiers/{dossier}/read",
        status_code=202,
        response_model=shapes.Dossier,
        tags=["dossiers"],
        summary="Have a dossier read anew",
    )
    def read(request: Request, dossier: UUID, _: Writer, once: OnlyOnce, how: shapes.Reread | None = None) -> JSONResponse:
        """Its record goes on counting until the new one is published; what people corrected stays on the new one."""
        asked = how or shapes.Reread()
        check_profiles(asked.profiles, settings.profile_sets)

        def act() -> Answer:
            known_dossier(engine, dossier)
            reading = asked.model_dump(exclude_none=True, exclude={"queue"})
            if not dossiers.reread(engine, [dossier], queue=asked.queue, reading=reading):
                raise Refused(409, "in-work", "This dossier is being read already; wait, or cancel it first.")
            return shown(request, dossier, 202)

        return once(asked.model_dump_json(), act)


def check_profiles(name: str | None, profile_sets: Mapping[str, Path]) -> None:
    """Raises `Refused` for a set of document types that the operator has not named."""
    if name is not None and name not in profile_sets:
        known = ", ".join(sorted(profile_sets)) or "none"
        raise Refused(404, "unknown-profiles", f"There is no such set of document types; there are: {known}.")
