"""The work list of those who review, and one field across documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, FastAPI, Form, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from extractor.profiles import load_profiles, strip_ordinal
from workers.database import reviews, users
from workers.database.batch_figures import Overview, overviews
from workers.database.days import day_of
from workers.database.reviews import Wanted
from workers.database.tables import Stage
from workers.doubts import VIETNAMESE, Why
from workers.identity import User
from workers.identity.audit import note
from workers.records import Records
from workers.review.desk import ROLES, Desk
from workers.review.grid import MOST, portion
from workers.review.wording import REASONS
from workers.service import Service
from workers.web import language
from workers.web.causes import tongue
from workers.web.frame import Frame, Needs, language_of
from workers.web.recent import Recent

PER_PAGE = 50
COUNTED_FOR = 60.0
"""Seconds for which the counts of fields in doubt are shown again."""
MOST_BATCHES = 100
"""The latest ones, to choose from."""
STAGES: dict[Stage, str] = {
    "review": "Cần duyệt",
    "second": "Nhập lần hai",
    "arbiter": "Cần phân xử",
    "approval": "Chờ phê duyệt",
    "returned": "Đã trả lại",
    "approved": "Đã phê duyệt",
}

Looks = Annotated[User, Depends(Needs("reviewer", "checker", "approver", "auditor"))]
Works = Annotated[User, Depends(Needs("reviewer", "checker", "approver"))]
Leads = Annotated[User, Depends(Needs("checker", "approver"))]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Chosen = Annotated[str, Query(max_length=200)]


class Portion(BaseModel):
    """What somebody wants to judge side by side."""

    model_config = ConfigDict(extra="forbid")

    field: Name
    type: Name | None = None
    batch: UUID | None = None
    count: Annotated[int, Field(ge=1, le=MOST)] = MOST


def add_work(app: FastAPI, service: Service, frame: Frame, records: Records) -> None:
    """Adds `/review`, `/review/next`, `/review/fields` and `/review/portion`; before the addresses of single dossiers."""
    engine = service.engine
    desk = Desk(service, records)
    profiles = load_profiles(service.settings.reading.profiles)

    def label(name: str, type_: str) -> str:
        spec = profiles.spec(type_, name)
        return spec.label if spec is not None else name

    # Counting them takes a look at every field in doubt; everybody who comes within the minute sees the same.
    in_doubt = Recent(
        lambda stage, batch, kind: reviews.doubtful_fields(engine, Wanted(stage=stage, batch=batch, type=kind)), COUNTED_FOR
    )

    backlogs = Recent(lambda: [(str(each.id), _place(each)) for each in overviews(engine, MOST_BATCHES)], COUNTED_FOR)

    @app.get("/review")
    def listed(
        request: Request,
        user: Looks,
        stage: Stage | Literal[""] = "",
        batch: UUID | Literal[""] = "",
        type: Chosen = "",  # noqa: A002
        field: Chosen = "",
        doubt: Why | Literal[""] = "",
        most: Annotated[int, Query(ge=1)] | Literal[""] = "",
        age: Annotated[int, Query(ge=0, le=3650)] = 0,
        mine: bool = False,
        p: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> Response:
        counts = reviews.counts(engine)
        shown = stage if stage != "" else _where_to_begin(user, counts)
        wanted = Wanted(
            stage=shown,
            batch=batch or None,
            type=type or None,
            field=strip_ordinal(field) or None,
            doubt=doubt or None,
            most=most or None,
            assigned=user.id if mine else None,
            older_than=datetime.now(UTC) - timedelta(days=age) if age else None,
        )
        total = counts.get(shown, 0) if wanted == Wanted(stage=shown) else reviews.count(engine, wanted)
        return frame.page(
            request,
            "work.html",
            stage=shown,
            stages=STAGES,
            counts=counts,
            found=reviews.listed(engine, wanted, offset=(p - 1) * PER_PAGE, limit=PER_PAGE),
            held=reviews.listed(engine, Wanted(stage=shown, held_by=user.id), limit=20),
            total=total,
            wanted={"stage": shown, "batch": str(batch), "type": type, "field": field, "doubt": doubt, "most": most}
            | {"age": age or "", "mine": mine},
            types=[each.name for each in profiles.all],
            fields=[(name, label(name, kind), kind, count) for name, kind, count in in_doubt(shown, wanted.batch, wanted.type)],
            batches=backlogs(),
            reasons=REASONS,
            doubts=VIETNAMESE,
            day=day_of(engine, user.id),
            may_take=shown in ROLES and user.may(ROLES[shown]),
            may_lead=user.may("checker", "approver"),
            people=[each for each in users.listed(engine) if "reviewer" in each.roles and each.disabled_at is None],
            number=p,
            last=max(1, -(-total // PER_PAGE)),
            now=datetime.now(UTC),
        )

    @app.post("/review/next")
    def following(
        user: Works,
        stage: Annotated[Literal["review", "second", "arbiter", "approval"], Form()] = "review",
        batch: Annotated[UUID | Literal[""], Form()] = "",
        type: Annotated[str, Form(max_length=200)] = "",  # noqa: A002
        field: Annotated[str, Form(max_length=200)] = "",
        doubt: Annotated[Why | Literal[""], Form()] = "",
        most: Annotated[int | Literal[""], Form()] = "",
    ) -> Response:
        wanted = Wanted(
            stage=stage,
            batch=batch or None,
            type=type or None,
            field=strip_ordinal(field) or None,
            doubt=doubt or None,
            most=most or None,
        )
        lease = desk.claim(user, wanted)
        # The page goes on with what was asked for here.
        asked = {"batch": batch, "type": type, "field": field, "doubt": doubt, "most": most}
        more = urlencode({name: value for name, value in asked.items() if value})
        address = f"/review/{lease.dossier}{'?' if more else ''}{more}" if lease else f"/review?stage={stage}"
        return RedirectResponse(address, 303)

    @app.post("/review/change")
    def change(
        user: Leads,
        dossiers: Annotated[list[UUID], Form(max_length=PER_PAGE)],
        stage: Annotated[Stage, Form()] = "review",
        priority: Annotated[Literal["", "-1", "0", "1", "2"], Form()] = "",
        assigned: Annotated[UUID | Literal["", "nobody"], Form()] = "",
    ) -> Response:
        values: dict[str, Any] = {}
        if priority:
            values["priority"] = int(priority)
        if assigned:
            values["assigned_id"] = None if assigned == "nobody" else assigned
        if values:
            reviews.change(engine, dossiers, **values)
            told = {name: str(value) if value is not None else None for name, value in values.items()}
            with engine.begin() as connection:
                for each in dossiers:
                    note(connection, user, "review.assigned", dossier=each, after=told)
        return RedirectResponse(f"/review?stage={stage}", 303)

    @app.get("/review/fields")
    def fields(request: Request, _: Works, field: Name, type: Chosen = "", batch: UUID | Literal[""] = "") -> Response:  # noqa: A002
        spoken = language_of(request)
        return frame.page(
            request,
            "fields.html",
            field=strip_ordinal(field),
            label=label(strip_ordinal(field), type),
            type=type,
            batch=str(batch),
            words={**language.texts("review", spoken), **language.texts("grid", spoken)},
        )

    @app.post("/review/portion")
    def gather(user: Works, asked: Portion) -> JSONResponse:
        wanted = Wanted(batch=asked.batch, type=asked.type, field=strip_ordinal(asked.field))
        found = portion(service, desk, records, user, wanted, asked.count, tongue(user.language))
        leases = [{"dossier": str(each.dossier), "lease": str(each.id)} for each in found.leases]
        return JSONResponse({"items": list(found.items), "leases": leases})


def _place(batch: Overview) -> str:
    return batch.inventory[:8] or batch.prefix or batch.bucket


def _where_to_begin(user: User, counts: Mapping[Stage, int]) -> Stage:
    """The first stage at which something waits that this person may do."""
    return next((each for each, role in ROLES.items() if user.may(role) and counts.get(each)), "review")
