"""The lister: goes through the places of backlogs and notes what it finds, one portion of one backlog after another.

A killed listing begins again: registering what is known already changes nothing. Several listings take turns, so that a small
backlog does not wait for a large one.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from time import monotonic
from uuid import UUID

from extractor.errors import HosoError
from workers.backlog import inventory
from workers.backlog.discover import FULLEST, Crowded, discover
from workers.backlog.inventory import Declared, Wrong
from workers.configuration import fingerprint
from workers.database import dossiers, listings
from workers.database.dossiers import Found, Listing
from workers.database.listings import Asked
from workers.service import Service
from workers.storage import Location

log = logging.getLogger(__name__)

PORTION = 500
"""Dossiers that are registered together."""
MOST_WAITING = 1_000_000
"""Of one backlog. The feeder is as quick with so many waiting rows as with few (`tests.benchmarks.million`), and only a
complete listing can say how long the backlog will take; beyond this its rows would only fill the disk ahead of time."""
LOOK_EVERY = 20
"""Portions between two looks at how many wait."""
REST = 30.0
"""Seconds until the next look when too many wait."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries of a place that cannot be listed."""
KEPT = 1000
"""Wrong lines of an inventory that are kept for the report; the others are only counted."""

CROWDED = "too-many-files"
_CROWDED = f"The folder has more than {FULLEST} files; divide it into folders of one dossier each."
_NOTHING = "There is nothing to read in this place; check bucket and prefix, store scans there, and ask again."


@dataclass
class _Run:
    """A listing on its way."""

    found: Iterator[Found | Declared | Crowded | Wrong]
    seen: int = 0
    portions: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    lines: list[Wrong] = field(default_factory=list)


@dataclass
class _Pause:
    until: float
    seconds: float


class Lister:
    """Lists the backlogs of one service. Keeps nothing that matters: another one may take over at any moment."""

    def __init__(self) -> None:
        self._runs: dict[Asked, _Run] = {}
        self._pauses: dict[Asked, _Pause] = {}

    def step(self, service: Service) -> bool:
        """Registers one portion of every backlog that is to be listed; returns whether there is more to do at once."""
        asked = listings.asked(service.engine)
        for gone in self._runs.keys() - set(asked):
            del self._runs[gone]
        self._pauses = {each: pause for each, pause in self._pauses.items() if each in asked}
        advanced = [self._advance(service, each) for each in asked]
        return any(advanced)

    def _advance(self, service: Service, asked: Asked) -> bool:
        pause = self._pauses.get(asked)
        if pause is not None and monotonic() < pause.until:
            return False
        # Taken out first: whatever interrupts a portion, the listing begins again instead of leaving it out.
        run = self._runs.pop(asked, None)
        try:
            run = run or _Run(_found(service, asked))
            if run.portions % LOOK_EVERY == 0 and listings.waiting(service.engine, asked.batch, MOST_WAITING) >= MOST_WAITING:
                self._runs[asked] = run
                self._pauses[asked] = _Pause(monotonic() + REST, 0.0)
                return False
            complete = _portion(service, asked, run)
        except HosoError as error:
            seconds = min(2 * pause.seconds if pause and pause.seconds else 1.0, LONGEST_PAUSE)
            self._pauses[asked] = _Pause(monotonic() + seconds, seconds)
            listings.note_trouble(service.engine, asked, error.public_message)
            log.warning("listing failed", extra={"batch": str(asked.batch), "code": error.code})
            return False
        self._pauses.pop(asked, None)
        if complete:
            _finish(service, asked, run)
        else:
            self._runs[asked] = run
        return not complete


def _found(service: Service, asked: Asked) -> Iterator[Found | Declared | Crowded | Wrong]:
    if asked.inventory:
        records = service.settings.records_bucket
        return inventory.discover(service.storage, records, asked.inventory, asked.bucket, asked.rule)
    return discover(service.storage, Location(asked.bucket, asked.prefix), asked.rule)


def _portion(service: Service, asked: Asked, run: _Run) -> bool:
    """Registers the next dossiers; returns whether these were the last ones."""
    taken = list(islice(run.found, PORTION))
    run.portions += 1
    wrong = [each for each in taken if isinstance(each, Wrong)]
    run.wrong.update(each.reason for each in wrong)
    run.lines += wrong[: KEPT - len(run.lines)]
    found = [each for each in taken if not isinstance(each, Wrong)]
    if found:
        noted = _register(service, asked, found)
        run.seen += len(found)
        if not listings.note_found(service.engine, asked, run.seen) and listings.is_canceled(service.engine, asked.batch):
            dossiers.cancel(service.engine, noted)
    return len(taken) < PORTION


def _register(service: Service, asked: Asked, found: Sequence[Found | Declared | Crowded]) -> list[UUID]:
    configuration = dossiers.configuration_id(service.engine, fingerprint(service.settings.reading))
    listing = Listing(asked.batch, asked.number, asked.retry)
    ids: list[UUID] = []
    refused: list[UUID] = []
    for declared, group in groupby(found, key=_declared):
        together = list(group)
        plain = [_plain(each) for each in together]
        noted = dossiers.register(service.engine, asked.bucket, plain, configuration, listing=listing, declared=declared)
        ids += [each.id for each in noted]
        refused += [each.id for each, what in zip(noted, together, strict=True) if isinstance(what, Crowded)]
    if refused:
        listings.refuse(service.engine, refused, CROWDED, _CROWDED)
    return ids


def _declared(found: Found | Declared | Crowded) -> Mapping[str, str]:
    return found.declared if isinstance(found, Declared) else {}


def _plain(found: Found | Declared | Crowded) -> Found:
    match found:
        case Declared():
            return found.found
        case Crowded():
            return Found(found.name, ())
        case _:
            return found


def _finish(service: Service, asked: Asked, run: _Run) -> None:
    remark = None if run.seen else _NOTHING
    if asked.inventory:
        inventory.note_wrong(service.storage, service.settings.records_bucket, asked.inventory, run.wrong, run.lines)
        if run.wrong:
            remark = f"{run.wrong.total()} lines of the inventory cannot be used; the batch's report names them."
    listings.finish(service.engine, asked, run.seen, remark)
    log.info("listed", extra={"batch": str(asked.batch), "dossiers": run.seen})
