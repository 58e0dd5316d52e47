"""What a comparison can find, and how much of it there was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

SHOWN = 20
"""Ids that are kept of each kind."""
ACCIDENT = 100
"""Fewer differences than this are believed, whatever their share."""

KINDS = {
    "missed-event": "stored, and no event said so; registered",
    "changed-source": "changed since it was registered; registered anew",
    "vanished-source": "no longer in storage; the record stays",
    "lost-record": "published, but its files are gone from storage; read anew where its scans are there",
    "damaged-record": "published, but its record cannot be understood; read anew where its scans are there",
    "orphan-output": "written and never published; removed",
    "lost-ticket": "given to the queue, which has lost it; look at the dispatcher",
    "stuck-reading": "being read for longer than a dossier may; look at the workers",
    "late-event": "announced, and nobody has looked at it; look at the dispatcher",
    "late-delivery": "due, and nobody has sent it; look at the dispatcher",
    "hanging-batch": "its listing does not end; look at the place that it lists",
}
"""Every kind of difference, and what it means."""


@dataclass(frozen=True)
class Count:
    """How many there were of one kind, and some of their ids: of dossiers, and of batches where it is about them."""

    found: int = 0
    repaired: int = 0
    ids: tuple[UUID, ...] = ()
    bytes: int = 0
    """Room that the repair gave back."""

    @staticmethod
    def of(ids: Iterable[UUID], *, repaired: bool) -> Count:
        """One difference for each id."""
        every = tuple(ids)
        return Count(len(every), len(every) if repaired else 0, every[:SHOWN])

    def __add__(self, other: Count) -> Count:
        ids = tuple(dict.fromkeys((*self.ids, *other.ids)))[:SHOWN]
        return Count(self.found + other.found, self.repaired + other.repaired, ids, self.bytes + other.bytes)


Tally = Mapping[str, Count]
"""Counts by kind. A kind of which nothing was found is not in it."""


def added(*tallies: Tally) -> dict[str, Count]:
    """All of them together."""
    total: dict[str, Count] = {}
    for tally in tallies:
        for kind, count in tally.items():
            if count.found:
                total[kind] = total.get(kind, Count()) + count
    return total


def looks_like_an_accident(different: int, compared: int) -> bool:
    """Whether so many differ at once that storage itself is in question: a disk that is not mounted, a bucket that was copied.

    Then all of them being read anew would be the greater damage, and a person decides.
    """
    return different >= ACCIDENT and 2 * different > compared


def needs_a_person(tally: Tally) -> bool:
    """Whether something was found that could not be repaired."""
    return any(count.found > count.repaired for count in tally.values())


def to_json(tally: Tally) -> dict[str, Any]:
    """As the database keeps it."""
    return {
        kind: {"found": count.found, "repaired": count.repaired, "ids": [str(each) for each in count.ids], "bytes": count.bytes}
        for kind, count in tally.items()
    }


def from_json(values: Mapping[str, Any]) -> dict[str, Count]:
    """The inverse of `to_json`; what is no count is left out."""
    return {
        kind: Count(each["found"], each["repaired"], tuple(UUID(one) for one in each["ids"]), each.get("bytes", 0))
        for kind, each in values.items()
        if "found" in each
    }
