"""What lies in the places that are followed, and what the database knows of it: finds what no event announced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from extractor.pipeline import is_scan_name, natural_sort
from workers.configuration import fingerprint
from workers.database import dossiers
from workers.database import reconcile as database
from workers.database.dossiers import Found, SourceFile
from workers.database.reconcile import Known
from workers.intake.places import Places
from workers.reconcile.differences import Count, Tally, added, looks_like_an_accident
from workers.reconcile.stages import Choice, Portion
from workers.service import Service
from workers.storage import Location, Storage, Stored

PORTION = 5000
"""Objects that are listed at a time."""
TOGETHER = 100
"""Dossiers that are registered in one transaction."""
SETTLED = timedelta(minutes=1)
"""What was stored after this is left to its event."""
FRESH = timedelta(days=1)
"""Whoever stored something after this still waits for it: it is read before backlogs."""


def missed(service: Service, place: Location, choice: Choice, after: str) -> Portion:
    """Registers scans under a place that no dossier has, or has as they were."""
    places = Places.of(service.settings)
    listed = list(islice(service.storage.objects(place.bucket, place.prefix, after or None), PORTION))
    now = datetime.now(UTC)
    settled = [
        each for each in listed if places.verdict(place.bucket, each.key) == "accepted" and _stored_before(each, now - SETTLED)
    ]
    names = {name for each in settled for name in (each.key, _folder(each.key))}
    known = database.named(service.engine, place.bucket, sorted(names))
    wanted: dict[str, Known | None] = {}
    for each in settled:
        name = next((name for name in (each.key, _folder(each.key)) if name in known), None)
        name = name or places.dossier(place.bucket, each.key)
        if name and not _has(known.get(name), each):
            wanted[name] = known.get(name)
    changed = sum(each is not None for each in wanted.values())
    if looks_like_an_accident(changed, len(known)) and not choice.whole:
        # They are found among the sources once more, and told there.
        wanted = {name: each for name, each in wanted.items() if each is None}
    found = added(*(_registered(service, place.bucket, some, choice, now) for some in _slices(wanted)))
    return Portion(found, listed[-1].key if len(listed) == PORTION else None)


def as_stored(storage: Storage, bucket: str, name: str) -> list[Stored]:
    """The files of a dossier as they lie in storage now, in natural order; none when it is gone."""
    if not name.endswith("/"):
        stored = storage.stat(bucket, name)
        return [] if stored is None else [stored]
    listed = [each.stored for each in storage.level(bucket, name) if each.stored is not None]
    files = [each for each in listed if is_scan_name(each.key.rpartition("/")[2])]
    by_path = {Path(each.key): each for each in files}
    return [by_path[path] for path in natural_sort(by_path)]


def register(service: Service, bucket: str, found: Sequence[Found], *, urgent: bool) -> list[dossiers.Registered]:
    """Registers dossiers; returns those that were not known like this."""
    configuration = dossiers.configuration_id(service.engine, fingerprint(service.settings.reading))
    noted = dossiers.register(service.engine, bucket, found, configuration, queue="urgent" if urgent else "batch")
    return [each for each in noted if each.changed]


def _registered(service: Service, bucket: str, wanted: dict[str, Known | None], choice: Choice, now: datetime) -> Tally:
    tallies = []
    groups: dict[tuple[str, bool], list[Found]] = {}
    for name, known in wanted.items():
        files = as_stored(service.storage, bucket, name)
        if not files or not all(_stored_before(each, now - SETTLED) for each in files):
            continue
        names = {file.key: file.name for file in known.files} if known else {}
        found = Found(name, tuple(SourceFile(each.key, each.etag, each.size, names.get(each.key)) for each in files))
        is_fresh = not all(_stored_before(each, now - FRESH) for each in files)
        groups.setdefault(("missed-event" if known is None else "changed-source", is_fresh), []).append(found)
    for (kind, is_fresh), group in groups.items():
        if choice.dry:
            tallies.append({kind: Count(len(group))})
        else:
            noted = register(service, bucket, group, urgent=is_fresh)
            tallies.append({kind: Count.of((each.id for each in noted), repaired=True)})
    return added(*tallies)


def _has(known: Known | None, stored: Stored) -> bool:
    return known is not None and any((each.key, each.etag, each.size) == _identity(stored) for each in known.files)


def _identity(stored: Stored) -> tuple[str, str, int]:
    return stored.key, stored.etag, stored.size


def _folder(key: str) -> str:
    return key[: key.rfind("/") + 1]


def _stored_before(stored: Stored, moment: datetime) -> bool:
    return stored.modified is None or stored.modified < moment


def _slices(wanted: dict[str, Known | None]) -> Iterator[dict[str, Known | None]]:
    items = iter(wanted.items())
    while some := dict(islice(items, TOGETHER)):
        yield some
