"""Backlogs: what lies under a prefix or in an inventory is found, noted in portions, watched, and reported."""

from workers.backlog.listing import Lister
from workers.backlog.watching import watch

__all__ = ["Lister", "list_step", "watch"]

list_step = Lister().step
