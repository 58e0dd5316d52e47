"""The machine readable zone on the back of Vietnamese identity cards: TD1 of ICAO Doc 9303, three lines of thirty.

The document's number is the last nine digits of the personal number, which stands whole behind it with a check digit of its
own.
"""

from __future__ import annotations

from datetime import date

from extractor.values.text import deaccent
from samples.people import Person

FOREVER = date(2099, 12, 31)
"""What cards without an expiry have for one."""


def zone(person: Person, expiry: date | None) -> tuple[str, str, str]:
    """Its three lines."""
    number, sex = person.identity, "F" if person.woman else "M"
    first = f"IDVNM{number[3:]}{check(number[3:])}{number}<<{check(number)}"
    born, until = f"{person.born:%y%m%d}", f"{expiry or FOREVER:%y%m%d}"
    second = f"{born}{check(born)}{sex}{until}{check(until)}VNM{'<' * 11}"
    whole = check(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    surname, *given = deaccent(person.name).upper().split()
    return first, second + whole, f"{surname}<<{'<'.join(given)}".ljust(30, "<")[:30]


def check(text: str) -> str:
    """Weights 7, 3, 1; letters count from A = 10, fillers nothing."""
    values = (0 if letter == "<" else int(letter, 36) for letter in text)
    return str(sum(value * (7, 3, 1)[n % 3] for n, value in enumerate(values)) % 10)
