from extractor.reading.rubbish import without_rubbish
from tests.extractor.reading.lines import line, texts

PROSE = [line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", 200, y) for y in (300, 350, 400)]


def kept(*lines):
    return texts(without_rubbish([*PROSE, *lines]))[3:]


def test_fragments_of_a_seal_are_dropped():
    assert kept(line("¬1T'†/ xj", 900, 600, 0.1), line("#Z sàgn,", 900, 700, 0.05)) == []


def test_a_scrawl_beside_print_goes_and_the_print_stays():
    scrawl = line("=*——— {x", 800, 600, 0.2)
    print_ = line("- Sở Tài chính;", 200, 600)
    both = line("- Sở Tài chính;                   =*——— {x", 200, 600)
    words = tuple(print_.words) + tuple(scrawl.words)

    assert kept(type(both)(words, both.box, "test")) == ["- Sở Tài chính;"]


def test_faint_print_is_kept_though_the_reader_doubts_it():
    assert kept(line("Hầu hết các cơ sở kinh doanh nhỏ lẻ", 200, 600, 0.35)) == ["Hầu hết các cơ sở kinh doanh nhỏ lẻ"]


def test_numbers_of_a_table_are_kept():
    assert kept(line("536", 200, 600, 0.45), line("1.081", 600, 600, 0.5)) == ["536", "1.081"]


def test_a_label_with_handwriting_run_into_it_is_kept():
    assert kept(line("Số:.4/ĐN-CC", 200, 600, 0.4)) == ["Số:.4/ĐN-CC"]


def test_a_symbol_apart_from_its_handwritten_number_is_kept():
    assert kept(line("Số:          /TTr-UBND", 200, 600, 0.5)) == ["Số: /TTr-UBND"]


def test_dot_leaders_are_dropped_and_what_stands_on_them_is_kept():
    assert kept(line("Kính gửi: ........................", 200, 600)) == ["Kính gửi:"]
    assert kept(line("ngày 05... tháng 08.... năm 2009", 200, 600)) == ["ngày 05 tháng 08 năm 2009"]


def test_the_end_mark_of_a_document_is_print():
    assert kept(line("kể từ ngày ký./.", 200, 600)) == ["kể từ ngày ký./."]


def test_a_page_that_makes_no_sense_is_not_made_to_look_like_a_short_good_one():
    nonsense = [line("ɐʍ uʎ0q xzq kkt", 200, 100 + 50 * row, 0.2) for row in range(10)]

    assert texts(without_rubbish([*nonsense, PROSE[0]])) == texts((*nonsense, PROSE[0]))
