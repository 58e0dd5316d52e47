"""Records made by hand, for tests that need none of the reading."""

from collections.abc import Sequence
from uuid import UUID

from extractor.profiles import load_profiles
from extractor.record import Box, Check, Document, Dossier, Field, Finding, Line, Page, Source, Word
from workers.database import dossiers, readings
from workers.database.dossiers import Found, SourceFile
from workers.database.readings import Reading, Subscribers, Task
from workers.doubts import doubts
from workers.service import Service
from workers.storage import address


def made_record(name: str = "hồ sơ", subject: str = "V/v số hóa hồ sơ") -> Dossier:
    word = Word(subject, Box(100, 100, 900, 130), 0.9)
    fields = {
        "doc_number": Field("15", "15", "found", 0.97, 1, Box(200, 50, 240, 80)),
        "issued_date": Field(
            "ngày … tháng 3 năm 2024",
            "2024-03",
            "unreadable",
            0.9,
            1,
            Box(700, 50, 900, 80),
            handwritten=True,
            precision="month",
        ),
        "subject": Field(subject, subject, "found", 0.5, 1, Box(100, 100, 900, 130)),
        "signer_name": Field(state="absent", confidence=0.9, checks=(Check("required", False, "phải có"),)),
        "place": Field(state="absent", confidence=0.9),
    }
    return Dossier(
        name=name,
        status="needs-review",
        sources=(Source("1.pdf", "0" * 64, 10, "application/pdf", 1),),
        pages=(Page(1, 0, 1, 1000, 1400, 120.0, lines=(Line((word,), word.box),)),),
        documents=(Document("Quyết định", 0.99, (1,), subject, fields),),
        findings=(Finding("page-damaged", "warning", f"{name}: {subject}", source=0, page=1),),
    )


def registered(service: Service, name: str, etag: str = "1", configuration: str = "first") -> Task:
    """A dossier that is registered, and claimed under a configuration."""
    engine = service.engine
    number = dossiers.configuration_id(engine, configuration)
    found = Found(name, (SourceFile(f"{name}/1.pdf", etag, 10),))
    (noted,) = dossiers.register(engine, "scans", [found], number)
    task = claim(service, noted.id, noted.revision, number)
    assert task is not None
    return task


def claim(service: Service, dossier: UUID, revision: int, configuration: int, tries: int = 4) -> Task | None:
    return readings.claim(service.engine, dossier, revision, configuration, tries=tries, subscribers=nobody)


def nobody(event: str, types: Sequence[str]) -> tuple[str, ...]:
    """No receiver is told."""
    return ()


def published(service: Service, name: str, record: Dossier) -> Task:
    """A dossier whose record was made by hand, stored and published."""
    task = registered(service, name, configuration="by-hand")
    bucket = service.settings.records_bucket
    folder = service.settings.work_dir
    source = f"{abs(hash(name)):064x}"
    for file, text in (("record.txt", record.text), ("record.json", record.to_json())):
        path = folder / file
        path.write_text(text, encoding="utf-8")
        service.storage.put(bucket, address(source, "by-hand", file), path)
    assert publish(service, task, record, source=source)
    return task


def publish(service: Service, task: Task, record: Dossier, source: str = "s", subscribers: Subscribers = nobody) -> bool:
    profiles = load_profiles()
    reading = Reading(record, source, has_pdf=False, sheets={"A4": len(record.pages)}, seconds=1.5)
    return readings.publish(service.engine, task, reading, lambda each: doubts(each, profiles), subscribers).counts
