"""From events to dossiers: storage is asked what is there, whatever was announced in whatever order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

from sqlalchemy.exc import DataError

from extractor.errors import HosoError
from extractor.pipeline import is_scan_name, natural_sort
from workers.configuration import fingerprint
from workers.database import dossiers, events
from workers.database.dossiers import Found, SourceFile
from workers.database.events import Pending
from workers.errors import StorageError
from workers.intake.dialects import is_later
from workers.intake.places import Places
from workers.service import Service
from workers.storage import Storage

PORTION = 100
"""Events that one step takes: at a few milliseconds each it ends within a second or so."""
PATIENCE = 3
"""Dossiers in a row that storage may fail to tell of before the step ends: then it is not they that are at fault."""
SOONEST, LATEST = 5.0, 60.0
"""Seconds until an event is looked at again that could not be handled; in between, as long as it has waited already."""

Name = tuple[str, str]
"""Bucket and name of a dossier."""


def step(service: Service) -> bool:
    """Handles events that are due; returns whether there may be more. May be killed anywhere: what was not finished is due
    again, and registering twice changes nothing.

    An event that cannot be handled waits while the others go on; its error is raised when they are done.
    """
    places = Places.of(service.settings)
    settle = service.settings.settle_seconds
    taken = events.due(service.engine, PORTION, longest=settle + LATEST)
    if not taken:
        return False
    configuration = dossiers.configuration_id(service.engine, fingerprint(service.settings.reading))
    failures: list[HosoError] = []
    in_a_row = 0
    for name, seen in _settled(service, places, taken).items():
        try:
            _handle(service, name, seen, configuration)
            in_a_row = 0
        except (HosoError, DataError, ValueError) as error:
            _postpone(service, seen)
            failures.append(_told(error))
            in_a_row += 1
            if in_a_row == PATIENCE:
                break
    if failures:
        raise failures[0]
    return len(taken) == PORTION


def _told(error: Exception) -> HosoError:
    """What a client refuses to ask or to store is an error as well, whose text might quote a key."""
    if isinstance(error, HosoError):
        return error
    return StorageError(f"An announced object cannot be looked at ({type(error).__name__}); it will be tried again.")


def _settled(service: Service, places: Places, taken: Sequence[Pending]) -> Mapping[Name, list[Pending]]:
    """Events by dossier, without those of folders that something was announced of just now."""
    groups: dict[Name, list[Pending]] = defaultdict(list)
    for each in taken:
        name = places.dossier(each.event.bucket, each.event.key)
        if name is None:
            # The places were other ones when it was taken in.
            events.finish(service.engine, [each], "refused", None)
        else:
            groups[each.event.bucket, name].append(each)
    moments: dict[Name, datetime] = {}
    for bucket, key, moment in events.waiting(service.engine):
        name = places.dossier(bucket, key)
        if name is not None and (bucket, name) in groups and name != key:
            moments[bucket, name] = max(moment, moments.get((bucket, name), moment))
    for group, moment in moments.items():
        events.wait_until(service.engine, groups.pop(group), moment)
    return groups


def _handle(service: Service, name: Name, seen: Sequence[Pending], configuration: int) -> None:
    bucket, dossier = name
    files = _folder(service.storage, bucket, dossier) if dossier.endswith("/") else _file(service.storage, bucket, dossier)
    if not files:
        newest = reduce(lambda one, two: one if is_later(one.event.version, two.event.version) else two, _by_arrival(seen))
        outcome = "removed" if newest.event.removed else "missing"
        events.finish(service.engine, seen, outcome, events.dossier_named(service.engine, bucket, dossier))
        return
    (registered,) = dossiers.register(
        service.engine,
        bucket,
        [Found(dossier, files)],
        configuration,
        queue="urgent",
        wanted_at=min(each.received_at for each in seen),
    )
    events.finish(service.engine, seen, "registered" if registered.changed else "unchanged", registered.id)


def _by_arrival(seen: Sequence[Pending]) -> list[Pending]:
    return sorted(seen, key=lambda each: (each.received_at, each.id))


def _postpone(service: Service, seen: Sequence[Pending]) -> None:
    waited = (datetime.now(UTC) - min(each.received_at for each in seen)).total_seconds()
    events.postpone(service.engine, seen, min(max(waited, SOONEST), LATEST))


def _file(storage: Storage, bucket: str, key: str) -> tuple[SourceFile, ...]:
    found = storage.stat(bucket, key)
    return () if found is None else (SourceFile(found.key, found.etag, found.size),)


def _folder(storage: Storage, bucket: str, prefix: str) -> tuple[SourceFile, ...]:
    stored = [each.stored for each in storage.level(bucket, prefix) if each.stored is not None]
    files = {
        Path(each.key): SourceFile(each.key, each.etag, each.size)
        for each in stored
        if is_scan_name(each.key.rpartition("/")[2])
    }
    return tuple(files[path] for path in natural_sort(files))
