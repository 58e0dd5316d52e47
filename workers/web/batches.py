"""The pages of backlogs: asked for, watched, stopped, asked again, and reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Form, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from jinja2 import pass_context
from jinja2.runtime import Context
from sqlalchemy.exc import NoResultFound
from starlette.background import BackgroundTask

from workers.acceptance.telling import lots_of
from workers.backlog import report
from workers.backlog.asking import Refusal, refusal
from workers.backlog.totals import Options
from workers.database import batch_figures, batches, lists
from workers.database.batch_figures import Overview, Remaining
from workers.identity import User
from workers.identity.audit import note
from workers.service import Service
from workers.storage import Location
from workers.web.causes import cause, remark
from workers.web.frame import Frame, Needs
from workers.web.language import number, span
from workers.web.views import STATES

PER_PAGE = 50

BATCH_STATES = {"running": "Đang chạy", "paused": "Tạm dừng", "canceled": "Đã hủy", "finished": "Đã xong"}

REFUSALS: Mapping[Refusal, str] = {
    "bucket-name": "Tên bucket không hợp lệ: chỉ gồm chữ thường, chữ số, dấu chấm và gạch nối, từ 3 đến 63 ký tự.",
    "prefix": "Thư mục không hợp lệ: dài nhất 1024 byte.",
    "records": "Bucket này chứa kết quả đọc, không chứa bản quét.",
    "no-bucket": "Không có bucket này trong kho; hãy kiểm tra tên, hoặc lưu bản quét vào đó trước.",
}

Watcher = Annotated[User, Depends(Needs("operator", "auditor"))]
Operator = Annotated[User, Depends(Needs("operator"))]


def add_batches(app: FastAPI, service: Service, frame: Frame) -> None:
    """Adds `/batches` and what lies under it."""
    frame.filters(state_of=_state, left=_left, pace=_pace)
    shown = {"states": STATES, "batch_states": BATCH_STATES, "cause": cause, "remark": remark}
    engine = service.engine

    def page(request: Request, name: str, status: int = 200, **values: object) -> HTMLResponse:
        return frame.page(request, name, status, **shown, **values)

    def all_batches(request: Request, status: int = 200, mistake: str = "", place: str = "") -> HTMLResponse:
        found = batch_figures.overviews(engine)
        bucket = service.settings.scans_bucket
        return page(request, "batches.html", status, found=found, mistake=mistake, place=place, example=f"s3://{bucket}/2024/")

    def overview(batch: UUID) -> Overview:
        try:
            return batch_figures.overview(engine, batch)
        except NoResultFound as error:
            raise HTTPException(404) from error

    @app.get("/batches")
    def listed(request: Request) -> Response:
        return all_batches(request)

    @app.post("/batches")
    def start(
        request: Request,
        user: Operator,
        place: Annotated[str, Form(max_length=2000)],
        rule: Annotated[Literal["folder", "file"], Form()] = "folder",
        retry: Annotated[bool, Form()] = False,
    ) -> Response:
        try:
            where = Location.parse(place.strip())
        except ValueError:
            return all_batches(request, 422, "Nơi lưu phải viết dưới dạng s3://bucket/thư-mục/.", place)
        if refused := refusal(service, where.bucket, where.prefix):
            return all_batches(request, 422, REFUSALS[refused], place)
        _note(service, user, "batch.asked", place=str(where), rule=rule)
        batch = batches.open_batch(engine, where.bucket, where.prefix, rule=rule, retry=retry)
        return RedirectResponse(f"/batches/{batch}", 303)

    @app.get("/batches/{batch}")
    def one(
        request: Request,
        batch: UUID,
        code: Annotated[str | None, Query(max_length=64)] = None,
        p: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> Response:
        found = overview(batch)
        ids = batch_figures.failed(engine, batch, code, offset=(p - 1) * PER_PAGE, limit=PER_PAGE)
        failed = sum(each.count for each in found.failures if code is None or each.code == code)
        dossiers = lists.by_ids(engine, ids)
        last = max(1, -(-failed // PER_PAGE))
        return page(request, "batch.html", batch=found, dossiers=dossiers, failed=failed, code=code, number_=p, last=last)

    @app.post("/batches/{batch}/{action}")
    def act(
        user: Operator,
        batch: UUID,
        action: Literal["pause", "resume", "cancel", "retry", "again"],
        code: Annotated[str | None, Form(max_length=64)] = None,
    ) -> Response:
        found = overview(batch)
        _note(service, user, "batch.changed", batch=str(batch), change=action)
        match action:
            case "pause":
                batches.pause(engine, batch)
            case "resume":
                batches.resume(engine, batch)
            case "cancel":
                batches.cancel(engine, batch)
            case "retry":
                batches.retry(engine, batch, code)
            case "again":
                batches.open_batch(engine, found.bucket, found.prefix, inventory=found.inventory, rule=found.rule)
        return RedirectResponse(f"/batches/{batch}", 303)

    _add_report(app, service, overview)


def _add_report(app: FastAPI, service: Service, overview: Callable[[UUID], Overview]) -> None:
    @app.get("/batches/{batch}/report.{kind}")
    def download(
        user: Watcher,
        batch: UUID,
        kind: Literal["html", "xlsx"],
        names: bool = False,
        sample: Annotated[int, Query(ge=0, le=10_000)] = 50,
        seed: Annotated[int | None, Query(ge=0)] = None,
    ) -> Response:
        overview(batch)
        _note(service, user, "batch.downloaded", batch=str(batch), kind=kind, names=names)
        options = Options.asked(sample, seed, names=names)
        path, remove = report.apart(service, batch, kind, options, lambda code: cause(code, code), lots_of(service, batch))
        # Never shown in place: it brings its own style, which our pages forbid.
        return FileResponse(path, media_type=report.MEDIA_TYPES[kind], filename=path.name, background=BackgroundTask(remove))


def _note(service: Service, user: User, action: str, **about: str | bool) -> None:
    """First, so that nothing is done that is not in the audit."""
    with service.engine.begin() as connection:
        note(connection, user, action, after=about)


def _state(batch: Overview) -> str:
    return "finished" if batch.state == "running" and batch.is_finished else batch.state


@pass_context
def _left(context: Context, remaining: Remaining | None) -> str:
    t, spoken = context["t"], context["language"]
    if remaining is None:
        return str(t("chưa biết"))
    least, most = (span(max(60, each), spoken) for each in (remaining.least, remaining.most))
    return str(t("khoảng {least}", least=least) if least == most else t("{least} đến {most}", least=least, most=most))


@pass_context
def _pace(context: Context, value: float) -> str:
    return number(value, context["language"], 0 if value >= 100 else 1)
