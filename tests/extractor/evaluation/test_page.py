import base64
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractor.evaluation import Report, evaluate, to_html
from extractor.evaluation.crops import pictures
from extractor.evaluation.failures import Failure, rows, shown
from extractor.evaluation.fields import FieldOutcome
from extractor.profiles import load_profiles
from extractor.record import Box, Check, Document, Dossier, Field, Page, Source
from extractor.settings import Settings

WIDTH, HEIGHT = 827, 1169
BOX = (100.0, 300.0, 400.0, 330.0)
SLY = "<script>alert('x')</script>"


PROFILES = load_profiles()


@pytest.fixture(autouse=True)
def _profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads the declared types once, not for every report."""
    for room in ("measure", "page"):
        monkeypatch.setattr(f"extractor.evaluation.{room}.load_profiles", lambda folder=None: PROFILES)


def put(folder: Path, name: str, fields: dict[str, str | None], evidence: dict[str, object], scale: float = 1.0) -> None:
    """A white page with a black bar where the value stands, and its truth in a grid that is `scale` times as fine."""
    folder.mkdir(exist_ok=True)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(image).rectangle(BOX, fill="black")
    image.save(folder / f"{name}.png", dpi=(100, 100))
    document = {"type": "Công văn", "pages": [1], "fields": fields, "evidence": evidence}
    sizes = {"1": [WIDTH * scale, HEIGHT * scale, 100 * scale]}
    truth = {"file": f"{name}.png", "pages": 1, "documents": [document], "sizes": sizes}
    (folder / f"{name}.truth.json").write_text(json.dumps(truth), encoding="utf-8")


def read(**fields: Field) -> Dossier:
    page = Page(1, 0, 1, WIDTH, HEIGHT, 100.0)
    return Dossier("a", "clean", (Source("a", "0", 1),), (page,), (Document("Công văn", 0.9, (1,), fields=fields),))


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    checks = (Check("limit", False, "Dài quá <b>giới hạn</b>"), Check("known", True, "Có trong danh mục"))
    subject = Field("sai rồi", SLY, "found", 0.95, 1, Box(*BOX), checks=checks)
    dossier = read(subject=subject, place=Field("Hạ Long", "Hạ Long", "found", 0.9))
    monkeypatch.setattr("extractor.evaluation.measure.extract", lambda *_, **__: dossier)
    put(
        tmp_path / "một",
        "a",
        {"subject": "đúng & đủ", "place": "Hạ Long", "signer_name": "Lê Văn Mẫu"},
        {"signer_name": {"page": 1, "box": [2 * edge for edge in BOX]}},
        scale=2.0,
    )
    return evaluate([tmp_path], Settings())


def decoded(html: str) -> list[np.ndarray]:
    sources = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', html)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(each)))) for each in sources]


def test_the_page_needs_nothing_beside_itself_and_escapes_what_it_shows(report: Report) -> None:
    html = to_html(report, Settings())
    assert "<script" not in html
    assert "&lt;b&gt;giới hạn" in html
    assert "&amp;" in html
    assert not re.findall(r"""(?:src|href)=["'](?!data:)""", html)
    assert "url(" not in html
    assert "@import" not in html
    assert 'charset="utf-8"' in html
    assert "dữ liệu cá nhân" in html
    assert "personal data" in html


def test_failures_are_shown_with_what_was_true_read_and_checked(report: Report) -> None:
    html = to_html(report, Settings())
    assert "Trích yếu" in html
    assert "Dài quá" in html
    assert "Có trong danh mục" not in html
    assert "Lê Văn Mẫu" in html
    assert "0.950" in html
    assert "Hạ Long" not in html, "what is right is not shown"
    assert len(decoded(html)) == 2


def test_pictures_show_the_place_whatever_grid_the_truth_is_in(report: Report) -> None:
    for picture in decoded(to_html(report, Settings())):
        assert picture.shape[0] < HEIGHT / 4
        dark = (picture.max(axis=2) < 60).mean()
        # The bar of 300 by 30 pixels is whole in a cutting of 40 % of the page's width and more.
        assert 0.05 < dark < 0.5


