"""Made dossiers: same seed, same bytes; truth that lies where the ink is; every type drawn."""

import json
import random
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from extractor.errors import SetupError
from extractor.record import Box
from samples import fonts
from samples.__main__ import main
from samples.agencies import somewhere
from samples.case import invent
from samples.degrade import Scan, Wear, capture
from samples.dossier import File, Part, draw, plan, write
from samples.flow import Flow
from samples.sheet import Sheet
from samples.templates import TEMPLATES
from samples.typeset import Pen, Style, blank, set_line, words

NUMBERED = [
    "Quyết định",
    "Công văn",
    "Tờ trình",
    "Báo cáo",
    "Thông báo",
    "Kế hoạch",
    "Giấy mời",
    "Biên bản",
    "Hợp đồng",
]
SKEWED = Wear(dpi=150, skew=3.0, turn=1, noise=1.0, border=True)
PHOTO = Wear(device="phone", dpi=150, skew=2.0, tilt=0.04, light=0.2, shadow=0.2)


def _dark_share(scan: Scan, box: Box) -> float:
    grey = np.asarray(cv2.cvtColor(scan.pixels, cv2.COLOR_RGB2GRAY))
    part = grey[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1]
    return float((part < np.median(part) - 40).mean())


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_type_is_drawn_with_its_fields(kind: str) -> None:
    draft = draw(Part(kind, "every type"))
    fields = draft.fields
    assert fields["doc_type"] == kind
    if kind in NUMBERED:
        assert fields["signer_name"] and fields["issued_date"] and fields["place"]
    text = " ".join(" ".join(sheet.text.split()) for sheet in draft.sheets)
    for name in ("doc_type_printed", "issuing_agency", "subject", "signer_name", "signer_position"):
        assert fields.get(name) is None or str(fields[name]) in text, name
    evidence = {part.field for sheet in draft.sheets for part in sheet.evidence}
    printed = {"doc_number", "doc_symbol", "issued_date", "place", "issuing_agency", "subject", "signer_name"}
    assert {name for name in printed if fields.get(name) is not None} <= evidence


@pytest.mark.parametrize("kind", NUMBERED)
def test_number_and_symbol_stand_on_the_page(kind: str) -> None:
    draft = draw(Part(kind, "numbers", hand=True))
    number = f"Số: {draft.fields['doc_number']}"
    assert any(
        line.startswith(number) and line.endswith(f"/{draft.fields['doc_symbol']}")
        for line in draft.sheets[0].text.splitlines()
    )
    assert "doc_number" in draft.handwritten


def test_a_long_document_numbers_its_pages_from_the_second() -> None:
    sheets = draw(Part("Quyết định", "long", length=8)).sheets
    assert len(sheets) >= 3
    assert [sheet.rows[0].text for sheet in sheets[1:]] == [str(n) for n in range(2, len(sheets) + 1)]


def test_a_filled_slot_reads_without_its_dots_and_an_empty_one_as_dots() -> None:
    sheet, style, rng = Sheet(), Style(), random.Random(1)
    slots = (blank("Bàn A Sáng", style, 400, Pen()), blank("x", style, 200, None))
    set_line(sheet, (*words("Tên:", style), *slots), 100, 200, 1500, "left", rng)
    assert sheet.text == "Tên: Bàn A Sáng ........"


@pytest.mark.parametrize("wear", [Wear(), SKEWED, PHOTO], ids=["clean", "skewed and turned", "photo"])
def test_truth_boxes_lie_on_ink_after_degradation(wear: Wear) -> None:
    sheet = draw(Part("Kế hoạch", "boxes", length=1, hand=False)).sheets[0]
    scan = capture(sheet, wear, random.Random(3))
    high, wide = scan.pixels.shape[:2]
    for row in sheet.rows:
        box = scan.transform.box(row.box)
        assert 0 <= box.x0 < box.x1 <= wide and 0 <= box.y0 < box.y1 <= high, row.text
        assert _dark_share(scan, box) > 0.02, row.text


