"""How long the server takes to draw each list, with many documents stored.

    python -m tests.benchmarks.pages [--dossiers 100000] [--times 20] [--json FILE]

An embedded stack of its own is filled as `tests.benchmarks.million` does, with as many rows of the audit, and thrown away
afterwards. Each page is asked for by somebody who is signed in and may see everything; milliseconds until its last byte.
"""

import argparse
import json
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.benchmarks.million import Timed, batch_ids, fill, timed
from tests.benchmarks.stack import folder, fresh
from tests.workers.people import sign_in
from workers.service import Service
from workers.settings import Settings
from workers.web import create_app

AUDIT = """
INSERT INTO audit (at, actor, action, dossier_id, field, before, after, seconds)
  SELECT now() - make_interval(secs => n), 'user-' || n % 40, 'field.corrected', md5('dossier ' || n)::uuid, 'subject',
    '{"value": "cũ"}', '{"value": "mới"}', 3.5 FROM generate_series(1, CAST(:total AS bigint)) n
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20, help="how often each page is asked for")
    parser.add_argument("--work-dir", type=Path, default=Path(tempfile.gettempdir()), help="where the stack's folder is made")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    given = parser.parse_args()
    with folder(given.work_dir) as place, fresh(Settings(work_dir=place / "hoso")) as service:
        fill(service.engine, given.dossiers)
        with service.engine.begin() as connection:
            connection.execute(text(AUDIT), {"total": given.dossiers})
        answers = ask(service, given.times)
    if given.json:
        given.json.write_text(json.dumps([asdict(each) for each in answers], indent=1))


def ask(service: Service, times: int) -> list[Timed]:
    """Every list `times` times."""
    (batch,) = batch_ids(service.engine, ("read/",))
    print(f"{'milliseconds':<44} {'first':>8} {'half':>8} {'most':>8}")
    paths = {
        "dossiers": "/",
        "dossiers, page 1000": "/?p=1000",
        "dossiers, failed": "/?state=failed",
        "dossiers, a number": "/?q=so+12345",
        "dossiers, two common words": "/?q=ba+bang",
        "dossiers, in every document": "/?q=quyet+dinh",
        "search, a number": "/search?number=12345",
        "search, two common words": "/search?query=ba+bang",
        "search, a type": "/search?type=Quyết+định",
        "search, nobody": "/search?name=khong+co+ai",
        "review": "/review",
        "lots": "/lots",
        "batches": "/batches",
        "batch": f"/batches/{batch}",
        "operations": "/operations",
        "users": "/users",
        "audit": "/audit",
        "audit, one person": "/audit?user=user-7",
    }
    with TestClient(create_app(service), base_url="http://127.0.0.1") as browser:
        sign_in(browser, service)

        def get(path: str) -> None:
            answer = browser.get(path)
            assert answer.status_code == 200, path

        return [timed(name, times, partial(get, path)) for name, path in paths.items()]


if __name__ == "__main__":
    main()
