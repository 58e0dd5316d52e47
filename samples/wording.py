"""What the documents are about: subjects, legal bases of their day, and sentences for the body.

Every sentence is made up; laws are cited by their real names and dates, because their dates are what tempts a reader to
take them for the document's own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from samples.agencies import Agency
from samples.people import somebody


@dataclass(frozen=True)
class Topic:
    """One matter. `act` follows `Về việc` in a decision, `aim` names a plan's or report's object."""

    act: str
    aim: str
    law: str


_TOPICS = [
    Topic(
        "phê duyệt kết quả rà soát hộ nghèo, hộ cận nghèo năm {year} trên địa bàn {unit}",
        "công tác giảm nghèo bền vững năm {year} trên địa bàn {unit}",
        "Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ quy định chuẩn nghèo đa chiều",
    ),
    Topic(
        "thành lập Tổ công tác kiểm tra vệ sinh môi trường các khu dân cư {unit}",
        "bảo đảm vệ sinh môi trường, thu gom rác thải sinh hoạt năm {year}",
        "Luật Bảo vệ môi trường ngày 17 tháng 11 năm 2020",
    ),
    Topic(
        "giao chỉ tiêu trồng rừng sản xuất và chăm sóc rừng năm {year}",
        "bảo vệ, phát triển rừng và phòng cháy, chữa cháy rừng mùa khô năm {year}",
        "Luật Lâm nghiệp ngày 15 tháng 11 năm 2017",
    ),
    Topic(
        "hỗ trợ kinh phí sửa chữa đường liên thôn và nhà văn hóa khu dân cư",
        "đầu tư, nâng cấp hạ tầng giao thông nông thôn năm {year}",
        "Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015",
    ),
    Topic(
        "kiện toàn Ban chỉ đạo phòng, chống thiên tai và tìm kiếm cứu nạn năm {year}",
        "phòng, chống thiên tai và tìm kiếm cứu nạn năm {year}",
        "Luật Phòng, chống thiên tai ngày 19 tháng 6 năm 2013",
    ),
    Topic(
        "công nhận danh hiệu gia đình văn hóa, khu dân cư văn hóa năm {year}",
        "phong trào toàn dân đoàn kết xây dựng đời sống văn hóa năm {year}",
        "Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003",
    ),
    Topic(
        "thu hồi đất để thực hiện dự án mở rộng tuyến đường vào khu tái định cư",
        "giải phóng mặt bằng, bồi thường và hỗ trợ tái định cư năm {year}",
        "Luật Đất đai ngày 29 tháng 11 năm 2013",
    ),
    Topic(
        "ban hành Quy chế tiếp công dân và giải quyết khiếu nại, tố cáo của cơ quan",
        "tiếp công dân, giải quyết đơn thư khiếu nại, tố cáo năm {year}",
        "Luật Tiếp công dân ngày 25 tháng 11 năm 2013",
    ),
    Topic(
        "phân bổ dự toán chi thường xuyên quý {quarter} năm {year} cho các đơn vị trực thuộc",
        "thực hiện dự toán thu, chi ngân sách nhà nước quý {quarter} năm {year}",
        "Luật Ngân sách nhà nước ngày 16 tháng 12 năm 2002",
    ),
    Topic(
        "tổ chức tiêm phòng đợt {quarter} cho đàn gia súc, gia cầm năm {year}",
        "tiêm phòng và kiểm soát dịch bệnh trên đàn vật nuôi năm {year}",
        "Luật Thú y ngày 19 tháng 6 năm 2015",
    ),
]

_SENTENCES = [
    "Trong {quarter} tháng đầu năm, {agency} đã tổ chức {n} cuộc họp với các thôn, khu phố để phổ biến "
    "nội dung và thống nhất cách làm.",
    "Kinh phí thực hiện là {money} đồng, lấy từ nguồn ngân sách địa phương và các nguồn huy động hợp pháp khác.",
    "Các hộ gia đình đã ký cam kết, trong đó có {n} hộ tự nguyện hiến đất với tổng diện tích {m2} m2.",
    "Đến ngày {d}/{m}/{year}, tỷ lệ hoàn thành đạt {pc}% kế hoạch, tăng {pc2}% so với cùng kỳ năm trước.",
    "Qua kiểm tra thực tế tại {n} điểm, đoàn đã nhắc nhở các trường hợp chưa chấp hành và yêu cầu khắc "
    "phục xong trước ngày {d}/{m}/{year}.",
    "Các phòng, ban chuyên môn có trách nhiệm theo dõi, đôn đốc và tổng hợp kết quả, báo cáo trước ngày {d} hằng tháng.",
    "Trưởng các thôn, khu phố thông báo đến từng hộ dân, nhất là các hộ ở xa trung tâm và đồng bào dân tộc thiểu số.",
    "Số người tham gia là {n} người, gồm cán bộ, công chức, viên chức và đại diện các đoàn thể chính trị - xã hội.",
    "Việc chi trả được thực hiện công khai, đúng đối tượng, có sự giám sát của Mặt trận Tổ quốc và Ban giám sát cộng đồng.",
    "Bộ phận văn phòng chuẩn bị hội trường, tài liệu và các điều kiện cần thiết để phục vụ cuộc họp.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị phản ánh kịp thời bằng "
    "văn bản để được hướng dẫn, giải quyết.",
    "Hồ sơ gồm {quarter} bộ, mỗi bộ có bản chính và bản sao, được lập theo mẫu quy định và nộp trực tiếp tại bộ phận một cửa.",
    "Công tác tuyên truyền được duy trì thường xuyên trên hệ thống loa truyền thanh với {n} tin, bài và {quarter} chuyên mục.",
    "Bên cạnh kết quả đạt được vẫn còn một số hạn chế: tiến độ ở vài nơi còn chậm, sự phối hợp giữa các "
    "bộ phận chưa thật chặt chẽ.",
    "Nguyên nhân chủ yếu do thời tiết diễn biến phức tạp, giá vật tư tăng cao và lực lượng tại chỗ còn mỏng.",
    "Giao bộ phận kế toán kiểm tra chứng từ, thanh quyết toán theo đúng chế độ hiện hành của Nhà nước.",
    "Tổng diện tích được khảo sát là {m2} m2, trong đó đất ở chiếm {pc}% và đất trồng cây lâu năm chiếm {pc2}%.",
    "Đề nghị các cơ quan, đơn vị cử cán bộ có chuyên môn tham gia và gửi danh sách về trước ngày {d}/{m}/{year}.",
]

HEADINGS = [
    "Mục đích, yêu cầu",
    "Nội dung thực hiện",
    "Kết quả đạt được",
    "Tồn tại, hạn chế",
    "Phương hướng, nhiệm vụ",
    "Tổ chức thực hiện",
]


@dataclass(frozen=True)
class Writer:
    """Fills topics and sentences with the particulars of one document."""

    rng: random.Random
    agency: Agency
    when: date

    def topic(self) -> Topic:
        """A matter, with its year and unit filled in, whose law already existed."""
        known = [topic for topic in _TOPICS if int(topic.law.rsplit(" năm ", 1)[1][:4]) <= self.when.year]
        chosen = self.rng.choice(known or _TOPICS[8:9])
        return Topic(self._fill(chosen.act), self._fill(chosen.aim), chosen.law)

    def sentences(self, count: int) -> list[str]:
        """`count` sentences, none twice."""
        return [self._fill(sentence) for sentence in self.rng.sample(_SENTENCES, min(count, len(_SENTENCES)))]

    def paragraph(self) -> str:
        """Two or three sentences."""
        return " ".join(self.sentences(self.rng.randint(2, 3)))

    def founding_law(self) -> str:
        """The law on local government of the day."""
        if self.when >= date(2025, 6, 16):
            return "Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025"
        if self.when >= date(2016, 1, 1):
            return "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
        if self.when >= date(2004, 7, 1):
            return "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003"
        return "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 21 tháng 6 năm 1994"

    def money(self) -> str:
        """An amount in đồng with dots between thousands."""
        return f"{self.rng.randint(5, 900) * 100_000 + self.rng.randint(1, 9) * 10_000:,}".replace(",", ".")

    def colleague(self) -> str:
        """An invented person's name."""
        return somebody(self.rng).name

    def _fill(self, text: str) -> str:
        rng = self.rng
        return text.format(
            year=self.when.year,
            unit=self.agency.unit,
            agency=self.agency.name,
            quarter=rng.randint(2, 4),
            n=rng.randint(11, 240),
            money=self.money(),
            m2=f"{rng.randint(300, 9800):,}".replace(",", "."),
            pc=f"{rng.randint(41, 98)},{rng.randint(1, 9)}",
            pc2=f"{rng.randint(2, 30)},{rng.randint(1, 9)}",
            d=f"{rng.randint(10, 28)}",
            m=rng.randint(3, 12),
        )
