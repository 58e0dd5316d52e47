"""Any file in, pages or one clear error out."""

import hashlib
import os

import numpy as np
import pikepdf
import pytest
from PIL import Image

from extractor.errors import BudgetExceeded, CorruptFile, EmptyFile, EncryptedFile, InputError, UnsupportedFile
from extractor.pages import open_source
from tests.extractor.pages.files import Pdf, flate_bomb, png_header, scan


def codes(source):
    return {finding.code for finding in source.findings}


def refusal(path, settings, error):
    """The message with which a file is refused; it names the file, not the folder, and is a sentence of advice."""
    with pytest.raises(error) as caught, open_source(path, settings) as source:
        source.page(1)
    message = caught.value.public_message
    assert path.name in message
    assert str(path.parent) not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.pdf", "application/pdf"), ("a.png", "image/png"), ("a.jpg", "image/jpeg"), ("a.tif", "image/tiff")],
)
def test_describes_a_file(tmp_path, settings, name, media_type):
    path = tmp_path / name
    if name.endswith("pdf"):
        pdf = Pdf()
        pdf.scanned()
        pdf.save(path)
    else:
        Image.fromarray(scan()).save(path)
    with open_source(path, settings) as file:
        source = file.source
        page = file.page(1)
    assert (source.name, source.media_type, source.pages, source.signed) == (name, media_type, 1, False)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.size == path.stat().st_size
    assert page.pixels.dtype == np.uint8
    assert page.kind == "scan"
    assert not codes(file)


def test_content_counts_not_the_name(tmp_path, settings):
    path = tmp_path / "Hồ sơ số 1 .. (bản sao).pdf"
    Image.fromarray(scan()).save(path, "PNG")
    with open_source(path, settings) as file:
        assert file.source.media_type == "image/png"
        assert file.source.name == path.name
        assert codes(file) == {"wrong-extension"}
        assert [finding.severity for finding in file.findings] == ["warning"]
        assert file.page(1).width == 620


def test_a_name_without_extension_claims_nothing(tmp_path, settings):
    path = tmp_path / "scan"
    Image.fromarray(scan()).save(path, "JPEG")
    with open_source(path, settings) as file:
        assert not file.findings


def test_empty_file(tmp_path, settings):
    path = tmp_path / "trống.pdf"
    path.touch()
    refusal(path, settings, EmptyFile)


def test_pdf_without_pages(tmp_path, settings):
    refusal(Pdf().save(tmp_path / "none.pdf"), settings, EmptyFile)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 60, "ZIP"),
        (b"just some text", "unknown"),
        (b"GIF89a" + b"\0" * 60, "GIF"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "HEIC"),
    ],
)
def test_other_formats_are_named_and_refused(tmp_path, settings, content, said):
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    message = refusal(path, settings, UnsupportedFile)
    assert said in message
    assert "PDF, TIFF, JPEG and PNG" in message


def test_folders_pipes_and_missing_files(tmp_path, settings):
    refusal(tmp_path, settings, UnsupportedFile)
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    refusal(pipe, settings, UnsupportedFile)
    refusal(tmp_path / "missing.pdf", settings, InputError)


def test_password(tmp_path, settings):
    pdf = Pdf()
    pdf.scanned()
    locked = pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="secret", owner="owner"))
    assert "password" in refusal(locked, settings, EncryptedFile)


@pytest.mark.parametrize("strength", [4, 6])
def test_permissions_alone_do_not_keep_readers_out(tmp_path, settings, strength):
    pdf = Pdf()
    pdf.scanned()
    nothing = pikepdf.Permissions(extract=False, print_highres=False, print_lowres=False)
    encryption = pikepdf.Encryption(user="", owner="owner", R=strength, allow=nothing)
    with open_source(pdf.save(tmp_path / "limited.pdf", encryption=encryption), settings) as file:
        assert file.page(1).pixels.min() < 100


