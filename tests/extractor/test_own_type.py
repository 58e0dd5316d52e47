"""What docs/types.md promises: a type of one's own in ten minutes, without code."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from extractor.documents import split
from extractor.fields import find_fields
from extractor.profiles import find_mistakes, load_profiles
from tests.extractor.paper import centred, letterhead, line, page

DOCS = Path(__file__).parents[2] / "docs" / "types.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the page tells to make, with its example as it is printed there."""
    example = re.search(r"```yaml\n(.*?)\n *```", DOCS.read_text("utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "giay-xac-nhan-ho-ngheo.yaml").write_text(textwrap.dedent(example[1]), "utf-8")
    return tmp_path


def test_the_example_is_read_from_paper_without_code(folder: Path):
    assert find_mistakes(folder) == ()
    profiles = load_profiles(folder)
    paper = page(
        [
            *letterhead("UBND XÃ HẢI HÒA", number=("Số: 12/GXN-UBND",)),
            centred(190, "GIẤY XÁC NHẬN HỘ NGHÈO"),
            line(90, 240, "Xác nhận hộ ông: Chíu A Sáng"),
            line(90, 265, "Số CCCD: 022069001234"),
            line(90, 290, "Nơi cư trú: thôn 2, xã Hải Hòa, tỉnh Quảng Ninh"),
            line(90, 315, "Số nhân khẩu: 05 người"),
            line(90, 340, "Có giá trị từ ngày 01/01/2026 đến ngày 31/12/2026"),
        ]
    )
    (document,) = split([paper], profiles)
    fields = find_fields(document, [paper], profiles).fields
    assert document.type == "Giấy xác nhận hộ nghèo"
    assert {name: fields[name].value for name in ("head_name", "head_id", "members", "valid_from", "valid_to")} == {
        "head_name": "Chíu A Sáng",
        "head_id": "022069001234",
        "members": "5",
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
    }
    assert fields["address"].parts["commune"] == "xã Hải Hòa"
    assert all(fields[name].box is not None for name in ("head_name", "head_id", "address", "members"))


def test_a_mistake_in_it_is_told_as_the_page_says(folder: Path):
    path = folder / "giay-xac-nhan-ho-ngheo.yaml"
    path.write_text(path.read_text("utf-8").replace("members: {type: integer", "members: {type: intger"), "utf-8")
    (mistake,) = find_mistakes(folder)
    told = re.search(
        r"giay-xac-nhan-ho-ngheo\.yaml, line \d+, fields\.members\.type: Input should be 'type', 'text'",
        DOCS.read_text("utf-8"),
    )
    assert told is not None
    assert str(mistake).startswith(told[0])
