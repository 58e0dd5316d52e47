import os
import stat
import time
import unicodedata

import cv2
import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from extractor.errors import ReadingFailed, SetupError
from extractor.raster import CleanImage
from extractor.reading import create_reader, find_tessdata
from extractor.reading.tsv import lines_of
from extractor.settings import Settings
from tests.drawing import DPI, draw_letter

TESSERACTS = ["tesserocr", "pytesseract"]
WAYS = {
    "tesserocr": Settings(reader="tesserocr"),
    "pytesseract": Settings(reader="pytesseract"),
    "fast": Settings(mode="fast"),
    "balanced": Settings(mode="balanced"),
    "careful": Settings(mode="careful"),
}


@pytest.fixture(scope="module")
def letter():
    return CleanImage(np.asarray(draw_letter()), DPI)


@pytest.fixture(scope="module")
def readings(letter):
    return {name: read(settings, letter) for name, settings in WAYS.items()}


def read(settings, image):
    reader = create_reader(settings)
    try:
        return reader.read(image, soon()).lines
    finally:
        reader.close()


def soon(seconds=60.0):
    return time.monotonic() + seconds


def text_of(lines):
    return "\n".join(line.text for line in lines)


def distance(first, second):
    return Levenshtein.normalized_distance(first, second)


@pytest.mark.parametrize("name", WAYS)
def test_a_drawn_letter_is_read_in_the_order_of_its_layout(readings, name):
    lines = [line.text for line in readings[name]]
    places = [
        next(at for at, line in enumerate(lines) if distance(line, wanted) < 0.2)
        for wanted in (
            "ỦY BAN NHÂN DÂN", "PHƯỜNG HÀ TU", "Số: 15/QĐ-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QUYẾT ĐỊNH",
            "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký.", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "Trần Văn Mẫu",
        )
    ]  # fmt: skip

    assert places == sorted(places)


@pytest.mark.parametrize("name", WAYS)
def test_all_ways_read_nearly_the_same(readings, name):
    assert distance(text_of(readings[name]), text_of(readings["careful"])) < 0.03


@pytest.mark.parametrize("name", WAYS)
def test_words_are_nfc_inside_the_page_and_carry_the_readers_name(readings, letter, name):
    height, width = letter.pixels.shape
    for line in readings[name]:
        assert line.source == (name if name in TESSERACTS else "voting")
        for word in line.words:
            assert unicodedata.is_normalized("NFC", word.text)
            assert " " not in word.text
            assert 0 <= word.confidence <= 1
            assert 0 <= word.box.x0 < word.box.x1 <= width
            assert 0 <= word.box.y0 < word.box.y1 <= height


@pytest.mark.parametrize("name", ["tesserocr", "fast"])
def test_boxes_of_a_page_that_was_enlarged_for_reading_are_in_its_own_pixels(letter, name):
    small = CleanImage(cv2.resize(letter.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), DPI / 2)

    def place(image):
        return next(word.box for line in read(WAYS[name], image) for word in line.words if word.text == "CỘNG")

    one, half = place(letter), place(small)
    assert half.x0 == pytest.approx(one.x0 / 2, abs=4)
    assert half.y1 == pytest.approx(one.y1 / 2, abs=4)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("shape", [(600, 400), (1, 1), (3, 2000)], ids=str)
def test_an_empty_page_has_no_lines(name, shape):
    assert read(WAYS[name], CleanImage(np.full(shape, 255, np.uint8), 200)) == ()


@pytest.mark.parametrize("name", WAYS)
def test_a_table_is_read_without_its_rules(name):
    page = np.asarray(draw_letter(body_only=True)).copy()
    for y in range(580, 1000, 70):
        page[y : y + 3, 180:1500] = 30
    for x in (180, 1200, 1500):
        page[580:933, x : x + 3] = 30

    text = text_of(read(WAYS[name], CleanImage(page, DPI)))

    assert "|" not in text
    assert distance(text, text_of(read(WAYS[name], CleanImage(np.asarray(draw_letter(body_only=True)), DPI)))) < 0.1


