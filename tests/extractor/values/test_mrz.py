"""Zones that are made up whole, then spoilt."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.values.mrz import Mrz, Repair, check_digit, parse, shape

TODAY = date(2026, 5, 1)
CARD = "IDVNM1850012344022185001234<<2\n8503149F4503141VNM<<<<<<<<<<<8\nTRAN<<THI<MAU<<<<<<<<<<<<<<<<<"
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
"""The passport and the TD2 card are the examples of Doc 9303, parts 4 and 6."""


def read(text: str) -> Mrz:
    zone = parse(text, TODAY)
    assert zone is not None
    return zone


def failed(zone: Mrz) -> set[str]:
    return {check.name for check in zone.checks if not check.passed}


def card(
    personal: str, birth: date, sex: str, expiry: date, surname: str = "TRAN", given_names: str = "THI<MAU", state: str = "VNM"
) -> str:
    number = personal[3:]
    first = f"ID{state}{number}{check_digit(number)}{personal}<<{check_digit(personal)}"
    born, until = f"{birth:%y%m%d}", f"{expiry:%y%m%d}"
    second = f"{born}{check_digit(born)}{sex}{until}{check_digit(until)}{state}<<<<<<<<<<<"
    second += check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return "\n".join([first, second, f"{surname}<<{given_names}".ljust(30, "<")[:30]])


BIRTHS = st.dates(date(1930, 1, 1), date(2012, 12, 31))


@st.composite
def cards(draw: st.DrawFn) -> str:
    birth, female = draw(BIRTHS), draw(st.booleans())
    century_and_sex = 2 * (birth.year // 100 - 19) + female
    personal = f"{draw(st.integers(1, 96)):03}{century_and_sex}{birth:%y}{draw(st.integers(0, 999999)):06}"
    return card(personal, birth, "F" if female else "M", date(birth.year + draw(st.sampled_from([75, 80, 85])), 6, 1))


def test_a_vietnamese_card():
    zone = read(CARD)
    assert zone.valid
    assert (zone.format, zone.code, zone.issuer, zone.nationality) == ("TD1", "ID", "VNM", "VNM")
    assert (zone.number, zone.personal_number) == ("185001234", "022185001234")
    assert (zone.birth, zone.sex, zone.expiry, zone.name) == ("1985-03-14", "F", "2045-03-14", "TRAN THI MAU")
    assert zone.repairs == ()


def test_a_passport_and_its_personal_number():
    zone = read(PASSPORT)
    assert zone.valid
    assert (zone.number, zone.personal_number, zone.birth, zone.expiry) == (
        "L898902C3",
        "ZE184226B",
        "1974-08-12",
        "2012-04-15",
    )
    assert (zone.surname, zone.given_names) == ("ERIKSSON", "ANNA MARIA")


def test_a_passport_without_a_personal_number_may_have_no_check_digit_for_it():
    second = "L898902C36UTO7408122F1204159" + "<" * 15
    second += check_digit(second[0:10] + second[13:20] + second[21:43])
    assert read(PASSPORT.partition("\n")[0] + "\n" + second).valid


def test_a_small_card():
    zone = read(TD2)
    assert zone.valid
    assert (zone.format, zone.number) == ("TD2", "D23145890")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("IDUTO123456789<07<<<<<<<<<<<<<\n8601012M3001019UTO<<<<<<<<<<<6\nSPECIMEN<<JANE<<<<<<<<<<<<<<<<", "1234567890"),
        ("I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<", "D23145890734"),
    ],
)
def test_a_long_number_runs_on_into_the_optional_data(text: str, number: str):
    assert read(text).number == number
    assert "number" not in failed(read(text))
    assert "number" in failed(
        read(text.replace("<07<" if "<07<" in text else "<7349<", "<08<" if "<07<" in text else "<7348<"))
    )


@given(cards())
def test_every_card_is_read_as_it_was_made(text: str):
    zone = read(text)
    assert zone.valid
    assert zone.personal_number == text[15:27]
    assert zone.birth is not None
    assert zone.birth.replace("-", "")[2:] == text[31:37]
    assert int(zone.birth[:2]) == 19 + int(zone.personal_number[3]) // 2


@given(cards(), st.integers(0, 60), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"))
def test_no_wrong_character_in_a_checked_place_passes_unnoticed(text: str, at: int, char: str):
    assume(text[at] not in (char, "\n") and at not in (*range(5), 38, *range(46, 49)))
    zone = read(text[:at] + char + text[at + 1 :])
    row, column = divmod(at, 31)
    repaired = Repair(row, column, char, text[at]) in zone.repairs
    unseen = (0 if char == "<" else int(char, 36)) % 10 == (0 if text[at] == "<" else int(text[at], 36)) % 10
    assert repaired or not zone.valid or unseen


@given(cards(), st.sampled_from([("0", "O"), ("1", "I"), ("2", "Z"), ("5", "S"), ("8", "B")]))
def test_letters_in_the_place_of_digits_are_repaired_and_told(text: str, pair: tuple[str, str]):
    digit, letter = pair
    rows = text.split("\n")
    spoilt = [rows[0][:5] + rows[0][5:].replace(digit, letter), rows[1].replace(digit, letter), rows[2]]
    zone = read("\n".join(spoilt))
    assert zone.valid
    assert len(zone.repairs) == rows[0][5:].count(digit) + rows[1].count(digit)
    assert {(repair.read, repair.meant) for repair in zone.repairs} <= {(letter, digit)}


def test_nothing_is_repaired_when_the_check_digit_says_otherwise():
    zone = read(CARD.replace("8503149F", "8O03149F"))
    assert zone.repairs == ()
    assert {"birth", "whole"} <= failed(zone)


def test_letters_of_names_and_of_foreign_numbers_stay_as_read():
    assert read(CARD.replace("TRAN<<", "TR4N<<")).surname == "TR4N"
    assert failed(read(CARD.replace("TRAN<<", "TR4N<<"))) == {"names"}
    foreign = read(PASSPORT.replace("L898902C3", "L8989O2C3"))
    assert foreign.number == "L8989O2C3"
    assert "number" in failed(foreign)


def test_the_century_of_a_birth():
    assert read(card("022185001234", date(1985, 3, 14), "F", date(2045, 3, 14))).birth == "1985-03-14"
    assert read(card("022319001234", date(2019, 3, 14), "F", date(2045, 3, 14))).birth == "2019-03-14"
    assert read(card("022119001234", date(1919, 3, 14), "F", date(2045, 3, 14))).birth == "1919-03-14"
    unborn = PASSPORT.replace("7408122", "260601" + check_digit("260601"))
    assert read(unborn).birth == "1926-06-01"


def test_expiry_that_is_no_date_or_never_comes():
    never = read(card("022150001234", date(1950, 3, 14), "F", date(2099, 12, 31)))
    assert (never.valid, never.expiry) == (True, "2099-12-31")
    blank = read(CARD.replace("4503141", "<" * 6 + "0"))
    assert blank.expiry is None
    assert failed(blank) == {"whole"}


@pytest.mark.parametrize(("printed", "birth"), [("85<<<<", "1985"), ("8503<<", "1985-03"), ("<<<<<<", None), ("850231", None)])
def test_births_that_are_not_wholly_known(printed: str, birth: str | None):
    zone = read(CARD.replace("8503149", printed + check_digit(printed)))
    assert zone.birth == birth
    assert ("dates" in failed(zone)) == (birth is None)


def test_names_that_fill_their_line_may_be_cut():
    assert not read(CARD).names_cut
    assert read(card("022185001234", date(1985, 3, 14), "F", date(2045, 3, 14), "NGUYEN", "A" * 30)).names_cut


@pytest.mark.parametrize(
    "text",
    ["", "IDVNM", CARD.lower(), CARD[:-1], CARD.replace("<", " "), CARD.replace("\n", ""), "V" + PASSPORT[1:], CARD + "\n"],
)
def test_other_text_is_no_zone(text: str):
    assert parse(text, TODAY) is None


@given(st.text(max_size=120))
def test_any_text_is_survived(text: str):
    assert parse(text, TODAY) is None


@given(st.lists(st.text("ABCINOPVM0123456789<", min_size=30, max_size=30), min_size=3, max_size=3))
def test_any_zone_is_survived_and_stays_a_zone(rows: list[str]):
    zone = parse("\n".join(rows), TODAY)
    assert (zone is None) == (rows[0][0] not in "PACI")
    assert shape(rows) == "TD1"
