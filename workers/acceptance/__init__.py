"""Acceptance by samples: plans, what inspectors found, what it says about the lot, and whether the lot is accepted."""

from workers.acceptance.running import step

__all__ = ["step"]
