"""A comparison from its first stage to its last, in one go or in pieces."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from workers.database import reconcile as database
from workers.reconcile import intake, records, sources, waiting
from workers.reconcile.differences import Count, Tally, added, from_json, to_json
from workers.reconcile.stages import Choice, Portion, Stage
from workers.service import Service
from workers.storage import Location

log = logging.getLogger(__name__)

PIECE = 5.0
"""Seconds after which a step ends with the portion in hand."""
SOURCES = 20_000
"""Dossiers whose scans are looked up in one comparison; the next one goes on from there."""
STALE = 24.0
"""Hours after which an unfinished comparison is forgotten and another one is begun."""

_POSITION = "position"


@dataclass(frozen=True)
class Run:
    """A comparison in mid-way."""

    stage: str
    after: str = ""
    looked_up: int = 0
    """Sources that were looked up in it."""
    resume_sources: str = ""
    """Where the next comparison goes on with sources."""
    found: Tally = field(default_factory=dict)


def step(service: Service) -> bool:
    """Goes on with the comparison that is going on, or begins one; returns whether it is unfinished."""
    engine = service.engine
    open_one = database.unfinished(engine, STALE)
    if open_one is None:
        before = database.latest(engine)
        run = Run(_first(service), resume_sources=_position(before.found if before else {}).get("sources", ""))
        open_one = database.begin(engine, _to_json(run))
    else:
        run = _from_json(open_one.found)
    until = time.monotonic() + PIECE
    while True:
        advanced = _advance(service, Choice(), run)
        if advanced is None:
            database.note(engine, open_one.id, _finished(run), finished=True)
            _tell(run.found)
            return False
        run = advanced
        database.note(engine, open_one.id, _to_json(run), finished=False)
        if time.monotonic() > until:
            return True


def run(service: Service, choice: Choice, tell: Callable[[str, int], None] = lambda stage, portion: None) -> Tally:
    """A whole comparison at once. `tell` is told of every portion that is done: its stage and its number.

    It may run beside another one: whatever both find is repaired once.
    """
    state: Run | None = Run(_first(service))
    found: Tally = {}
    portion = 0
    while state is not None:
        tell(state.stage, portion := portion + 1)
        found = state.found
        state = _advance(service, choice, state)
    if not choice.dry:
        database.begin(service.engine, to_json(found), finished=True)
    return found


def _stages(service: Service) -> dict[str, Stage]:
    """In their order. What is cheap and urgent comes first."""
    places = [Location.parse(text) for text in service.settings.intake]

    def followed(number: int, service: Service, choice: Choice, after: str) -> Portion:
        return intake.missed(service, places[number], choice, after)

    return {
        "waiting": waiting.compare,
        **{f"intake {number + 1}": partial(followed, number) for number in range(len(places))},
        "records": records.compare,
        "sources": sources.compare,
        "end": lambda service, choice, after: Portion({}),
    }


def _first(service: Service) -> str:
    return next(iter(_stages(service)))


def _advance(service: Service, choice: Choice, run: Run) -> Run | None:
    """One portion further; None when there was nothing left to compare."""
    stages = _stages(service)
    names = list(stages)
    # A place that is no longer followed has no stage any more.
    stage = run.stage if run.stage in stages else names[-1]
    if stage == names[-1]:
        return None
    rotates = stage == "sources" and not choice.whole
    after = run.resume_sources if rotates and not run.after else run.after
    portion = stages[stage](service, choice, after)
    found = added(run.found, portion.found)
    looked_up = run.looked_up + (sources.PORTION if stage == "sources" else 0)
    following = names[names.index(stage) + 1]
    if portion.after is None:
        resume = "" if rotates else run.resume_sources
        return Run(following, "", looked_up, resume, found)
    if rotates and looked_up >= SOURCES:
        return Run(following, "", looked_up, portion.after, found)
    return Run(stage, portion.after, looked_up, run.resume_sources, found)


def _finished(run: Run) -> dict[str, Any]:
    return {**to_json(run.found), **({_POSITION: {"sources": run.resume_sources}} if run.resume_sources else {})}


def _to_json(run: Run) -> dict[str, Any]:
    position = {
        "stage": run.stage,
        "after": run.after,
        "looked_up": run.looked_up,
        "sources": run.resume_sources,
    }
    return {**to_json(run.found), _POSITION: position}


def _from_json(values: Mapping[str, Any]) -> Run:
    position = _position(values)
    return Run(position["stage"], position["after"], position["looked_up"], position["sources"], from_json(values))


def _position(values: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = values.get(_POSITION, {})
    return found


def _tell(found: Mapping[str, Count]) -> None:
    for kind, count in found.items():
        log.warning("compared", extra={"difference": kind, "found": count.found, "repaired": count.repaired})
    if not found:
        log.info("compared", extra={"found": 0})
