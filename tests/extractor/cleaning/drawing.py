"""Pages drawn in code: black text, seals, dirt, at 200 dpi unless said otherwise."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extractor.raster import Pixels
from extractor.record import Box

DPI = 200
WIDTH, HEIGHT = 1654, 2339
TEXT = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm",
    "của Ủy ban nhân dân tỉnh về việc ban hành quy chế phối hợp giữa",
    "các cơ quan chuyên môn trong lĩnh vực quản lý đất đai, xây dựng",
    "Xét đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 125/TTr-SNV",
    "Thủ trưởng các đơn vị có liên quan chịu trách nhiệm thi hành.",
)


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font with Vietnamese letters where this machine has one, else Pillow's own."""
    for name in ("LiberationSerif-Regular.ttf", "DejaVuSerif.ttf"):
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def paper(level: int = 252, width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """Empty paper in colour."""
    return np.full((height, width, 3), level, np.uint8)


def write(page: Pixels, text: str, x: int, y: int, size: int = 38, colour: tuple[int, int, int] = (20, 20, 20)) -> Box:
    """Draws one line (colour in blue, green, red) into `page` and returns its box."""
    image = Image.fromarray(page)
    draw = ImageDraw.Draw(image)
    draw.text((x, y), text, font=font(size), fill=colour)
    page[:] = np.asarray(image)
    left, top, right, bottom = draw.textbbox((x, y), text, font=font(size))
    return Box(left, top, right, bottom)


def letter(lines: int = 30, ink: int = 20) -> Pixels:
    """A page full of text."""
    page = paper()
    image = Image.fromarray(page)
    draw = ImageDraw.Draw(image)
    for index in range(lines):
        draw.text((220, 260 + 58 * index), TEXT[index % len(TEXT)], font=font(38), fill=(ink, ink, ink))
    return np.array(image)


def tilted(page: Pixels, degrees: float, level: int = 252) -> Pixels:
    """`page` as it lies when its text runs downhill by `degrees`."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), -degrees, 1)
    filled = (level, level, level)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=filled), dtype=np.uint8)


def seal(page: Pixels, x: int, y: int, radius: int = 140) -> None:
    """Stamps a red seal over what is there: ink is transparent, so black stays black."""
    ink = np.full_like(page, 255)
    red = (60, 40, 215)
    cv2.circle(ink, (x, y), radius, red, 7)
    cv2.circle(ink, (x, y), radius - 40, red, 3)
    cv2.circle(ink, (x, y), radius // 4, red, cv2.FILLED)
    for step in range(24):
        angle = step * np.pi / 12
        at = (int(x + (radius - 20) * np.cos(angle)), int(y + (radius - 20) * np.sin(angle)))
        cv2.putText(ink, "H", (at[0] - 8, at[1] + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.7, red, 3)
    page[:] = np.minimum(page, ink)


def noisy(page: Pixels, spread: float, seed: int = 7) -> Pixels:
    """`page` with a scanner's noise of `spread` grey levels."""
    noise = np.random.default_rng(seed).normal(0, spread, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)
