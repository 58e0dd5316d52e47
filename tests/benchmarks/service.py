"""What the service costs beyond reading: throughput against the library alone, the stages of a short job, and latency.

    python -m tests.benchmarks.service WORK_DIR SCANS… [--only throughput|stages|latency] [--samples 20] [--json FILE]

SCANS are PDF files or folders of them; their pages are cut into dossiers of two pages and of many. Everything runs on an
embedded stack in WORK_DIR, with as many workers as cores, in one go, so that the ratios are of one hour on one machine.

throughput  the same files through `pipeline.extract` and `write_pdf` in as many processes, and through the whole service, in
            turn (library, service, service, library). The library writes record, text and PDF into a folder, at the workers'
            niceness.
stages      one worker whose steps are timed, over dossiers of two pages.
latency     from the announcement of an uploaded two-page scan (POST /webhooks/storage) to its published record, on an idle
            service and while a backlog keeps all workers busy; an urgent worker is there, as with `hoso up`.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from tests.benchmarks import latency, stages
from tests.benchmarks.dossiers import Dossiers, cut
from tests.benchmarks.library import read_all
from tests.benchmarks.roles import held
from tests.benchmarks.stack import fresh, until
from workers.database import batches
from workers.database.batches import Progress
from workers.service import Service
from workers.settings import Settings
from workers.storage import Location
from workers.team import Team
from workers.upload import put_folder, scans_in

ROUNDS = ("library", "service", "service", "library")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work_dir", type=Path)
    parser.add_argument("scans", type=Path, nargs="+", metavar="SCANS")
    parser.add_argument("--only", choices=("throughput", "stages", "latency"))
    parser.add_argument("--short", type=int, default=24, help="dossiers of two pages")
    parser.add_argument("--long", type=int, default=20, help="pages of a long dossier; there is one for each worker")
    parser.add_argument("--samples", type=int, default=20, help="uploads on the idle and on the busy service")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    given = parser.parse_args()
    files = [file for path in given.scans for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        settings = Settings(work_dir=given.work_dir, webhook_token=SecretStr("of-the-benchmark"))
        service = stack.enter_context(fresh(settings))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        short = cut(files, folder / "short", dossiers=given.short, pages=2)
        long = cut(files, folder / "long", dossiers=settings.workers, pages=given.long)
        if given.only in (None, "throughput"):
            found["throughput"] = {each.name: compare(service, each, folder) for each in (short, long)}
        if given.only in (None, "stages"):
            found["stages"] = stages.measure(service, short)
        if given.only in (None, "latency"):
            found["latency"] = latency.measure(service, short, long, given.samples)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


def compare(service: Service, dossiers: Dossiers, folder: Path) -> dict[str, list[tuple[float, float]]]:
    """Seconds of wall clock and of processors for each round, by who read."""
    settings = service.settings
    rounds: dict[str, list[tuple[float, float]]] = {"library": [], "service": []}
    for number, who in enumerate(ROUNDS):
        if who == "library":
            spent = read_all(dossiers.files, folder / f"out-{dossiers.name}-{number}", settings.reading, settings.workers)
        else:
            with team(service) as members:
                spent = serve(service, dossiers, f"{dossiers.name}-{number}", members)
        rounds[who].append(spent)
        print(
            f"{dossiers.name} {who:<8} {spent[0]:7.1f} s, {spent[1]:7.1f} s of processors, {dossiers.pages} pages", flush=True
        )
    for what, position in (("throughput", 0), ("processor time", 1)):
        library, whole = (statistics.fmean(each[position] for each in rounds[who]) for who in ("library", "service"))
        print(f"{dossiers.name}: {what} of the service {library / whole:.3f} of the library's")
    return rounds


@contextmanager
def team(service: Service) -> Iterator[Team]:
    """Dispatcher and workers that have begun to work."""
    with Team(service.settings) as members:
        members.add_dispatcher()
        members.add_workers(service.settings.workers)
        until(service.queues.workers, lambda there: there >= service.settings.workers, "workers that begin")
        yield members


def serve(service: Service, dossiers: Dossiers, name: str, members: Team) -> tuple[float, float]:
    """Reads them as a backlog of that name; seconds from asking for it to the last published record, and of all processes."""
    place = Location(service.settings.scans_bucket, f"{name}/")
    # A record is found again by its files' names and bytes, so each backlog has names of its own.
    put_folder(service.storage, list(scans_in(dossiers.folder)), Location(place.bucket, f"{place.prefix}{name}-"))
    before = processor(service)
    begun = time.perf_counter()
    batch = batches.open_batch(service.engine, place.bucket, place.prefix)

    def look() -> Progress:
        members.mend()
        return batches.progress(service.engine, batch)

    now = until(look, lambda now: now.finished >= len(dossiers.files), "a backlog")
    assert not now.failed, "a dossier failed"
    return time.perf_counter() - begun, processor(service) - before


def processor(service: Service) -> float:
    return sum(each.processor for each in held(service.settings.work_dir).values())


if __name__ == "__main__":
    main()
