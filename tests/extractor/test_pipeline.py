"""The whole way from files to a record, on scans drawn here."""

import zlib
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from extractor.pipeline import extract, is_scan_name, natural_sort, write_pdf
from extractor.record import Dossier
from extractor.settings import Limits, Settings
from tests.drawing import DPI, draw_letter, save_pdf, save_tiff


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_pdf(tmp_path_factory.mktemp("scan") / "quyet-dinh.pdf", [draw_letter()])


@pytest.fixture(scope="module")
def record(letter: Path) -> Dossier:
    return extract([letter], name="a")


def test_the_printed_fields_are_found_with_their_evidence(record: Dossier) -> None:
    (document,) = record.documents
    assert document.type == "Quyết định"
    assert document.pages == (1,)
    expected = {
        "doc_number": "15",
        "doc_symbol": "QĐ-UBND",
        "issued_date": "2024-03-05",
        "place": "Hạ Long",
        "signer_name": "Trần Văn Mẫu",
    }
    assert {name: document.fields[name].value for name in expected} == expected
    for name in expected:
        found = document.fields[name]
        assert found.page == 1
        assert found.box is not None
        page = record.pages[0]
        assert 0 <= found.box.x0 < found.box.x1 <= page.width
        assert 0 <= found.box.y0 < found.box.y1 <= page.height


def test_the_number_is_above_the_title(record: Dossier) -> None:
    fields = record.documents[0].fields
    number, title = fields["doc_number"].box, fields["doc_type"].box
    assert number is not None
    assert title is not None
    assert number.y1 < title.y1


def test_codes_and_tick_boxes_are_on_the_page_in_its_own_pixels(tmp_path: Path) -> None:
    sheet = draw_letter(body_only=True)
    pen = ImageDraw.Draw(sheet)
    code = zxingcpp.create_barcode("H49.10-240315-0012", zxingcpp.BarcodeFormat.QRCode).to_image(scale=6)
    sheet.paste(Image.fromarray(np.asarray(code)), (1200, 1400))
    for x, ticked in ((300, True), (600, False)):
        pen.rectangle((x, 1500, x + 32, 1532), outline=30, width=3)
        if ticked:
            pen.line((x + 6, 1516, x + 14, 1526, x + 27, 1506), fill=30, width=4)
    (page,) = extract([save_pdf(tmp_path / "form.pdf", [sheet])], name="a").pages
    scale = page.dpi / DPI

    assert [(code.format, code.text) for code in page.codes] == [("QRCode", "H49.10-240315-0012")]
    assert page.codes[0].box.x0 == pytest.approx(1200 * scale, abs=40 * scale)
    assert [tick.ticked for tick in sorted(page.tick_boxes, key=lambda tick: tick.box.x0)] == [True, False]
    assert min(tick.box.x0 for tick in page.tick_boxes) == pytest.approx(300 * scale, abs=4 * scale)


def test_provenance_names_what_made_the_record(record: Dossier) -> None:
    assert record.provenance.configuration == Settings().fingerprint()
    assert {"pages", "cleaning", "reading", "documents", "fields"} <= set(record.provenance.seconds)
    assert {"voting", "turn", "profiles", "opencv-python"} <= set(record.provenance.models)
    assert record.sources[0].pages == 1
    assert len(record.sources[0].sha256) == 64


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_the_same_and_boxes_stay_on_the_paper(tmp_path: Path, turn: int) -> None:
    page = draw_letter().rotate(-turn, expand=True)
    record = extract([save_tiff(tmp_path / "turned.tif", [page])], name="a")
    assert record.documents[0].fields["doc_symbol"].value == "QĐ-UBND"
    assert record.pages[0].rotation == (360 - turn) % 360
    motto = next(line for line in record.pages[0].lines if "Độc lập" in line.text)
    if turn == 180:
        assert motto.box.centre[1] > record.pages[0].height / 2
    else:
        assert motto.box.height > motto.box.width


