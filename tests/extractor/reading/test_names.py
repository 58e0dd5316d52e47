from itertools import pairwise

import numpy as np
import pytest

from extractor.raster import Stamp
from extractor.reading import names
from extractor.reading.names import may_hold_name, named_words, read_name
from extractor.record import SURE, Box

PICTURE = np.full((60, 300), 255, np.uint8)
STAMP = Stamp((PICTURE, PICTURE, PICTURE), Box(20, 20, 280, 40), Box(100, 100, 360, 120))


@pytest.fixture
def seen(monkeypatch):
    """Sets what each look at a stamp may have read, the last for all further looks; returns how many were made."""
    looks: list[dict[str, float]] = []
    made: list[int] = []

    def alternatives(*_):
        made.append(1)
        return list(looks[min(len(made), len(looks)) - 1].items())

    monkeypatch.setattr(names, "alternatives", alternatives)
    monkeypatch.setattr(names.asterocr, "likelihoods", lambda *_: np.zeros((1, 1)))
    monkeypatch.setattr(names.networks, "alphabet", lambda *_: ())

    def show(*each: dict[str, float]):
        looks.extend(each)
        return made

    return show


def test_a_clear_name_is_taken_at_second_sight(seen):
    made = seen({"ThS. Trần Văn Kha": 0.97, "ThS. Trần Văn Khả": 0.03})

    name = read_name(STAMP)

    assert (name.before, [word for word, _ in name.words]) == ("ThS.", ["Trần", "Văn", "Kha"])
    assert all(share > SURE for _, share in name.words)
    assert len(made) == 2


def test_of_two_readings_the_likelier_family_wins_and_a_person_looks(seen):
    seen({"BSCKI. Tràn Văn Kha": 0.7, "BSCKI. Trần Văn Kha": 0.3})

    (family, share), *_ = read_name(STAMP).words

    assert family == "Trần"
    assert share < SURE


def test_a_family_that_no_look_showed_is_not_put_in(seen):
    seen({"Tràn Văn Kha": 1.0})

    (family, share), *_ = read_name(STAMP).words

    assert family == "Tràn"
    assert share < SURE


def test_rare_families_keep_their_names(seen):
    seen({"Vòng A Coóng": 0.8, "Võ A Coóng": 0.1, "Vòng A Cống": 0.1})

    assert [word for word, _ in read_name(STAMP).words] == ["Vòng", "A", "Coóng"]


def test_lost_spaces_come_back_and_looks_are_joined(seen):
    seen({"BSCKIVõ VănAn": 0.6, "BSCKI Vã Văn An": 0.4}, {"BSCKI. Võ Văn An": 0.5, "BSCKI. Võ Văn Ân": 0.5})

    assert [word for word, _ in read_name(STAMP).words] == ["Võ", "Văn", "An"]


def test_what_is_no_name_gives_none(seen):
    seen({"GIAHL": 1.0})

    assert read_name(STAMP) is None


@pytest.mark.parametrize(("text", "may"), [("BSCKI.Võ Văn An", True), ("PHÓ GIÁM ĐỐC", False), ("Ngày 12 Tháng Ba", False)])
def test_forms_and_offices_are_no_names(text, may):
    assert may_hold_name(text) is may


def test_words_share_the_place_of_the_stamp(seen):
    seen({"BS. Võ Văn An": 1.0})

    words = named_words(read_name(STAMP), STAMP.box)

    assert [word.text for word in words] == ["BS.", "Võ", "Văn", "An"]
    assert words[0].box.x0 == STAMP.box.x0
    assert words[-1].box.x1 == pytest.approx(STAMP.box.x1)
    assert all(one.box.x1 < other.box.x0 for one, other in pairwise(words))
