"""PDF pages: upright pixels, kinds, text, signatures, and what happens when PDFium fails."""

from contextlib import contextmanager

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from extractor.errors import BudgetExceeded, CorruptFile
from extractor.pages import open_source, pdf, poppler
from extractor.pages.pdfium import PdfiumDocument, PdfiumFailed, PdfiumPage
from extractor.settings import Limits, Settings
from tests.extractor.pages.files import A4, Pdf, page_of_text, scan, text


def pages(path, settings=None):
    with open_source(path, settings or Settings()) as file:
        return [file.page(number) for number in range(1, file.source.pages + 1)]


def kinds(path):
    return [page.kind for page in pages(path, Settings(dpi=100))]


def codes(page):
    return {finding.code for finding in page.findings}


def test_renders_at_the_asked_resolution(tmp_path):
    made = Pdf()
    made.page(page_of_text())
    (page,) = pages(made.save(tmp_path / "a.pdf"), Settings(dpi=200))
    assert page.dpi == 200
    assert page.width == pytest.approx(A4[0] / 72 * 200, abs=1)
    assert page.height == pytest.approx(A4[1] / 72 * 200, abs=1)
    assert page.pixels.shape[2] == 3


def test_colours_are_blue_green_red(tmp_path):
    made = Pdf()
    made.page(b"1 0 0 rg 100 100 300 300 re f")
    (page,) = pages(made.save(tmp_path / "red.pdf"))
    middle = page.pixels[page.height - round(250 / 72 * 300), round(250 / 72 * 300)]
    assert middle.tolist() == [0, 0, 255]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_and_pixels_agree_however_the_page_is_turned(tmp_path, turn):
    made = Pdf()
    # The visible page begins away from the canvas's origin.
    made.page(text("Marker", 120, 200, 40), Rotate=turn, CropBox=Array([50, 100, 450, 800]))
    (page,) = pages(made.save(tmp_path / "turned.pdf"), Settings(dpi=150))
    assert (page.width > page.height) == (turn in (90, 270))
    (line,) = page.text_layer
    assert line.text == "Marker"
    assert line.source == "text-layer"
    rows, columns = np.nonzero(page.pixels.min(axis=2) < 128)
    ink = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    box = line.words[0].box
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(ink, abs=6)


def test_text_of_a_born_digital_page(tmp_path):
    made = Pdf()
    made.page(page_of_text())
    path = made.save(tmp_path / "digital.pdf")
    (page,) = pages(path)
    assert page.kind == "digital"
    assert [line.text for line in page.text_layer] == ["Can cu Luat To chuc chinh quyen dia phuong"] * 44
    (bare,) = pages(path, Settings(ignore_text_layer=True))
    assert bare.kind == "digital"
    assert not bare.text_layer


def test_kinds(tmp_path):
    made = Pdf()
    made.scanned()
    made.page(page_of_text())
    made.scanned(page_of_text())
    made.page(page_of_text() + b"q 60 0 0 60 480 760 cm /Im Do Q", images={"Im": made.image(scan(100, 100))})
    made.page(page_of_text() + b"q 400 0 0 300 90 90 cm /Im Do Q", images={"Im": made.image(scan(400, 300))})
    made.page(b"q 240 0 0 150 90 500 cm /Im Do Q", images={"Im": made.image(scan(400, 300))})
    made.page()
    assert kinds(made.save(tmp_path / "many.pdf")) == ["scan", "digital", "mixed", "digital", "mixed", "scan", "digital"]


def test_a_scanners_invisible_text_leaves_a_scan_a_scan(tmp_path):
    made = Pdf()
    made.scanned(page_of_text().replace(b" 0 Tr ", b" 3 Tr "))
    (page,) = pages(made.save(tmp_path / "ocr.pdf"))
    assert page.kind == "scan"
    assert any("Can cu" in line.text for line in page.text_layer)


def test_text_under_the_scan_is_not_seen(tmp_path):
    made = Pdf()
    draw = page_of_text() + b"q 595 0 0 842 0 0 cm /Im Do Q"
    made.page(draw, images={"Im": made.image(scan())})
    (page,) = pages(made.save(tmp_path / "under.pdf"))
    assert page.kind == "scan"
    assert page.text_layer


