"""Backlogs: asked for, watched, stopped, asked again, and reported."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import Field
from sqlalchemy.exc import NoResultFound
from starlette.background import BackgroundTask

from workers.acceptance.telling import lots_of
from workers.api import cursors, shapes
from workers.api.access import Admin, Reader, Sensitive
from workers.api.cursors import Cursor, Limit, Nothing
from workers.api.once import OnlyOnce
from workers.api.problems import Refused, unknown
from workers.api.views import batch_view
from workers.backlog import report
from workers.backlog.asking import ADVICE, refusal
from workers.backlog.totals import Options
from workers.database import batch_figures, batches, seen
from workers.database.idempotency import Answer
from workers.service import Service
from workers.storage import Location

Seed = Annotated[int, Field(ge=0, lt=2**31)]


def add_batches(app: FastAPI, service: Service) -> None:
    """Adds `/batches`."""
    engine = service.engine

    def shown(batch: UUID) -> shapes.Batch:
        try:
            return batch_view(batch_figures.overview(engine, batch))
        except NoResultFound:
            raise unknown("batch") from None

    def answer(batch: UUID, status: int = 200) -> Answer:
        return Answer(status, shown(batch).model_dump(mode="json"))

    @app.post("/batches", status_code=202, response_model=shapes.Batch, tags=["batches"], summary="Have a backlog read")
    def start(asked: shapes.NewBatch, _: Admin, once: OnlyOnce) -> JSONResponse:
        """Everything under a place in storage. Asked for again, it takes up what is new or changed, stopped or not."""
        where = _place(service, asked.place)

        def act() -> Answer:
            return answer(batches.open_batch(engine, where.bucket, where.prefix, rule=asked.rule, retry=asked.retry), 202)

        return once(asked.model_dump_json(), act)

    @app.get("/batches", tags=["batches"], summary="List backlogs")
    def listed(request: Request, response: Response, _: Reader, cursor: Cursor = None, limit: Limit = 50) -> shapes.Batches:
        """The newest first."""
        found = seen.batches(engine, cursors.place(cursor), limit + 1)
        items, following = cursors.portion(
            request, response, found, limit, lambda last: [last.created_at.isoformat(), str(last.id)]
        )
        return shapes.Batches(items=[shown(each.id) for each in items], next=following)

    @app.get("/batches/{batch}", tags=["batches"], summary="A backlog, and how far it has come")
    def one(batch: UUID, _: Reader) -> shapes.Batch:
        """What failed is told by reason; `GET /dossiers?batch=…&state=failed` lists the dossiers."""
        return shown(batch)

    @app.post("/batches/{batch}/cancel", response_model=shapes.Changed, tags=["batches"], summary="End a backlog")
    def cancel(batch: UUID, _: Admin, once: OnlyOnce) -> JSONResponse:
        """What nobody has begun is canceled; what is being read is finished."""

        def act() -> Answer:
            shown(batch)
            return Answer(200, {"dossiers": batches.cancel(engine, batch)})

        return once("", act)

    @app.post(
        "/batches/{batch}/retry",
        status_code=202,
        response_model=shapes.Changed,
        tags=["batches"],
        summary="Read again what failed",
    )
    def retry(batch: UUID, _: Admin, once: OnlyOnce, asked: shapes.Retry | None = None) -> JSONResponse:
        """All of it, or what failed for one reason."""
        code = asked.code if asked else None

        def act() -> Answer:
            shown(batch)
            return Answer(202, {"dossiers": batches.retry(engine, batch, code)})

        return once(code or "", act)

    @app.post("/batches/{batch}/{turn}", response_model=shapes.Batch, tags=["batches"], summary="Stop for a while, or go on")
    def turn(batch: UUID, turn: Literal["pause", "resume"], _: Admin, once: OnlyOnce) -> JSONResponse:
        """While it is paused nothing more of it is begun; what is being read is finished. 409 when there is nothing to turn."""

        def act() -> Answer:
            shown(batch)
            if turn == "pause" and not batches.pause(engine, batch):
                raise Refused(409, "not-running", "Only a running batch can be paused.")
            if turn == "resume" and not batches.resume(engine, batch):
                raise Refused(409, "not-paused", "Only a paused batch can go on; ask for a canceled one again.")
            return answer(batch)

        return once("", act)

    @app.get(
        "/batches/{batch}/report.{kind}",
        tags=["batches"],
        summary="What became of a backlog",
        response_class=Response,
        responses={
            200: {"content": {each: {"schema": {"type": "string", "format": "binary"}} for each in report.MEDIA_TYPES.values()}}
        },
    )
    def download(
        batch: UUID,
        kind: Literal["html", "xlsx"],
        _: Sensitive,
        names: Annotated[bool, Query(description="With the dossiers' names, which may be people's.")] = False,
        sample: Annotated[int, Query(ge=0, le=10_000, description="Dossiers in the acceptance sample.")] = 50,
        seed: Annotated[Seed | Nothing, Query(description="The same one draws the same sample.")] = None,
    ) -> Response:
        """Counts, A4 equivalents, the automatic share, what failed and why, and a sample to look at."""
        shown(batch)
        options = Options.asked(sample, seed, names=names)
        path, remove = report.apart(service, batch, kind, options, lambda code: code, lots_of(service, batch))
        return FileResponse(path, media_type=report.MEDIA_TYPES[kind], filename=path.name, background=BackgroundTask(remove))


def _place(service: Service, text: str) -> Location:
    try:
        where = Location.parse(text)
    except ValueError:
        raise Refused(422, "invalid", "Write the place as s3://bucket/prefix.") from None
    if refused := refusal(service, where.bucket, where.prefix):
        status, code = (404, "no-bucket") if refused == "no-bucket" else (422, "invalid")
        raise Refused(status, code, ADVICE[refused])
    return where
