"""Intake: what object storage announces becomes dossiers. Events are hints; storage is asked."""

from __future__ import annotations

from workers.intake.look import step

__all__ = ["step"]