def test_garbage_behind_a_good_beginning(tmp_path, settings):
    for head in (
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"II*\x00\x08\0\0\0",
        b"II+\x00\x08\0\0\0",
        b"MM\x00*",
    ):
        path = tmp_path / "garbage.bin"
        path.write_bytes(head + os.urandom(3000))
        refusal(path, settings, CorruptFile)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_image_cut_off(tmp_path, settings, kind):
    path = tmp_path / f"cut.{kind.lower()}"
    noise = np.random.default_rng(1).integers(0, 255, (400, 300), np.uint8)
    Image.fromarray(noise).save(path, kind)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refusal(path, settings, CorruptFile)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.98])
def test_pdf_cut_off(tmp_path, settings, share):
    pdf = Pdf()
    pdf.scanned()
    path = pdf.save(tmp_path / "cut.pdf")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    refusal(path, settings, CorruptFile)


def test_pdf_with_a_broken_table_is_read_with_a_warning(tmp_path, settings):
    pdf = Pdf()
    pdf.scanned()
    path = pdf.save(tmp_path / "broken.pdf")
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"startxref")] + b"startxref\n12\n%%EOF\n")
    with open_source(path, settings) as file:
        assert codes(file) == {"file-damaged"}
        assert file.page(1).pixels.min() < 100


def test_bytes_and_pages_have_budgets(tmp_path, narrow):
    big = tmp_path / "big.png"
    big.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 4_000_000)
    refusal(big, narrow, BudgetExceeded)
    pdf = Pdf()
    for _ in range(6):
        pdf.page()
    assert "6 pages" in refusal(pdf.save(tmp_path / "six.pdf"), narrow, BudgetExceeded)
    sheet = Image.fromarray(scan(60, 80))
    sheet.save(tmp_path / "six.tif", save_all=True, append_images=[sheet] * 5)
    refusal(tmp_path / "six.tif", narrow, BudgetExceeded)


def test_ten_thousand_pages(tmp_path, settings):
    pdf = Pdf()
    page = pdf.page()
    kids = pdf.pdf.Root.Pages
    kids.Kids = pikepdf.Array([page] * 10_000)
    kids.Count = 10_000
    refusal(pdf.save(tmp_path / "thick.pdf"), settings, BudgetExceeded)


def test_twenty_thousand_pixels_square(tmp_path, settings):
    png = tmp_path / "vast.png"
    png.write_bytes(png_header(20_000, 20_000))
    assert "20000 x 20000" in refusal(png, settings, BudgetExceeded)
    for kind in ("jpg", "tif"):
        path = tmp_path / f"vast.{kind}"
        Image.new("1" if kind == "tif" else "L", (20_000, 2_000)).save(path)
        content = path.read_bytes()
        if kind == "jpg":
            at = content.index(b"\xff\xc0") + 5
            content = content[:at] + (20_000).to_bytes(2, "big") + content[at + 2 :]
        else:
            # Tag 257, ImageLength, one LONG or SHORT.
            at = content.index((257).to_bytes(2, "little"), 8) + 8
            content = content[:at] + (20_000).to_bytes(4, "little") + content[at + 4 :]
        path.write_bytes(content)
        assert "20000 x 20000" in refusal(path, settings, BudgetExceeded)


def test_object_stream_bomb(tmp_path, narrow):
    pdf = Pdf()
    pdf.page()
    path = pdf.save(tmp_path / "bomb.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    content = path.read_bytes()
    start = content.index(b"stream\n", content.index(b"/ObjStm")) + 7
    end = content.index(b"\nendstream", start)
    path.write_bytes(content[:start] + flate_bomb(64) + content[end:])
    refusal(path, narrow, InputError)


def test_there_is_no_page_zero(tmp_path, settings):
    path = tmp_path / "one.png"
    Image.fromarray(scan()).save(path)
    with open_source(path, settings) as file:
        for number in (-1, 0, 2):
            with pytest.raises(InputError):
                file.page(number)


def test_the_file_is_not_touched(tmp_path, settings):
    pdf = Pdf()
    pdf.scanned()
    path = pdf.save(tmp_path / "kept.pdf")
    path.chmod(0o444)
    before = path.read_bytes(), path.stat().st_mtime_ns
    with open_source(path, settings) as file:
        file.page(1)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
