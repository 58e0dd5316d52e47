"""What one document is: who issues it, when, with which number, and how its copy looks."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from samples import agencies
from samples.agencies import Agency
from samples.fonts import Face
from samples.people import somebody
from samples.sheet import BLACK_INK, BLUE
from samples.story import Story, tell
from samples.typeset import Pen
from samples.wording import Writer

NumberBy = Literal["print", "hand", "none"]
SealInk = Literal["red", "black", "none"]
Era = Literal["archive", "recent", "any"]


@dataclass(frozen=True)
class Signer:
    """The lines over the signature and the name below it."""

    authority: str | None
    position: str
    name: str
    stamped: bool
    """The name is a rubber stamp instead of print."""


@dataclass(frozen=True)
class Case:
    """The particulars from which a template sets a document."""

    agency: Agency
    when: date
    number: int
    by: NumberBy
    """How the number came onto the paper."""
    day_by: NumberBy
    """How day and month came onto the paper; a scribe's year is always printed."""
    pen: Pen
    seal: SealInk
    signed: bool
    signer: Signer
    arrival: bool
    writer: Writer
    length: int
    """Body paragraphs: 1 fits on one page, 8 fill three."""
    story: Story
    """The applicant's side; the papers of one dossier share it."""
    chance: random.Random
    """A stream of its own: what is drawn from it moves nothing that others draw."""

    @property
    def printed_number(self) -> str:
        """Two digits at least (NĐ 30/2020)."""
        return f"{self.number:02d}"

    def issued(self, agency: Agency, when: date) -> Case:
        """The same case issued by another agency on another day, signed by somebody of that agency."""
        signer = _signer(self.chance, agency, when, digital=not self.signed)
        return replace(self, agency=agency, when=when, signer=signer, writer=Writer(self.writer.rng, agency, when))


def invent(
    rng: random.Random,
    *,
    era: Era = "any",
    length: int | None = None,
    hand: bool | None = None,
    digital: bool = False,
    company: bool = False,
    story: Story | None = None,
) -> Case:
    """A case drawn from `rng`. `hand` says whether number and day are filled by hand (None: as chance has it)."""
    chance = random.Random(repr(rng.getstate()))
    when = _day(rng, era)
    maker = agencies.company if company else agencies.somewhere
    agency = maker(rng, when)
    by_hand = hand if hand is not None else rng.random() < (0.65 if when.year < 2015 else 0.25)
    pen = Pen(rng.choice([Face.HAND, Face.HAND, Face.HAND_DIGITS]), rng.choice([BLUE, BLUE, BLACK_INK]), rng.uniform(1.15, 1.4))
    number: NumberBy = "hand" if by_hand and not digital else "print"
    inks: list[SealInk] = ["red", "black", "none"]
    ink = rng.choices(inks, [0.82, 0.12, 0.06])[0]
    return Case(
        agency=agency,
        when=when,
        number=rng.randint(1, 98) if rng.random() < 0.5 else rng.randint(100, 2900),
        by=number,
        day_by=number if rng.random() < 0.8 else "print",
        pen=pen,
        seal="none" if digital else ink,
        signed=not digital,
        signer=_signer(rng, agency, when, digital=digital),
        arrival=not digital and rng.random() < 0.15,
        writer=Writer(rng, agency, when),
        length=length if length is not None else rng.choice([1, 2, 3, 5]),
        story=story or tell(chance),
        chance=chance,
    )


def _day(rng: random.Random, era: Era) -> date:
    first, last = {
        "archive": (date(2003, 1, 3), date(2012, 12, 28)),
        "recent": (date(2020, 3, 6), date(2026, 10, 30)),
        "any": (date(1999, 1, 4), date(2026, 10, 30)),
    }[era]
    return first + timedelta(days=rng.randint(0, (last - first).days))


def _signer(rng: random.Random, agency: Agency, when: date, *, digital: bool) -> Signer:
    deputy = rng.random() < 0.4
    position = agency.deputy if deputy else agency.head
    authority = " / ".join(([f"TM. {agency.board}"] if agency.board else []) + ([f"KT. {agency.head}"] if deputy else []))
    stamped = not digital and when.year < 2014 and rng.random() < 0.5
    return Signer(authority or None, position, somebody(rng).name, stamped)
