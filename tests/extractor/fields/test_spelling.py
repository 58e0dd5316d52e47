from extractor.fields.spelling import PRINTED, Spelling
from extractor.layout import Token
from extractor.record import Box, Word

BOX = Box(0.0, 0.0, 10.0, 10.0)
CLEAR, BLURRED = 1.0, PRINTED - 0.2


def tokens(text, confidence=CLEAR):
    return [Token(Word(word, BOX, confidence), BOX, 1) for word in text.split()]


def spelling(*lines, phrases=()):
    return Spelling([[(word, CLEAR) for word in line.split()] for line in lines], phrases)


def test_faint_capitals_get_the_marks_that_the_body_has():
    document = spelling("đảm bảo an toàn thực phẩm", "kiểm tra an toàn thực phẩm")

    spelt = document.spell("AN TOÀN THỤC PHÂM", tokens("AN TOÀN THỤC PHÂM"))

    assert spelt.text == "AN TOÀN THỰC PHẨM"


def test_a_misspelling_in_clear_print_stays_and_is_disputed():
    document = spelling("tổ thẩm định hồ sơ", "hội đồng thẩm định giá")

    spelt = document.spell("thành lập tổ thẫm định", tokens("thành lập tổ thẫm định"))

    assert spelt.text == "thành lập tổ thẫm định"
    assert spelt.disputed == {"tham"}
    assert document.spell("thành lập tổ thẫm định", tokens("thành lập tổ thẫm định", BLURRED)).text.endswith("thẩm định")


def test_a_word_that_the_document_spells_so_beside_its_other_neighbour_stays():
    document = spelling("kiểm tra vệ sinh", "thanh tra vệ sinh", "thông tư về chất lượng", "nghị định về chất lượng")

    assert document.mend("kiểm tra về chất lượng") == "kiểm tra về chất lượng"


def test_words_attest_each_other_and_never_themselves():
    document = spelling("sở y tế bắc kạn", "giao đất cho dân")

    assert document.spell("SỞ Y TẾ", tokens("SỞ Y TẾ")).attested == {"so", "y", "te"}
    assert document.spell("giao đất cho dân", tokens("giao đất cho dân")).attested == frozenset()


def test_what_is_no_word_is_disputed_and_abbreviations_are_not():
    document = spelling("báo cáo")

    assert document.spell("kinh phícác dự án ATVSTP", tokens("kinh phícác dự án ATVSTP")).disputed == {"phicac"}