def test_a_sheet_is_turned_with_its_truth() -> None:
    sheet = draw(Part("Công văn", "turn", length=1)).sheets[0]
    first = sheet.rows[0].box
    upside_down = capture(sheet, Wear(turn=2, noise=0), random.Random(1))
    box = upside_down.transform.box(first)
    assert box.y0 > upside_down.pixels.shape[0] / 2
    assert box.width == pytest.approx(first.width, abs=1)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    wear = Wear(dpi=100, skew=0.7, bleed=0.05, specks=20)
    files = (
        File("a", (Part("Thông báo", "s", wear, length=1, backs=True), Part("Công văn", "t", None, length=1)), "pdf"),
        File("b", (Part("Biên bản", "u", wear, length=1),), "layered"),
        File("c", (Part("Báo cáo", "v", Wear(ink="bitonal", dpi=100, noise=6), length=1),), "tiff"),
    )
    first, second = write(files, tmp_path / "1"), write(files, tmp_path / "2")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert one.with_suffix(".truth.json").read_bytes() == other.with_suffix(".truth.json").read_bytes()
    assert plan("7", "mixed") == plan("7", "mixed")
    assert plan("7", "mixed") != plan("8", "mixed")


def test_a_born_digital_page_carries_its_text(tmp_path: Path) -> None:
    (file,) = write((File("a", (Part("Tờ trình", "digital", None, length=1),)),), tmp_path)
    truth = json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8"))
    with pypdfium2.PdfDocument(file) as document:
        text = document[0].get_textpage().get_text_range()
    assert truth["digital_pages"] == [1] and truth["marks"] == []
    assert sorted(text.split()) == sorted(truth["page_text"]["1"].split())


def test_blank_backs_belong_to_the_document_before_them(tmp_path: Path) -> None:
    wear = Wear(dpi=72)
    (file,) = write((File("a", (Part("Giấy mời", "x", wear, backs=True), Part("Công văn", "y", wear, length=1))),), tmp_path)
    truth = json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8"))
    front, back = truth["documents"][0]["pages"][:2]
    assert truth["blank_pages"][0] == back == front + 1
    assert truth["page_text"][str(back)] == ""


def test_a_bitonal_tiff_holds_all_pages_in_one_bit(tmp_path: Path) -> None:
    (file,) = write((File("a", (Part("Báo cáo", "z", Wear(ink="bitonal", dpi=100), length=5),), "tiff"),), tmp_path)
    with Image.open(file) as image:
        assert image.mode == "1" and image.info["compression"] == "group4"
        assert getattr(image, "n_frames", 1) == len(draw(Part("Báo cáo", "z", length=5)).sheets) > 1


def test_units_follow_the_date() -> None:
    rng = random.Random(5)
    before = [somewhere(rng, date(2020, 5, 4)) for _ in range(40)]
    after = [somewhere(rng, date(2026, 9, 2)) for _ in range(40)]
    assert any("HUYỆN" in (agency.parent or "") for agency in before)
    assert not any("HUYỆN" in (agency.parent or "") + agency.heading for agency in after)
    assert any("THÀNH PHỐ QUẢNG NINH" in (agency.parent or "") for agency in after)
    assert not any("TỈNH QUẢNG NINH" in (agency.parent or "") for agency in after)


def test_every_letter_has_a_glyph() -> None:
    covered = {face: set(TTFont(fonts.font_file(face)).getBestCmap()) for face in fonts.Face}
    for kind, template in TEMPLATES.items():
        for seed in range(4):
            rng = random.Random(f"{kind} {seed}")
            for sheet in template(Flow(rng), invent(rng)).sheets:
                for run in sheet.runs:
                    assert {ord(letter) for letter in run.text} <= covered[run.face], (run.text, run.face)


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fonts.font_file.cache_clear()
    fonts.font.cache_clear()
    monkeypatch.setattr(fonts, "_LIBERATION", (tmp_path,))
    assert main([str(tmp_path), "--count", "1"]) == 1
    assert "apt-get install fonts-liberation2" in capsys.readouterr().err


def test_an_absent_font_package_raises_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.font_file.cache_clear()
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    with pytest.raises(SetupError, match="pip install fontpkg-indie-flower"):
        fonts.font_file(fonts.Face.HAND)
    fonts.font_file.cache_clear()