def signed(made, *, byte_range=True):
    """Adds a signature field with a visible stamp to the last page."""
    page = made.pdf.pages[-1].obj
    stamp = made.pdf.make_stream(b"BT /F1 8 Tf 2 20 Td (Ky boi: UBND tinh) Tj 0 -10 Td (Ngay 21/01/2025) Tj ET")
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    stamp.Type, stamp.Subtype, stamp.BBox = Name.XObject, Name.Form, Array([0, 0, 120, 40])
    stamp.Resources = Dictionary(Font=Dictionary(F1=font))
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=pikepdf.String("0"))
    if byte_range:
        value.ByteRange = Array([0, 10, 20, 10])
    widget = made.pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=pikepdf.String("Signature1"), F=4,
            Rect=Array([420, 780, 540, 820]), AP=Dictionary(N=stamp), V=made.pdf.make_indirect(value), P=page,
        )
    )  # fmt: skip
    page.Annots = Array([widget])
    made.pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=3)
    return made


def test_digital_signature(tmp_path, settings):
    made = Pdf()
    made.scanned()
    path = signed(made).save(tmp_path / "signed.pdf")
    before = path.read_bytes()
    with open_source(path, settings) as file:
        assert file.source.signed
        assert [(finding.code, finding.severity) for finding in file.findings] == [("digitally-signed", "info")]
        page, again = file.page(1), file.page(1)
    assert page.kind == "scan"
    assert [line.text for line in page.text_layer] == ["Ky boi: UBND tinh", "Ngay 21/01/2025"]
    # The stamp is drawn where the file puts it, and as often as the page is asked for.
    at = page.text_layer[0].box
    assert page.pixels[int(at.y0) : int(at.y1), int(at.x0) : int(at.x1)].min() < 100
    assert np.array_equal(page.pixels, again.pixels)
    assert path.read_bytes() == before


def test_an_empty_signature_field_is_no_signature(tmp_path, settings):
    made = Pdf()
    made.scanned()
    with open_source(signed(made, byte_range=False).save(tmp_path / "unsigned.pdf"), settings) as file:
        assert not file.source.signed


def test_a_coarse_scan_is_not_blown_up(tmp_path):
    made = Pdf()
    made.scanned()  # 75 dpi
    made.scanned(pixels=scan(2066, 2923))  # 250 dpi
    made.scanned(pixels=scan(3306, 4678))  # 400 dpi
    made.scanned(text("Den so 12", 400, 700))
    path = made.save(tmp_path / "coarse.pdf")
    assert [round(page.dpi) for page in pages(path)] == [200, 250, 300, 300]
    assert not any(codes(page) for page in pages(path))


def test_oversize_page_is_rendered_smaller_or_refused(tmp_path, settings):
    made = Pdf()
    made.page(text("map", 100, 100), size=(200 * 72, 8 * 72))
    made.page(text("wall", 100, 100), size=(200 * 72, 200 * 72))
    made.page(text("sheet", 100, 100))
    with open_source(made.save(tmp_path / "wide.pdf"), settings) as file:
        wide = file.page(1)
        assert 150 <= wide.dpi < 300
        assert wide.width * wide.height <= settings.limits.max_pixels
        assert codes(wide) == {"page-oversize"}
        with pytest.raises(BudgetExceeded, match=r"wide\.pdf, page 2"):
            file.page(2)
        assert file.page(3).dpi == 300


