from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from extractor.errors import CorruptFile, EncryptedFile
from extractor.export import searchable_pdf
from extractor.record import Box
from tests.extractor.export.reading import dossier, line, page, pixels, poppler_pixels, sound, text_of, words_of

REAL = Path(__file__).parents[3].parent / "shared" / "real"

DRAWING = b"0.9 0.2 0.1 rg 100 500 200 90 re f 0 G 2 w 50 50 m 300 400 l S"
TEXT = "Ủy ban nhân dân phường Hà Tu kính đề nghị"


def make_pdf(path: Path, content: bytes = DRAWING, pages: int = 1, **keys: object) -> Path:
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(pages):
            pdf.add_blank_page(page_size=(480, 672))
            sheet = pdf.pages[number].obj
            sheet.Contents = Stream(pdf, content)
            sheet.Resources = Dictionary(Font=Dictionary(F1=font)) if b"/F1" in content else Dictionary()
            for key, value in keys.items():
                sheet["/" + key] = value
        pdf.save(path)
    return path


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("boxes", [{}, {"MediaBox": Array([-30, 40, 450, 712])}, {"CropBox": Array([24, 36, 432, 600])}])
def test_words_lie_in_their_boxes(tmp_path: Path, turn: int, boxes: dict[str, object]) -> None:
    source = make_pdf(tmp_path / "a.pdf", Rotate=turn, **boxes)
    shown = pixels(source, scale=150 / 72).shape
    read = page(line(TEXT, 80, 120), line("Số: 15/QĐ-UBND", 90, 700, 42), width=shown[1], height=shown[0])
    target = tmp_path / "out.pdf"
    searchable_pdf(dossier(read), [source], target)
    seen = dict(words_of(target)[0])
    for each in read.lines:
        for word in each.words:
            box = seen[word.text]
            edges = zip((box.x0, box.y0, box.x1, box.y1), vars(word.box).values(), strict=True)
            assert all(abs(points * 150 / 72 - pixel) < 3 for points, pixel in edges), word
    assert (pixels(source, scale=2) == pixels(target, scale=2)).all()
    assert sound(target)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_text_follows_the_direction_in_which_a_page_was_read(tmp_path: Path, rotation: int) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    upright = line("dòng chữ nằm nghiêng", 300, 500)
    turned = {
        90: lambda b: Box(b.y0, 1400 - b.x1, b.y1, 1400 - b.x0),
        180: lambda b: Box(1000 - b.x1, 1400 - b.y1, 1000 - b.x0, 1400 - b.y0),
        270: lambda b: Box(1000 - b.y1, b.x0, 1000 - b.y0, b.x1),
    }[rotation]
    words = tuple(type(word)(word.text, turned(word.box), 0.9) for word in upright.words)
    target = tmp_path / "out.pdf"
    searchable_pdf(dossier(page(type(upright)(words, turned(upright.box)), rotation=rotation)), [source], target)
    seen = dict(words_of(target)[0])
    for word in words:
        edges = zip(vars(seen[word.text]).values(), vars(word.box).values(), strict=True)
        assert all(abs(points * 150 / 72 - pixel) < 3 for points, pixel in edges), word
    assert "dòng chữ nằm nghiêng" in " ".join(text_of(target).split())


def test_phrases_are_found_with_their_diacritics(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    searchable_pdf(dossier(page(line(TEXT, 80, 120))), [make_pdf(tmp_path / "a.pdf")], target)
    assert TEXT in text_of(target)
    import pypdfium2

    with pypdfium2.PdfDocument(target) as pdf:
        assert TEXT in pdf[0].get_textpage().get_text_range()


def test_pages_come_in_the_order_of_the_record(tmp_path: Path) -> None:
    first, second = make_pdf(tmp_path / "a.pdf", pages=2), make_pdf(tmp_path / "b.pdf")
    pages = [
        page(line("một", 80, 100), number=1),
        page(line("hai", 80, 100), number=2, source_page=2),
        page(line("ba", 80, 100), number=3, source=1),
    ]
    searchable_pdf(dossier(*pages, sources=2), [first, second], tmp_path / "out.pdf")
    assert text_of(tmp_path / "out.pdf").split() == ["một", "hai", "ba"]


def test_a_page_that_failed_is_there(tmp_path: Path) -> None:
    pages = [page(number=1, width=0, height=0, dpi=72.0), page(line("hai", 80, 100), number=2, source_page=2)]
    source = make_pdf(tmp_path / "a.pdf", pages=2)
    searchable_pdf(dossier(*pages), [source], tmp_path / "out.pdf")
    assert (pixels(tmp_path / "out.pdf", 0) == pixels(source, 0)).all()
    assert [len(words) for words in words_of(tmp_path / "out.pdf")] == [0, 1]


OLD = b"BT 3 Tr /F1 12 Tf 100 600 Td (scanner words) Tj ET"


@pytest.mark.parametrize("old", [OLD, b"3 Tr q BT /F1 12 Tf 100 600 Td (scanner words) ' ET Q"])
def test_a_scanners_invisible_text_is_replaced(tmp_path: Path, old: bytes) -> None:
    source = make_pdf(tmp_path / "a.pdf", DRAWING + b" " + old)
    assert "scanner" in text_of(source)
    searchable_pdf(dossier(page(line("chữ mới", 80, 100))), [source], tmp_path / "out.pdf")
    assert text_of(tmp_path / "out.pdf").split() == ["chữ", "mới"]
    assert (pixels(source) == pixels(tmp_path / "out.pdf")).all()


def test_invisible_text_in_a_form_is_replaced(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", OLD)
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        sheet = pdf.pages[0].obj
        form = Stream(pdf, OLD)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 480, 672])
        form.Resources = sheet.Resources
        sheet.Resources = Dictionary()
        sheet.Resources.XObject = Dictionary(Fm0=form)
        sheet.Contents = Stream(pdf, DRAWING + b" /Fm0 Do")
        pdf.save()
    assert "scanner" in text_of(source)
    searchable_pdf(dossier(page(line("chữ mới", 80, 100))), [source], tmp_path / "out.pdf")
    assert text_of(tmp_path / "out.pdf").split() == ["chữ", "mới"]


