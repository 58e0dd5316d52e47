"""What a person decided outlives every later reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.profiles import load_profiles
from extractor.record import Dossier
from tests.workers.records import claim, made_record, publish, registered
from workers.corrections import Correction, apply, homeless, of_document
from workers.database import dossiers, lists
from workers.database.corrections import correct, decisions_of
from workers.database.tables import DossierRow, RecordRow
from workers.doubts import Doubt, doubts
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def look(record: Dossier) -> tuple[Doubt, ...]:
    return doubts(record, load_profiles())


def correction(record: Dossier, field: str = "subject", value: str | None = "V/v khác", state: str = "found") -> Correction:
    return of_document(record.documents[0], field, state, value, "reviewer", NOW)  # type: ignore[arg-type]


def published_id(service: Service, place: Location) -> int:
    with Session(service.engine) as session:
        found = session.execute(select(DossierRow.published_id).where(DossierRow.name == place.prefix)).scalar_one()
    assert found is not None
    return found


def test_a_correction_keeps_the_evidence_and_what_was_read() -> None:
    record = made_record()
    field = apply(record, [correction(record)]).documents[0].fields["subject"]
    assert (field.value, field.text, field.confidence, field.source) == ("V/v khác", "V/v khác", 1.0, "person")
    assert field.box == record.documents[0].fields["subject"].box
    assert field.candidates[0].value == "V/v số hóa hồ sơ"
    again = apply(apply(record, [correction(record)]), [correction(record, value="ba")]).documents[0].fields["subject"]
    assert [each.value for each in again.candidates] == ["V/v số hóa hồ sơ"]


def test_a_date_and_an_absence() -> None:
    record = made_record()
    dated = apply(record, [correction(record, "issued_date", "2024-03-15")]).documents[0].fields["issued_date"]
    assert (dated.value, dated.precision, dated.state) == ("2024-03-15", "day", "found")
    absent = apply(record, [correction(record, "subject", None, "absent")]).documents[0].fields["subject"]
    assert (absent.value, absent.text, absent.state) == (None, None, "absent")


def test_a_correction_of_a_document_that_is_no_longer_there_is_homeless() -> None:
    record = made_record()
    other = replace(record, documents=(replace(record.documents[0], type="Tờ trình"),))
    moved = replace(record, documents=(replace(record.documents[0], pages=(2,)),))
    assert homeless(record, [correction(record)]) == ()
    assert len(homeless(other, [correction(record)])) == 1
    assert len(homeless(moved, [correction(record)])) == 1
    assert apply(other, [correction(record)]) == other


def test_correcting_brings_lists_and_search_up_to_date(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    record = made_record()
    publish(service, task, record)
    before = lists.by_id(service.engine, task.id)
    assert before is not None
    fixed = correction(record, value="V/v thuyền buồm")
    assert correct(service.engine, task.id, record, published_id(service, place), [fixed], look)
    after = lists.by_id(service.engine, task.id)
    assert after is not None
    assert after.doubts == before.doubts - 1
    assert [each.id for each in lists.search(service.engine, query="thuyen buom").items] == [task.id]
    assert [each.value for each in decisions_of(service.engine, task.id).corrections] == ["V/v thuyền buồm"]


def test_a_record_that_counts_no_more_is_not_corrected(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    publish(service, task, made_record())
    old = published_id(service, place)
    dossiers.reread(service.engine, [task.id])
    again = claim(service, task.id, 2, task.configuration)
    assert again is not None
    publish(service, again, made_record(), source="again")
    assert not correct(service.engine, task.id, made_record(), old, [correction(made_record())], look)
    assert decisions_of(service.engine, task.id).corrections == ()


def test_a_later_reading_keeps_what_a_person_decided(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    record = made_record()
    publish(service, task, record)
    correct(service.engine, task.id, record, published_id(service, place), [correction(record, value="V/v đò ngang")], look)
    newer = replace(task, configuration=dossiers.configuration_id(service.engine, f"newer {place.prefix}"))
    assert publish(service, newer, made_record(subject="V/v đọc lại lần"), source="newer")
    assert [each.id for each in lists.search(service.engine, query="do ngang").items] == [task.id]


def test_a_reading_in_which_a_correction_has_no_place_is_held(service: Service, place: Location) -> None:
    task = registered(service, place.prefix)
    record = made_record()
    publish(service, task, record, source="first")
    before = published_id(service, place)
    correct(service.engine, task.id, record, before, [correction(record)], look)
    other = replace(record, documents=(replace(record.documents[0], type="Tờ trình"),))
    newer = replace(task, configuration=dossiers.configuration_id(service.engine, f"newer {place.prefix}"))
    assert not publish(service, newer, other, source="newer")
    assert published_id(service, place) == before
    with Session(service.engine) as session:
        held = session.execute(select(RecordRow.held).where(RecordRow.dossier_id == task.id, RecordRow.held.is_not(None)))
        assert held.scalars().all() == ["corrections"]
    listed = lists.by_id(service.engine, task.id)
    assert listed is not None
    assert listed.state == "done"
