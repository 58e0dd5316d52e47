"""Wordings that an own folder adds to types which other files declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.documents import split
from extractor.errors import ProfileError
from extractor.fields import find_fields
from extractor.profiles import find_mistakes, load_profiles
from tests.extractor.paper import centred, line, page

BIRTH = "Giấy khai sinh"
PAPER = page([centred(100, "GIẤY KHAI SINH"), line(90, 200, "Cháu tên là: Chíu A Sáng"), line(90, 225, "Giới tính: Nam")])


def test_a_label_that_the_type_lacks_is_read_once_it_is_added(tmp_path: Path) -> None:
    (tmp_path / "them.yaml").write_text(
        f"extends: {{{BIRTH}: {{fields: {{child_name: {{anchors: [Cháu tên là]}}}}}}}}", "utf-8"
    )
    assert find_mistakes(tmp_path) == ()
    before, after = load_profiles(), load_profiles(tmp_path)
    assert after.sha256 != before.sha256, "another folder makes another configuration"
    assert [each.name for each in after.all] == [each.name for each in before.all]
    (document,) = split([PAPER], after)
    assert find_fields(document, [PAPER], before).fields["child_name"].value != "Chíu A Sáng"
    assert find_fields(document, [PAPER], after).fields["child_name"].value == "Chíu A Sáng"
    assert set(before.fields(BIRTH)["child_name"].anchors) < set(after.fields(BIRTH)["child_name"].anchors)


def test_a_title_is_added_and_names_the_type(tmp_path: Path) -> None:
    (tmp_path / "them.yaml").write_text(f"extends:\n  {BIRTH}:\n    titles: [GIẤY CHỨNG SINH LẠI]\n", "utf-8")
    match = load_profiles(tmp_path).match_title("GIẤY CHỨNG SINH LẠI")
    assert match is not None
    assert match.profile.name == BIRTH


def test_what_the_type_has_already_is_no_mistake_and_is_not_there_twice(tmp_path: Path) -> None:
    (tmp_path / "them.yaml").write_text(
        f"extends:\n  {BIRTH}:\n    titles: [GIẤY KHAI SINH]\n    fields:\n      sex: {{anchors: [Giới tính]}}\n", "utf-8"
    )
    assert find_mistakes(tmp_path) == ()
    birth = load_profiles(tmp_path).get(BIRTH)
    assert birth == load_profiles().get(BIRTH)


@pytest.mark.parametrize(
    ("text", "line_", "says"),
    [
        ("extends:\n  Giấy khai sing:\n    titles: [A B C]\n", 2, "no type “Giấy khai sing”"),
        (
            f"extends:\n  {BIRTH}:\n    fields:\n      child: {{anchors: [Tên]}}\n",
            4,
            "“child” is not among this type's own fields",
        ),
        (
            f"extends:\n  {BIRTH}:\n    fields:\n      sex:\n        anchors:\n        - Phái\n        - Dân tộc\n",
            7,
            "announces ethnicity",
        ),
        (f"extends:\n  {BIRTH}:\n    titles:\n    - GIẤY SINH\n    - QUYẾT ĐỊNH\n", 5, "already belongs to Quyết định"),
        (f"extends:\n  {BIRTH}:\n    cues: [a]\n", 3, "Extra inputs"),
        (f"name: X\nextends:\n  {BIRTH}:\n    titles: [A B C]\n", 1, "Extra inputs"),
        (f"extends:\n  {BIRTH}: {{}}\n", 2, "add titles, fields or keyed_twice"),
        ("extends: []\n", 1, "valid dictionary"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line_: int, says: str) -> None:
    (tmp_path / "them.yaml").write_text(text, "utf-8")
    (mistake,) = find_mistakes(tmp_path)
    assert (mistake.file, mistake.line) == ("them.yaml", line_)
    assert says in mistake.message
    with pytest.raises(ProfileError, match="them"):
        load_profiles(tmp_path)


def test_two_files_cannot_give_one_title_to_two_types(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"extends:\n  {BIRTH}:\n    titles: [GIẤY SINH LẠI]\n", "utf-8")
    (tmp_path / "b.yaml").write_text("extends:\n  Quyết định:\n    titles: [GIẤY SINH LẠI]\n", "utf-8")
    (mistake,) = find_mistakes(tmp_path)
    assert (mistake.file, mistake.line) == ("b.yaml", 3)
