"""What a page leaves behind, in bytes: in storage, in the database and in the logs; and who spends what on it.

    python -m tests.benchmarks.footprint SCANS… [--mode balanced] [--json FILE]

Every PDF of SCANS (files, or folders of them) is a dossier of its own, read by an embedded stack that is thrown away
afterwards. Of the database the rows are measured one by one; what indexes add is measured where there are many
(`tests.benchmarks.million`).
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text

from extractor.settings import Settings as ReadingSettings
from tests.benchmarks.backlog import size_of
from tests.benchmarks.roles import held
from tests.benchmarks.stack import folder, fresh, until
from workers.database import batches
from workers.database.batches import Progress
from workers.service import Service
from workers.settings import Settings
from workers.storage import MEDIA_TYPES
from workers.team import Team

PREFIX = "footprint/"
TABLES = ("dossiers", "dossier_files", "records", "documents", "fields", "tries")
"""What grows with what is read; deliveries and events are a reader's own choice."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", type=Path, nargs="+", metavar="SCANS")
    parser.add_argument("--mode", default="balanced")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    given = parser.parse_args()
    files = [file for path in given.scans for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    reading = ReadingSettings(mode=given.mode)
    with folder() as place, fresh(Settings(work_dir=place / "hoso", reading=reading)) as service:
        found = measure(service, files)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


def measure(service: Service, files: Sequence[Path]) -> dict[str, float]:
    """Bytes of a page by what holds them, and the rows of each table; memory of all processes of a role together.

    Processors' time holds that of starting the processes."""
    bucket = service.settings.scans_bucket
    for number, path in enumerate(files, start=1):
        service.storage.put(bucket, f"{PREFIX}{number:06}{path.suffix}", path)
    work_dir = service.settings.work_dir
    logs = size_of(work_dir / "logs")
    memory = Counter[str]()
    with Team(service.settings) as team:
        team.add_dispatcher()
        team.add_workers(service.settings.workers)
        team.add_web(0)
        batch = batches.open_batch(service.engine, bucket, PREFIX)

        def look() -> Progress:
            team.mend()
            for role, each in held(work_dir).items():
                memory[role] = max(memory[role], each.pss)
            return batches.progress(service.engine, batch)

        now = until(look, lambda now: now.finished >= len(files), "a backlog", pause=0.5)
        assert not now.failed, "a dossier failed"
        spent = held(work_dir)
    pages = now.pages_done
    found = {f"{name}: bytes": each / pages for name, each in stored(service).items()}
    found["storage: bytes on disk"] = size_of(work_dir / "seaweedfs") / pages
    found |= rows(service, pages)
    found["logs: bytes"] = (size_of(work_dir / "logs") - logs) / pages
    found |= {f"{role}: MiB of memory at most": each / 2**20 for role, each in sorted(memory.items())}
    found |= {f"{role}: ms of processors": 1000 * each.processor / pages for role, each in sorted(spent.items())}
    print(f"{len(files)} dossiers, {pages} pages; a page of them:")
    for name, value in found.items():
        print(f"{name:<36} {value:12.2f}")
    return found | {"dossiers": len(files), "pages": pages}


def stored(service: Service) -> dict[str, int]:
    """Bytes of all objects by kind."""
    settings, sizes = service.settings, Counter[str]()
    sizes["original"] = sum(each.size for each in service.storage.objects(settings.scans_bucket, PREFIX))
    for each in service.storage.objects(settings.records_bucket, ""):
        name = each.key.rpartition("/")[2]
        sizes[name if name in MEDIA_TYPES else "other"] += each.size
    return dict(sizes)


def rows(service: Service, pages: int) -> dict[str, float]:
    """Rows of a page and what they hold in their tables, without indexes."""
    found = {}
    with service.engine.connect() as connection:
        for table in TABLES:
            asked = text(f"SELECT count(*) AS rows, coalesce(sum(pg_column_size(t.*)), 0) AS bytes FROM {table} t")
            row = connection.execute(asked).one()
            found[f"{table}: rows"] = row.rows / pages
            found[f"{table}: bytes without indexes"] = float(row.bytes) / pages
    return found


if __name__ == "__main__":
    main()
