"""The switching rules of ISO 2859-1:1999, 9.3: how severely the next lot is inspected, after those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers.acceptance.tables import AQLS, Severity, single

ENOUGH = 30
"""Switching score from which reduced inspection may begin."""
IN_A_ROW = 5
OF_FIVE = 2
"""Lots not accepted among five or fewer in a row, after which inspection is tightened."""
TOO_MANY = 5
"""Lots not accepted under tightened inspection after which it is stopped until the cause is removed."""


@dataclass(frozen=True)
class Past:
    """A lot that was inspected and decided. `letter` is that of the plan that was used."""

    letter: str
    aql: float
    accepted: bool
    wrong: int


@dataclass(frozen=True)
class Standing:
    """How the next lot is inspected. `stopped`: tightened inspection did not help; `score` leads to reduced inspection."""

    severity: Severity
    score: int
    stopped: bool


def standing(past: Sequence[Past], *, reduce: bool = True) -> Standing:
    """After these lots of one kind, oldest first. Without `reduce` inspection is never reduced: the rule only allows it."""
    severity: Severity = "normal"
    stopped = False
    score = good = bad = 0
    lately: list[bool] = []
    for lot in past:
        match severity:
            case "normal":
                lately = [*lately, lot.accepted][-IN_A_ROW:]
                score = score + _points(lot) if _points(lot) else 0
                if lately.count(False) >= OF_FIVE:
                    severity, good, bad = "tightened", 0, 0
                elif score >= ENOUGH and reduce:
                    severity = "reduced"
            case "tightened":
                good = good + 1 if lot.accepted else 0
                bad += not lot.accepted
                stopped = bad >= TOO_MANY
                if good == IN_A_ROW:
                    severity, score, lately, stopped = "normal", 0, [], False
            case "reduced":
                if not lot.accepted:
                    severity, score, lately = "normal", 0, [False]
    return Standing(severity, score, stopped)


def _points(lot: Past) -> int:
    """What a lot adds to the switching score (9.3.3.2); 0 sets the score back."""
    used = single(lot.letter, lot.aql, "normal")
    if used.accept < 2:
        return 2 if lot.accepted else 0
    place = AQLS.index(lot.aql)
    tighter = single(lot.letter, AQLS[place - 1], "normal")
    return 3 if lot.accepted and tighter.size == used.size and lot.wrong <= tighter.accept else 0
