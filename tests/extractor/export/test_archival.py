from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from extractor.export import searchable_pdf
from extractor.export.archival import srgb
from tests.extractor.export.reading import dossier, line, page
from tests.extractor.export.test_searchable import DRAWING, OLD, make_pdf, sign

READ = page(line("Kính gửi", 80, 120))


def claims(path: Path) -> bool:
    """Whether the file says to be PDF/A-2b, and has what a reader of that claim looks for."""
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        claimed = metadata.pdfa_status == "2B"
        assert claimed == ("/OutputIntents" in pdf.Root)
        assert not pdf.is_encrypted
        return claimed


def export(tmp_path: Path, source: Path, **size: object) -> Path:
    searchable_pdf(dossier(page(*READ.lines, **size)), [source], tmp_path / "out.pdf")
    return tmp_path / "out.pdf"


@pytest.mark.parametrize("content", [DRAWING, DRAWING + b" " + OLD])
def test_plain_pages_with_our_text_conform(tmp_path: Path, content: bytes) -> None:
    assert claims(export(tmp_path, make_pdf(tmp_path / "a.pdf", content)))


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_pictures_conform(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (300, 420), 1).save(tmp_path / "a.png")
    assert claims(export(tmp_path, tmp_path / "a.png"))


def test_what_cannot_be_promised_is_not_claimed(tmp_path: Path) -> None:
    with_text = make_pdf(tmp_path / "a.pdf", b"BT /F1 12 Tf 100 600 Td (not embedded) Tj ET")
    assert not claims(export(tmp_path, with_text))
    assert not claims(export(tmp_path, make_pdf(tmp_path / "b.pdf", b"0 1 1 0 k 0 0 9 9 re f")))
    Image.new("CMYK", (300, 420)).save(tmp_path / "d.jpg")
    assert not claims(export(tmp_path, tmp_path / "d.jpg"))


def test_a_plain_signature_stamp_conforms(tmp_path: Path) -> None:
    assert claims(export(tmp_path, sign(make_pdf(tmp_path / "a.pdf"))))


def test_one_page_in_doubt_is_enough(tmp_path: Path) -> None:
    sources = [make_pdf(tmp_path / "a.pdf"), make_pdf(tmp_path / "b.pdf", b"0 1 1 0 k 0 0 9 9 re f")]
    searchable_pdf(dossier(READ, page(number=2, source=1), sources=2), sources, tmp_path / "out.pdf")
    assert not claims(tmp_path / "out.pdf")


def test_smooth_scaling_and_odd_filters_are_refused(tmp_path: Path) -> None:
    for change in ({"Interpolate": True}, {"OPI": Dictionary()}):
        source = tmp_path / "a.pdf"
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(480, 672))
            image = pikepdf.Stream(
                pdf, bytes(3), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
                ColorSpace=Name.DeviceRGB, **change,
            )  # fmt: skip
            pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=image))
            pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, b"/Im Do")
            pdf.save(source)
        assert not claims(export(tmp_path, source))


def test_invisible_font_is_embedded_and_never_shows_notdef(tmp_path: Path) -> None:
    with pikepdf.open(export(tmp_path, make_pdf(tmp_path / "a.pdf"))) as pdf:
        fonts = [font for key, font in pdf.pages[0].obj.Resources.Font.items() if key.startswith("/Hoso")]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert descriptor.FontFile2.read_bytes()[:4] == b"\x00\x01\x00\x00"
            assert font.DescendantFonts[0].CIDToGIDMap == Name.Identity
        shown = b"".join(each.read_bytes() for each in pdf.pages[0].obj.Contents if isinstance(each, pikepdf.Stream))
        assert b"<0000" not in shown
        assert isinstance(pdf.pages[0].obj.Contents, Array)


def test_the_colour_profile_is_always_the_same() -> None:
    srgb.cache_clear()
    once = srgb()
    srgb.cache_clear()
    assert srgb() == once
    assert once[36:40] == b"acsp"
