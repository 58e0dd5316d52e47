"""Storage, database and queue are compared: what no event announced and what no process finished is found, and repaired.

Nothing in the bucket of scans is ever changed or removed. Everything is compared in small portions, in memory that does not
grow, beside workers that go on; a comparison that was killed is continued where it stood.
"""

from __future__ import annotations

from workers.reconcile.comparison import run, step
from workers.reconcile.differences import KINDS, Count, Tally, needs_a_person
from workers.reconcile.prune import prune_step
from workers.reconcile.stages import Choice

__all__ = ["KINDS", "Choice", "Count", "Tally", "needs_a_person", "prune_step", "run", "step"]
