"""What of a post is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Engine

from workers.database import events
from workers.database.events import Event
from workers.intake.dialects import Decoded
from workers.intake.places import Places


@dataclass(frozen=True)
class Counts:
    """How many events of a post were kept, were none of ours, and came from places that are not followed."""

    accepted: int = 0
    ignored: int = 0
    refused: int = 0


def accept(engine: Engine, places: Places, decoded: Decoded, settle_seconds: float) -> Counts:
    """Keeps the events that matter; when this returns they are on disk, and the intake is awake.

    A folder's files are looked at together, so they are due only when `settle_seconds` have passed without another one.
    """
    counts = Counter({"ignored": decoded.ignored})
    kept: dict[Event, float] = {}
    for event in decoded.events:
        verdict = places.verdict(event.bucket, event.key)
        counts[verdict] += 1
        if verdict == "accepted":
            kept[event] = 0.0 if places.dossier(event.bucket, event.key) == event.key else settle_seconds
    events.note(engine, kept.items())
    return Counts(**counts)
