import pytest

from extractor.fields.signs import with_signs


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Dự toán QuíIII năm 2010", "Dự toán Quí III năm 2010"),
        ("điều chỉnh kinh phícác tiểu dự án", "điều chỉnh kinh phí các tiểu dự án"),
        ('lớp +Vệ sinh môi trường" năm 2010', 'lớp “Vệ sinh môi trường" năm 2010'),
        ("phát động “Tháng hành động* năm 2010", "phát động “Tháng hành động” năm 2010"),
        ("V/v thanh tra. kiểm tra chợ", "V/v thanh tra, kiểm tra chợ"),
    ],
)
def test_lost_spaces_and_signs_come_back(read: str, meant: str):
    assert with_signs(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "giao đất tại tp. hạ long",  # an abbreviation ends with its stop
        "xây dựng pano tuyên truyền",  # a foreign word that no cut makes two Vietnamese ones
        "thể lệ cuộc thi karaoke",
        "đề án “Nông thôn mới” và giải *",
        "Về việc giao đất. Kèm theo phụ lục",
        "phiên bản HoSoX và SXKD",
    ],
)
def test_what_may_have_been_printed_so_stays(text: str):
    assert with_signs(text) == text