def test_a_page_with_visible_text_keeps_all_its_text(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", OLD + b" BT 0 Tr /F1 12 Tf 100 400 Td (printed) Tj ET")
    searchable_pdf(dossier(page(line("chữ mới", 80, 100))), [source], tmp_path / "out.pdf")
    assert {"scanner", "printed", "chữ"} <= set(text_of(tmp_path / "out.pdf").split())
    assert (pixels(source) == pixels(tmp_path / "out.pdf")).all()


def test_text_that_the_page_brought_gets_no_second_layer(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", b"BT /F1 12 Tf 100 600 Td (printed) Tj ET")
    searchable_pdf(dossier(page(line("printed", 200, 120, source="text-layer"))), [source], tmp_path / "out.pdf")
    assert text_of(tmp_path / "out.pdf").split() == ["printed"]


def test_unbalanced_pages_do_not_move_the_text(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", b"q q 5 0 0 5 100 100 cm 0 0 20 20 re f")
    read = page(line("một hai", 80, 120))
    searchable_pdf(dossier(read), [source], tmp_path / "out.pdf")
    box = dict(words_of(tmp_path / "out.pdf")[0])["một"]
    assert box.x0 * 150 / 72 == pytest.approx(80, abs=3)


def sign(path: Path) -> Path:
    """Puts a signature field with an appearance, a script and a link on page 1; the signature itself is a dummy."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        looks = Stream(pdf, b"0 0 1 rg 0 0 100 40 re f")
        looks.Type, looks.Subtype, looks.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 40])
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=pikepdf.String("ky"), Rect=Array([50, 50, 150, 90]),
                F=132, AP=Dictionary(N=looks), V=Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite")),
            )
        )  # fmt: skip
        script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), F=4, A=script)
        pdf.pages[0].obj.Annots = Array([field, pdf.make_indirect(link)])
        pdf.pages[0].obj.AA = Dictionary(O=script)
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        pdf.Root.OpenAction = script
        pdf.save()
    return path


def test_a_signed_source_stays_and_its_copy_looks_the_same_without_signature(tmp_path: Path) -> None:
    source = sign(make_pdf(tmp_path / "a.pdf"))
    before = source.read_bytes()
    target = tmp_path / "out.pdf"
    searchable_pdf(dossier(page(line(TEXT, 80, 120))), [source], target)
    assert source.read_bytes() == before
    assert poppler_pixels(source) == poppler_pixels(target)
    with pikepdf.open(target) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/OpenAction" not in pdf.Root
        assert "/AA" not in pdf.pages[0].obj
        assert [str(each.Subtype) for each in pdf.pages[0].obj.Annots] == ["/Stamp", "/Link"]
        assert "JavaScript" not in str([each.unparse(resolved=True) for each in pdf.objects])


def test_layers_that_were_off_stay_off(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", b"/OC /Hidden BDC 1 0 0 rg 0 0 400 400 re f EMC")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("ẩn")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
        pdf.pages[0].obj.Resources.Properties = Dictionary(Hidden=group)
        pdf.save()
    searchable_pdf(dossier(page(line("một", 80, 120))), [source], tmp_path / "out.pdf")
    assert (pixels(source) == pixels(tmp_path / "out.pdf")).all()
    assert (pixels(source) == 255).all()


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    for name in ("one.pdf", "two.pdf"):
        searchable_pdf(dossier(page(line(TEXT, 80, 120))), [source], tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    target.write_text("old")
    broken, locked = tmp_path / "a.pdf", tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pikepdf.open(make_pdf(tmp_path / "c.pdf")) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="x", owner="y"))
    with pytest.raises(CorruptFile, match=r"a\.pdf is damaged"):
        searchable_pdf(dossier(page()), [broken], target)
    with pytest.raises(EncryptedFile, match="password"):
        searchable_pdf(dossier(page()), [locked], target)
    with pytest.raises(CorruptFile, match="no page 7"):
        searchable_pdf(dossier(page(source_page=7)), [tmp_path / "c.pdf"], target)
    with pytest.raises(ValueError, match="2 files for 1"):
        searchable_pdf(dossier(page()), [broken, locked], target)
    assert target.read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.pdf", "b.pdf", "c.pdf", "out.pdf"]


@pytest.mark.real
@pytest.mark.parametrize("folder", ["archive-2010", "ministry-2025", "province-2025"])
def test_real_scans_keep_their_looks_and_take_the_text(tmp_path: Path, folder: str) -> None:
    if not REAL.exists():
        pytest.skip(f"{REAL} is not on this machine")
    source = min((REAL / folder).glob("*.pdf"))
    with pikepdf.open(source) as pdf:
        _, _, wide, high = (float(value) for value in pdf.pages[0].cropbox)
        before = [each.read_raw_bytes() for each in pdf.pages[0].get_images().values()]
    read = page(line(TEXT, 80, 120), width=round(wide * 150 / 72), height=round(high * 150 / 72))
    target = tmp_path / "out.pdf"
    searchable_pdf(dossier(read), [source], target)
    with pikepdf.open(target) as pdf:
        assert [each.read_raw_bytes() for each in pdf.pages[0].get_images().values()] == before
    assert sound(target)
    assert TEXT in " ".join(text_of(target).split())
    assert poppler_pixels(source) == poppler_pixels(target)
