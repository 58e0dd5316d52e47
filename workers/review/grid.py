"""One field across documents: cut-outs side by side, each with what was read, for numbers and dates that are quick to judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from extractor.profiles import strip_ordinal
from workers.database import lists
from workers.database.leases import Lease
from workers.database.reviews import Wanted
from workers.identity import User
from workers.records import Records
from workers.review.desk import Desk
from workers.review.model import Json, model
from workers.review.wording import PLAIN, Tongue
from workers.service import Service

MOST = 24
"""Dossiers in one portion: each is lent to the person, and nobody else sees it meanwhile."""


@dataclass(frozen=True)
class Portion:
    """Fields to decide, and the leases that they need."""

    items: tuple[Json, ...]
    leases: tuple[Lease, ...]


def portion(
    service: Service, desk: Desk, records: Records, user: User, wanted: Wanted, count: int = MOST, tongue: Tongue = PLAIN
) -> Portion:
    """The next dossiers in which this field is in doubt, each with its lease. `wanted.field` says which.

    Dossiers in which it is not in doubt any more are given back at once. Raises `NotAllowed`.
    """
    if wanted.field is None:
        raise ValueError("a field must be named")
    leases: list[Lease] = []
    items: list[Json] = []
    passed: list[UUID] = []
    while len(leases) < min(count, MOST):
        lease = desk.claim(user, wanted, passed)
        if lease is None:
            break
        passed.append(lease.dossier)
        found = list(_fields(service, desk, records, user, lease, wanted.field, tongue))
        if found:
            leases.append(lease)
            items += found
        else:
            desk.give_back(user, lease.dossier, lease.id)
    return Portion(tuple(items), tuple(leases))


def _fields(
    service: Service, desk: Desk, records: Records, user: User, lease: Lease, name: str, tongue: Tongue
) -> Iterator[Json]:
    listed = lists.by_id(service.engine, lease.dossier)
    if listed is None or listed.source is None or listed.configuration is None:
        return
    read = records.as_read(listed.source, listed.configuration)
    shown = model(service, user, listed, read, desk.profiles, lease.id, tongue)
    for document in shown["documents"]:
        for field in document["fields"]:
            if field["doubtful"] and strip_ordinal(field["name"]) == name:
                yield {
                    "dossier": str(lease.dossier),
                    "lease": str(lease.id),
                    "record": shown["record"],
                    "document": document["index"],
                    "type": document["type"],
                    "pages": document["pages"],
                    "field": field,
                }
