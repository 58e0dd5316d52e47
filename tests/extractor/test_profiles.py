from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor.errors import ProfileError
from extractor.profiles import load_profiles, models_folder


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


def test_a_folder_without_types_or_shared_fields_is_refused(folder: Path):
    (folder / "thong-bao.yaml").unlink()
    with pytest.raises(ProfileError, match="no document type"):
        load_profiles(folder)
    (folder / "_header.yaml").unlink()
    with pytest.raises(ProfileError, match="_header"):
        load_profiles(folder)
