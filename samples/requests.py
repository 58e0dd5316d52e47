"""What citizens ask for on their forms, matter by matter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """What a form asks for."""

    title: str
    subject: str
    code: str
    wish: str
    reason: str


REQUESTS = {
    "land": (
        Request(
            "ĐƠN ĐĂNG KÝ",
            "Biến động đất đai, tài sản gắn liền với đất",
            "Mẫu số 11/ĐK",
            "Đăng ký biến động do nhận chuyển nhượng toàn bộ thửa đất",
            "nhận chuyển nhượng quyền sử dụng đất theo hợp đồng đã công chứng",
        ),
        Request(
            "ĐƠN ĐỀ NGHỊ",
            "Tách thửa đất, hợp thửa đất",
            "Mẫu số 01/ĐK",
            "tách thửa đất thành hai thửa để tặng cho con",
            "con đã lập gia đình, có nhu cầu ở riêng",
        ),
        Request(
            "ĐƠN XIN XÁC NHẬN",
            "Nguồn gốc sử dụng đất",
            "",
            "xác nhận nguồn gốc thửa đất gia đình đang sử dụng",
            "đất do bố mẹ để lại, ở ổn định từ năm 1992",
        ),
    ),
    "first-land": (
        Request(
            "ĐƠN ĐĂNG KÝ",
            "Cấp Giấy chứng nhận quyền sử dụng đất",
            "Mẫu số 04a/ĐK",
            "cấp Giấy chứng nhận quyền sử dụng đất lần đầu",
            "đất khai hoang, sử dụng ổn định, không tranh chấp",
        ),
    ),
    "permit": (
        Request(
            "ĐƠN ĐỀ NGHỊ",
            "Cấp giấy phép xây dựng",
            "Mẫu số 01",
            "cấp giấy phép xây dựng mới nhà ở riêng lẻ",
            "nhà cũ đã xuống cấp, không bảo đảm an toàn",
        ),
        Request(
            "ĐƠN ĐỀ NGHỊ",
            "Cấp lại Giấy xác nhận tình trạng nhà ở",
            "",
            "cấp lại giấy xác nhận tình trạng nhà ở",
            "làm mất bản chính khi chuyển nhà",
        ),
    ),
    "birth": (Request("TỜ KHAI", "ĐĂNG KÝ KHAI SINH", "", "đăng ký khai sinh cho con", "con mới sinh"),),
    "single": (
        Request(
            "TỜ KHAI",
            "CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
            "",
            "cấp Giấy xác nhận tình trạng hôn nhân",
            "để làm thủ tục chuyển nhượng quyền sử dụng đất",
        ),
    ),
    "household": (
        Request(
            "ĐƠN ĐỀ NGHỊ",
            "Đăng ký hộ kinh doanh",
            "Phụ lục III-1",
            "đăng ký hộ kinh doanh tại địa chỉ thường trú",
            "mở cửa hàng tại nhà",
        ),
    ),
    "company": (
        Request(
            "ĐƠN ĐỀ NGHỊ",
            "Cấp lại Giấy chứng nhận đăng ký doanh nghiệp",
            "Phụ lục II-18",
            "cấp lại Giấy chứng nhận đăng ký doanh nghiệp",
            "bản chính bị rách, nát",
        ),
    ),
    "aid": (
        Request(
            "TỜ KHAI",
            "ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI",
            "Mẫu số 1a",
            "hưởng trợ cấp xã hội hằng tháng",
            "người khuyết tật nặng, không có thu nhập",
        ),
        Request(
            "ĐƠN ĐỀ NGHỊ",
            "Hỗ trợ chi phí học tập",
            "",
            "hỗ trợ chi phí học tập cho con",
            "gia đình thuộc hộ cận nghèo, con đang đi học",
        ),
        Request(
            "ĐƠN XIN",
            "Xác nhận hộ có hoàn cảnh khó khăn",
            "",
            "xác nhận hoàn cảnh khó khăn",
            "hay đau ốm, không có lao động chính",
        ),
    ),
}
"""By the story's matter."""