def test_a_bad_file_costs_itself_only(tmp_path: Path, letter: Path) -> None:
    torn = tmp_path / "rách.pdf"
    torn.write_bytes(letter.read_bytes()[:300])
    empty = tmp_path / "../leer.pdf"
    empty.write_bytes(b"")
    record = extract([torn, letter, empty], name="a")
    assert record.status == "needs-review"
    assert [source.pages for source in record.sources] == [0, 1, 0]
    assert record.documents[0].fields["doc_number"].value == "15"
    assert {(finding.source, finding.severity) for finding in record.findings} >= {(0, "error"), (2, "error")}
    assert any("rách.pdf" in finding.message for finding in record.findings)


def test_nothing_readable_is_a_failed_dossier(tmp_path: Path) -> None:
    rubbish = tmp_path / "a.png"
    rubbish.write_bytes(b"rubbish" * 100)
    record = extract([rubbish, tmp_path / "missing.pdf"], name="a")
    assert record.status == "failed"
    assert record.documents == ()
    assert len(record.findings) == 2


def test_a_page_out_of_time_is_a_finding(tmp_path: Path) -> None:
    scan = save_tiff(tmp_path / "two.tif", [draw_letter(), draw_letter()])
    record = extract([scan], Settings(limits=Limits(page_seconds=0.05)), name="a")
    assert record.status == "failed"
    assert {finding.code for finding in record.findings} == {"too-slow"}


def test_pages_of_several_files_are_numbered_through(tmp_path: Path) -> None:
    first = save_tiff(tmp_path / "1.tif", [draw_letter(), draw_letter(body_only=True)])
    second = save_pdf(tmp_path / "2.pdf", [draw_letter(title="TỜ TRÌNH", symbol="TTr-UBND")])
    record = extract([first, second], name="a", jobs=2)
    assert [(page.number, page.source, page.source_page) for page in record.pages] == [(1, 0, 1), (2, 0, 2), (3, 1, 1)]
    assert [(document.type, document.pages) for document in record.documents] == [
        ("Quyết định", (1, 2)),
        ("Tờ trình", (3,)),
    ]


def test_natural_order_and_sidecars() -> None:
    assert [path.name for path in natural_sort(map(Path, ["b10.pdf", "B2.pdf", "b1.pdf"]))] == ["b1.pdf", "B2.pdf", "b10.pdf"]
    assert is_scan_name("Tờ trình.PDF")
    assert is_scan_name("no-suffix")
    assert not is_scan_name(".hidden.pdf")
    assert not is_scan_name("scan.truth.json")


def test_what_could_not_be_read_is_not_unpacked_for_the_pdf(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = pikepdf.Stream(pdf, b"")
        page.obj.Contents.write(zlib.compress(b"q " * 50_000_000, 9), filter=pikepdf.Name.FlateDecode)
        pdf.save(bomb)
    scan = save_tiff(tmp_path / "scan.tif", [draw_letter()])
    record = extract([bomb, scan], name="a")
    assert [page.width > 0 for page in record.pages] == [False, True]
    written = write_pdf(record, [bomb, scan], tmp_path / "out.pdf")
    assert written == record
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert len(pdf.pages) == 2


def test_a_source_that_vanished_costs_the_pdf_and_not_the_record(tmp_path: Path, letter: Path, record: Dossier) -> None:
    written = write_pdf(record, [tmp_path / "gone.pdf"], tmp_path / "out.pdf")
    assert written.documents == record.documents
    assert written.status == "needs-review"
    assert [finding.code for finding in written.findings] == ["pdf-failed"]
    assert not (tmp_path / "out.pdf").exists()


def test_a_caller_that_uses_opencv_threads_may_call(letter: Path) -> None:
    cv2.setNumThreads(2)
    noise = np.random.default_rng(0).integers(0, 255, (2000, 2000), dtype=np.uint8)
    cv2.GaussianBlur(noise, (31, 31), 5)  # starts OpenCV's pool, which a fork inherits without its threads
    record = extract([letter], Settings(limits=Limits(page_seconds=30)), name="a")
    assert record.documents[0].type == "Quyết định"
    assert cv2.getNumThreads() == 2
