import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from extractor.record import Dossier, Page
from tests.workers.records import made_record, published
from workers.backlog import inventory, report, wording
from workers.backlog.inventory import Wrong
from workers.backlog.sheets import sheets
from workers.backlog.totals import Options, Totals
from workers.database import batches
from workers.database.batch_rows import ReportRow
from workers.database.tables import CorrectionRow, DossierRow, RecordRow
from workers.service import Service
from workers.storage import Location

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
SECRET = "Nguyễn Thị Mẫu"


@dataclass(frozen=True)
class Book:
    """A workbook as Excel would open it: sheet name to rows of cells."""

    sheets: Mapping[str, list[list[str | float]]]
    xml: Mapping[str, str]

    @staticmethod
    def read(path: Path) -> "Book":
        with zipfile.ZipFile(path) as packed:
            names = [each.attrib["name"] for each in _xml(packed, "xl/workbook.xml").iterfind(".//x:sheet", SPACE)]
            parts = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(names) + 1)]
            texts = {name: packed.read(part).decode() for name, part in zip(names, parts, strict=True)}
        return Book(
            {
                name: [_row(row) for row in ElementTree.fromstring(xml).iterfind(".//x:row", SPACE)]
                for name, xml in texts.items()
            },
            texts,
        )


def _xml(packed: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(packed.read(part))


def _row(row: ElementTree.Element) -> list[str | float]:
    cells: list[str | float] = []
    for cell in row.iterfind("x:c", SPACE):
        text = cell.findtext("x:is/x:t", None, SPACE)
        value = cell.findtext("x:v", None, SPACE)
        if text is not None:
            cells.append(text)
        elif value is not None:
            cells.append(float(value))
    return cells


def paper(short: int, long: int) -> Page:
    return Page(1, 0, 1, round(short / 25.4 * 200), round(long / 25.4 * 200), 200.0)


def of_pages(*pages: Page) -> Dossier:
    return replace(made_record(), pages=tuple(replace(page, number=number) for number, page in enumerate(pages, 1)))


@dataclass(frozen=True)
class Backlog:
    """A batch of four dossiers: an A4 and an A3 page, two A4 pages that a person corrected, one that failed, one that waits."""

    id: UUID
    read: UUID
    corrected: UUID


@pytest.fixture(scope="module")
def backlog(service: Service) -> Backlog:
    engine = service.engine
    prefix = f"report/{uuid4()}/"
    batch = batches.open_batch(engine, "scans", prefix)
    records = {f"{SECRET} 007/": of_pages(paper(210, 297), paper(297, 420)), "0012/": of_pages(*[paper(210, 297)] * 2)}
    tasks = {name: published(service, f"{prefix}{name}", record) for name, record in records.items()}
    failed, waits = (published(service, f"{prefix}{name}", made_record()) for name in ("hỏng/", "chờ/"))
    with Session(engine) as session, session.begin():
        for name, record in records.items():
            of_dossier = update(RecordRow).where(RecordRow.dossier_id == tasks[name].id)
            session.execute(of_dossier.values(sheets=sheets(record), fields=10, doubts=3 if "007" in name else 0))
        states = {each.id: "done" for each in tasks.values()} | {failed.id: "failed", waits.id: "queued"}
        for dossier, state in states.items():
            code = "crashed" if state == "failed" else None
            of_id = update(DossierRow).where(DossierRow.id == dossier)
            session.execute(of_id.values(batch_id=batch, state=state, error_code=code, declared={"dossier_code": "000.00.15"}))
        corrected = tasks["0012/"].id
        row = session.get_one(DossierRow, corrected)
        for value in ("15", "16"):
            session.add(
                CorrectionRow(
                    dossier_id=corrected, record_id=row.published_id, type="Quyết định", pages=[1], field="doc_number",
                    state="found", value=value, author="người xem",
                )
            )  # fmt: skip
    return Backlog(batch, tasks[f"{SECRET} 007/"].id, corrected)


def written(service: Service, backlog: Backlog, out: Path, **options: object) -> tuple[str, Book]:
    page, book = report.write(service, backlog.id, out, Options(**options), lambda code: f"vì {code}")  # type: ignore[arg-type]
    return page.read_text(encoding="utf-8"), Book.read(book)


def figures(book: Book) -> dict[str, list[float]]:
    rows = [row for row in book.sheets["Tổng hợp"] if len(row) > 1 and isinstance(row[0], str)]
    return {str(row[0]): [cell for cell in row[1:] if isinstance(cell, float)] for row in rows}


def test_the_summary_says_what_it_comes_to(service: Service, backlog: Backlog, tmp_path: Path) -> None:
    _, book = written(service, backlog, tmp_path)
    told = figures(book)
    assert (told["Đã đọc"], told["Không đọc được"], told["Đang chờ"]) == ([2], [1], [1])
    assert (told["A4"], told["A3"]) == ([3, 3], [1, 2])
    assert told["Quyết định"] == [2]
    assert told["vì crashed"] == [1]
    # Of 20 fields 3 are to be looked at and one was decided about, twice.
    assert told["Trường cần người xem"] == [4]
    assert told["Tỷ lệ trường tự động"] == [0.8]
    assert told["Hồ sơ không cần người xem"] == [0]


def test_every_dossier_is_a_row_with_text_as_text_and_numbers_as_numbers(
    service: Service, backlog: Backlog, tmp_path: Path
) -> None:
    _, book = written(service, backlog, tmp_path, names=True)
    head, *rows = book.sheets["Hồ sơ"]
    assert head[:4] == ["Mã trong hệ thống", "Hồ sơ", "Mã hồ sơ khai báo", "Trạng thái"]
    # As people count: 12 before those with letters.
    assert [row[1] for row in rows] == ["0012", "chờ", "hỏng", f"{SECRET} 007"]
    by_id = {row[0]: row for row in rows}
    assert by_id[str(backlog.read)][2:9] == ["000.00.15", "Đã đọc", 1, "Quyết định", 2, 3, 10]
    assert rows[2][-1] == "vì crashed"
    assert "<pane " in book.xml["Hồ sơ"]


def test_names_are_told_only_where_they_are_asked_for(service: Service, backlog: Backlog, tmp_path: Path) -> None:
    plain, book = written(service, backlog, tmp_path / "plain")
    named, _ = written(service, backlog, tmp_path / "named", names=True)
    assert SECRET in named
    for text in (plain, *book.xml.values()):
        assert SECRET not in text
        assert "000.00.15" not in text
        assert "report/" not in text
    assert str(backlog.read) in plain


def test_a_name_is_never_a_formula_nor_markup(service: Service, backlog: Backlog, tmp_path: Path) -> None:
    with Session(service.engine) as session, session.begin():
        session.get_one(DossierRow, backlog.read).label = "=1+1<script>"
    page, book = written(service, backlog, tmp_path, names=True)
    with Session(service.engine) as session, session.begin():
        session.get_one(DossierRow, backlog.read).label = None
    assert "<script" not in page
    assert "=1+1<script>" in {row[1] for row in book.sheets["Hồ sơ"]}
    assert "<f>" not in "".join(book.xml.values())


def test_the_page_needs_nothing_else(service: Service, backlog: Backlog, tmp_path: Path) -> None:
    page, _ = written(service, backlog, tmp_path)
    assert not re.search(r"(?:src|href)=|@import|url\(", page)
    assert "80,0 %" in page
    assert "@page" in page


def test_the_same_seed_draws_the_same_sample_of_what_was_read(service: Service, backlog: Backlog, tmp_path: Path) -> None:
    def drawn(seed: int, size: int) -> list[str | float]:
        _, book = written(service, backlog, tmp_path, seed=seed, sample=size)
        return [row[0] for row in book.sheets["Mẫu nghiệm thu"][2:]]

    both = {str(backlog.read), str(backlog.corrected)}
    assert drawn(1, 1) == drawn(1, 1)
    assert set(drawn(1, 5)) == both
    assert {tuple(drawn(seed, 1)) for seed in range(12)} == {(each,) for each in both}
    assert drawn(1, 0) == []


def test_lines_that_could_not_be_used_are_told_by_number(
    service: Service, place: Location, tmp_path: Path, backlog: Backlog
) -> None:
    digest = "1" * 64
    batch = batches.open_batch(service.engine, "scans", place.prefix, inventory=digest)
    batches.cancel(service.engine, batch)
    lines = [Wrong(7, "missing"), Wrong(9, "no-key")]
    inventory.note_wrong(service.storage, service.settings.records_bucket, digest, {"missing": 41, "no-key": 1}, lines)
    page, book = written(service, replace(backlog, id=batch), tmp_path)
    assert book.sheets["Dòng sai"][1:] == [[7, "không có trong kho"], [9, "không có khóa (key)"]]
    assert figures(book)["không có trong kho"] == [41]
    assert "dòng 7" in page
    assert "và 40 dòng nữa" in page


def test_every_reason_for_a_line_and_every_state_has_a_vietnamese_word() -> None:
    assert set(wording.WRONG) == set(inventory.Reason.__args__)  # type: ignore[attr-defined]
    assert set(wording.STATES) == {"queued", "running", "done", "failed", "canceled"}


def test_fields_that_are_missing_from_paper_cannot_make_the_share_negative() -> None:
    totals = Totals()
    row = ReportRow(uuid4(), "a/", None, None, "done", None, None, ("Đơn",), 1, {"A4": 1}, 2, 5, 0, 1.0)
    totals.add(row)
    assert totals.automatic == 0
    assert Totals().automatic is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0, "0 %"), (1, "100 %"), (0.5, "50,0 %"), (0.9999, "> 99,9 %"), (0.0001, "< 0,1 %"), (0.8, "80,0 %")],
)
def test_a_share_is_never_rounded_to_all_or_nothing(value: float | None, shown: str) -> None:
    assert wording.share(value) == shown


def test_numbers_are_written_as_people_here_do() -> None:
    assert (wording.number(1234567), wording.number(1234.56, 1)) == ("1.234.567", "1.234,6")
