"""Tax numbers, which are enterprises' numbers too: `5700123454`, a branch's `0314409058-002`, a person's 12 digits.

Structure: TT 86/2024/TT-BTC, điều 5; since 2025-07-01 individuals and households use their personal number.
"""

from __future__ import annotations

import re

from extractor.values.figures import composed
from extractor.values.identifiers import Identifier, Run, find_runs
from extractor.values.personal_number import facts_of

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check_digit(first_nine: str) -> str | None:
    """The tenth digit after nine digits; None where no such number exists."""
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_nine, strict=True)) % 11
    return str(10 - rest) if rest else None


def parse_tax_number(text: str) -> Identifier | None:
    """The first tax number in `text`: 10 digits, 13 with a hyphen before the last three, or 12; None where there is none.

    A number whose check digit does not hold is kept and has a fault. Groups printed apart are one number only where the check
    digit proves it.
    """
    text = composed(text)
    runs = [run for run in find_runs(text, 13, r"\s?[-–.]\s?| ") if len(run.digits) in (10, 12, 13)]
    alone = [run for run in runs if len(run.groups) == 1 or (run.groups == (10, 3) and re.search("[-–]", _printed(text, run)))]
    proved = [run for run in runs if len(run.digits) == 10 and check_digit(run.digits[:9]) == run.digits[9]]
    if not (alone or proved):
        return None
    return _number(text, min(alone or proved, key=lambda run: (run.span[0], -len(run.digits))))


def _printed(text: str, run: Run) -> str:
    return text[slice(*run.span)]


def _number(text: str, run: Run) -> Identifier:
    printed = _printed(text, run)
    if len(run.digits) == 12:
        facts = facts_of(run.digits)
        faults = () if facts and facts.province else (f"Mã {run.digits[:3]} không phải mã tỉnh",)
        return Identifier(
            "tax-number", run.digits, printed, run.span, {"number": run.digits}, repaired=run.repaired, faults=faults
        )
    number, branch = run.digits[:10], run.digits[10:]
    expected = check_digit(number[:9])
    problems = []
    if expected is None:
        problems.append("Mã số thuế này không tồn tại")
    elif expected != number[9]:
        problems.append("Số kiểm tra của mã số thuế không khớp")
    if branch == "000":
        problems.append("Mã số thuế của đơn vị phụ thuộc không thể là 000")
    parts = {"number": number, "branch": branch} if branch else {"number": number}
    value = f"{number}-{branch}" if branch else number
    return Identifier("tax-number", value, printed, run.span, parts, expected == number[9], run.repaired, tuple(problems))
