"""What a sample says about its lot: shares of wrong documents and fields with their exact intervals, beside what was promised.

A field error rate is wrong fields by inspected fields. A document is wrong when a field is wrong that its type must have; its
error rate is wrong documents by inspected documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from extractor.profiles import strip_ordinal
from workers.acceptance.intervals import Estimate, estimate
from workers.acceptance.plans import Plan

Word = Literal["acceptable", "not-acceptable", "open"]
"""What the plan says of the lot so far."""


@dataclass(frozen=True)
class Judged:
    """An item that was inspected. `names` are its fields, `wrong` those that were found wrong."""

    type: str
    names: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """What was measured. Names of fields are without ordinals."""

    items: Estimate
    """In the plan's unit."""
    fields: Estimate
    by_field: tuple[tuple[str, str, Estimate], ...]
    """Type, field and estimate; the most errors first."""
    by_type: tuple[tuple[str, Estimate], ...]
    """In the plan's unit."""
    drawn: int
    word: Word

    @property
    def complete(self) -> bool:
        """Whether every item of the sample was inspected."""
        return self.items.seen == self.drawn


Critical = Callable[[str, str], bool]
"""Whether documents of a type must have a field."""


def is_wrong(item: Judged, plan: Plan, critical: Critical) -> bool:
    """Whether an item counts as wrong."""
    return bool(item.wrong) if plan.unit == "field" else any(critical(item.type, name) for name in item.wrong)


def figures(plan: Plan, drawn: int, judged: Iterable[Judged], critical: Critical) -> Figures:
    """What the inspected items say; `drawn` is the size of the sample as it was drawn."""
    seen: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    types: Counter[str] = Counter()
    wrong_types: Counter[str] = Counter()
    for item in judged:
        types[item.type] += 1
        wrong_types[item.type] += is_wrong(item, plan, critical)
        seen.update((item.type, strip_ordinal(name)) for name in item.names)
        wrong.update((item.type, strip_ordinal(name)) for name in item.wrong)
    whole = plan.lot if plan.is_whole else None
    items = estimate(wrong_types.total(), types.total(), of=whole)
    all_seen = whole is not None and items.seen == whole
    by_field = [
        (kind, name, estimate(wrong[kind, name], count, of=count if all_seen else None)) for (kind, name), count in seen.items()
    ]
    by_type = [(kind, estimate(wrong_types[kind], count, of=count if all_seen else None)) for kind, count in types.items()]
    return Figures(
        items,
        estimate(wrong.total(), seen.total(), of=seen.total() if all_seen else None),
        tuple(sorted(by_field, key=lambda each: (-each[2].wrong, each[0], each[1]))),
        tuple(sorted(by_type, key=lambda each: (-each[1].wrong, each[0]))),
        drawn,
        _word(plan, items, drawn),
    )


def _word(plan: Plan, items: Estimate, drawn: int) -> Word:
    if plan.scheme == "running":
        # It has no acceptance number: it refutes the promise, confirms it, or is still too small for either.
        if items.seen and items.low > plan.promised:
            return "not-acceptable"
        return "acceptable" if items.seen and items.high <= plan.promised else "open"
    if items.wrong > plan.accept:
        return "not-acceptable"
    return "acceptable" if drawn == plan.size == items.seen else "open"
