"""The stages of a comparison, and what one portion of a stage gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workers.reconcile.differences import Tally
from workers.service import Service


@dataclass(frozen=True)
class Choice:
    """How to compare.

    `dry`: nothing is repaired. `deep`: every record is opened. `whole`: a person asked for it, so that no source is left for
    next time, and what looks like an accident is repaired all the same.
    """

    dry: bool = False
    deep: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Portion:
    """What a portion gave. `after` is where the next one begins; None when the stage is complete."""

    found: Tally
    after: str | None = None


Stage = Callable[[Service, Choice, str], Portion]
"""Compares a portion, from a place that the portion before named; empty at the beginning."""
