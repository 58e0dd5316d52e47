"""Which stored papers does this person or number have?"""

from __future__ import annotations

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from extractor.record import Box, Document, Dossier, Field, Line, Page, Source, Word
from tests.workers.api.conftest import Caller
from tests.workers.records import claim, made_record, publish, published
from workers.database import dossiers
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


def card(name: str, number: str) -> Dossier:
    """A citizen's card."""
    fields = {
        "full_name": Field(name, name, "found", 0.99, 1, Box(10, 10, 90, 30)),
        "id_number": Field(number, number, "found", 0.99, 1, Box(10, 40, 90, 60)),
    }
    return Dossier(
        name="thẻ",
        status="clean",
        sources=(Source("1.pdf", "0" * 64, 10, "application/pdf", 1),),
        pages=(Page(1, 0, 1, 1000, 600, 120.0, lines=(Line((Word(name, Box(10, 10, 90, 30), 0.9),), Box(10, 10, 90, 30)),)),),
        documents=(Document("Căn cước công dân", 0.99, (1,), "CĂN CƯỚC CÔNG DÂN", fields),),
    )


def found(api: TestClient, **asked: str) -> set[str]:
    answer = api.get("/documents", params=asked)
    assert answer.status_code == 200, answer.text
    return {each["dossier"] for each in answer.json()["items"]}


@pytest.fixture
def number() -> str:
    return f"0{uuid4().int % 10**11:011}"


def test_a_paper_is_found_by_its_persons_name_in_any_spelling(
    api: TestClient, service: Service, place: Location, number: str
) -> None:
    task = published(service, place.prefix, card("Đặng Thị Mẫu Xuân", number))
    this = {str(task.id)}
    for name in ("Đặng Thị Mẫu Xuân", "dang thi mau xuan", "ĐẶNG THỊ MẪU XUÂN", "Xuân Đặng"):
        assert this <= found(api, name=name), name
        assert found(api, name=name, number=number) == this
    # A part of a word is no name, and neither is a name that stands in no field about a person.
    assert not this & found(api, name="Đặng Thị Mẫu Xu")
    assert not this & found(api, name="Đặng Công")
    assert not found(api, name="!!!")


def test_a_paper_is_found_by_its_whole_number_and_by_no_part_of_it(
    api: TestClient, service: Service, place: Location, number: str
) -> None:
    task = published(service, place.prefix, card("Trần Văn Thử", number))
    assert found(api, number=number) == {str(task.id)}
    assert found(api, number=f"{number[:3]} {number[3:6]}.{number[6:]}") == {str(task.id)}
    assert not found(api, number=number[:-1])
    assert found(api, number=number, type="Căn cước công dân") == {str(task.id)}
    assert not found(api, number=number, type="Quyết định")


def test_words_are_found_without_tone_marks_and_everything_asked_must_be_true(
    api: TestClient, service: Service, place: Location
) -> None:
    word = f"từ{uuid4().hex}"
    task = published(service, place.prefix, made_record(subject=f"V/v số hóa {word}"))
    assert found(api, query=f"so hoa {word.replace('ừ', 'u')}") == {str(task.id)}
    assert found(api, query=word[:20]) == {str(task.id)}
    assert not found(api, query=f"{word} khác")
    assert not found(api, query=word, number="999")


def test_only_the_record_that_counts_is_searched(api: TestClient, service: Service, place: Location, number: str) -> None:
    task = published(service, place.prefix, card("Trần Văn Thử", number))
    dossiers.reread(service.engine, [task.id])
    again = claim(service, task.id, task.revision + 1, dossiers.configuration_id(service.engine, "by-hand"))
    assert again is not None
    assert publish(service, again, card("Trần Văn Thử", number[::-1]))
    assert not found(api, number=number)
    assert found(api, number=number[::-1]) == {str(task.id)}


def test_what_is_found_comes_in_portions_that_miss_nothing(
    api: TestClient, service: Service, place: Location, number: str
) -> None:
    tasks = {str(published(service, f"{place.prefix}{each}/", card("Trần Văn Thử", number)).id) for each in range(5)}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        answer = api.get("/documents", params={"number": number, "limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen += [each["dossier"] for each in answer.json()["items"]]
        cursor = answer.json()["next"]
        assert ('rel="next"' in answer.headers.get("link", "")) == (cursor is not None)
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == tasks


def test_what_matched_is_told(caller: Caller, service: Service, place: Location, number: str) -> None:
    published(service, place.prefix, card("Trần Văn Thử", number))
    (paper,) = caller("read").get("/documents", params={"number": number}).json()["items"]
    assert {each["name"]: each["matches"] for each in paper["fields"]} == {"full_name": False, "id_number": True}
    assert number not in str(paper)
