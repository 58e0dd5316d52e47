"""Which owner of the truth is which owner of the record: repeated fields have ordinals, whose order means nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

from extractor.profiles import strip_ordinal

MOST = 5
"""Up to so many members of a group every assignment is tried; beyond that the best pair goes first."""

Worth = Callable[[str, str | None], float]
"""How well a field of the record (None: none of it) answers a field of the truth, both named with their ordinals."""


def pair(true: Sequence[str], read: Sequence[str], groups: Mapping[str, str], worth: Worth) -> dict[str, str | None]:
    """For each name of `true` the name, with its ordinal, that answers it in the record, whether the record has it or not;
    None where nothing is left to answer.

    `groups` maps declared names to the group in which they repeat together; a name that is missing there repeats alone. Within
    a group, ordinals are assigned so that the sum of `worth` is largest, and the order stays among equals. Names of `read`
    that answer none are in no value.
    """
    families: dict[str, list[str]] = {}
    for base in dict.fromkeys(map(strip_ordinal, true)):
        families.setdefault(groups.get(base, base), []).append(base)
    known = set(true)
    answers: dict[str, str | None] = {}
    for bases in families.values():

        def both(mine: int, other: int | None, bases: Sequence[str] = bases) -> list[tuple[str, str | None]]:
            pairs = [(named(base, mine), None if other is None else named(base, other)) for base in bases]
            return [each for each in pairs if each[0] in known]

        ours, theirs = _ordinals(bases, true), _ordinals(bases, read)
        if ours == theirs == [1]:
            theirs_of_ours: list[int | None] = [1]
        else:
            theirs_of_ours = _assign(
                [[sum(worth(*each) for each in both(a, b)) for b in (*theirs, None)] for a in ours], theirs
            )
        for mine, other in zip(ours, theirs_of_ours, strict=True):
            answers.update(both(mine, other))
    return answers


def named(base: str, number: int) -> str:
    """The flat name of a declared field with an ordinal; the first has none."""
    return base if number == 1 else f"{base}.{number}"


def ordinal(name: str) -> int:
    """The inverse: 1 for `owner_name`, 2 for `owner_name.2`."""
    base = strip_ordinal(name)
    return 1 if name == base else int(name[len(base) + 1 :])


def _ordinals(bases: Sequence[str], names: Sequence[str]) -> list[int]:
    return sorted({ordinal(name) for name in names if strip_ordinal(name) in bases})


def _assign(worths: Sequence[Sequence[float]], theirs: Sequence[int]) -> list[int | None]:
    """For each row of `worths` one of `theirs`, or None once they are used up; the last column is the worth of None."""
    rows, none = range(len(worths)), len(theirs)
    if max(len(worths), len(theirs)) <= MOST:
        columns = [*range(none), *[none] * max(0, len(worths) - none)]
        best = max(permutations(columns, len(worths)), key=lambda order: sum(worths[row][order[row]] for row in rows))
    else:
        found: dict[int, int] = {}
        for row, column in sorted(((r, c) for r in rows for c in range(none)), key=lambda at: -worths[at[0]][at[1]]):
            if row not in found and column not in found.values():
                found[row] = column
        best = tuple(found.get(row, none) for row in rows)
    return [None if column == none else theirs[column] for column in best]
