"""Identity cards and civil status papers of the samples: complete truth, coherent particulars, codes that can be read."""

import random
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from extractor.profiles import load_profiles
from extractor.record import Box
from extractor.values import mrz as reader
from samples import mrz
from samples.cards import lay
from samples.case import Case, invent
from samples.daywords import spoken
from samples.dossier import Part, draw
from samples.family import born, personal_number
from samples.flow import Flow
from samples.people import Person
from samples.render import paint
from samples.sheet import Sheet, mm
from samples.templates.birth import birth_certificate
from samples.templates.card import PERIODS, SIDES, expiry, some_holder
from samples.templates.card_side import new_side
from samples.templates.death import death_extract
from samples.templates.frame import Draft
from samples.templates.marriage import marriage_certificate
from samples.templates.single import single_status

CARDS = ("Giấy chứng minh nhân dân", "Căn cước công dân", "Căn cước")
PAPERS = {
    "Giấy khai sinh": birth_certificate,
    "Giấy chứng nhận kết hôn": marriage_certificate,
    "Trích lục khai tử": death_extract,
    "Giấy xác nhận tình trạng hôn nhân": single_status,
}
PROFILES = load_profiles()
AS_PRINTED = ("text", "agency", "person", "address", "ethnicity", "nationality", "sex", "registry-number")


def _case(seed: str, *, digital: bool = False) -> tuple[random.Random, Case]:
    rng = random.Random(seed)
    return rng, invent(rng, digital=digital)


@cache
def _drafts(kind: str, *, signed: bool = False) -> tuple[Draft, ...]:
    """Forty or a hundred without ink, or ten that pens filled and signed."""
    drafts = []
    for seed in range(10 if signed else 100 if kind == "Giấy khai sinh" else 40):
        rng, case = _case(f"{kind} {seed}", digital=not signed)
        drafts.append(PAPERS[kind](Flow(rng), case))
    return tuple(drafts)


@cache
def _drawn(kind: str) -> Draft:
    return draw(Part(kind, "once"))


def _text(draft: Draft) -> str:
    return " ".join(" ".join(sheet.text.split()) for sheet in draft.sheets)


def _day(value: object) -> date:
    assert isinstance(value, str)
    return date.fromisoformat(value if len(value) == 10 else f"{value}-07-01")


@pytest.mark.parametrize("kind", [*CARDS, *PAPERS])
def test_every_declared_field_is_in_the_truth_and_no_other(kind: str) -> None:
    draft = _drawn(kind)
    assert set(draft.fields) == {*PROFILES.fields(kind), "doc_type_printed"}
    assert draft.fields["doc_type"] == draft.type == kind
    assert set(draft.handwritten) <= {name for name, value in draft.fields.items() if value is not None}


@pytest.mark.parametrize("kind", PAPERS)
def test_what_the_truth_says_has_evidence_and_stands_on_the_one_page(kind: str) -> None:
    for draft in (*_drafts(kind), *_drafts(kind, signed=True)):
        (sheet,) = draft.sheets
        shown = {name for name, value in draft.fields.items() if isinstance(value, str) and name != "doc_type"}
        assert {part.field for part in sheet.evidence} == shown
        text = _text(draft)
        for name in shown - {"doc_type_printed", "signer_authority"}:
            spec = PROFILES.spec(kind, name)
            if spec is not None and spec.type in AS_PRINTED:
                assert str(draft.fields[name]) in text, name
        assert all(0 < row.box.x0 < row.box.x1 < sheet.width and row.box.y1 < sheet.height for row in sheet.rows)


@pytest.mark.parametrize("kind", ["Giấy khai sinh", "Giấy chứng nhận kết hôn", "Trích lục khai tử"])
def test_old_forms_are_among_them_and_a_pen_fills_only_those(kind: str) -> None:
    old = ["Quyển số:" in _text(draft) for draft in _drafts(kind)]
    assert len(old) * 0.1 <= sum(old) <= len(old) * 0.6
    filled = [draft for draft in _drafts(kind, signed=True) if len(draft.handwritten) > 3]
    assert all("Quyển số:" in _text(draft) for draft in filled)
    assert filled or kind == "Trích lục khai tử", "certificates of death are too few among ten"
    assert all({"registry_office", "registered_date"} <= set(draft.handwritten) for draft in filled)


def test_the_mother_comes_first_since_2016_and_the_father_before() -> None:
    for draft in _drafts("Giấy khai sinh"):
        tops = {name: _top(draft, name) for name in ("mother_name", "father_name") if draft.fields[name]}
        if len(tops) == 2:
            assert (tops["mother_name"] < tops["father_name"]) == (_day(draft.fields["registered_date"]).year >= 2016)


