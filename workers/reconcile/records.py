"""The bucket of records beside the table of records, both in the order of their addresses.

Addresses begin with hashes of one length, so every S3 server lists them in the order of their bytes. Where one does not, what
seems to be missing is asked for once more before anything is done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from extractor.record import Dossier
from workers.database import dossiers
from workers.database import reconcile as database
from workers.database.reconcile import Kept
from workers.errors import MissingObject
from workers.reconcile.differences import Count, Tally, added, looks_like_an_accident
from workers.reconcile.sources import look
from workers.reconcile.stages import Choice, Portion
from workers.service import Service
from workers.storage import Stored, address

PORTION = 6000
"""Objects, and records, that are compared at a time."""
THREADS = 8
ABANDONED = timedelta(days=1)
"""What is not published so long after the longest reading will not be."""

_ADDRESS = re.compile(r"([0-9a-f]{64})/([^/]+)/record\.(?:json|txt|pdf)")


@dataclass(frozen=True)
class _Address:
    source: str
    configuration: str
    files: tuple[Stored, ...]

    @property
    def names(self) -> set[str]:
        return {each.key.rpartition("/")[2] for each in self.files}

    def written_before(self, moment: datetime) -> bool:
        return all(each.modified is not None and each.modified < moment for each in self.files)


def compare(service: Service, choice: Choice, after: str) -> Portion:
    """Compares the records beyond the source `after`. Orphans are removed; what is lost or damaged is read anew."""
    stored, listed_to = _listed(service, after)
    kept = database.records_after(service.engine, after, listed_to, PORTION)
    known_to = kept[-1].source if len(kept) >= PORTION else None
    last = min((each for each in (listed_to, known_to) if each is not None), default=None)
    here = [each for each in stored if last is None or each.source <= last]
    known = [each for each in kept if last is None or each.source <= last]
    orphans = _orphans(service, here, known, choice)
    lost, present = _lost(service, here, known)
    damaged = _damaged(service, present) if choice.deep else []
    is_accident = looks_like_an_accident(len(lost), len(lost) + len(present)) and not choice.whole
    found = added(
        orphans,
        {
            "lost-record": Count.of((each.dossier for each in lost), repaired=False)
            if is_accident
            else _anew(service, lost, choice)
        },
        {"damaged-record": _anew(service, damaged, choice, remove=True)},
    )
    return Portion(found, last)


def _listed(service: Service, after: str) -> tuple[list[_Address], str | None]:
    """The next addresses in storage, all of each source, and the last source that was reached; None at the end."""
    grouped: dict[tuple[str, str], list[Stored]] = {}
    number, last = 0, ""
    # The letter behind `/` in the order of bytes: beyond everything of that source.
    for each in service.storage.objects(service.settings.records_bucket, "", f"{after}0" if after else None):
        if not (parts := _ADDRESS.fullmatch(each.key)):
            continue
        source, configuration = parts.groups()
        if number >= PORTION and source != last:
            return _addresses(grouped), last
        grouped.setdefault((source, configuration), []).append(each)
        number, last = number + 1, source
    return _addresses(grouped), None


def _addresses(grouped: dict[tuple[str, str], list[Stored]]) -> list[_Address]:
    return [_Address(*place, tuple(files)) for place, files in grouped.items()]


def _orphans(service: Service, stored: Sequence[_Address], kept: Sequence[Kept], choice: Choice) -> Tally:
    """Removes what was written and never published."""
    patience = ABANDONED + timedelta(seconds=service.settings.job_seconds)
    known = {_place(each) for each in kept}
    orphans = [each for each in stored if _place(each) not in known and each.written_before(datetime.now(UTC) - patience)]
    if choice.dry or not orphans:
        return {"orphan-output": Count(len(orphans))}
    published = {_place(each) for each in _of(service, orphans)}
    gone = [each for each in orphans if _place(each) not in published]
    size = sum(file.size for each in gone for file in each.files)
    # The record first: its presence says that the others are there.
    keys = sorted((file.key for each in gone for file in each.files), key=lambda key: not key.endswith(".json"))
    service.storage.remove(service.settings.records_bucket, keys)
    # A job may have found the record a moment ago and published it since.
    removed = {_place(each) for each in gone}
    _anew(service, [each for each in _of(service, gone) if each.counts and _place(each) in removed], choice)
    return {"orphan-output": Count(len(gone), len(gone), bytes=size)}


def _of(service: Service, addresses: Sequence[_Address]) -> list[Kept]:
    return database.records_of(service.engine, sorted({each.source for each in addresses}))


def _lost(service: Service, stored: Sequence[_Address], kept: Sequence[Kept]) -> tuple[list[Kept], list[Kept]]:
    """The published records of which a file is missing, and those of which none is."""
    names = {_place(each): each.names for each in stored}
    counting = [each for each in kept if each.counts]
    suspects = [each for each in counting if not _files(each) <= names.get(_place(each), set())]
    bucket = service.settings.records_bucket

    def is_lost(record: Kept) -> bool:
        places = (address(record.source, record.configuration, name) for name in sorted(_files(record)))
        return any(service.storage.stat(bucket, place) is None for place in places)

    with ThreadPoolExecutor(THREADS) as pool:
        lost = {record.dossier: record for record, gone in zip(suspects, pool.map(is_lost, suspects), strict=True) if gone}
    return list(lost.values()), [each for each in counting if each.dossier not in lost]


def _place(each: _Address | Kept) -> tuple[str, str]:
    return each.source, each.configuration


def _files(record: Kept) -> set[str]:
    return {"record.json", "record.pdf"} if record.has_pdf else {"record.json"}


def _damaged(service: Service, kept: Sequence[Kept]) -> list[Kept]:
    """Records that are there and cannot be understood."""
    with ThreadPoolExecutor(THREADS) as pool:
        return [record for record, sound in zip(kept, pool.map(partial(_opens, service), kept), strict=True) if not sound]


def _opens(service: Service, record: Kept) -> bool:
    try:
        place = address(record.source, record.configuration, "record.json")
        Dossier.from_json(service.storage.read(service.settings.records_bucket, place))
    except MissingObject:
        # Removed since it was listed; the next comparison will say.
        return True
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def _anew(service: Service, records: Iterable[Kept], choice: Choice, *, remove: bool = False) -> Count:
    """Has the dossiers of these records read anew where their scans are there; the others are only told.

    `remove`: the stored record is removed first, as a reading would take it for the result of an earlier try.
    """
    by_dossier = {each.dossier: each for each in records}
    if choice.dry or not by_dossier:
        return Count.of(by_dossier, repaired=False)
    there = {each.id for each in database.known(service.engine, list(by_dossier)) if None not in look(service.storage, each)}
    if remove:
        places = (
            address(each.source, each.configuration, "record.json") for each in by_dossier.values() if each.dossier in there
        )
        service.storage.remove(service.settings.records_bucket, places)
    by_reading: dict[str, list[UUID]] = {}
    for dossier in there:
        by_reading.setdefault(json.dumps(by_dossier[dossier].reading, sort_keys=True), []).append(dossier)
    for reading, ids in by_reading.items():
        # Those that are in the work already are not asked for again.
        dossiers.reread(service.engine, ids, queue="batch", reading=json.loads(reading))
    return added({"": Count.of(there, repaired=True)}, {"": Count.of(by_dossier.keys() - there, repaired=False)}).get(
        "", Count()
    )
