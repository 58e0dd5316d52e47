from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageCms, ImageOps

from extractor.errors import CorruptFile
from extractor.export import searchable_pdf
from extractor.record import Source
from tests.extractor.export.reading import dossier, line, page, pixels, sound, text_of, words_of

WIDTH, HEIGHT = 300, 420


def picture(mode: str = "RGB") -> Image.Image:
    """No symmetry, so that a turned or mirrored copy shows."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    colours = np.stack([x * 255 // WIDTH, y * 255 // HEIGHT, (x + 2 * y) % 256], axis=2).astype(np.uint8)
    colours[:60, :90] = 0
    return Image.fromarray(colours).convert(mode)


def export(tmp_path: Path, source: Path, **more: object) -> Path:
    read = page(line("một hai", 30, 50, 20), **{"width": WIDTH, "height": HEIGHT, "dpi": 72.0, **more})
    searchable_pdf(dossier(read), [source], tmp_path / "out.pdf")
    assert sound(tmp_path / "out.pdf")
    return tmp_path / "out.pdf"


def embedded(path: Path) -> pikepdf.Object:
    with pikepdf.open(path) as pdf:
        image = pdf.pages[0].obj.Resources.XObject.Im0
        return pikepdf.Dictionary(Filter=image.Filter, Raw=pikepdf.String(image.read_raw_bytes()))


def same_picture(path: Path, expected: Image.Image, tolerance: int = 0) -> bool:
    shown = pixels(path)[:, :, ::-1].astype(int)
    wanted = np.asarray(expected.convert("RGB")).astype(int)
    return shown.shape == wanted.shape and int(abs(shown - wanted).max()) <= tolerance


def test_jpeg_bytes_are_embedded_as_they_are(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    picture().save(source, quality=80)
    result = export(tmp_path, source)
    with pikepdf.open(result) as pdf:
        assert pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes() == source.read_bytes()
    assert dict(words_of(result)[0])["một"].x0 == pytest.approx(30, abs=1)
    assert "một hai" in text_of(result)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_followed(tmp_path: Path, orientation: int) -> None:
    source = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture().save(source, quality=95, exif=exif)
    with Image.open(source) as stored:
        upright = ImageOps.exif_transpose(stored)
        upright.load()
    result = export(tmp_path, source, width=upright.width, height=upright.height)
    # pdfium resamples a turned picture; a wrong turn or mirror differs by far more.
    shown = pixels(result)[:, :, ::-1].astype(int)
    assert shown.shape == (upright.height, upright.width, 3)
    assert np.median(abs(shown - np.asarray(upright).astype(int))) <= 4


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "1"])
def test_png_rows_are_embedded_as_they_are(tmp_path: Path, mode: str) -> None:
    source = tmp_path / "a.png"
    picture(mode).save(source)
    result = export(tmp_path, source)
    with pikepdf.open(result) as pdf:
        assert pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes() in source.read_bytes()
    assert same_picture(result, picture(mode))


def test_a_transparent_png_lies_on_white(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    clear = picture("RGBA")
    clear.putalpha(Image.new("L", clear.size, 0))
    clear.save(source)
    assert (pixels(export(tmp_path, source)) == 255).all()


@pytest.mark.parametrize(
    ("mode", "compression", "packed"),
    [("1", "group4", "/CCITTFaxDecode"), ("1", "tiff_lzw", "/CCITTFaxDecode"), ("L", "tiff_lzw", "/FlateDecode"),
     ("RGB", "tiff_deflate", "/FlateDecode")],
)  # fmt: skip
def test_every_page_of_a_tiff_without_loss(tmp_path: Path, mode: str, compression: str, packed: str) -> None:
    source = tmp_path / "a.tif"
    frames = [picture(mode), ImageOps.mirror(picture(mode))]
    frames[0].save(source, save_all=True, append_images=frames[1:], compression=compression, dpi=(72, 72))
    size = {"width": WIDTH, "height": HEIGHT, "dpi": 72.0}
    pages = [page(line(f"trang {n}", 30, 50, 20), number=n, source_page=n, **size) for n in (1, 2)]
    result = tmp_path / "out.pdf"
    searchable_pdf(dossier(*pages), [source], result)
    with pikepdf.open(result) as pdf:
        assert [str(each.obj.Resources.XObject.Im0.Filter) for each in pdf.pages] == [packed] * 2
    for number, frame in enumerate(frames):
        shown = pixels(result, number)[:, :, ::-1]
        assert (shown == np.asarray(frame.convert("RGB"))).all()


def test_pages_have_their_physical_size(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    picture().save(source)
    with pikepdf.open(export(tmp_path, source, dpi=150.0)) as pdf:
        assert [float(each) for each in pdf.pages[0].mediabox] == pytest.approx([0, 0, 144, 201.6])


def test_a_colour_profile_comes_along(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture().save(source, icc_profile=profile)
    with pikepdf.open(export(tmp_path, source)) as pdf:
        assert pdf.pages[0].obj.Resources.XObject.Im0.ColorSpace[1].read_bytes() == profile
    picture().save(source, icc_profile=b"nonsense")
    with pikepdf.open(export(tmp_path, source)) as pdf:
        assert pdf.pages[0].obj.Resources.XObject.Im0.ColorSpace == pikepdf.Name.DeviceRGB


def test_a_picture_that_never_opened_leaves_a_blank_page(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.png", tmp_path / "b.png"
    picture().save(good)
    bad.write_bytes(good.read_bytes()[:50])
    failed = page(number=1, source=1, width=0, height=0, dpi=72.0)
    read = page(line("một", 30, 50, 20), number=2, width=WIDTH, height=HEIGHT, dpi=72.0)
    record = dossier(failed, read, sources=2)
    searchable_pdf(record, [good, bad], tmp_path / "out.pdf")
    assert [len(words) for words in words_of(tmp_path / "out.pdf")] == [0, 1]
    assert (pixels(tmp_path / "out.pdf", 0) == 255).all()
    with pytest.raises(CorruptFile, match=r"b\.png, page 1"):
        searchable_pdf(dossier(failed, page(number=2, source=1), sources=2), [good, bad], tmp_path / "two.pdf")


def test_a_dossier_may_mix_formats(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.png")
    picture("1").save(tmp_path / "b.tif", compression="group4")
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 420))
        pdf.save(tmp_path / "c.pdf")
    size = {"width": WIDTH, "height": HEIGHT, "dpi": 72.0}
    order = [("b.tif", "hai"), ("c.pdf", "ba"), ("a.png", "một")]
    pages = [page(line(text, 30, 50, 20), number=n, source=n - 1, **size) for n, (_, text) in enumerate(order, 1)]
    searchable_pdf(dossier(*pages, sources=3), [tmp_path / name for name, _ in order], tmp_path / "out.pdf")
    assert text_of(tmp_path / "out.pdf").split() == ["hai", "ba", "một"]
    assert Source("a", "0", 1).pages == 0
