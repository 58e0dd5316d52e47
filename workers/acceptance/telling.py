"""Lots of a batch in the words of its final report."""

from __future__ import annotations

from uuid import UUID

from extractor.profiles import Profiles, load_profiles
from workers.acceptance import deciding, plans
from workers.acceptance.intervals import Estimate
from workers.acceptance.plans import Plan
from workers.acceptance.wording import SCHEMES, SEVERITIES, STATES, UNITS, WORDS
from workers.backlog.totals import Inspected, Measured
from workers.database import lots
from workers.database.lots import Lot
from workers.service import Service


def lots_of(service: Service, batch: UUID) -> tuple[Inspected, ...]:
    """Every lot that was made of a batch, the newest first."""
    profiles = load_profiles(service.settings.reading.profiles)
    return tuple(_told(service, each, profiles) for each in lots.listed(service.engine, batch=batch))


def _told(service: Service, lot: Lot, profiles: Profiles) -> Inspected:
    plan = plans.from_json(lot.plan)
    figures = deciding.measured(service, lot, profiles)

    def name_of(kind: str, field: str) -> str:
        spec = profiles.spec(kind, field)
        return spec.label if spec is not None else field

    return Inspected(
        lot.created_at,
        _plan(plan),
        UNITS[plan.unit],
        plan.lot,
        lot.drawn,
        plan.accept,
        plan.promised,
        _measured(figures.items),
        _measured(figures.fields),
        tuple((kind, name_of(kind, name), _measured(value)) for kind, name, value in figures.by_field),
        WORDS[figures.word],
        STATES[lot.state],
        lot.decided_at,
    )


def _plan(plan: Plan) -> str:
    if plan.aql is None or plan.severity is None:
        return SCHEMES[plan.scheme]
    aql = f"{plan.aql:g}".replace(".", ",")
    return f"{SCHEMES[plan.scheme]}, bậc {plan.level}, AQL {aql} %, {SEVERITIES[plan.severity]}, chữ mã {plan.letter}"


def _measured(value: Estimate) -> Measured:
    return Measured(value.seen, value.wrong, value.low, value.high)
