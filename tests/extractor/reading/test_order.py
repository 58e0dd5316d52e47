import random

from extractor.reading import reading_order
from tests.extractor.reading.lines import line, texts

WIDTH, HEIGHT = 1650, 2340
BODY = [
    line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và các luật khác;", 200, 500),
    line("Theo đề nghị của Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân của phường này.", 200, 550),
]


def ordered(*lines):
    return texts(reading_order(lines, WIDTH, HEIGHT))


def test_an_empty_page_has_no_lines():
    assert ordered() == []


def test_a_single_column_keeps_its_rows():
    lines = [*BODY, line("Điều 1. Thành lập Tổ công tác.", 200, 600)]

    assert ordered(*reversed(lines)) == [each.text for each in lines]


def test_a_header_read_across_both_columns_is_cut_and_its_left_column_comes_first():
    assert ordered(
        line("ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 200, 200),
        line("PHƯỜNG HÀ TU                   Độc lập - Tự do - Hạnh phúc", 215, 250),
        line("Số: 15/QĐ-UBND               Hạ Long, ngày 05 tháng 3 năm 2024", 215, 320),
        line("QUYẾT ĐỊNH", 780, 400),
        *BODY,
    ) == [
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG HÀ TU",
        "Số: 15/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hạ Long, ngày 05 tháng 3 năm 2024",
        "QUYẾT ĐỊNH",
        *(each.text for each in BODY),
    ]


def test_the_subject_under_the_number_belongs_to_the_left_column():
    order = ordered(
        line("SỞ Y TẾ", 250, 200),
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 200),
        line("Độc lập - Tự do - Hạnh phúc", 850, 250),
        line("Số: 28/SYT-VP", 220, 320),
        line("Hạ Long, ngày 05 tháng 3 năm 2024", 830, 320),
        line("V/v tăng cường công tác đảm bảo an toàn", 180, 365),
        line("thực phẩm trong mùa hè", 220, 405),
        line("Kính gửi: Trung tâm Y tế các huyện, thị xã.", 500, 470),
        *BODY,
    )

    assert order[:4] == ["SỞ Y TẾ", "Số: 28/SYT-VP", "V/v tăng cường công tác đảm bảo an toàn", "thực phẩm trong mùa hè"]
    assert order[4:8][-1].startswith("Kính gửi")


def test_a_gap_left_for_the_number_by_hand_does_not_part_the_number_from_its_symbol():
    order = ordered(
        line("ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 200, 200),
        line("Số:     /QĐ-UBND             Hạ Long, ngày     tháng    năm 2024", 215, 320),
        *BODY,
    )

    assert order[1] == "Số: /QĐ-UBND"
    assert order[3] == "Hạ Long, ngày tháng năm 2024"


def test_a_spoilt_national_name_still_makes_a_header():
    order = ordered(
        line("SỞ XÂY DỰNG          C0NG H0A XA HÔl CHU NGHlA VlÊT NA»i", 200, 200),
        line("Số: 9/SXD-VP             Hạ Long, ngày 05 tháng 3 năm 2024", 200, 250),
        *BODY,
    )

    assert order[:2] == ["SỞ XÂY DỰNG", "Số: 9/SXD-VP"]


def test_recipients_come_before_the_signature_block_beside_them():
    assert ordered(
        *BODY,
        line("TM. ỦY BAN NHÂN DÂN", 950, 660),
        line("Nơi nhận:                                          CHỦ TỊCH", 200, 705),
        line("- Như Điều 3;", 200, 750),
        line("- Lưu: VT.", 200, 790),
        line("Trần Văn Mẫu", 1030, 900),
        line("2", 820, 2200),
    )[2:] == ["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu", "2"]


def test_recipients_whose_label_was_missed_are_known_by_their_first_entry():
    order = ordered(
        *BODY, line("- Như trên;                                     GIÁM ĐỐC", 200, 700), line("- Lưu: VT.", 200, 740)
    )

    assert order[2:] == ["- Như trên;", "- Lưu: VT.", "GIÁM ĐỐC"]


def test_two_parties_sign_side_by_side_and_are_read_one_after_the_other():
    order = ordered(
        *BODY,
        line("ĐẠI DIỆN BÊN A", 250, 1500),
        line("ĐẠI DIỆN BÊN B", 1050, 1500),
        line("Trần Văn Mẫu", 260, 1750),
        line("Lê Thị Thử", 1080, 1750),
    )

    assert order[2:] == ["ĐẠI DIỆN BÊN A", "Trần Văn Mẫu", "ĐẠI DIỆN BÊN B", "Lê Thị Thử"]


def test_a_table_stays_row_by_row():
    rows = [
        [line("STT", 200, 600), line("TÊN CÔNG TÁC", 350, 600), line("KHỐI LƯỢNG", 800, 600), line("ĐƠN GIÁ", 1200, 600)],
        [line("1", 210, 650), line("Cửa kéo", 350, 650), line("18,24", 820, 650), line("600.000", 1200, 650)],
        [line("2", 210, 700), line("Vách ngăn", 350, 700), line("25,96", 820, 700), line("840.000", 1200, 700)],
    ]

    assert ordered(*BODY, *(cell for row in reversed(rows) for cell in row))[2:] == [cell.text for row in rows for cell in row]


def test_a_form_keeps_labels_and_values_together():
    lines = [
        line("Họ và tên: Trần Văn Mẫu            Giới tính: Nam", 200, 600),
        line("Ngày sinh: 01/02/1990              Dân tộc: Kinh", 200, 650),
    ]

    assert ordered(*lines) == [each.text for each in lines]


def test_no_word_is_lost_or_invented_wherever_lines_stand():
    chance = random.Random(7)
    words = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Nơi nhận:",
        "ĐIỀU KHOẢN CHUNG",
        "ngày 5 tháng 3 năm 2020",
        "Số: 5",
        "x",
        "12",
    ]
    for _ in range(200):
        lines = [line(chance.choice(words), chance.uniform(0, 1200), chance.uniform(0, 2200)) for _ in range(12)]

        read = reading_order(lines, WIDTH, HEIGHT)

        def counted(some):
            return sorted((word.text, word.box.x0, word.box.y0) for each in some for word in each.words)

        assert counted(read) == counted(lines)
