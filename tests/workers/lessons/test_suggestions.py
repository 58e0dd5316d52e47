"""What repeated corrections suggest, and what they must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import yaml

from extractor.learning.captions import captions
from extractor.profiles import find_mistakes, load_profiles
from extractor.record import Box, Document, Page
from tests.extractor.paper import line
from tests.workers.lessons.papers import BIRTH, CHILDREN, certificate, corrected, profiles, read, retyped
from workers.lessons.cases import Case
from workers.lessons.suggestions import Suggested, fragment, suggested


def from_cases(cases: Sequence[Case]) -> Suggested:
    return suggested(lambda: cases, profiles(), 0.99)


def named(children: Sequence[str], label: str = "Cháu tên là:") -> list[Case]:
    return [
        corrected(read(certificate(child, label)), {"child_name": child}, number=index) for index, child in enumerate(children)
    ]


def test_three_corrections_give_exactly_the_label_that_is_missing() -> None:
    (each,) = from_cases(named(CHILDREN[:3])).suggestions
    assert (each.type, each.field, each.text) == (BIRTH, "child_name", "Cháu tên là")
    assert (each.dossiers, each.corrected, each.gained, each.lost, each.wrong) == (3, 3, 3, 0, 0)
    assert len(each.evidence) == 3
    assert all(place.page == 1 and place.box.y0 <= 200 <= place.box.y1 for place in each.evidence)


def test_two_do_not() -> None:
    assert from_cases(named(CHILDREN[:2])).suggestions == ()


def test_what_two_labels_have_in_common_is_no_label() -> None:
    cases = [*named(CHILDREN[:3], "Bé tên gọi:"), *named(CHILDREN[3:], "Cháu tên gọi:")]
    cases = [replace(each, dossier=UUID(int=index)) for index, each in enumerate(cases)]
    assert sorted(each.text for each in from_cases(cases).suggestions) == ["Bé tên gọi", "Cháu tên gọi"]


def test_of_a_value_that_stands_everywhere_the_place_behind_a_colon_counts() -> None:
    elsewhere = [line(90, 500 + 25 * row, f"số {row} ở thôn Nam xã Hải Hòa") for row in range(4)]
    cases = [
        corrected(
            read(certificate(child, "Họ và tên:", more=[line(90, 300, "Trai hay gái: Nam"), *elsewhere])),
            {"sex": "Nam"},
            number=index,
        )
        for index, child in enumerate(CHILDREN[:3])
    ]
    # The form has `Giới tính` too, and is right: there is nothing to suggest.
    assert from_cases(cases).suggestions == ()
    found = [caption.words for caption in captions(*_parts(cases[0]), profiles(), profiles().fields(BIRTH)["sex"], "Nam")]
    assert found == [("Giới", "tính"), ("Trai", "hay", "gái")]


def _parts(case: Case) -> tuple[Document, Sequence[Page]]:
    return case.documents[0], case.arranged.pages


def test_one_dossier_that_says_it_three_times_is_one_dossier() -> None:
    again = named(CHILDREN[:1])
    assert from_cases([*again, *again, *again]).suggestions == ()


def test_a_label_that_the_type_has_is_never_suggested() -> None:
    # The reader gave another name; the label is known, and is no reason.
    cases = [
        corrected(read(certificate(f"{child} x", "Họ và tên:")), {"child_name": child}, number=index)
        for index, child in enumerate(CHILDREN[:4])
    ]
    assert from_cases(cases).suggestions == ()


def test_a_label_of_another_field_is_never_suggested() -> None:
    cases = [
        corrected(read(certificate(child, "Quê quán:")), {"child_name": child}, number=index)
        for index, child in enumerate(CHILDREN[:4])
    ]
    assert [each.field for each in from_cases(cases).suggestions if each.text == "Quê quán"] == []


def test_a_label_that_announces_other_values_elsewhere_is_not_suggested() -> None:
    harmless = named(CHILDREN[:3], "Tên gọi:")
    # Elsewhere the same words stand before somebody else's name, and the child's has its own label.
    harmed = [
        corrected(
            read(certificate("Nguyễn Thị Lành", "Tên gọi:", more=[line(90, 320, f"Họ và tên: {child}")])),
            {"child_name": child},
            number=10 + index,
        )
        for index, child in enumerate(CHILDREN[3:6])
    ]
    assert [each.text for each in from_cases(harmless).suggestions] == ["Tên gọi"]
    assert from_cases([*harmless, *harmed]).suggestions == ()


def test_what_stands_before_other_values_too_is_told() -> None:
    cases = [
        *named(CHILDREN[:3], "Tên gọi:"),
        corrected(
            read(certificate("Hội chữ thập đỏ", "Tên gọi:", more=[line(90, 320, f"Họ và tên: {CHILDREN[3]}")])),
            {"child_name": CHILDREN[3]},
            number=9,
        ),
    ]
    (each,) = from_cases(cases).suggestions
    assert (each.gained, each.lost, each.wrong) == (3, 0, 1)


def test_the_label_is_found_above_its_value_and_where_somebody_drew_it() -> None:
    def paper(child: str) -> Case:
        sheet = certificate("", "", more=[line(90, 400, "Danh xưng đầy đủ của trẻ"), line(90, 424, child)])
        return corrected(read(sheet), {"child_name": child}, Box(85, 420, 400, 442), number=CHILDREN.index(child))

    (each,) = from_cases([paper(child) for child in CHILDREN[:3]]).suggestions
    assert each.text == "Danh xưng đầy đủ của trẻ"
    assert each.gained == 3


def test_words_that_follow_another_value_do_not_carry_it_along() -> None:
    cases = []
    for index, child in enumerate(CHILDREN[:3]):
        sheet = certificate(child, "Họ và tên:", more=[line(90, 300, "Quê quán: Nông Văn Ba Mang dòng máu: Tày")])
        cases.append(corrected(read(sheet), {"ethnicity": "Tày"}, number=index))
    texts = [each.text for each in from_cases(cases).suggestions]
    assert all("Nông" not in text and "Ba" not in text for text in texts)


@pytest.mark.parametrize("label", ["Trần Văn Hải tên:", "Hồ sơ 15 tên:", "TRẦN THỊ MƠ:"])
def test_names_and_figures_are_never_suggested(label: str) -> None:
    for each in from_cases(named(CHILDREN[:3], label)).suggestions:
        assert not set(each.text.split()) & {"Trần", "Văn", "Hải", "15", "TRẦN", "MƠ"}


def test_hostile_labels_stay_text() -> None:
    (each,) = from_cases(named(CHILDREN[:3], "<script>alert &{{x}} tên là:")).suggestions
    assert not set(each.text) & set("<>&{}\"'")
    assert yaml.safe_load(fragment([each]))["extends"][BIRTH]["fields"]["child_name"]["anchors"] == [each.text]


def test_a_title_from_types_that_people_changed() -> None:
    cases = [
        retyped(read(certificate(child, title="PHIẾU GHI NHẬN TRẺ RA ĐỜI")), BIRTH, index)
        for index, child in enumerate(CHILDREN[:3])
    ]
    (each,) = from_cases(cases).suggestions
    assert (each.type, each.field, each.text) == (BIRTH, None, "PHIẾU GHI NHẬN TRẺ RA ĐỜI")
    assert (each.gained, each.lost, each.corrected) == (3, 0, 3)
    assert from_cases(cases[:2]).suggestions == ()


def test_a_title_that_papers_of_another_type_bear_is_not_suggested() -> None:
    title = "PHIẾU GHI NHẬN TRẺ RA ĐỜI"
    cases = [
        retyped(read(certificate(child, title=title)), BIRTH if index < 3 else "Biên bản", index)
        for index, child in enumerate(CHILDREN)
    ]
    assert from_cases(cases).suggestions == ()


def test_what_is_suggested_is_accepted_and_makes_the_next_reading_right(tmp_path: Path) -> None:
    found = from_cases(named(CHILDREN[:3]))
    (tmp_path / "them.yaml").write_text(fragment(found.suggestions), encoding="utf-8")
    assert find_mistakes(tmp_path) == ()
    extended = load_profiles(tmp_path)
    for child in CHILDREN[3:]:
        fields = read(certificate(child), extended).documents[0].fields
        assert fields["child_name"].value == child
        assert read(certificate(child)).documents[0].fields["child_name"].value != child
    # What is there now is not suggested again.
    cases = [
        corrected(read(certificate(child), extended), {"child_name": child}, number=index)
        for index, child in enumerate(CHILDREN[:3])
    ]
    assert suggested(lambda: cases, extended, 0.99).suggestions == ()


def test_nothing_decided_suggests_nothing() -> None:
    assert from_cases([]).suggestions == ()
    assert fragment(()) == ""
