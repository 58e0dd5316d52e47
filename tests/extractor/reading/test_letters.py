import unicodedata

import pytest

from extractor.reading.letters import legal, nfc


def test_decomposed_text_becomes_nfc():
    assert nfc(unicodedata.normalize("NFD", "Quyết định số hóa")) == "Quyết định số hóa"


@pytest.mark.parametrize(
    ("read", "meant"), [("Ðiều", "Điều"), ("ðơn", "đơn"), ("СН", "CH"), ("vãn\u00adbản", "vãnbản"), ("a‑b", "a-b")]
)
def test_lookalikes_become_the_letters_of_vietnamese(read, meant):
    assert nfc(read) == meant


@pytest.mark.parametrize(
    ("read", "meant"), [("ñăm", "năm"), ("ï", "i"), ("čông", "công"), ("năm", "năm"), ("QUYẾT", "QUYẾT"), ("ỡẵệ", "ỡẵệ")]
)
def test_letters_that_vietnamese_lacks_lose_their_foreign_marks(read, meant):
    assert legal(read) == meant


def test_every_vietnamese_letter_is_legal():
    letters = "".join(base + tone for base in "aăâeêioôơuưy" for tone in ("", *"\u0300\u0301\u0303\u0309\u0323"))
    text = unicodedata.normalize("NFC", letters + "đ")

    assert legal(text) == text
    assert legal(text.upper()) == text.upper()
