from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor.errors import ProfileError
from extractor.profiles import find_mistakes, load_profiles
from extractor.settings import models_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shared fields with one type."""
    shutil.copy(models_folder() / "profiles" / "_header.yaml", tmp_path)
    (tmp_path / "thong-bao.yaml").write_text('name: Thông báo\ncode: "07"\ntitles: [THÔNG BÁO]\nsymbols: [TB]\n', "utf-8")
    return tmp_path


def test_the_declared_types_load_and_carry_the_archive_codes():
    profiles = load_profiles()
    codes = {name: getattr(profiles.get(name), "code", None) for name in ("Quyết định", "Công văn", "Hợp đồng", "Giấy mời")}
    assert codes == {"Quyết định": "02", "Công văn": "22", "Hợp đồng": "21", "Giấy mời": "26"}
    assert profiles.get("khác") is None
    assert len(profiles.sha256) == 64


def test_titles_are_found_under_lost_marks_and_letters():
    profiles = load_profiles()
    for printed, name in [("QUYÉT ĐỊNH", "Quyết định"), ("TỜ TRlNH", "Tờ trình"), ("HỢP ĐÔNG TRÁCH NHIỆM", "Hợp đồng")]:
        match = profiles.match_title(printed)
        assert match is not None
        assert match.profile.name == name
    assert profiles.match_title("BẢNG ĐỀ NGHỊ") is None


def test_abbreviations_keep_d_and_d_with_a_stroke_apart():
    profiles = load_profiles()
    names = [getattr(profiles.by_symbol(symbol), "name", None) for symbol in ("HĐ", "HD", "T.Tr", "TTr")]
    assert names == ["Hợp đồng", "Hướng dẫn", "Tờ trình", "Tờ trình"]


def test_a_type_may_declare_a_shared_field_anew():
    profiles = load_profiles()
    required = [getattr(profiles.spec(name, "addressees"), "required", None) for name in ("Công văn", "Quyết định", "khác")]
    assert required == [True, False, False]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: Giấy\ntitles: GIẤY\n", ["line 2", "titles"]),
        ("name: Giấy\ncode: '2'\ntitles: [GIẤY]\n", ["line 2", "code"]),
        ("name: Giấy\ntitles: [GIẤY]\ncolour: red\n", ["line 3", "colour"]),
        ("name: Giấy\ntitles: [GIẤY]\nfields:\n  subject: {type: texts, label: X}\n", ["line 4", "subject", "type"]),
        ("name: [\n", ["line", "YAML"]),
        ("- Giấy\n", ["line 1"]),
        ("name: Giấy\n", ["at least one of titles"]),
        ("name: Giấy\ntitles: [THÔNG BÁO]\n", ["already belongs to", "thong-bao.yaml"]),
    ],
)
def test_a_mistake_is_explained_with_file_line_and_field(folder: Path, text: str, says: list[str]):
    (folder / "giay.yaml").write_text(text, "utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profiles(folder)
    message = caught.value.public_message
    assert ".yaml" in message
    assert all(part in message for part in says), message


def test_a_folder_without_types_is_refused(folder: Path):
    (folder / "thong-bao.yaml").unlink()
    with pytest.raises(ProfileError, match="no document type"):
        load_profiles(folder)


def test_an_operators_folder_adds_to_the_declared_types(tmp_path: Path):
    (tmp_path / "don-xin.yaml").write_text("name: Đơn xin nghỉ\ntitles: [ĐƠN XIN NGHỈ PHÉP NĂM]\n", "utf-8")
    profiles = load_profiles(tmp_path)
    assert profiles.get("Đơn xin nghỉ") is not None
    assert profiles.get("Quyết định") is not None


def test_every_mistake_is_found_with_its_line(folder: Path):
    (folder / "a.yaml").write_text(
        "name: Giấy\ntitles: [GIẤY]\ncheks: []\nfields:\n"
        "  owner: {type: person, label: Chủ, section: one}\n  heir: {type: persn, label: Thừa kế}\n",
        "utf-8",
    )
    (folder / "b.yaml").write_text(
        "name: Thẻ\ntitles: [THẺ]\nsections: {one: [Phần một]}\nfields:\n"
        "  owner: {type: person, label: Chủ, section: two, anchors: [Họ tên]}\n"
        "  heir: {type: person, label: Thừa kế, anchors: [họ  tên]}\n"
        "checks:\n  - {rule: same, fields: [owner, nobody], says: khác nhau}\n"
        "people:\n  a: {name: someone}\nexports:\n  portal: {nothing: Gì}\n",
        "utf-8",
    )
    found = [(mistake.file, mistake.line, mistake.where) for mistake in find_mistakes(folder)]
    assert found == [
        ("a.yaml", 6, "fields.heir.type"),
        ("a.yaml", 3, "cheks"),
        ("b.yaml", 5, "fields.owner.section"),
        ("b.yaml", 8, "checks.0.fields"),
        ("b.yaml", 10, "people.a"),
        ("b.yaml", 12, "exports.portal.nothing"),
    ]


def test_one_label_announces_one_field_in_a_section(folder: Path):
    (folder / "b.yaml").write_text(
        "name: Thẻ\ntitles: [THẺ]\nfields:\n  owner: {type: person, label: Chủ, anchors: [Họ tên]}\n"
        "  heir: {type: person, label: Thừa kế, anchors: [họ  tên]}\n",
        "utf-8",
    )
    (mistake,) = find_mistakes(folder)
    assert "“họ  tên” already announces owner" in str(mistake)
    assert mistake.line == 5
