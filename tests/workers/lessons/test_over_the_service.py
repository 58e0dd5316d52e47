"""From papers that are read, over what people correct on the review page, to a type that reads the next one right."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import yaml
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from extractor.profiles import find_mistakes
from extractor.record import Dossier
from extractor.settings import Settings as ReadingSettings
from extractor.settings import models_folder
from samples.case import invent
from samples.flow import Flow
from samples.render import paint
from samples.templates.birth import birth_certificate
from tests.workers.alone import alone
from tests.workers.people import person, sign_in
from tests.workers.records import published
from workers.cli import app
from workers.database.decided import decided_dossiers, state
from workers.database.tables import AuditRow, DossierRow
from workers.lessons import keeping
from workers.lessons.suggestions import Suggested, fragment, suggest
from workers.processes import Process
from workers.records import Records
from workers.review.desk import Desk, Edit
from workers.service import Service, connected
from workers.web import create_app

pytestmark = pytest.mark.stack

BIRTH, FIELD, LABEL = "Giấy khai sinh", "place_of_birth", "Nơi sinh"
PATIENCE = 90.0


@dataclass(frozen=True)
class Paper:
    """A birth certificate, read without the label of the child's birthplace, and the birthplace."""

    scan: Path
    record: Dossier
    birthplace: str


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our types, one of which lost a label."""
    folder = tmp_path_factory.mktemp("types")
    shutil.copytree(models_folder() / "profiles", folder, dirs_exist_ok=True)
    birth = folder / "giay-khai-sinh.yaml"
    birth.write_text(birth.read_text("utf-8").replace(f"anchors: [{LABEL}]", "anchors: [Chỗ ra đời]"), "utf-8")
    assert find_mistakes(folder) == ()
    return folder


def drawn(seed: int, folder: Path) -> tuple[Path, str]:
    """A scan, and the birthplace on it."""
    chance = random.Random(f"suggestions {seed}")
    draft = birth_certificate(Flow(chance), invent(chance, digital=True))
    scan = folder / f"{seed}.png"
    Image.fromarray(paint(draft.sheets[0])).save(scan, dpi=(300, 300))
    return scan, str(draft.fields[FIELD])


def read(scans: Sequence[Path], types: Path, out: Path) -> list[Dossier]:
    """In a process of its own: forks read pages, and what a long run of tests keeps in memory counts against their limit."""
    command = [sys.executable, "-m", "workers.cli", "extract", *map(str, scans), "-o", str(out), "--no-pdf", "--jobs", "1"]
    subprocess.run([*command, "--mode", "fast", "--profiles", str(types)], check=True, capture_output=True, timeout=240)
    return [Dossier.from_json((out / f"{each.stem}.record.json").read_bytes()) for each in scans]


@pytest.fixture(scope="module")
def papers(types: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    folder = tmp_path_factory.mktemp("scans")
    made = [drawn(seed, folder) for seed in range(5)]
    records = read([scan for scan, _ in made], types, folder / "out")
    found = [Paper(scan, record, place) for (scan, place), record in zip(made, records, strict=True) if LABEL in record.text]
    assert len(found) > 3, [(each.text[:60], each.findings) for each in records]
    return found[:4]


@pytest.fixture(scope="module")
def mine(service: Service, types: Path) -> Iterator[Service]:
    """A service that reads with these types."""
    with alone(service) as other:
        reading = ReadingSettings(mode="fast", profiles=types)
        with connected(other.settings.with_changes(reading=reading)) as changed:
            yield changed


@pytest.fixture(scope="module")
def dossiers(mine: Service, papers: list[Paper]) -> list[UUID]:
    """Three that a reviewer corrected, and one about which nobody decided anything."""
    desk, reviewer = Desk(mine, Records(mine)), person(mine, "reviewer")
    found = []
    for index, each in enumerate(papers):
        task = published(mine, f"khai-sinh-{index}", each.record)
        mine.storage.put("scans", f"khai-sinh-{index}/1.pdf", each.scan)
        with Session(mine.engine) as session:
            record = session.get_one(DossierRow, task.id).published_id
        assert record is not None
        if index < 3:
            lease = desk.take(reviewer, task.id)
            edit = Edit(uuid4(), 0, FIELD, "found", each.birthplace)
            assert not desk.decide(reviewer, task.id, lease.id, record, [edit]).refused
        found.append(task.id)
    return found


@pytest.fixture(scope="module")
def found(mine: Service, dossiers: list[UUID]) -> Suggested:
    return suggest(mine)


def test_the_label_that_was_taken_away_is_suggested(found: Suggested, dossiers: list[UUID]) -> None:
    (each,) = found.suggestions
    assert (each.type, each.field, each.text) == (BIRTH, FIELD, LABEL)
    # The reader takes a wrong mark in one of the addresses, which no label puts right.
    assert (each.dossiers, each.corrected, each.gained, each.lost) == (3, 3, 2, 0)
    assert {place.dossier for place in each.evidence} == set(dossiers[:3])
    assert (found.looked_at, found.decided, found.gained, found.lost) == (3, 3, 2, 0)


def test_with_it_the_next_paper_is_read_right(found: Suggested, papers: list[Paper], types: Path, tmp_path: Path) -> None:
    folder = tmp_path / "types"
    shutil.copytree(types, folder)
    (folder / "them.yaml").write_text(fragment(found.suggestions), encoding="utf-8")
    assert find_mistakes(folder) == ()
    last = papers[3]
    (after,) = read([last.scan], folder, tmp_path / "out")
    before, now = last.record.documents[0].fields[FIELD], after.documents[0].fields[FIELD]
    assert before.state == "absent"
    assert now.state == "found"
    assert now.value == last.birthplace


def test_only_the_newest_are_looked_at_and_two_are_too_few(mine: Service, dossiers: list[UUID]) -> None:
    chosen, total = decided_dossiers(mine.engine, 2)
    assert (len(chosen), total) == (2, 3)
    assert [each.id for each in chosen] == [dossiers[2], dossiers[1]]
    assert suggest(mine, newest=2).suggestions == ()
    assert suggest(mine, least=4).suggestions == ()


@pytest.fixture(scope="module")
def browser(mine: Service, dossiers: list[UUID]) -> Iterator[TestClient]:
    with TestClient(create_app(mine), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def test_the_page_shows_them_with_what_stands_on_paper(mine: Service, browser: TestClient, dossiers: list[UUID]) -> None:
    auditor = sign_in(browser, mine, "auditor")
    assert browser.get("/suggestions/wordings.yaml").status_code == 404
    deadline = time.monotonic() + PATIENCE
    while f"<q>{LABEL}</q>" not in (page := browser.get("/suggestions").text):
        assert 'role="status"' in page, "it says that it is being made"
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert 'role="status"' not in browser.get("/suggestions").text, "nothing is made anew while nobody decides anything"
    crops = re.findall(r'src="(/suggestions/crops/[^"]+)"', page)
    assert len(crops) == 3
    assert all(browser.get(each).headers["content-type"] == "image/jpeg" for each in crops)
    with Session(mine.engine) as session:
        rows = session.execute(select(AuditRow).where(AuditRow.user_id == auditor.id, AuditRow.action == "page.seen")).scalars()
        assert {row.dossier_id for row in rows} == set(dossiers[:3])
    offered = browser.get("/suggestions/wordings.yaml")
    assert offered.headers["content-type"].startswith("application/yaml")
    assert LABEL in offered.text
    assert browser.get(f"/suggestions/crops/{dossiers[3]}.1.0.0.jpg").status_code == 404, "nothing else is shown"


def test_the_command_writes_the_file(
    mine: Service, dossiers: list[UUID], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in mine.settings.environment().items():
        monkeypatch.setenv(name, value)
    hoso, file = CliRunner(env={"COLUMNS": "200"}), tmp_path / "wordings.yaml"
    told = hoso.invoke(app, ["suggestions", "--yaml", str(file)])
    assert told.exit_code == 0
    assert LABEL in told.stdout
    assert "Looked at 3 dossiers of 3" in told.stdout
    assert yaml.safe_load(file.read_text("utf-8")) == {"extends": {BIRTH: {"fields": {FIELD: {"anchors": [LABEL]}}}}}
    none = hoso.invoke(app, ["suggestions", "--least", "4", "--yaml", str(tmp_path / "none.yaml")])
    assert "Nothing is suggested." in none.stdout
    assert not (tmp_path / "none.yaml").exists()


def test_what_cannot_be_made_is_told_and_tried_again_later(
    mine: Service, dossiers: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_process(*_: object) -> Process:
        raise OSError

    monkeypatch.setattr(keeping, "start_hoso", no_process)
    kept = keeping.Kept(mine)
    deadline = time.monotonic() + PATIENCE
    while not (now := kept.now()).failed:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert (now.found, now.busy) == (None, False)
    assert not list(mine.settings.work_dir.glob("suggestions-*"))


def test_no_value_of_a_person_is_in_what_is_offered(found: Suggested, papers: list[Paper]) -> None:
    said = fragment(found.suggestions)
    values = {str(field.value) for each in papers for field in each.record.documents[0].fields.values() if field.value}
    assert not [value for value in values if len(value) > 4 and value != BIRTH and value in said]


@pytest.mark.parametrize("role", ["operator", "reviewer", "approver"])
def test_others_see_neither_page_nor_pictures(mine: Service, browser: TestClient, role: str) -> None:
    sign_in(browser, mine, role)
    for path in ("/suggestions", "/suggestions/wordings.yaml", "/suggestions/crops/x.jpg"):
        assert browser.get(path).status_code == 403


def test_where_nobody_decided_anything_nothing_is_computed(service: Service) -> None:
    with alone(service) as empty:
        assert state(empty.engine) == (0, 0)
        assert suggest(empty) == Suggested()
