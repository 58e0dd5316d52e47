"""What people decided, written down for what is learned from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.learning.corrections import corrected
from tests.workers.alone import alone
from tests.workers.review.test_desk import decide_all, edit, person, waiting
from workers.database.tables import AuditRow
from workers.lessons.exporting import FILE, Exported, export
from workers.records import Records
from workers.review.desk import Desk
from workers.service import Service

pytestmark = pytest.mark.stack


def test_finished_reviews_are_written_and_can_be_learned_from(service: Service, tmp_path: Path) -> None:
    with alone(service) as mine:
        desk, user = Desk(mine, Records(mine)), person(mine, "reviewer")
        done, record = waiting(mine, "xong")
        begun, other = waiting(mine, "chưa xong")
        lease = desk.take(user, done)
        decide_all(desk, user, done, lease.id, record)
        desk.finish(user, done, lease.id, record)
        desk.decide(user, begun, desk.take(user, begun).id, other, [edit("subject", "chưa")])

        folder = tmp_path / "out"
        assert export(mine, folder) == Exported(1, 3)
        lines = [json.loads(line) for line in (folder / FILE).read_text(encoding="utf-8").splitlines()]
        assert {(each["field"], each.get("value"), each.get("state")) for each in lines} == {
            ("issued_date", "2024-03-05", None),
            ("subject", "V/v số hóa hồ sơ", None),
            ("signer_name", None, "absent"),
        }
        assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}
        (known,) = corrected(folder / FILE)
        assert known.truth.documents[0].fields["issued_date"] == "2024-03-05"
        with pytest.raises(FileExistsError):
            export(mine, folder)
        with Session(mine.engine) as session:
            rows = session.execute(select(AuditRow).where(AuditRow.action == "corrections.exported")).scalars().all()
        assert [each.after for each in rows] == [{"dossiers": 1, "corrections": 3}]