def test_the_wife_stands_on_the_left_since_2016_and_on_the_right_before() -> None:
    sides = set()
    for draft in _drafts("Giấy chứng nhận kết hôn"):
        wife, husband = _box(draft, "wife_born"), _box(draft, "husband_born")
        new = _day(draft.fields["registered_date"]).year >= 2016
        if abs(wife.y0 - husband.y0) < 400:
            assert (wife.x0 < husband.x0) == new
            sides.add(new)
    assert sides == {True, False}


def test_births_are_coherent() -> None:
    for draft in _drafts("Giấy khai sinh"):
        fields = draft.fields
        day = _day(fields["date_of_birth"])
        assert day < _day(fields["registered_date"])
        for parent in ("mother", "father"):
            if fields[f"{parent}_born"]:
                assert 15 <= day.year - _day(fields[f"{parent}_born"]).year <= 46
        if fields["father_name"]:
            assert str(fields["child_name"]).split()[0] == str(fields["father_name"]).split()[0]
        if fields["id_number"]:
            assert _fits(str(fields["id_number"]), day, str(fields["sex"]))
        assert (fields["date_of_birth_in_words"] == fields["date_of_birth"]) == (not draft.notes)
    assert 1 <= sum(bool(draft.notes) for draft in _drafts("Giấy khai sinh")) <= 15


def test_marriages_deaths_and_single_people_are_coherent() -> None:
    for draft in _drafts("Giấy chứng nhận kết hôn"):
        day = _day(draft.fields["registered_date"])
        assert (day - _day(draft.fields["wife_born"])).days >= 18 * 365.25
        assert (day - _day(draft.fields["husband_born"])).days >= 20 * 365.25
    for draft in _drafts("Trích lục khai tử"):
        died = date.fromisoformat(str(draft.fields["died_at"])[:10])
        assert _day(draft.fields["date_of_birth"]) < died <= _day(draft.fields["registered_date"])
        if draft.fields["issued_date"]:
            assert _day(draft.fields["registered_date"]) <= _day(draft.fields["issued_date"])
    for draft in _drafts("Giấy xác nhận tình trạng hôn nhân"):
        issued = _day(draft.fields["issued_date"])
        if draft.fields["valid_until"]:
            assert timedelta(days=175) < _day(draft.fields["valid_until"]) - issued < timedelta(days=190)
        if draft.fields["stayed_from"]:
            assert _day(draft.fields["stayed_from"]) < _day(draft.fields["stayed_to"]) <= issued


def test_units_follow_the_day() -> None:
    for draft in _drafts("Giấy xác nhận tình trạng hôn nhân"):
        units = str(draft.fields["residence"]).split(", ")
        issued = _day(draft.fields["issued_date"])
        assert units[-1] == ("thành phố Quảng Ninh" if issued >= date(2026, 9, 1) else "tỉnh Quảng Ninh")
        assert units[-2].startswith(("huyện ", "thị xã ", "thành phố ")) == (issued < date(2025, 7, 1))


@pytest.mark.parametrize("generation", PERIODS)
def test_holders_fit_their_cards(generation: str) -> None:
    first, last = PERIODS[generation]
    for seed in range(100):
        holder = some_holder(*_case(f"{generation} {seed}"), generation)
        person = holder.kin.person
        assert first <= holder.issued <= last and holder.issued.year - person.born.year >= 14
        assert _fits(person.identity, person.born, holder.kin.sex) and len(person.old_identity) == 9
        assert holder.expiry is None or holder.expiry.year - person.born.year in (25, 40, 60)


def test_the_expiry_is_a_birthday_or_never() -> None:
    assert expiry(date(1985, 3, 14), date(2021, 5, 10)) == date(2025, 3, 14)
    assert expiry(date(1985, 3, 14), date(2023, 5, 10)) == date(2045, 3, 14), "within two years of 40 the next age counts"
    assert expiry(date(1960, 3, 14), date(2021, 5, 10)) is None


def test_a_zone_is_the_published_one_and_reads_back() -> None:
    person = Person("Trần Thị Mẫu", True, "Kinh", date(1985, 3, 14), "022185001234")
    lines = mrz.zone(person, date(2045, 3, 14))
    assert lines == ("IDVNM1850012344022185001234<<2", "8503149F4503141VNM<<<<<<<<<<<8", "TRAN<<THI<MAU<<<<<<<<<<<<<<<<<")
    for seed in range(100):
        holder = some_holder(*_case(f"zone {seed}"), "chip")
        read = reader.parse("\n".join(mrz.zone(holder.kin.person, holder.expiry)), date(2026, 11, 1))
        assert read is not None and read.valid
        assert read.personal_number == holder.kin.person.identity
        assert read.birth == holder.kin.person.born.isoformat()
        assert read.expiry == (holder.expiry or mrz.FOREVER).isoformat()


