"""The keystroke-level model of Card, Moran and Newell (The Psychology of Human-Computer Interaction, 1983, chapter 8).

A task takes the sum of its keystrokes and of the acts of mind before them; what the system makes people wait is added.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

K = 0.28
"""Seconds a keystroke: an average typist, 40 words a minute."""
M = 1.35
"""Seconds that somebody takes to look, and to know what to do next."""


@dataclass(frozen=True)
class Work:
    """Keystrokes, acts of mind, and seconds that were waited for the page."""

    keys: int = 0
    minds: int = 0
    waited: float = 0.0

    def __add__(self, other: Work) -> Work:
        return Work(self.keys + other.keys, self.minds + other.minds, self.waited + other.waited)

    @property
    def seconds(self) -> float:
        """What it takes by the model."""
        return K * self.keys + M * self.minds + self.waited


def typed(text: str) -> int:
    """Keystrokes of a text in Telex: a letter, and one more for each of its marks and for a run of capitals."""
    letters = unicodedata.normalize("NFD", text)
    capitals = re.findall(r"[^\W\d_a-zđ]+", re.sub(r"[\u0300-\u036f]", "", letters))
    runs = [each for each in capitals if each.upper() == each]
    return len(letters) + len(re.findall("[đĐ]", letters)) + len(runs)


def day(value: str) -> str:
    """An ISO date as somebody keys it: digits of day, month and year."""
    parts = value.split("-")
    return "".join(reversed(parts)) if len(parts) == 3 else "/".join(reversed(parts))
