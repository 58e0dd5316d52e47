import pytest

from extractor.values.syllable import is_syllable, syllable_share


@pytest.mark.parametrize(
    "word",
    [
        *("nghiêng", "khuya", "quyết", "Quốc", "gì", "giếng", "hoà", "hòa", "UỶ", "ủy"),
        *("thuở", "nguyễn", "xoong", "ý", "yến", "phẩm", "ĐỊNH", "khuỷu", "quầy"),
    ],
)
def test_vietnamese_syllables_are_possible(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["bảt", "cê", "ưung", "rnới", "hñ", "ngi", "đfa", "zần", "kông", "ghà", "hỏạ", ""])
def test_what_breaks_a_rule_of_the_orthography_is_not(word):
    assert not is_syllable(word)


def test_prose_is_sane_and_mojibake_is_not():
    assert syllable_share(["Cộng", "hòa", "xã", "hội", "chủ", "nghĩa", "Việt", "Nam"]) == 1
    assert syllable_share(["Céng", "hßa", "x∙", "héi", "chñ", "nghÜa", "ViÖt", "Nam"]) < 0.6
    assert syllable_share(["Coäng", "hoøa", "xaõ", "hoäi", "chuû", "nghóa", "Vieät", "Nam"]) < 0.6


def test_numbers_and_abbreviations_are_not_judged():
    assert syllable_share(["15/QĐ-UBND", "2024", "TP."]) == 1
