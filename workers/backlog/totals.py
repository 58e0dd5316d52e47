"""What the dossiers of a backlog come to, for its final report."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workers.backlog.inventory import Wrong
from workers.backlog.sheets import a4_equivalents
from workers.database.batch_figures import Overview
from workers.database.batch_rows import ReportRow


@dataclass(frozen=True)
class Options:
    """What the report tells. `sample` dossiers are drawn by `seed`; names may name people."""

    names: bool = False
    sample: int = 50
    seed: int = 0

    @classmethod
    def asked(cls, sample: int, seed: int | None, *, names: bool) -> Options:
        """With a seed of its own where none is asked for."""
        return cls(names, sample, secrets.randbelow(10**9) if seed is None else seed)


@dataclass
class Totals:
    """What the dossiers come to, counted as they pass."""

    states: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    """Documents by type."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Failed dossiers by the code of their error."""
    sheets: Counter[str] = field(default_factory=Counter)
    """Pages by format."""
    pages: int = 0
    fields: int = 0
    touched: int = 0
    """Fields that need or needed a person."""
    untouched: int = 0
    """Read dossiers in which no field does."""
    seconds: float = 0.0
    """Of reading, all workers together."""

    def add(self, row: ReportRow) -> None:
        """Counts a dossier."""
        self.states[row.state] += 1
        if row.state == "failed":
            self.reasons[row.error_code or ""] += 1
        if row.state != "done":
            return
        self.types.update(row.types)
        self.sheets.update(row.sheets)
        self.pages += row.pages
        self.fields += row.fields
        # Of a paper that lacks a field a person must look at what is not there.
        self.touched += min(row.touched, row.fields)
        self.untouched += not row.touched
        self.seconds += row.seconds

    @property
    def dossiers(self) -> int:
        """All of them."""
        return self.states.total()

    @property
    def equivalents(self) -> float:
        """A4 sheets."""
        return a4_equivalents(self.sheets)

    @property
    def automatic(self) -> float | None:
        """Share of the fields that needed nobody."""
        return 1 - self.touched / self.fields if self.fields else None


@dataclass(frozen=True)
class Measured:
    """Wrong ones among those inspected, and between which shares the truth lies."""

    seen: int
    wrong: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """Share of wrong ones."""
        return self.wrong / self.seen if self.seen else None


@dataclass(frozen=True)
class Inspected:
    """A lot that was made of the batch: what was promised, what was measured, and what was decided. Texts are Vietnamese."""

    opened_at: datetime
    plan: str
    unit: str
    lot: int
    size: int
    accept: int
    promised: float
    """Largest share of wrong items."""
    items: Measured
    fields: Measured
    by_field: tuple[tuple[str, str, Measured], ...]
    """Type, field and what was measured."""
    word: str
    """What the plan says."""
    state: str
    decided_at: datetime | None


@dataclass(frozen=True)
class Report:
    """Everything but the single dossiers."""

    batch: Overview
    totals: Totals
    options: Options
    sample: tuple[ReportRow, ...]
    made_at: datetime
    reason: Callable[[str], str]
    """What an error's code means, in Vietnamese."""
    wrong: Mapping[str, int]
    """Lines of the inventory that could not be used, by reason."""
    lines: tuple[Wrong, ...]
    """Some of them."""
    inspected: tuple[Inspected, ...] = ()
    """Lots that were made of the batch, the newest first."""
