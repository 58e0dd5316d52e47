"""Lots: what is accepted or returned by a sample, the sample before an inspector, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import pass_context
from jinja2.runtime import Context
from starlette.concurrency import run_in_threadpool

from extractor.record import Field
from workers.acceptance import deciding, plans
from workers.acceptance.deciding import After, Answer
from workers.acceptance.inspection import Asked, Inspection, Shown, Verdict
from workers.acceptance.intervals import Estimate
from workers.acceptance.tables import AQLS, LEVELS, Level
from workers.acceptance.wording import RUNNING_WORDS, SCHEMES, SEVERITIES, STATES, UNITS, WORDS
from workers.database import batch_figures, lists, lots
from workers.database.lots import Lot
from workers.errors import BadDecision, LotRefused, NotAllowed
from workers.identity import User
from workers.identity.audit import note_seen
from workers.notation import shown as shown_value
from workers.records import Records
from workers.service import Service
from workers.web.frame import Frame, Needs
from workers.web.language import number

PER_PAGE = 50

ITEM_STATES = {"found": "Giá trị đúng là", "absent": "Không có trên giấy", "unreadable": "Không đọc được"}
FIELD_STATES = {"absent": "không có trên giấy", "unreadable": "không đọc được", "conflict": "các nguồn không khớp"}

REFUSALS: Mapping[str, str] = {
    "lot": "Không làm được: lô hoặc mục này vừa thay đổi, hoặc chưa đủ điều kiện. Hãy xem lại số liệu rồi thử lại.",
    "bad-plan": "Không lập được phương án lấy mẫu: lô quá nhỏ, chưa có gì được đọc, hoặc kiểm tra lấy mẫu đã bị dừng.",
    "not-allowed": "Bạn không được làm việc này: không đúng vai trò, hoặc chính bạn đã kiểm tra lô này.",
    "bad-decision": "Mỗi trường phải có kết luận; trường sai phải có giá trị đúng, hoặc ghi là không có hay không đọc được.",
}

Looks = Annotated[User, Depends(Needs("checker", "approver", "auditor"))]
Inspects = Annotated[User, Depends(Needs("checker"))]
Frees = Annotated[User, Depends(Needs("checker", "approver"))]
Decides = Annotated[User, Depends(Needs("approver"))]


def add_lots(app: FastAPI, service: Service, frame: Frame, records: Records) -> None:
    """Adds `/lots` and what lies under it."""
    frame.filters(share=_share, between=_between)
    engine = service.engine
    inspection = Inspection(service, records)
    wording: dict[str, Any] = {
        "states": STATES,
        "schemes": SCHEMES,
        "severities": SEVERITIES,
        "units": UNITS,
        "words": WORDS,
        "running_words": RUNNING_WORDS,
        "item_states": ITEM_STATES,
        "field_states": FIELD_STATES,
    }

    def lot_or_404(lot: UUID) -> Lot:
        found = lots.one(engine, lot)
        if found is None:
            raise HTTPException(404)
        return found

    def all_lots(request: Request, user: User, batch: UUID | None, refused: str = "", status: int = 200) -> HTMLResponse:
        found = [(each, plans.from_json(each.plan)) for each in lots.listed(engine)]
        batches = {each.id: each for each in batch_figures.overviews(engine)} if user.may("approver", "checker") else {}
        return frame.page(
            request,
            "lots.html",
            status,
            found=found,
            batches=batches,
            chosen=batch,
            levels=LEVELS,
            aqls=AQLS,
            may_open=user.may("approver"),
            refused=REFUSALS.get(refused, ""),
            **wording,
        )

    def one_lot(request: Request, user: User, lot: UUID, refused: str = "", status: int = 200, p: int = 1) -> HTMLResponse:
        found = lot_or_404(lot)
        return frame.page(
            request,
            "lot.html",
            status,
            lot=found,
            plan=plans.from_json(found.plan),
            figures=deciding.measured(service, found, inspection.profiles),
            items=lots.items(engine, lot, offset=(p - 1) * PER_PAGE, limit=PER_PAGE),
            number_=p,
            last=max(1, -(-found.drawn // PER_PAGE)),
            name_of=_namer(inspection),
            may_inspect=user.may("checker"),
            may_free=user.may("checker", "approver"),
            may_decide=user.may("approver"),
            refused=REFUSALS.get(refused, ""),
            **wording,
        )

    @app.get("/lots")
    def listed(request: Request, user: Looks, batch: UUID | None = None) -> Response:
        return all_lots(request, user, batch)

    @app.post("/lots")
    def open_lot(
        request: Request,
        user: Decides,
        batch: Annotated[UUID, Form()],
        scheme: Annotated[Literal["iso-2859-1", "zero", "all"], Form()] = "iso-2859-1",
        unit: Annotated[Literal["document", "field"], Form()] = "document",
        level: Annotated[Level, Form()] = "II",
        aql: Annotated[float, Form(gt=0, le=10)] = 1.0,
        reduce: Annotated[bool, Form()] = False,
    ) -> Response:
        asked = Asked(scheme, unit, level, aql, aql / 100, reduce)
        try:
            lot = inspection.open(user, batch, asked)
        except LotRefused as error:
            return all_lots(request, user, batch, error.code, 409)
        return RedirectResponse(f"/lots/{lot}", 303)

    @app.get("/lots/{lot}")
    def one(request: Request, user: Looks, lot: UUID, p: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        note_seen(engine, user, "lot.seen", after={"lot": str(lot)})
        return one_lot(request, user, lot, p=p)

    @app.get("/lots/{lot}/inspect")
    def inspect(request: Request, user: Inspects, lot: UUID) -> Response:
        try:
            shown = inspection.next_item(user, lot)
        except LotRefused as error:
            return one_lot(request, user, lot, error.code, 409)
        return page_of(request, user, lot, shown)

    def page_of(request: Request, user: User, lot: UUID, shown: Shown | None, refused: str = "", status: int = 200) -> Response:
        found = lot_or_404(lot)
        dossier = lists.by_id(engine, shown.item.dossier) if shown else None
        return frame.page(
            request,
            "inspect.html",
            status,
            lot=found,
            shown=shown,
            dossier=dossier,
            same_record=dossier is not None and shown is not None and dossier.record_id == shown.item.record,
            name_of=_namer(inspection),
            value_of=_value_writer(inspection),
            refused=REFUSALS.get(refused, ""),
            **wording,
        )

    @app.post("/lots/{lot}/items/{position}")
    async def judge(request: Request, user: Inspects, lot: UUID, position: int) -> Response:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        return await run_in_threadpool(_judged, request, user, lot, position, form)

    def _judged(request: Request, user: User, lot: UUID, position: int, form: Mapping[str, str]) -> Response:
        verdicts = {
            name.removeprefix("is:"): _verdict(form, name.removeprefix("is:")) for name in form if name.startswith("is:")
        }
        try:
            inspection.judge(user, lot, position, verdicts)
        except BadDecision as error:
            return page_of(request, user, lot, inspection.next_item(user, lot), error.code, 422)
        except LotRefused as error:
            return one_lot(request, user, lot, error.code, 409)
        return RedirectResponse(f"/lots/{lot}/inspect", 303)

    @app.post("/lots/{lot}/free")
    def free(user: Frees, lot: UUID) -> Response:
        lot_or_404(lot)
        inspection.free(user, lot)
        return RedirectResponse(f"/lots/{lot}", 303)

    @app.post("/lots/{lot}/decide")
    def decide(
        request: Request,
        user: Decides,
        lot: UUID,
        answer: Annotated[Answer, Form()],
        text: Annotated[str, Form(max_length=1000)] = "",
        after: Annotated[After, Form()] = "review",
    ) -> Response:
        try:
            deciding.decide(service, user, lot_or_404(lot), answer, inspection.profiles, text, after)
        except (LotRefused, NotAllowed) as error:
            return one_lot(request, user, lot, error.code, 409)
        return RedirectResponse(f"/lots/{lot}", 303)


def _verdict(form: Mapping[str, str], name: str) -> Verdict:
    state = form.get(f"state:{name}", "found")
    value = form.get(f"value:{name}")
    if state not in ("absent", "unreadable"):
        return Verdict(form[f"is:{name}"] == "right", "found", value)
    return Verdict(form[f"is:{name}"] == "right", "absent" if state == "absent" else "unreadable")


def _namer(inspection: Inspection) -> Callable[[str, str], str]:
    def name_of(kind: str, field: str) -> str:
        spec = inspection.profiles.spec(kind, field)
        return spec.label if spec is not None else field

    return name_of


def _value_writer(inspection: Inspection) -> Callable[[str, str, Field], str]:
    def value_of(kind: str, name: str, field: Field) -> str:
        spec = inspection.profiles.spec(kind, name)
        return shown_value(field, spec.type if spec is not None else "text")

    return value_of


@pass_context
def _share(context: Context, value: float | None, digits: int = 2) -> str:
    """A share of one as per cent; error rates are small, so that it has decimals."""
    if value is None:
        return "–"
    return f"{number(100 * value, context['language'], digits)} %"


@pass_context
def _between(context: Context, value: Estimate) -> str:
    low, high = (number(100 * each, context["language"], 2) for each in (value.low, value.high))
    return f"{low} – {high} %" if value.seen else "–"
