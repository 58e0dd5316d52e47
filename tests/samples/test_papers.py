"""Papers of one-stop dossiers: complete truth, data that agree with themselves, the same bytes for the same seed."""

import random
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import pytest
import zxingcpp
from PIL import Image

from extractor.profiles import load_profiles, strip_ordinal
from samples import marks
from samples.bundles import LAND, papers
from samples.dossier import Part, draw, plan, single
from samples.enterprise import tax_code
from samples.filing import PROCEDURES, file
from samples.numerals import area_in_words, in_words, misstated
from samples.render import paint
from samples.story import MATTERS, tell
from samples.templates import TEMPLATES
from samples.templates.frame import Draft
from samples.templates.permit import NAME as PERMIT
from samples.templates.receipt import NAME as RECEIPT

RED_BOOK, PINK_BOOK, LAND_SHEET = LAND
MANY, SEEDS, FEW = range(100), range(20), range(4)


@pytest.fixture(scope="module", autouse=True)
def _plain_marks() -> Iterator[None]:
    """Seals and signatures take most of the time of drawing, and nothing here looks at them."""
    dot = Image.new("RGBA", (40, 40), (200, 30, 50, 255))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("seal", "signature", "emblem", "stamped", "framed", "arrival"):
            patch.setattr(marks, name, lambda *_args, **_named: dot)
        yield
    _drawn.cache_clear()


@cache
def _drawn(kind: str, seed: int) -> Draft:
    return draw(Part(kind, f"papers {seed}"))


def _drafts(kind: str, seeds: range) -> list[Draft]:
    return [_drawn(kind, seed) for seed in seeds]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_truth_holds_every_declared_field_and_no_other(kind: str) -> None:
    declared = set(load_profiles().fields(kind)) | {"doc_type", "doc_type_printed"}
    for draft in _drafts(kind, FEW):
        assert draft.type == kind
        assert declared <= set(draft.fields)
        assert {strip_ordinal(name) for name in draft.fields} == declared
        assert set(draft.handwritten) <= {name for name, value in draft.fields.items() if value is not None}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_value_has_its_place_on_the_paper(kind: str) -> None:
    unplaced = {"doc_type", "has_seal", "has_signature", "nationality"}
    for draft in _drafts(kind, FEW):
        shown = {part.field for sheet in draft.sheets for part in sheet.evidence}
        found = {name for name, value in draft.fields.items() if value is not None}
        assert found - unplaced <= shown
        assert shown <= found


@pytest.mark.parametrize("kind", [RED_BOOK, PINK_BOOK, LAND_SHEET])
def test_kinds_of_land_add_up_to_the_parcel(kind: str) -> None:
    for draft in _drafts(kind, SEEDS):
        uses = re.findall(r": ([\d,]+) ?m[²2]", str(draft.fields["land_use"]))
        if uses:
            assert sum(Decimal(size.replace(",", ".")) for size in uses) == Decimal(str(draft.fields["area"]))


def test_serials_have_the_form_of_their_generation() -> None:
    forms = {RED_BOOK: r"[A-ZĐ]{1,2}\d{6}", PINK_BOOK: r"[A-ZĐ]{2}\d{6}", LAND_SHEET: r"[A-Z]{2}\d{8}"}
    for kind, form in forms.items():
        for draft in _drafts(kind, FEW):
            assert re.fullmatch(form, str(draft.fields["serial_number"]))


def test_units_have_three_tiers_before_july_2025_and_two_since() -> None:
    for draft in _drafts(LAND_SHEET, SEEDS):
        issued = date.fromisoformat(str(draft.fields["issued_date"]))
        tiers = len(
            re.findall(
                r"(phường|xã|đặc khu|thị trấn) |(huyện|thị xã|thành phố) (?!Quảng Ninh)", str(draft.fields["parcel_address"])
            )
        )
        assert tiers == (1 if issued >= date(2025, 7, 1) else 2)
        city = "thành phố Quảng Ninh" in str(draft.fields["parcel_address"])
        assert city == (issued >= date(2026, 9, 1))


