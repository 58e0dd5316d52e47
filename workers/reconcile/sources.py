"""The scans that the database knows, looked up in storage: finds what vanished, and what changed without a word."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from uuid import UUID

from workers.database import reconcile as database
from workers.database.dossiers import Found, SourceFile
from workers.database.reconcile import Known
from workers.reconcile.differences import Count, Tally, added, looks_like_an_accident
from workers.reconcile.intake import register
from workers.reconcile.stages import Choice, Portion
from workers.service import Service
from workers.storage import Storage, Stored

PORTION = 500
"""Dossiers that are looked up at a time."""
THREADS = 8
"""Questions that storage is asked at a time."""
FEW = 3
"""A folder of more files is listed instead of asking for each."""


def compare(service: Service, choice: Choice, after: str) -> Portion:
    """Looks up the next dossiers in the order of their ids. Vanished ones are only told; changed ones are registered anew."""
    known = database.after(service.engine, UUID(after) if after else None, PORTION)
    found = compared(service, known, choice)
    return Portion(found, str(known[-1].id) if len(known) == PORTION else None)


def compared(service: Service, known: Sequence[Known], choice: Choice) -> Tally:
    """What differs between these dossiers and storage."""
    with ThreadPoolExecutor(THREADS) as pool:
        seen = list(pool.map(partial(look, service.storage), known))
    vanished = [dossier.id for dossier, files in zip(known, seen, strict=True) if None in files]
    changed = [
        (dossier, Found(dossier.name, tuple(map(_renewed, dossier.files, files))))
        for dossier, files in zip(known, seen, strict=True)
        if None not in files and any(map(_differs, dossier.files, files))
    ]
    tallies = [{"vanished-source": Count.of(vanished, repaired=False)}]
    is_accident = looks_like_an_accident(len(changed), len(known)) and not choice.whole
    for bucket in {dossier.bucket for dossier, _ in changed}:
        group = [(dossier.id, found) for dossier, found in changed if dossier.bucket == bucket]
        if choice.dry or is_accident:
            tallies.append({"changed-source": Count.of((dossier for dossier, _ in group), repaired=False)})
        else:
            noted = register(service, bucket, [found for _, found in group], urgent=False)
            tallies.append({"changed-source": Count.of((each.id for each in noted), repaired=True)})
    return added(*tallies)


def look(storage: Storage, dossier: Known) -> list[Stored | None]:
    """Each of its files as storage has it now; None for one that is gone."""
    together = len(dossier.files) > FEW and all(
        each.key.startswith(dossier.name) and "/" not in each.key[len(dossier.name) :] for each in dossier.files
    )
    if not together:
        return [storage.stat(dossier.bucket, each.key) for each in dossier.files]
    listed = {each.stored.key: each.stored for each in storage.level(dossier.bucket, dossier.name) if each.stored}
    return [listed.get(each.key) for each in dossier.files]


def _differs(file: SourceFile, stored: Stored | None) -> bool:
    return stored is not None and (file.etag, file.size) != (stored.etag, stored.size)


def _renewed(file: SourceFile, stored: Stored | None) -> SourceFile:
    return file if stored is None else replace(file, etag=stored.etag, size=stored.size)
