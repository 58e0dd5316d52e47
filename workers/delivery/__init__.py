"""Telling other systems what was read: who is told and how, the messages, and sending them (docs/delivery.md)."""

from workers.delivery.rounds import step

__all__ = ["step"]