def test_frames_tell_what_was_read_from_what_is_true(report: Report) -> None:
    some = [Failure(report.files[0], each) for each in report.files[0].fields if each.bad]
    found = pictures(some, Settings())
    colours = {}
    for index, failure in enumerate(some):
        (picture,) = found[index]
        pixels = np.asarray(Image.open(io.BytesIO(picture.data))).astype(int)
        red, green = pixels[..., 0] - pixels[..., 1], pixels[..., 1] - pixels[..., 0]
        colours[failure.outcome.name] = bool((red > 80).any()), bool((green > 60).any())
    assert colours == {"subject": (True, False), "signer_name": (False, True)}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pictures_of_a_page_that_lies_on_its_side_are_upright(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    lying = Image.new("RGB", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(lying).rectangle(BOX, fill="black")
    lying = lying.rotate(turn, expand=True)
    width, height = lying.size
    x0, y0, x1, y1 = BOX
    box = {
        90: (y0, WIDTH - x1, y1, WIDTH - x0),
        180: (WIDTH - x1, HEIGHT - y1, WIDTH - x0, HEIGHT - y0),
        270: (HEIGHT - y1, x0, HEIGHT - y0, x1),
    }[turn]
    page = Page(1, 0, 1, width, height, 100.0, rotation=turn)
    fields = {"subject": Field("sai", "sai", "found", 0.9, 1, Box(*box))}
    dossier = Dossier("a", "clean", (Source("a", "0", 1),), (page,), (Document("Công văn", 0.9, (1,), fields=fields),))
    monkeypatch.setattr("extractor.evaluation.measure.extract", lambda *_, **__: dossier)
    put(tmp_path, "a", {"subject": "đúng"}, {})
    lying.save(tmp_path / "a.png", dpi=(100, 100))
    (picture,) = decoded(to_html(evaluate([tmp_path], Settings()), Settings()))
    rows_, columns = np.nonzero(picture.max(axis=2) < 60)
    assert np.ptp(columns) == pytest.approx(x1 - x0, abs=4)
    assert np.ptp(rows_) == pytest.approx(y1 - y0, abs=4)


def test_without_any_place_the_whole_page_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.evaluation.measure.extract", lambda *_, **__: read())
    put(tmp_path, "a", {"signer_name": "Lê Văn Mẫu"}, {})
    html = to_html(evaluate([tmp_path], Settings()), Settings())
    (picture,) = decoded(html)
    assert picture.shape[0] / picture.shape[1] == pytest.approx(HEIGHT / WIDTH, rel=0.01)
    assert "cả trang" in html


def test_a_scan_that_is_not_there_or_broken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.evaluation.measure.extract", lambda *_, **__: Dossier("a", "failed"))
    put(tmp_path, "gone", {"signer_name": "Lê Văn Mẫu"}, {})
    put(tmp_path, "broken", {"signer_name": "Lê Văn Mẫu"}, {})
    (tmp_path / "gone.png").unlink()
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    html = to_html(evaluate([tmp_path], Settings()), Settings())
    assert "no-scan" in html
    assert html.count("Không mở được trang") == 2


def test_pictures_are_bounded_and_what_is_left_out_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Report
) -> None:
    monkeypatch.setattr("extractor.evaluation.page.MOST_BYTES", 10)
    assert not decoded(to_html(report, Settings()))
    assert "pictures of 2" in to_html(report, Settings())
    monkeypatch.setattr("extractor.evaluation.failures.SHOWN", 1)
    assert "1 more failures" in to_html(report, Settings())


def test_the_worst_field_is_the_one_that_is_surely_bad(report: Report) -> None:
    (file,) = report.files

    def some(name: str, wrong: int, right: int) -> tuple[FieldOutcome, ...]:
        bad = FieldOutcome("Công văn", name, False, "x", Field("y", "y", "found", 0.3), "wrong", 1, "Công văn")
        unseen = FieldOutcome("Công văn", name, False, "x", Field("y", "y", "found", 0.9), "wrong", 1, "Công văn")
        good = FieldOutcome("Công văn", name, False, "x", Field("x", "x", "found", 0.9), "right", 1, "Công văn")
        return (*[bad] * (wrong - 1), unseen, *[good] * right)

    outcomes = some("place", 1, 0) + some("subject", 40, 40) + some("signer_name", 1, 99)
    table = rows(Report((type(file)(**{**vars(file), "fields": outcomes}),), 1))
    assert [row.field for row in table] == ["subject", "place", "signer_name"]
    (first, some_of_it), *_ = shown(table)
    assert (first.field, len(some_of_it)) == ("subject", 4)
    assert not some_of_it[0].outcome.doubtful, "what passes unseen comes first"


def test_a_page_without_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.evaluation.measure.extract", lambda *_, **__: read())
    put(tmp_path, "a", {"signer_name": None}, {})
    html = to_html(evaluate([tmp_path], Settings()), Settings())
    assert "100.0 %" in html
    assert not decoded(html)
