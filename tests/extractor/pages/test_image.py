"""Images as pages: modes, turns, resolutions, many frames."""

import numpy as np
import pytest
from PIL import Image

from extractor.errors import BudgetExceeded, CorruptFile
from extractor.pages import open_source
from extractor.settings import Limits, Settings
from tests.extractor.pages.files import scan


def page(path, settings=None, number=1):
    with open_source(path, settings or Settings()) as file:
        return file.page(number)


def sheet(mode):
    """A white image with a dark corner at the top left, in `mode`."""
    grey = Image.new("L", (60, 80), 255)
    grey.paste(10, (0, 0, 20, 20))
    if mode == "I;16":
        return Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    if mode == "F":
        return Image.fromarray(np.asarray(grey).astype(np.float32) / 255)
    if mode in ("LA", "RGBA"):
        image = Image.new(mode, grey.size, (0,) * (2 if mode == "LA" else 4))
        image.paste(Image.new(mode, (20, 20), (10, 255) if mode == "LA" else (10, 10, 10, 255)), (0, 0))
        return image
    return grey.convert(mode, dither=Image.Dither.NONE)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "tif"), ("1", "png"), ("L", "png"), ("L", "jpg"), ("P", "png"), ("P", "tif"), ("RGB", "tif"), ("RGB", "jpg"),
        ("RGBA", "png"), ("RGBA", "tif"), ("LA", "png"), ("I;16", "png"), ("I;16", "tif"), ("F", "tif"), ("CMYK", "jpg"),
        ("CMYK", "tif"),
    ],
)  # fmt: skip
def test_modes(tmp_path, mode, kind):
    path = tmp_path / f"a.{kind}"
    sheet(mode).save(path)
    pixels = page(path).pixels
    assert pixels.dtype == np.uint8
    assert pixels.shape[:2] == (80, 60)
    assert pixels[2:18, 2:18].max() < 60, "ink"
    assert pixels[30:].min() > 200, "paper, also where the file is transparent"


def test_transparent_palette(tmp_path):
    image = Image.new("P", (40, 40), 1)
    image.putpalette([0, 0, 255, 0, 0, 0])
    image.paste(0, (0, 0, 20, 40))
    image.save(tmp_path / "a.png", transparency=1)
    pixels = page(tmp_path / "a.png").pixels
    assert pixels[10, 10].tolist() == [255, 0, 0], "blue comes first"
    assert pixels[10, 30].tolist() == [255, 255, 255]


