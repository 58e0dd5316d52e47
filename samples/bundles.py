"""Which papers lie in a citizen's dossier, matter by matter."""

from __future__ import annotations

import random

LAND = (
    "Giấy chứng nhận quyền sử dụng đất",
    "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
    "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
)
CARDS = ("Căn cước công dân", "Căn cước công dân", "Căn cước", "Giấy chứng minh nhân dân")
ADMINISTRATIVE = (
    "Quyết định",
    "Công văn",
    "Tờ trình",
    "Báo cáo",
    "Thông báo",
    "Kế hoạch",
    "Giấy mời",
    "Biên bản",
    "Hợp đồng",
)
_RECEIPT = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
_FORM = "Đơn, tờ khai"
_SLIP = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
_MARRIAGE = "Giấy chứng nhận kết hôn"
_SINGLE = "Giấy xác nhận tình trạng hôn nhân"

_PAPERS: dict[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "land": ((LAND, 1.0), (("Hợp đồng",), 0.7), (CARDS, 0.8), ((_MARRIAGE, _SINGLE), 0.3)),
    "first-land": ((LAND[:1], 0.4), (("Biên bản",), 0.5), (CARDS, 0.7)),
    "permit": ((LAND, 0.8), (CARDS, 0.5), (("Giấy phép xây dựng",), 0.7)),
    "birth": (((_MARRIAGE,), 0.6), (CARDS, 0.5), (("Giấy khai sinh",), 0.8)),
    "single": ((CARDS, 0.7), ((_SINGLE,), 0.8)),
    "household": ((CARDS, 0.8), (("Giấy chứng nhận đăng ký hộ kinh doanh",), 0.8)),
    "company": ((CARDS, 0.7), (("Giấy chứng nhận đăng ký doanh nghiệp",), 0.9)),
    "aid": ((("Giấy khai sinh", "Trích lục khai tử"), 0.6), (CARDS, 0.6), (("Quyết định",), 0.5)),
}
"""Papers behind receipt and form: one of each group, with the chance that there is one."""


def papers(rng: random.Random, matter: str) -> list[str]:
    """Types of the papers in a dossier about `matter`, in the order in which they lie."""
    chosen = [_RECEIPT] if rng.random() < 0.85 else []
    chosen.append(_FORM)
    for group, chance in _PAPERS[matter]:
        if rng.random() < chance:
            chosen.append(rng.choice(group))
    if rng.random() < 0.35:
        chosen.append(_SLIP)
    return chosen