@pytest.mark.parametrize(("generation", "number"), [("chip", 0), ("2024", 1)])
def test_the_qr_code_of_a_clean_card_is_read(generation: str, number: int) -> None:
    rng, case = _case("qr")
    holder, side = some_holder(rng, case, generation), new_side(rng, generation)
    SIDES[generation][number](side, holder)
    (code,) = [code for code in side.sheet.codes if code.kind == "qr"]
    found = zxingcpp.read_barcodes(Image.fromarray(paint(side.sheet)))
    assert [each.text for each in found] == [code.text]
    assert code.text.split("|")[0] == holder.kin.person.identity and len(code.text.split("|")) >= 7
    x, y = found[0].position.top_left.x, found[0].position.top_left.y
    assert abs(x - code.box.x0) < 12 and abs(y - code.box.y0) < 12


def test_a_copied_card_carries_its_truth_to_where_it_lies() -> None:
    rng, case = _case("copy")
    side, page = new_side(rng, "chip"), Sheet()
    SIDES["chip"][0](side, some_holder(rng, case, "chip"))
    lay(page, side.sheet, mm(100), mm(90), zoom=1.25, turn=4)
    grey = np.asarray(Image.fromarray(paint(page)).convert("L"))
    for row in page.rows:
        part = grey[int(row.box.y0) : int(row.box.y1) + 1, int(row.box.x0) : int(row.box.x1) + 1]
        assert (part < np.median(part) - 40).mean() > 0.02, row.text
    (code,) = page.codes
    (found,) = zxingcpp.read_barcodes(Image.fromarray(paint(page)))
    assert found.text == code.text


def test_what_only_a_code_says_stands_where_the_code_stands() -> None:
    rng, case = _case("front")
    holder, side = some_holder(rng, case, "chip"), new_side(rng, "chip")
    SIDES["chip"][0](side, holder)
    assert "issued_date" not in side.fields
    truth, box = side.coded["issued_date"]
    assert truth == holder.issued.isoformat() and box == side.sheet.codes[0].box


@pytest.mark.parametrize("kind", [*CARDS, *PAPERS])
def test_the_same_seed_sets_the_same_paper(kind: str) -> None:
    one, other = _drawn(kind), draw(Part(kind, "once"))
    assert one.fields == other.fields
    for first, second in zip(one.sheets, other.sheets, strict=True):
        assert (first.rows, first.runs, first.evidence, first.codes) == (
            second.rows,
            second.runs,
            second.evidence,
            second.codes,
        )
        assert _pictures(first) == _pictures(second)


def test_numbers_tell_sex_century_and_year() -> None:
    assert personal_number(random.Random(1), date(1985, 3, 14), woman=True).startswith("022185")
    assert personal_number(random.Random(1), date(2012, 3, 14), woman=False, province="030").startswith("030212")
    kin = born(random.Random(2), date(2010, 1, 1), date(2010, 12, 28), woman=False, people="Dao")
    assert kin.person.people == "Dao" and kin.ethnicity.startswith("Dao") and kin.sex == "Nam"


def test_a_day_is_spelt() -> None:
    said = {spoken(random.Random(seed), date(2005, 4, 14)) for seed in range(40)}
    assert "Ngày mười bốn tháng tư năm hai nghìn không trăm linh năm" in said
    assert "Ngày mười bốn tháng bốn năm hai nghìn không trăm lẻ năm" in said


def _fits(number: str, day: date, sex: str) -> bool:
    """Sex and century in the fourth digit, the year in the next two (QĐ on the number's structure)."""
    return int(number[3]) == 2 * (day.year // 100 - 19) + (sex == "Nữ") and number[4:6] == f"{day.year % 100:02d}"


def _pictures(sheet: Sheet) -> list[tuple[float, float, bytes]]:
    images = [(part.x, part.y, part.image.tobytes()) for part in sheet.pictures]
    return images + [(mark.x, mark.y, mark.picture.tobytes()) for mark in sheet.marks]


def _box(draft: Draft, name: str) -> Box:
    return Box.around([part.box for part in draft.sheets[0].evidence if part.field == name])


def _top(draft: Draft, name: str) -> float:
    return _box(draft, name).y0