@pytest.mark.parametrize("kind", ["jpg", "png", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(tmp_path, kind, orientation):
    upright = Image.new("L", (60, 80), 255)
    upright.paste(0, (0, 0, 20, 20))
    upright.paste(120, (40, 0, 60, 20))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # how a camera stores it: the inverse of the turn that shows it
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a.{kind}"
    stored.save(path, exif=exif)
    pixels = page(path).pixels
    assert pixels.shape == (80, 60)
    assert pixels[5:15, 5:15].mean() < 30
    assert abs(pixels[5:15, 45:55].mean() - 120) < 10
    assert pixels[30:].mean() > 240


@pytest.mark.parametrize(
    ("size", "declared", "expected", "estimated"),
    [
        ((1654, 2339), 200, 200, False),
        ((1240, 874), 150, 150, False),  # A5 across
        ((3508, 4961), 300, 300, False),  # A3
        ((1654, 2339), 72, 200, True),  # an editor's default: 82 cm high
        ((1654, 2339), None, 200, True),
        ((1654, 2339), 2400, 200, True),
        ((1654, 2339), (200, 100), 200, True),
    ],
)
def test_resolution(tmp_path, size, declared, expected, estimated):
    path = tmp_path / "a.png"
    pair = declared if isinstance(declared, tuple) or declared is None else (declared, declared)
    Image.new("L", size, 255).save(path, **({"dpi": pair} if pair else {}))
    image = page(path)
    assert image.dpi == pytest.approx(expected, rel=0.01)
    assert [finding.code for finding in image.findings] == (["resolution-estimated"] if estimated else [])


@pytest.mark.parametrize("compression", ["group4", "jpeg", "tiff_lzw", "tiff_adobe_deflate", None])
def test_frames_of_a_tiff(tmp_path, compression):
    frames = [Image.fromarray(scan(300 + 10 * n, 400)) for n in range(4)]
    if compression == "group4":
        frames = [frame.convert("1") for frame in frames]
    path = tmp_path / "many.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], compression=compression, dpi=(40, 40))
    with open_source(path, Settings()) as file:
        assert file.source.pages == 4
        assert [file.page(n).width for n in (4, 1, 3, 2)] == [330, 300, 320, 310]
        assert file.page(2).pixels.min() < 60


@pytest.mark.parametrize("pages", [1, 3])
def test_big_tiff(tmp_path, pages):
    frames = [Image.fromarray(scan(300 + n, 400)) for n in range(pages)]
    path = tmp_path / "big.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], big_tiff=True)
    with open_source(path, Settings()) as file:
        assert file.source.pages == pages
        assert file.page(pages).width == 299 + pages


def test_thumbnails_are_no_pages(tmp_path):
    frames = [Image.fromarray(scan(size, size)) for size in (300, 30, 310)]
    path = tmp_path / "thumbs.tif"
    frames[0].save(path, save_all=True, append_images=[frames[1], frames[2]])
    content = bytearray(path.read_bytes())
    # The second directory gets tag 254, NewSubfileType, in place of its first, 256.
    first = int.from_bytes(content[4:8], "little")
    after = first + 2 + 12 * int.from_bytes(content[first : first + 2], "little")
    second = int.from_bytes(content[after : after + 4], "little")
    content[second + 2 : second + 14] = (254).to_bytes(2, "little") + b"\4\0\1\0\0\0\1\0\0\0"
    path.write_bytes(content)
    with open_source(path, Settings()) as file:
        assert file.source.pages == 2
        assert file.page(2).width == 310


def test_tiff_that_breaks_off(tmp_path):
    frames = [Image.fromarray(scan(200, 300)) for _ in range(3)]
    path = tmp_path / "cut.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    with open_source(path, Settings()) as file:
        assert [(finding.code, finding.severity) for finding in file.findings] == [("file-damaged", "warning")]
        assert 1 <= file.source.pages < 3
        assert file.page(1).width == 200


def test_directories_in_a_circle(tmp_path):
    path = tmp_path / "circle.tif"
    Image.fromarray(scan(200, 300)).save(path)
    content = bytearray(path.read_bytes())
    first = int.from_bytes(content[4:8], "little")
    after = first + 2 + 12 * int.from_bytes(content[first : first + 2], "little")
    content[after : after + 4] = first.to_bytes(4, "little")
    path.write_bytes(content)
    with open_source(path, Settings()) as file:
        assert file.source.pages == 1


def test_one_vast_frame_does_not_hide_the_others(tmp_path):
    path = tmp_path / "mixed.tif"
    Image.fromarray(scan(300, 400)).save(
        path, save_all=True, append_images=[Image.new("1", (3000, 3000)), Image.fromarray(scan(310, 400))]
    )
    with open_source(path, Settings(limits=Limits(max_pixels=1_000_000))) as file:
        assert file.page(1).width == 300
        with pytest.raises(BudgetExceeded, match=r"mixed\.tif, page 2.*3000 x 3000"):
            file.page(2)
        assert file.page(3).width == 310


def test_a_damaged_frame_is_one_pages_fault(tmp_path):
    path = tmp_path / "bad.tif"
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (300, 300), np.uint8))
    noise.save(path, save_all=True, append_images=[noise], compression="tiff_adobe_deflate")
    content = bytearray(path.read_bytes())
    content[200:40_000] = b"\xff" * 39_800
    path.write_bytes(content)
    with open_source(path, Settings()) as file:
        with pytest.raises(CorruptFile, match=r"bad\.tif, page 1"):
            file.page(1)
        assert file.page(2).width == 300
