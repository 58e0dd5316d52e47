"""A dossier's way through the one-stop desk: its code, when it came in, when it is due, which procedure, which papers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from samples.story import Story


@dataclass(frozen=True)
class Procedure:
    """An administrative procedure: its name and the papers that it asks for."""

    name: str
    papers: tuple[str, ...]
    days: tuple[int, ...]
    """Working days that it may take."""


PROCEDURES = {
    "land": Procedure(
        "Đăng ký biến động quyền sử dụng đất, tài sản gắn liền với đất trong các trường hợp chuyển nhượng, tặng cho",
        (
            "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất theo Mẫu số 11/ĐK",
            "Hợp đồng chuyển nhượng quyền sử dụng đất (đã công chứng)",
            "Bản gốc Giấy chứng nhận đã cấp",
            "Bản sao CCCD của các bên",
            "Tờ khai lệ phí trước bạ",
        ),
        (8, 10, 15),
    ),
    "first-land": Procedure(
        "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu",
        (
            "Đơn đăng ký, cấp Giấy chứng nhận theo Mẫu số 04a/ĐK",
            "Giấy tờ về quyền sử dụng đất",
            "Mảnh trích đo bản đồ địa chính thửa đất",
            "Bản sao giấy tờ tùy thân",
        ),
        (20, 30),
    ),
    "permit": Procedure(
        "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
        (
            "Đơn đề nghị cấp giấy phép xây dựng theo Mẫu số 01",
            "Bản sao Giấy chứng nhận quyền sử dụng đất",
            "Hai bộ bản vẽ thiết kế xây dựng",
            "Bản cam kết bảo đảm an toàn công trình liền kề",
        ),
        (10, 15),
    ),
    "birth": Procedure(
        "Đăng ký khai sinh",
        ("Tờ khai đăng ký khai sinh", "Giấy chứng sinh (bản chính)", "Bản sao Giấy chứng nhận kết hôn của cha mẹ"),
        (1,),
    ),
    "single": Procedure(
        "Cấp Giấy xác nhận tình trạng hôn nhân",
        ("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "Bản sao CCCD"),
        (3,),
    ),
    "household": Procedure(
        "Đăng ký thành lập hộ kinh doanh",
        ("Giấy đề nghị đăng ký hộ kinh doanh", "Bản sao CCCD của chủ hộ kinh doanh", "Hợp đồng thuê địa điểm kinh doanh"),
        (3,),
    ),
    "company": Procedure(
        "Đăng ký thành lập công ty trách nhiệm hữu hạn một thành viên",
        ("Giấy đề nghị đăng ký doanh nghiệp", "Điều lệ công ty", "Bản sao giấy tờ pháp lý của người đại diện theo pháp luật"),
        (3,),
    ),
    "aid": Procedure(
        "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng",
        ("Tờ khai đề nghị trợ giúp xã hội", "Bản sao Giấy khai sinh", "Giấy xác nhận khuyết tật"),
        (15, 22),
    ),
}


@dataclass(frozen=True)
class Filing:
    """One dossier at the desk."""

    code: str
    procedure: Procedure
    received: datetime
    due: datetime
    days: int


def file(story: Story) -> Filing:
    """Handed in on the story's day, in office hours; due after the procedure's working days. The same for all its papers."""
    rng = random.Random(f"{story.applicant.identity} {story.filed}")
    procedure = PROCEDURES[story.matter]
    hour = rng.choice([7, 8, 8, 9, 9, 10, 13, 14, 14, 15, 16])
    received = datetime.combine(story.filed, time(hour, rng.randint(30, 59) if hour in (7, 13) else rng.randint(0, 59)))
    days = rng.choice(procedure.days)
    due = datetime.combine(
        _working_days_after(story.filed, days), rng.choice([time(16, 30), time(17, 0), time(received.hour, received.minute)])
    )
    return Filing(dossier_code(rng, story.filed), procedure, received, due, days)


def dossier_code(rng: random.Random, when: date) -> str:
    """`H49.10-240315-0012`; until mid 2021 the agency's code stood in reverse, `000.00.16.H49-210305-0012`."""
    if when < date(2021, 7, 1):
        middle = rng.choice(["00", f"{rng.randint(1, 40):02d}"])
        agency = f"{rng.choice(['000', f'{rng.randint(1, 30):03d}'])}.{middle}.{rng.randint(2, 40):02d}.H49"
    else:
        agency = "H49" + "".join(f".{rng.randint(1, 60)}" for _ in range(rng.choice([1, 1, 2])))
    return f"{agency}-{when:%y%m%d}-{rng.randint(1, 380):04d}"


def _working_days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
