"""What `hoso run` leaves for a person: records with what people corrected."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from extractor.profiles import load_profiles
from extractor.record import Dossier
from tests.workers.people import sign_in
from tests.workers.records import made_record, published
from workers import report
from workers.corrections import of_document
from workers.database import lists
from workers.database.corrections import correct
from workers.doubts import doubts
from workers.service import Service
from workers.storage import Location
from workers.web import create_app

pytestmark = pytest.mark.stack


def test_what_people_corrected_is_in_files_and_table(service: Service, place: Location, tmp_path: Path) -> None:
    record, profiles = replace(made_record(), findings=()), load_profiles()
    task = published(service, place.prefix, record)
    listed = lists.by_ids(service.engine, [task.id])
    decision = of_document(record.documents[0], "subject", "found", "V/v thuyền buồm", "hương", datetime.now(UTC))
    assert listed[0].record_id is not None
    assert correct(service.engine, task.id, record, listed[0].record_id, [decision], lambda each: doubts(each, profiles))

    outcomes = report.save(service, listed, tmp_path)
    (path,) = tmp_path.glob("*.record.json")
    assert Dossier.from_json(path.read_bytes()).documents[0].fields["subject"].value == "V/v thuyền buồm"
    told = io.StringIO()
    report.show(outcomes, profiles, Console(file=told, width=200))
    assert "V/v thuyền buồm" in told.getvalue()
    assert "V/v số hóa hồ sơ" not in told.getvalue()

    with TestClient(create_app(service), base_url="http://127.0.0.1") as browser:
        sign_in(browser, service)
        shown = browser.get(f"/dossiers/{task.id}/record.json").json()
    assert shown["documents"][0]["fields"]["subject"]["value"] == "V/v thuyền buồm"