def test_layers_are_rendered_together(tmp_path):
    made = Pdf()
    paper = made.image(np.full((877, 620), 240, np.uint8))
    mask = pikepdf.Stream(made.pdf, bytes([0b11110000]))
    ink = made.declared(mask, 8, 1, ImageMask=True, BitsPerComponent=1)
    del ink.ColorSpace
    draw = b"q 595 0 0 842 0 0 cm /Paper Do Q q 0 0 1 rg 400 0 0 300 100 200 cm /Ink Do Q"
    made.page(draw, images={"Paper": paper, "Ink": ink})
    (page,) = pages(made.save(tmp_path / "layers.pdf"))
    assert page.kind == "scan"
    assert page.dpi == 300
    left, right = page.pixels[page.height // 2, [round(400 / 72 * 300), round(200 / 72 * 300)]].tolist()
    assert sorted([left, right]) == sorted([[240, 240, 240], [255, 0, 0]])


def fails(*_):
    raise PdfiumFailed


def test_poppler_takes_over_when_pdfium_fails(tmp_path, monkeypatch):
    made = Pdf()
    made.scanned(Rotate=90)
    path = made.save(tmp_path / "hard.pdf")
    (expected,) = pages(path)
    monkeypatch.setattr(PdfiumPage, "render", fails)
    (page,) = pages(path)
    assert codes(page) == {"page-damaged"}
    assert (page.dpi, page.width, page.height) == (300, round(842 / 72 * 300 + 0.5), round(595 / 72 * 300 + 0.5))
    assert abs(page.pixels.mean() - expected.pixels.mean()) < 5


def test_poppler_takes_over_when_pdfium_does_not_open_the_file(tmp_path, monkeypatch):
    made = Pdf()
    made.scanned()
    path = made.save(tmp_path / "closed.pdf")
    monkeypatch.setattr(pdf, "PdfiumDocument", fails)
    (page,) = pages(path)
    assert page.pixels.min() < 100
    assert codes(page) == {"page-damaged"}


def test_poppler_is_asked_about_an_empty_page_that_should_not_be(tmp_path, monkeypatch):
    made = Pdf()
    made.scanned(page_of_text())
    path = made.save(tmp_path / "white.pdf")
    monkeypatch.setattr(PdfiumPage, "render", lambda self, dpi: np.full((3509, 2480, 3), 255, np.uint8))
    (page,) = pages(path)
    assert codes(page) == {"page-damaged"}
    assert page.kind == "mixed"
    assert page.text_layer
    assert page.pixels.min() < 100


def test_a_white_scan_is_blank_and_not_damaged(tmp_path):
    made = Pdf()
    made.scanned(pixels=np.full((877, 620), 255, np.uint8))
    (page,) = pages(made.save(tmp_path / "blank.pdf"))
    assert not page.findings
    assert page.pixels.min() > 240


def test_an_empty_page_costs_no_second_opinion(tmp_path, monkeypatch):
    made = Pdf()
    made.page()
    monkeypatch.setattr(poppler, "render", fails)
    (page,) = pages(made.save(tmp_path / "empty.pdf"))
    assert page.pixels.min() == 255


@pytest.mark.parametrize("number", [1, 2, 3])
def test_when_both_fail_the_page_is_corrupt_and_the_others_are_read(tmp_path, settings, monkeypatch, number):
    made = Pdf()
    for _ in range(3):
        made.scanned()
    path = made.save(tmp_path / "half.pdf")
    whole = PdfiumDocument.page

    @contextmanager
    def page(self, index):
        if index == number - 1:
            raise PdfiumFailed
        with whole(self, index) as loaded:
            yield loaded

    def no_poppler(*_):
        raise poppler.PopplerFailed

    monkeypatch.setattr(PdfiumDocument, "page", page)
    monkeypatch.setattr(poppler, "render", no_poppler)
    with open_source(path, settings) as file:
        for each in (1, 2, 3):
            if each == number:
                with pytest.raises(CorruptFile, match=f"half.pdf, page {number}"):
                    file.page(each)
            else:
                assert file.page(each).pixels.min() < 100


def test_poppler_is_ended_when_it_takes_too_long(tmp_path, monkeypatch):
    slow = tmp_path / "bin" / "pdfinfo"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    made = Pdf()
    made.scanned()
    path = made.save(tmp_path / "slow.pdf")
    monkeypatch.setenv("PATH", f"{slow.parent}:/usr/bin:/bin")
    monkeypatch.setattr(PdfiumPage, "render", fails)
    with open_source(path, Settings(limits=Limits(page_seconds=1))) as file, pytest.raises(CorruptFile):
        file.page(1)