def test_measures_of_a_permit_are_possible() -> None:
    for draft in _drafts(PERMIT, SEEDS):
        value = {
            name: Decimal(str(draft.fields[name])) for name in ("building_density", "footprint_area", "floor_area", "height")
        }
        assert 0 < value["building_density"] <= 100
        assert value["footprint_area"] <= value["floor_area"]
        assert Decimal("2.5") <= value["height"] / Decimal(str(draft.fields["floor_count"])) <= 6


def test_a_dossier_code_bears_the_day_on_which_the_dossier_came() -> None:
    for draft in _drafts(RECEIPT, SEEDS):
        code, received, due = (str(draft.fields[name]) for name in ("dossier_code", "received_at", "due_at"))
        came = datetime.fromisoformat(received)
        assert code.split("-")[1] == f"{came:%y%m%d}"
        assert code.startswith("H49.") == (came.date() >= date(2021, 7, 1))
        assert datetime.fromisoformat(due) > came


def test_tax_codes_carry_their_check_digit() -> None:
    rng = random.Random(1)
    for _ in MANY:
        digits = [int(digit) for digit in tax_code(rng)]
        weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
        assert digits[9] == 10 - sum(w * d for w, d in zip(weights, digits, strict=False)) % 11


def test_numbers_are_said_as_papers_say_them() -> None:
    assert in_words(1_250_000_000) == "một tỷ hai trăm năm mươi triệu"
    assert in_words(2_000_005) == "hai triệu không trăm linh năm"
    assert in_words(21) == "hai mươi mốt"
    assert in_words(115) == "một trăm mười lăm"
    assert area_in_words(Decimal("761.2")) == "bảy trăm sáu mươi mốt phẩy hai mét vuông"


def test_some_papers_contradict_themselves_and_say_so() -> None:
    rng = random.Random(2)
    assert 0 < sum(misstated(rng, number) != number for number in range(100, 1100)) < 100
    for kind in (RED_BOOK, PINK_BOOK):
        for draft in _drafts(kind, SEEDS):
            said = draft.fields["area_in_words"]
            assert ("contradict" in draft.notes) == (said is not None and said != draft.fields["area"])


def test_the_papers_of_a_dossier_are_about_the_same_people() -> None:
    parts = [Part(kind, f"same {kind}", story="same", matter="land") for kind in (RECEIPT, "Đơn, tờ khai", PINK_BOOK)]
    receipt, form, book = (draw(part).fields for part in parts)
    assert str(receipt["applicant_name"]).upper() == str(form["applicant_name"]).upper()
    owners = {str(value).upper() for name, value in book.items() if name.startswith("owner_name")}
    assert str(form["applicant_name"]).upper() in owners
    assert file(tell(random.Random("same"), "land")).code == receipt["dossier_code"]


def test_codes_on_a_receipt_can_be_read_and_say_its_code() -> None:
    drawn = [draft for draft in _drafts(RECEIPT, FEW) if draft.sheets[0].codes][:3]
    assert drawn
    for draft in drawn:
        read = zxingcpp.read_barcodes(paint(draft.sheets[0]))
        assert {code.text for code in read} == {code.text for code in draft.sheets[0].codes} == {draft.fields["dossier_code"]}


def test_every_matter_has_papers_that_can_be_drawn() -> None:
    rng = random.Random(3)
    assert set(MATTERS) == set(PROCEDURES)
    for matter in MATTERS:
        for _ in FEW:
            assert set(papers(rng, matter)) <= set(TEMPLATES)


def test_one_type_alone_fills_a_file() -> None:
    (only,) = single("5", "mixed", RECEIPT)
    assert [part.type for part in only.parts] == [RECEIPT]
    assert plan("7", "mixed") == plan("7", "mixed")


def test_stories_agree_with_themselves() -> None:
    for seed in MANY:
        story = tell(random.Random(seed))
        filing = file(story)
        assert tell(random.Random(seed)) == story
        assert story.applicant.woman != story.spouse.woman
        assert story.parcel.area == sum(size for _, size in story.parcel.uses)
        assert filing.received.date() == story.filed < filing.due.date()
        assert f"-{story.filed:%y%m%d}-" in filing.code
