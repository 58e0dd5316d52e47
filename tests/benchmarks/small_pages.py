"""Makes a synthetic backlog: dossiers of small 1-bit pages with some printed words each, quick to read and many.

    python -m tests.benchmarks.small_pages FOLDER [--dossiers 100] [--pages 5] [--seed 1]

A dossier is a folder with one multi-page TIFF (CCITT group 4). No two pages are alike, so nothing is ever read once for two.
"""

import argparse
import random
from pathlib import Path

from PIL import Image, ImageDraw

from samples.fonts import Face, font

SIZE = 600, 150
DPI = 300
WORDS = (
    *("ủy", "ban", "nhân", "dân", "huyện", "tỉnh", "phường", "cấp", "giấy", "chứng", "nhận", "quyền", "sử", "dụng", "đất"),
    *("hồ", "sơ", "ngày", "tháng", "năm", "căn", "cứ", "luật", "quyết", "định", "thông", "báo", "đăng", "ký", "kinh", "doanh"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dossiers", type=int, default=100)
    parser.add_argument("--pages", type=int, default=5, help="pages of a dossier")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for number in range(given.dossiers):
        target = given.folder / f"ho-so-{number + 1:06}"
        target.mkdir(parents=True, exist_ok=True)
        write(target / "quet.tif", number, given.pages, given.seed)


def write(path: Path, dossier: int, pages: int, seed: int = 1) -> None:
    """A dossier's file; the same arguments give the same bytes."""
    chance = random.Random(f"{seed} {dossier}")
    first, *others = (draw(dossier + 1, page + 1, chance) for page in range(pages))
    first.save(path, save_all=True, append_images=others, compression="group4", dpi=(DPI, DPI))


def draw(dossier: int, page: int, chance: random.Random) -> Image.Image:
    """A page with its number and a line of words."""
    sheet = Image.new("1", SIZE, 1)
    pen = ImageDraw.Draw(sheet)
    lines = [f"Hồ sơ số {dossier} tờ {page}", " ".join(chance.choices(WORDS, k=5))]
    for row, line in enumerate(lines):
        pen.text((20, 20 + 66 * row), line, fill=0, font=font(Face.SERIF, 44))
    return sheet


if __name__ == "__main__":
    main()
