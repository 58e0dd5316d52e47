"""A page that would unpack to too much is refused before it is unpacked; its neighbours are read."""

import resource
import zlib

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from extractor.errors import BudgetExceeded
from extractor.pages import open_source
from tests.extractor.pages.files import Pdf, flate_bomb, scan, text

DRAW = b"q 595 0 0 842 0 0 cm /Im Do Q"


@pytest.fixture
def made():
    return Pdf()


def stream(made, data, filters):
    made_stream = pikepdf.Stream(made.pdf, b"")
    made_stream.write(data, filter=filters)
    return made_stream


def only_the_second_page_opens(made, path, settings):
    """Asserts that page 1 is refused without unpacking it, and that page 2 is read."""
    made.scanned()
    made.save(path, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_source(path, settings) as file:
        with pytest.raises(BudgetExceeded) as caught:
            file.page(1)
        assert f"{path.name}, page 1" in caught.value.public_message
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB
        assert file.page(2).pixels.min() < 100
    return caught.value.public_message


@pytest.fixture
def settings(narrow):
    return narrow.model_copy(update={"dpi": 100})


def test_an_image_that_declares_enormous_dimensions(made, tmp_path, settings):
    image = made.declared(stream(made, zlib.compress(b"\0" * 1000), Name.FlateDecode), 200_000, 200_000)
    made.page(DRAW, images={"Im": image})
    assert "200000 x 200000" in only_the_second_page_opens(made, tmp_path / "vast.pdf", settings)


@pytest.mark.parametrize(("kind", "codec"), [("JPEG", "DCTDecode"), ("JPEG2000", "JPXDecode")])
def test_an_image_that_is_bigger_than_it_declares(made, tmp_path, settings, kind, codec):
    path = tmp_path / "coded"
    Image.new("L", (4000, 4000)).save(path, kind)
    image = made.declared(stream(made, path.read_bytes(), Name(f"/{codec}")), 10, 10)
    made.page(DRAW, images={"Im": image})
    assert "4000 x 4000" in only_the_second_page_opens(made, tmp_path / "liar.pdf", settings)


def test_a_vast_mask_of_a_small_image(made, tmp_path, settings):
    mask = made.declared(stream(made, b"", Name.FlateDecode), 50_000, 50_000)
    image = made.image(scan())
    image.SMask = mask
    made.page(DRAW, images={"Im": image})
    only_the_second_page_opens(made, tmp_path / "mask.pdf", settings)


def test_many_images_that_are_small_enough_each(made, tmp_path, settings):
    images = {f"Im{n}": made.declared(stream(made, b"", Name.FlateDecode), 1500, 2000) for n in range(4)}
    made.page(b"".join(f"q 9 0 0 9 0 0 cm /{name} Do Q ".encode() for name in images), images=images)
    only_the_second_page_opens(made, tmp_path / "many.pdf", settings)


def test_content_that_unpacks_a_thousandfold(made, tmp_path, settings):
    made.page().Contents = made.pdf.make_indirect(stream(made, flate_bomb(100), Name.FlateDecode))
    only_the_second_page_opens(made, tmp_path / "content.pdf", settings)


def test_content_packed_twice(made, tmp_path, settings):
    twice = zlib.compress(flate_bomb(60), 9)
    made.page().Contents = made.pdf.make_indirect(stream(made, twice, Array([Name.FlateDecode, Name.FlateDecode])))
    only_the_second_page_opens(made, tmp_path / "twice.pdf", settings)


def test_content_in_many_parts(made, tmp_path, settings):
    parts = [made.pdf.make_indirect(stream(made, flate_bomb(1), Name.FlateDecode)) for _ in range(5)]
    made.page().Contents = Array(parts)
    only_the_second_page_opens(made, tmp_path / "parts.pdf", settings)


def test_a_bomb_around_a_jpeg(made, tmp_path, settings):
    image = made.declared(stream(made, flate_bomb(100), Array([Name.FlateDecode, Name.DCTDecode])), 600, 800)
    made.page(DRAW, images={"Im": image})
    only_the_second_page_opens(made, tmp_path / "wrapped.pdf", settings)


def test_a_bomb_in_a_form_in_an_annotation(made, tmp_path, settings):
    form = made.pdf.make_indirect(stream(made, flate_bomb(100), Name.FlateDecode))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 10, 10])
    page = made.page()
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 10, 10]), AP=Dictionary(N=form))])
    only_the_second_page_opens(made, tmp_path / "stamp.pdf", settings)


def test_lzw_that_could_be_a_bomb(made, tmp_path, settings):
    made.page().Contents = made.pdf.make_indirect(stream(made, b"\x80" * 5000, Name.LZWDecode))
    only_the_second_page_opens(made, tmp_path / "lzw.pdf", settings)


def test_only_what_a_page_draws_is_weighed(made, tmp_path, settings):
    """Scanners put the images of all pages into one shared dictionary."""
    images = {f"Im{n}": made.image(scan(1000, 1400)) for n in range(20)}
    images["Vast"] = made.declared(stream(made, b"", Name.FlateDecode), 50_000, 50_000)
    shared = made.pdf.make_indirect(Dictionary(XObject=Dictionary(**images)))
    for n in range(3):
        made.page(DRAW.replace(b"/Im", f"/Im{n}".encode())).Resources = shared
    with open_source(made.save(tmp_path / "shared.pdf"), settings) as file:
        for number in (1, 2, 3):
            assert file.page(number).pixels.min() < 100


def test_a_bitonal_map_may_be_bigger(made, tmp_path, settings):
    """Packed eight pixels to a byte, 600 dpi bitonal sheets are harmless."""
    width, height = 3000, 4000
    rows = np.packbits(np.indices((height, width)).sum(axis=0) % 8 > 3, axis=1).tobytes()
    image = made.declared(stream(made, zlib.compress(rows), Name.FlateDecode), width, height, BitsPerComponent=1)
    made.page(DRAW, images={"Im": image})
    with open_source(made.save(tmp_path / "map.pdf"), settings) as file:
        assert file.page(1).kind == "scan"


def test_objects_in_a_circle_end(made, tmp_path, settings):
    form = made.pdf.make_indirect(stream(made, zlib.compress(b"/Self Do"), Name.FlateDecode))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
    form.Resources = Dictionary(XObject=Dictionary(Self=form))
    made.page(b"/Self Do " + text("text", 100, 100), images={"Self": form})
    with open_source(made.save(tmp_path / "circle.pdf"), settings) as file:
        assert file.page(1).pixels.min() < 100
