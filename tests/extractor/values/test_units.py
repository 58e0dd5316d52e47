from __future__ import annotations

from datetime import date

import pytest

from extractor.errors import SetupError
from extractor.values.units import TWO_TIERS, lacks_marks, load_units, version_on

UNITS = load_units()


def test_quang_ninh_has_54_communes_made_of_171():
    today = [unit for unit in UNITS.communes if unit.until is None]
    before = [unit for unit in UNITS.communes if unit.until == date(2025, 6, 30)]
    assert len(today) == 54
    assert {kind: sum(unit.kind == kind for unit in today) for kind in ("phường", "xã", "đặc khu")} == {
        "phường": 30,
        "xã": 22,
        "đặc khu": 2,
    }
    assert {kind: sum(unit.kind == kind for unit in before) for kind in ("phường", "xã", "thị trấn")} == {
        "phường": 73,
        "xã": 91,
        "thị trấn": 7,
    }, "as NQ 1199/NQ-UBTVQH15 left them"


def test_every_old_commune_lies_in_a_known_district_and_leads_to_communes_of_today():
    grounds = {ground for unit in UNITS.districts for ground in unit.ground}
    old = [unit for unit in UNITS.communes if unit.until is not None]
    assert {unit.parent for unit in old} == grounds
    assert all(unit.becomes and all(UNITS.current(code) for code in unit.becomes) for unit in old)


def test_the_country_had_63_provinces_and_has_34():
    eve = [unit for unit in UNITS.provinces if unit.existed(date(2025, 6, 30))]
    now = [unit for unit in UNITS.provinces if unit.existed(TWO_TIERS)]
    assert (len(eve), len({unit.name for unit in now})) == (63, 34)
    assert {code for unit in eve for code in unit.becomes} == {unit.code for unit in now}


@pytest.mark.parametrize(
    ("day", "kind"), [(date(2010, 1, 1), "tỉnh"), (date(2026, 8, 31), "tỉnh"), (date(2026, 9, 1), "thành phố")]
)
def test_quang_ninh_is_a_city_since_september_2026(day: date, kind: str):
    assert [unit.kind for unit in UNITS.find("province", "Quảng Ninh", on=day)] == [kind]


@pytest.mark.parametrize(
    ("day", "full"),
    [
        (date(1990, 1, 1), "huyện Hải Ninh"),
        (date(2001, 1, 1), "thị xã Móng Cái"),
        (date(2020, 1, 1), "thành phố Móng Cái"),
    ],
)
def test_districts_are_called_as_they_were(day: date, full: str):
    assert full in [unit.full for unit in UNITS.districts if unit.existed(day)]
    others = {"huyện Hải Ninh", "thị xã Móng Cái", "thành phố Móng Cái"} - {full}
    assert not others & {unit.full for unit in UNITS.districts if unit.existed(day)}


def test_there_is_no_district_since_july_2025():
    assert not any(unit.existed(TWO_TIERS) for unit in UNITS.districts)


def test_lost_marks_are_forgiven_and_other_marks_are_not():
    assert [unit.name for unit in UNITS.find("commune", "HA TU", within=["Hạ Long"])] == ["Hà Tu"]
    assert UNITS.find("commune", "Hà Tú") == ()
    assert UNITS.find("district", "Mong Cai", "thành phố")[0].name == "Móng Cái"
    assert lacks_marks("Dong Trieu", "Đông Triều")
    assert not lacks_marks("Đồng Triều", "Đông Triều")
    assert lacks_marks("Hoà", "Hòa")


def test_a_name_used_twice_is_told_by_its_kind_and_by_its_district():
    assert {unit.parent for unit in UNITS.find("commune", "Hải Hòa")} == {"Quảng Ninh", "Móng Cái", "Cẩm Phả"}
    assert [unit.becomes for unit in UNITS.find("commune", "Hải Hoà", "phường")] == [("06712",)]
    assert [unit.full for unit in UNITS.find("commune", "Đầm Hà", "xã", within=["Đầm Hà"])] == ["xã Đầm Hà"]


def test_a_commune_is_found_by_the_kind_that_it_outgrew():
    assert [unit.full for unit in UNITS.find("commune", "Yên Giang", "xã")] == ["phường Yên Giang"]
    assert UNITS.find("commune", "Móng Cái 1", "xã") == ()


def test_versions_by_day():
    assert version_on(date(2025, 6, 30)) == "pre-2025-07"
    assert version_on(date(2025, 7, 1)) == version_on(date(2026, 8, 31)) == "2025-07"
    assert version_on(date(2026, 9, 1)) == "2026-09"


def test_a_broken_gazetteer_is_explained(tmp_path):
    (tmp_path / "units.yaml").write_text("communes: [{name: làng Vũ Đại}]", "utf-8")
    with pytest.raises(SetupError, match=r"units\.yaml"):
        load_units(tmp_path / "units.yaml")