@pytest.mark.parametrize("name", WAYS)
def test_the_version_names_the_engines_and_what_they_learnt(name):
    reader = create_reader(WAYS[name])

    assert os.environ["OMP_THREAD_LIMIT"] == "1"
    assert "tesseract 5" in reader.version
    assert "vie " in reader.version
    assert ("trueocr 0" in reader.version) == (name not in TESSERACTS)
    assert ("asterocr 1" in reader.version) == (name in ("balanced", "careful"))
    reader.close()


@pytest.mark.parametrize("name", TESSERACTS)
def test_a_page_for_which_there_is_no_time_is_a_reading_that_failed(name, letter):
    reader = create_reader(WAYS[name])

    with pytest.raises(ReadingFailed, match="too long"):
        reader.read(letter, soon(0.001))
    assert "QUYẾT ĐỊNH" in text_of(reader.read(letter, soon()).lines)
    reader.close()


def test_readers_that_vote_give_what_they_have_when_time_is_up(letter):
    reader = create_reader(WAYS["careful"])
    page = reader.read(letter, soon(0))
    reader.close()

    assert "QUYẾT ĐỊNH" in text_of(page.lines)
    assert [finding.code for finding in page.findings] == ["read-in-haste"]


def install_program(folder, monkeypatch, script):
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


@pytest.mark.parametrize("script", ["kill -SEGV $$", "echo broken >&2; exit 1"], ids=["crash", "error"])
def test_a_program_that_crashes_is_a_reading_that_failed(tmp_path, monkeypatch, letter, script):
    reader = create_reader(WAYS["pytesseract"])
    install_program(tmp_path, monkeypatch, script)

    with pytest.raises(ReadingFailed, match="crashed"):
        reader.read(letter, soon())


def test_a_program_that_hangs_is_stopped(tmp_path, monkeypatch, letter):
    reader = create_reader(WAYS["pytesseract"])
    install_program(tmp_path, monkeypatch, "exec sleep 30")

    with pytest.raises(ReadingFailed, match="too long"):
        reader.read(letter, soon(0.3))


def test_a_program_that_writes_nothing_is_a_reading_that_failed(tmp_path, monkeypatch, letter):
    reader = create_reader(WAYS["pytesseract"])
    install_program(tmp_path, monkeypatch, "exit 0")

    with pytest.raises(ReadingFailed):
        reader.read(letter, soon())


def test_a_missing_program_is_said_with_how_to_get_it(tmp_path, monkeypatch):
    find_tessdata("vie")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SetupError, match="apt-get install tesseract-ocr"):
        create_reader(WAYS["pytesseract"])


@pytest.mark.parametrize("name", TESSERACTS)
def test_a_missing_language_pack_is_said_with_how_to_get_it(name):
    with pytest.raises(SetupError, match="apt-get install tesseract-ocr-vie tesseract-ocr-xyz"):
        create_reader(Settings(reader=name, language="vie+xyz"))


def test_tessdata_prefix_is_looked_into_first(tmp_path, monkeypatch):
    (tmp_path / "vie.traineddata").write_bytes(b"")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))

    assert find_tessdata("vie") == tmp_path


def test_a_broken_language_pack_is_the_machines_fault(tmp_path, monkeypatch):
    (tmp_path / "vie.traineddata").write_bytes(b"no model")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))

    with pytest.raises(SetupError, match="install it again"):
        create_reader(Settings())


def test_an_answer_that_is_no_table_is_a_reading_that_failed():
    with pytest.raises(ReadingFailed):
        lines_of("5\t1\t1\t1\t1\t1\tleft\ttop\t1\t1\t90\tchữ", "test")


def test_a_word_that_holds_a_space_is_parted():
    (line,) = lines_of("5\t1\t1\t1\t1\t1\t100\t50\t70\t20\t90\tSố ký", "test")

    assert [word.text for word in line.words] == ["Số", "ký"]
    assert line.words[0].box.x1 < line.words[1].box.x0
    assert line.box.x0 == 100
    assert line.box.x1 == 170
