"""What it takes to read so many dossiers: processors, disk, money. A model of the figures in docs/scale.md.

    python -m tests.benchmarks.capacity 10000 100000 1000000 [--mode balanced] [--pages 6] [--days 30] [--original 250]

Everything that a reader knows better is an option; prices above all, which are examples of no shop and no year.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field

RATES = {"fast": 1.56, "balanced": 0.79, "careful": 0.33}
"""Pages a core-second of the library, `tests.benchmarks.throughput` (docs/figures.md)."""
SHARE = 0.90
"""Of the library's throughput that the whole service reaches, `tests.benchmarks.service`; rounded down."""
BUSY = 0.8
"""Of their time that workers read: nights, repairs and peaks take the rest."""
ORIGINAL, RECORD, TEXT = 247_000, 124_000, 2_100
"""Bytes of a page: as it was scanned, and what is stored beside it, `tests.benchmarks.footprint`."""
PDF = 0.92
"""Of the original's bytes that the searchable PDF has, which holds the same pictures; the same command."""
ROWS_OF_DOSSIER, ROWS_OF_PAGE = 1_200, 2_500
"""Bytes in the database with indexes: `tests.benchmarks.million` and `footprint`."""
LOG_OF_DOSSIER = 300
"""Bytes, `tests.benchmarks.backlog`."""
GIGA = 1e9


@dataclass(frozen=True)
class Asked:
    """What a reader knows: the scans, the time there is, and prices in any currency."""

    mode: str = "balanced"
    pages: float = 6
    """Of a dossier."""
    days: float = 30
    """In which all are to be read."""
    original: float = ORIGINAL
    """Bytes of a scanned page."""
    core_hour: float = 0.03
    storage: float = 0.02
    """A gigabyte of object storage for a month."""
    disk: float = 0.10
    """A gigabyte of the database's disk for a month."""
    months: float = 12
    """For which storage is paid."""


@dataclass(frozen=True)
class Need:
    """What so many dossiers take; sizes in bytes, money in the currency of the prices."""

    dossiers: int
    asked: Asked = field(default_factory=Asked)

    @property
    def pages(self) -> float:
        """Of all dossiers."""
        return self.dossiers * self.asked.pages

    @property
    def core_hours(self) -> float:
        """Of reading them, with the service's own work."""
        return self.pages / (RATES[self.asked.mode] * SHARE) / 3600

    @property
    def workers(self) -> float:
        """Cores that are to read, one worker each."""
        return self.core_hours / (24 * self.asked.days * BUSY)

    @property
    def stored(self) -> float:
        """Scans and what is made of them, in object storage, once."""
        return self.pages * (self.asked.original * (1 + PDF) + RECORD + TEXT)

    @property
    def database(self) -> float:
        """Rows and indexes."""
        return self.dossiers * ROWS_OF_DOSSIER + self.pages * ROWS_OF_PAGE

    @property
    def logs(self) -> float:
        """Lines of workers, not compressed."""
        return float(self.dossiers * LOG_OF_DOSSIER)

    @property
    def reading_cost(self) -> float:
        """Once."""
        return self.core_hours / BUSY * self.asked.core_hour

    @property
    def keeping_cost(self) -> float:
        """For all months."""
        return (self.stored * self.asked.storage + self.database * self.asked.disk) / GIGA * self.asked.months


LINES: tuple[tuple[str, str, Callable[[Need], float]], ...] = (
    ("pages", ",.0f", lambda need: need.pages),
    ("core-hours of reading", ",.0f", lambda need: need.core_hours),
    ("worker cores", ",.2f", lambda need: need.workers),
    ("object storage, GB", ",.0f", lambda need: need.stored / GIGA),
    ("database, GB", ",.1f", lambda need: need.database / GIGA),
    ("logs, GB", ",.2f", lambda need: need.logs / GIGA),
    ("reading costs", ",.0f", lambda need: need.reading_cost),
    ("keeping costs", ",.0f", lambda need: need.keeping_cost),
    ("reading costs a million pages", ",.0f", lambda need: need.reading_cost / need.pages * 1e6),
    ("keeping costs a million pages", ",.0f", lambda need: need.keeping_cost / need.pages * 1e6),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dossiers", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--mode", choices=RATES, default=Asked.mode)
    parser.add_argument("--pages", type=float, default=Asked.pages, help="pages of a dossier")
    parser.add_argument("--days", type=float, default=Asked.days, help="in which all are to be read")
    parser.add_argument("--original", type=float, default=ORIGINAL / 1000, help="kilobytes of a scanned page")
    parser.add_argument("--core-hour", type=float, default=Asked.core_hour, help="price of a core for an hour")
    parser.add_argument("--storage", type=float, default=Asked.storage, help="price of a GB of object storage for a month")
    parser.add_argument("--disk", type=float, default=Asked.disk, help="price of a GB of the database's disk for a month")
    parser.add_argument("--months", type=float, default=Asked.months, help="for which storage is paid")
    given = vars(parser.parse_args())
    dossiers = given.pop("dossiers")
    asked = Asked(**{**given, "original": 1000 * given["original"]})
    needs = [Need(each, asked) for each in dossiers]
    print(f"{'dossiers':<32}" + "".join(f"{need.dossiers:>14,}" for need in needs))
    for name, form, value in LINES:
        print(f"{name:<32}" + "".join(f"{format(value(need), form):>14}" for need in needs))


if __name__ == "__main__":
    main()
