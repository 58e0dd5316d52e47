"""The dossiers kept in samples/dossiers: one for each kind of source that the service must read. Invented people only."""

from __future__ import annotations

from collections.abc import Mapping

from samples.bundles import LAND
from samples.degrade import Wear
from samples.dossier import File, Part

_CLEAN = Wear(dpi=200, skew=0.2, noise=1.0)
_FAINT = Wear(
    dpi=300,
    paper=(240, 233, 214),
    toner=0.62,
    patchy=0.3,
    skew=-1.1,
    blur=0.7,
    noise=3.0,
    light=0.05,
    bleed=0.05,
    specks=40,
    holes=2,
)
_PILE = Wear(dpi=200, skew=0.5, noise=1.5, bleed=0.04)
_FAX = Wear(ink="bitonal", dpi=200, skew=-0.4, noise=8.0, specks=60)
_PHOTO = Wear(
    device="phone", dpi=170, paper=(238, 236, 228), toner=0.92, skew=1.2, blur=0.5, noise=2.0, light=0.2, shadow=0.2, tilt=0.03
)
_COPY = Wear(ink="grey", dpi=200, toner=0.9, patchy=0.2, skew=-0.6, blur=0.7, noise=4.0, specks=50)
_SIDEWAYS = Wear(ink="grey", dpi=200, skew=0.3, turn=1, noise=1.0)

DOSSIERS: Mapping[str, tuple[File, ...]] = {
    "ho-so-01": (File("quyet-dinh", (Part("Quyết định", "c01", _CLEAN, length=2, hand=False, era="recent"),), quality=45),),
    "ho-so-02": (File("luu-tru", (Part("Kế hoạch", "c02", _FAINT, length=2, hand=True, era="archive"),), "layered"),),
    "ho-so-03": (
        File(
            "chong-ho-so",
            (
                Part("Tờ trình", "c03a", _PILE, length=1, hand=True, backs=True),
                Part("Quyết định", "c03b", _PILE, length=5, hand=False, era="recent"),
                Part("Biên bản", "c03c", _PILE, length=1, era="recent"),
                Part("Công văn", "c03d", _PILE, length=1, hand=True),
            ),
            "layered",
        ),
    ),
    "ho-so-04": (
        File(
            "bao-cao", (Part("Báo cáo", "c04a", _FAX, length=3, hand=False), Part("Giấy mời", "c04b", _FAX, length=1)), "tiff"
        ),
    ),
    "ho-so-05": (File("anh-chup", (Part("Thông báo", "c05", _PHOTO, length=1, era="recent"),), "jpeg", quality=50),),
    "ho-so-06": (
        File(
            "hon-hop",
            (
                Part("Công văn", "c06a", None, length=2, era="recent"),
                Part("Hợp đồng", "c06b", _SIDEWAYS, length=1, era="recent", matter="aid"),
            ),
            quality=45,
        ),
    ),
    "ho-so-07": (File("don", (Part("Đơn, tờ khai", "c07", _CLEAN),), quality=45),),
    "ho-so-08": (
        File(
            "nop",
            (
                Part("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "c08a", _PILE, story="c08", matter="land"),
                Part("Đơn, tờ khai", "c08b", _PILE, story="c08", matter="land"),
                Part("Phiếu kiểm soát quá trình giải quyết hồ sơ", "c08c", _PILE, story="c08", matter="land"),
            ),
            "layered",
        ),
        File(
            "so-do",
            (
                Part(LAND[1], "c08d", _PILE, story="c08", matter="land"),
                Part("Căn cước công dân", "c08f", _PILE, story="c08", matter="land"),
            ),
            "layered",
        ),
        File("hop-dong", (Part("Hợp đồng", "c08e", _FAX, story="c08", matter="land"),), "tiff"),
    ),
    "ho-so-09": (
        File(
            "khai-sinh",
            (
                Part("Đơn, tờ khai", "c09a", _PILE, story="c09", matter="birth"),
                Part("Giấy khai sinh", "c09b", _PILE, story="c09", matter="birth"),
                Part("Giấy chứng nhận kết hôn", "c09c", _COPY, story="c09", matter="birth"),
            ),
            "layered",
        ),
    ),
    "ho-so-10": (
        File(
            "kinh-doanh",
            (
                Part("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "c10a", _PILE, story="c10", matter="company"),
                Part("Giấy chứng nhận đăng ký doanh nghiệp", "c10b", _PILE, story="c10", matter="company"),
                Part("Giấy chứng nhận đăng ký hộ kinh doanh", "c10c", _COPY, story="c10", matter="company"),
            ),
            "layered",
        ),
    ),
    "ho-so-11": (
        File(
            "xay-dung",
            (
                Part("Giấy phép xây dựng", "c11a", _PILE, story="c11", matter="permit"),
                Part(LAND[0], "c11b", _COPY, story="c11", matter="permit"),
                Part(LAND[2], "c11c", _PILE, story="c11", matter="permit"),
            ),
            "layered",
        ),
    ),
}
