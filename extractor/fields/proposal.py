"""A value that a component proposes for a field, before the ranking has spoken."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.record import Box, Candidate, Check, Precision, State


@dataclass(frozen=True)
class Proposal:
    """Like a `Field`, for one source. `confidence` estimates the probability that value and state are right."""

    field: str
    text: str | None
    value: str | bool | None
    confidence: float
    page: int | None
    box: Box | None
    source: str
    state: State = "found"
    handwritten: bool = False
    precision: Precision | None = None
    checks: tuple[Check, ...] = ()
    read: str | None = None
    """What the reader read, where `text` gives it tone marks back; kept as a candidate, so that nothing is lost."""
    parts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What the value consists of, as in `Field`."""
    features: Mapping[str, float] = dataclasses.field(default_factory=dict)
    """What speaks for and against it, for the learned ranking."""

    def as_read(self) -> tuple[Candidate, ...]:
        """The reading before marks were restored, if that changed it."""
        if self.read is None or self.read == self.text:
            return ()
        return (Candidate(self.read, self.read, round(self.confidence / 2, 3), self.page, self.box, source="reader"),)

    def candidate(self) -> Candidate:
        """The proposal as the record keeps it beside the chosen one."""
        return Candidate(
            text=self.text,
            value=self.value,
            confidence=round(self.confidence, 3),
            page=self.page,
            box=self.box,
            source=self.source,
            handwritten=self.handwritten,
            precision=self.precision,
        )
