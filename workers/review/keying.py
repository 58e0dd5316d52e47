"""Double keying: two persons key a field without seeing what was read or what the other keyed.

What both keyed counts when it is the same; where it differs, a third person decides between the two and the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from extractor import amending
from extractor.profiles import Profiles
from extractor.record import Dossier
from workers.corrections import PERSON, Correction, place
from workers.database.tables import Stage
from workers.doubts import doubts

BLIND: tuple[Stage, ...] = ("review", "second")
"""Stages at which nobody sees what was read of such fields."""


@dataclass(frozen=True)
class Twice:
    """A field that two persons key and that nobody decided, with what each keyed, oldest first."""

    document: int
    field: str
    keyed: tuple[Correction, ...] = ()

    def by(self, user: UUID) -> Correction | None:
        """What this person keyed."""
        return next((each for each in self.keyed if each.user == user), None)

    @property
    def complete(self) -> bool:
        """Whether nobody else must key it."""
        return len(self.keyed) > 1

    @property
    def agreed(self) -> Correction | None:
        """The newest keying that another person's says too; None where no two agree."""
        said = [_said(each) for each in self.keyed]
        return next((each for each in reversed(self.keyed) if said.count(_said(each)) > 1), None)


def keyed_twice(now: Dossier, keyings: Sequence[Correction], profiles: Profiles) -> dict[tuple[int, str], Twice]:
    """Fields of a record that two persons still have to key, by document and name: `now` is the record with all decisions."""
    found: dict[tuple[int, str], list[Correction]] = {
        (each.document, each.field): [] for each in doubts(now, profiles) if "keying" in each.why
    }
    for each in keyings:
        index = place(now.documents, each)
        if index is None or not profiles.keyed_twice(now.documents[index].type, each.field):
            continue
        field = now.documents[index].fields.get(each.field)
        if field is None or field.source != PERSON:
            # Also one that the reading did not find, and a person added.
            found.setdefault((index, each.field), []).append(each)
    return {key: Twice(*key, tuple(keyed)) for key, keyed in found.items()}


def next_stage(fields: Sequence[Twice]) -> Stage | None:
    """Where a dossier goes with what is left of these; None when nothing is."""
    if any(not each.complete for each in fields):
        return "second"
    return "arbiter" if any(each.agreed is None for each in fields) else None


def _said(keying: Correction) -> tuple[str, str | None]:
    """What counts of a keying: neither spaces nor capitals nor the way in which tones are put on letters."""
    return keying.state, None if keying.value is None else amending.comparable(keying.value)
