"""The real scans beside the checkout can be shown: of each file the first and the last page."""

import json
from pathlib import Path

import pytest

from extractor.pages import open_source
from extractor.settings import Settings

REAL = Path(__file__).resolve().parents[4] / "shared" / "real"
FILES = sorted(path for path in REAL.glob("*/*") if path.suffix in {".pdf", ".png", ".jpg"})

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FILES, reason="the real scans (../shared/real) are not beside this checkout"),
]


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in FILES}))
def test_pages_show_something(folder):
    for path in FILES:
        if path.parent.name != folder:
            continue
        truth = json.loads(path.with_name(f"{path.stem}.truth.json").read_text("utf-8"))
        with open_source(path, Settings(dpi=150)) as file:
            assert file.source.pages == truth["pages"]
            for number in {1, file.source.pages}:
                page = file.page(number)
                assert int(page.pixels.max()) - int(page.pixels.min()) > 100
                assert not [finding for finding in page.findings if finding.severity != "info"]
