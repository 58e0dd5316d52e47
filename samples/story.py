"""What the papers of one dossier share: who applies, where they live, their land, and the day they came."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from samples.parcel import Parcel, some_parcel
from samples.people import Person, somebody
from samples.places import Place, somewhere_to_live

_MOBILE = ("032", "033", "035", "036", "038", "039", "086", "091", "094", "096", "097", "098", "070", "077", "090", "093")
T = TypeVar("T")
_ELDERS, _PARENTS = (1950, 1984), (1986, 1999)
"""Years of birth of who held land in the 1990s, and of who has a child registered from 2018 on."""
FIRST_DAY, LAST_DAY = date(2018, 3, 5), date(2026, 10, 30)


@dataclass(frozen=True)
class Story:
    """One applicant's case."""

    applicant: Person
    spouse: Person
    home: Place
    parcel: Parcel
    phone: str
    filed: date
    """When the dossier was handed in."""
    matter: str = "land"
    """What it is about: a key of `samples.filing.PROCEDURES`."""


MATTERS = ("land", "first-land", "permit", "birth", "single", "household", "company", "aid")


def tell(rng: random.Random, matter: str | None = None) -> Story:
    """A story drawn from `rng`. Both spouses are of age when the oldest of its papers may have been issued; where the matter
    is asked for and is about families, they are young."""
    years = _PARENTS if matter in ("birth", "single") else _ELDERS
    applicant = adult(rng, years=years)
    spouse = adult(rng, woman=not applicant.woman, near=applicant.born, years=years)
    home = somewhere_to_live(rng)
    phone = rng.choice(_MOBILE) + f"{rng.randint(1000000, 9999999)}"
    return Story(
        applicant, spouse, home, some_parcel(rng, home), phone, workday(rng, FIRST_DAY, LAST_DAY), matter or rng.choice(MATTERS)
    )


def adult(
    rng: random.Random, *, woman: bool | None = None, near: date | None = None, years: tuple[int, int] = _ELDERS
) -> Person:
    """Somebody born in `years`, first and last, and within seven years of `near`."""

    def fits(person: Person) -> bool:
        close = near is None or abs(person.born.year - near.year) <= 7
        return years[0] <= person.born.year <= years[1] and close and woman in (None, person.woman)

    return _drawn(lambda: somebody(rng, highland=0.3), fits)


def workday(rng: random.Random, first: date, last: date) -> date:
    """Monday to Friday, between `first` and `last`; where that begins on a weekend, perhaps the Friday before."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _drawn(draw: Callable[[], T], fits: Callable[[T], bool]) -> T:
    while True:
        drawn = draw()
        if fits(drawn):
            return drawn
