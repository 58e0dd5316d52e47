"""A parcel of land: its number, kinds of use whose areas add up, and the terms it is held on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from samples.numerals import comma
from samples.places import Place, neighbour


@dataclass(frozen=True)
class Parcel:
    """Areas in square metres."""

    number: str
    sheet: str
    place: Place
    uses: tuple[tuple[str, Decimal], ...]
    """Kind of land and its area."""
    form: str
    """Empty: both forms are printed with their areas."""
    terms: tuple[str, ...]
    """Of each kind of land."""
    origin: str

    @property
    def area(self) -> Decimal:
        """The whole parcel."""
        return sum((area for _, area in self.uses), Decimal(0))

    @property
    def printed_uses(self) -> str:
        """`Đất ở tại nông thôn: 400,0 m²; Đất trồng cây lâu năm: 1041,9 m²`; a single kind stands without its area."""
        if len(self.uses) == 1:
            return self.uses[0][0]
        return "; ".join(f"{kind}: {comma(area)} m²" for kind, area in self.uses)

    @property
    def printed_terms(self) -> str:
        """`Lâu dài`, or of each kind: `Đất ở: Lâu dài; Đất trồng cây lâu năm: đến ngày 15/10/2043`."""
        if len(self.uses) == 1:
            return self.terms[0]
        pairs = zip(self.uses, self.terms, strict=True)
        return "; ".join(
            f"{kind.removesuffix(' tại nông thôn').removesuffix(' tại đô thị')}: {term}" for (kind, _), term in pairs
        )

    @property
    def printed_form(self) -> str:
        """`Sử dụng riêng`, or both forms with their areas."""
        return self.form if self.form else f"riêng: {comma(self.area)} m², chung: không m²"


def some_parcel(rng: random.Random, home: Place) -> Parcel:
    """A parcel near `home`: a house's plot in town, or a plot with a garden or a field in the country."""
    place = home if rng.random() < 0.4 else neighbour(rng, home)
    rural = home.commune.startswith("xã")
    dwelling = f"Đất ở tại {'nông thôn' if rural else 'đô thị'}"
    end = f"đến ngày 15/10/{2043}"
    uses, terms = [(dwelling, _area(rng, 40, 400))], ["Lâu dài"]
    if rng.random() < (0.75 if rural else 0.3):
        uses, terms = [*uses, ("Đất trồng cây lâu năm", _area(rng, 60, 2400))], [*terms, end]
        if rng.random() < 0.25:
            uses, terms = [*uses, ("Đất nuôi trồng thủy sản", _area(rng, 100, 900))], [*terms, end]
    elif rural and rng.random() < 0.4:
        uses, terms = [(rng.choice(["Đất rừng sản xuất", "Đất chuyên trồng lúa nước"]), _area(rng, 800, 48000))], [end]
    return Parcel(
        number=str(rng.randint(1, 980)),
        sheet=str(rng.randint(1, 148)),
        place=place,
        uses=tuple(uses),
        form=rng.choice(["", "", "Sử dụng riêng", "Sử dụng chung"]),
        terms=tuple(terms),
        origin=rng.choice(
            [
                "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
                "Nhà nước giao đất có thu tiền sử dụng đất",
                "Nhà nước công nhận quyền sử dụng đất như giao đất không thu tiền sử dụng đất",
                "Nhận chuyển nhượng đất được Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
                "Được tặng cho đất được Nhà nước giao đất không thu tiền sử dụng đất",
            ]
        ),
    )


def _area(rng: random.Random, least: int, most: int) -> Decimal:
    whole = Decimal(rng.randint(least, most))
    return whole if rng.random() < 0.35 else whole + Decimal(rng.randint(1, 9)) / 10
