"""Scans drawn for tests: a letter laid out after NĐ 30/2020, with invented content."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

FONTS = [Path("/usr/share/fonts/truetype/liberation2"), Path("/usr/share/fonts/truetype/liberation")]
DPI = 200
WIDTH, HEIGHT = 1654, 2339


def font(points: float, style: str = "Regular") -> ImageFont.FreeTypeFont:
    for folder in FONTS:
        path = folder / f"LiberationSerif-{style}.ttf"
        if path.exists():
            return ImageFont.truetype(str(path), round(points * DPI / 72))
    pytest.skip("fonts-liberation2 is not installed; run `make setup`")


def draw_letter(
    title: str = "QUYẾT ĐỊNH", number: str = "15", symbol: str = "QĐ-UBND", day: str = "05", *, body_only: bool = False
) -> Image.Image:
    """An A4 page at 200 dpi, grey."""
    page = Image.new("L", (WIDTH, HEIGHT), 250)
    pen = ImageDraw.Draw(page)

    def centred(x: float, y: float, text: str, points: float, style: str = "Regular") -> None:
        pen.text((x * WIDTH, y * HEIGHT), text, fill=20, font=font(points, style), anchor="ms")

    if not body_only:
        centred(0.27, 0.07, "ỦY BAN NHÂN DÂN", 13)
        centred(0.27, 0.09, "PHƯỜNG HÀ TU", 13, "Bold")
        centred(0.27, 0.12, f"Số: {number}/{symbol}", 13)
        centred(0.68, 0.07, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "Bold")
        centred(0.68, 0.09, "Độc lập - Tự do - Hạnh phúc", 13, "Bold")
        centred(0.68, 0.12, f"Hạ Long, ngày {day} tháng 3 năm 2024", 13, "Italic")
        centred(0.5, 0.17, title, 14, "Bold")
        centred(0.5, 0.19, "Về việc thành lập Tổ công tác số hóa hồ sơ", 14, "Bold")
    paragraphs = [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;",
        "Theo đề nghị của Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường.",
        "Điều 1. Thành lập Tổ công tác số hóa hồ sơ gồm các ông, bà có tên sau đây.",
        "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký.",
    ]
    for row, text in enumerate(paragraphs):
        pen.text((0.13 * WIDTH, (0.26 + 0.03 * row) * HEIGHT), text, fill=20, font=font(13))
    if not body_only:
        pen.text((0.13 * WIDTH, 0.5 * HEIGHT), "Nơi nhận:", fill=20, font=font(12, "BoldItalic"))
        pen.text((0.13 * WIDTH, 0.52 * HEIGHT), "- Như Điều 3;", fill=20, font=font(11))
        pen.text((0.13 * WIDTH, 0.535 * HEIGHT), "- Lưu: VT.", fill=20, font=font(11))
        centred(0.7, 0.51, "TM. ỦY BAN NHÂN DÂN", 13, "Bold")
        centred(0.7, 0.53, "CHỦ TỊCH", 13, "Bold")
        centred(0.7, 0.62, "Trần Văn Mẫu", 13, "Bold")
    return page


def save_pdf(path: Path, pages: list[Image.Image]) -> Path:
    """Image-only pages, as a scanner makes them."""
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=DPI)
    return path


def save_tiff(path: Path, pages: list[Image.Image]) -> Path:
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(DPI, DPI), compression="tiff_deflate")
    return path
