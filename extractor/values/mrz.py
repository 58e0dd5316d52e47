"""Machine readable zones of identity cards and passports, parsed and checked after ICAO Doc 9303 (8th edition, 2021).

Check digits: part 3, 4.9. Layouts: TD1 (cards, 3 lines of 30) part 5, TD2 (2 of 36) part 6, TD3 (passports, 2 of 44) part 4.
Vietnamese cards are TD1: the number's place holds the last nine digits of the personal number, which stands whole, with a
check digit of its own, in the optional data. Visas have other layouts and are not parsed.

Nothing is guessed. A letter where only a digit can stand is taken for the digit that it looks like when the field's check
digit then holds, and only then; `Mrz.repairs` tells it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from extractor.record import Check

MrzFormat = Literal["TD1", "TD2", "TD3"]

SHAPES: dict[tuple[int, int], MrzFormat] = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
"""Number of lines and their length in characters."""

FILLER = "<"

Place = tuple[int, int, int]
"""Line, first column, column after the last; all from 0."""

_WEIGHTS = (7, 3, 1)
_LETTERS = re.compile(r"[A-Z<]+")
_NO_LETTERS = re.compile(r"[0-9<]+")
_LOOKS_LIKE = str.maketrans("OQDILZSBG", "000112586")
_VIETNAMESE = re.compile(r"\d{12}<<\d")
_EXPIRED_YEARS = 25
"""How long ago a document can have expired; cards without expiry end in 2099, which must not become 1999."""


@dataclass(frozen=True)
class _Layout:
    """Where things stand. Number, birth and expiry are followed by their check digits; the last of line 2 is the composite."""

    names: Place
    number: Place
    nationality: Place
    birth: Place
    sex: Place
    expiry: Place
    optional: Place
    """What a long document number runs on into."""
    whole: tuple[Place, ...]
    """What the composite check digit covers."""


_ISSUER: Place = (0, 2, 5)
_LAYOUTS: dict[MrzFormat, _Layout] = {
    "TD1": _Layout(
        names=(2, 0, 30), number=(0, 5, 14), nationality=(1, 15, 18), birth=(1, 0, 6), sex=(1, 7, 8), expiry=(1, 8, 14),
        optional=(0, 15, 30), whole=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    ),
    "TD2": _Layout(
        names=(0, 5, 36), number=(1, 0, 9), nationality=(1, 10, 13), birth=(1, 13, 19), sex=(1, 20, 21), expiry=(1, 21, 27),
        optional=(1, 28, 35), whole=((1, 0, 10), (1, 13, 20), (1, 21, 35)),
    ),
    "TD3": _Layout(
        names=(0, 5, 44), number=(1, 0, 9), nationality=(1, 10, 13), birth=(1, 13, 19), sex=(1, 20, 21), expiry=(1, 21, 27),
        optional=(1, 28, 42), whole=((1, 0, 10), (1, 13, 20), (1, 21, 43)),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Repair:
    """A letter that was taken for a digit: `read` at `column` of `line` (both from 0) means `meant`."""

    line: int
    column: int
    read: str
    meant: str


@dataclass(frozen=True)
class Mrz:
    """What a zone says. Text is as printed, without fillers; a part that the zone lacks is empty.

    `checks` are named `number`, `birth`, `expiry`, `personal` (where the zone has such a check digit), `whole` (the composite
    check digit), `dates` (they exist, and the holder was born before the expiry), `sex` and `names` (their alphabet).
    """

    format: MrzFormat
    code: str
    """Kind of document: `P…` passports, `A`, `C`, `I…` cards."""
    issuer: str
    """ICAO code of the state, `VNM` for Viet Nam."""
    number: str
    """Document number, whole where it overflows into the optional data."""
    nationality: str
    birth: str | None
    """ISO date, cut to month or year where the zone knows no more; None where it is no date."""
    sex: Literal["M", "F", ""]
    """Empty where unspecified, or not readable: then the check `sex` fails."""
    expiry: str | None
    """ISO date; None where it is no date, as on some cards without expiry."""
    surname: str
    given_names: str
    personal_number: str
    """Vietnamese cards: the twelve digits. Passports: the optional personal number. Elsewhere empty."""
    names_cut: bool
    """The names fill their line, so their end may be missing."""
    checks: tuple[Check, ...]
    repairs: tuple[Repair, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def name(self) -> str:
        """Surname and given names in the order that Vietnamese names have anyway."""
        return f"{self.surname} {self.given_names}".strip()


def check_digit(text: str) -> str:
    """The check digit over `text`, which holds nothing but `A` to `Z`, digits and fillers."""
    values = (0 if char == FILLER else int(char, 36) for char in text)
    return str(sum(value * _WEIGHTS[index % 3] for index, value in enumerate(values)) % 10)


def shape(lines: Sequence[str]) -> MrzFormat | None:
    """The format that lines of this number, length and alphabet have, None for any other lines."""
    found = SHAPES.get((len(lines), len(lines[0]) if lines else 0))
    return found if found and all(re.fullmatch(rf"[A-Z0-9<]{{{len(lines[0])}}}", line, re.ASCII) for line in lines) else None


def parse(text: str, today: date | None = None) -> Mrz | None:
    """What a zone says, its lines parted by line breaks; None for text that is no zone of a card or passport.

    Two-digit years: nobody was born after `today` (the day of reading unless given) nor a hundred years before it, unless a
    Vietnamese personal number, whose fourth digit tells the century, says so; no document expired 25 years before it.
    """
    lines = text.split("\n")
    found = shape(lines)
    if found is None or lines[0][0] not in "PACI":
        return None
    today = today or date.today()
    layout = _LAYOUTS[found]
    vietnamese = found == "TD1" and _at(lines, _ISSUER) == "VNM"
    lines, repairs = _repaired(lines, layout, vietnamese)

    number, number_holds = _number(lines, layout, found)
    checks = [_digit_check("number", number_holds, "số giấy tờ")]
    for name, place, label in (("birth", layout.birth, "ngày sinh"), ("expiry", layout.expiry, "ngày hết hạn")):
        printed = _at(lines, place)
        holds = _NO_LETTERS.fullmatch(printed) is not None and _after(lines, place) == check_digit(printed)
        checks.append(_digit_check(name, holds, label))
    personal = ""
    if vietnamese or found == "TD3":
        personal, holds = _personal(lines, layout, vietnamese)
        checks.append(_digit_check("personal", holds, "số định danh cá nhân"))
    checks.append(_digit_check("whole", lines[1][-1] == check_digit(_whole(lines, layout)), "toàn vùng"))

    birth = _birth(_at(lines, layout.birth), today, personal if vietnamese else "")
    expiry = _date(_at(lines, layout.expiry), today.year - _EXPIRED_YEARS)
    ordered = birth is not None and (expiry is None or birth < expiry)
    checks.append(Check("dates", ordered, "" if ordered else "MRZ: ngày sinh hoặc ngày hết hạn không có thật"))
    sex = _at(lines, layout.sex)
    checks.append(Check("sex", sex in "MFX<", "" if sex in "MFX<" else "MRZ: giới tính không đọc được"))
    lettered = [_at(lines, place) for place in (layout.names, _ISSUER, layout.nationality)]
    letters = all(_LETTERS.fullmatch(part) for part in lettered)
    checks.append(Check("names", letters, "" if letters else "MRZ: họ tên hoặc mã nước có chữ số"))

    names, issuer, nationality = lettered
    surname, _, given = names.partition(FILLER * 2)
    return Mrz(
        format=found,
        code=lines[0][:2].rstrip(FILLER),
        issuer=issuer.rstrip(FILLER),
        number=number,
        nationality=nationality.rstrip(FILLER),
        birth=birth,
        sex="M" if sex == "M" else "F" if sex == "F" else "",
        expiry=expiry,
        surname=_spaced(surname),
        given_names=_spaced(given),
        personal_number=personal,
        names_cut=not names.endswith(FILLER),
        checks=tuple(checks),
        repairs=repairs,
    )


def _at(lines: Sequence[str], place: Place) -> str:
    line, start, end = place
    return lines[line][start:end]


def _after(lines: Sequence[str], place: Place) -> str:
    """The character behind a place: its check digit."""
    line, _, end = place
    return lines[line][end]


def _whole(lines: Sequence[str], layout: _Layout) -> str:
    return "".join(_at(lines, place) for place in layout.whole)


def _spaced(names: str) -> str:
    return " ".join(names.replace(FILLER, " ").split())


def _digit_check(name: str, holds: bool, label: str) -> Check:
    return Check(name, holds, "" if holds else f"MRZ: số kiểm tra của {label} không khớp")


def _repaired(lines: Sequence[str], layout: _Layout, vietnamese: bool) -> tuple[list[str], tuple[Repair, ...]]:
    """The lines with letters read as digits where only digits can stand, if the check digit then holds; and each repair."""
    meant = list(lines)
    checked = [(place, place[2]) for place in (layout.birth, layout.expiry, layout.number)]
    if vietnamese:
        line, start, end = layout.optional
        checked.append(((line, start, start + 12), end - 1))
    for place, column in checked:
        line, start, _ = place
        alphanumeric = place == layout.number and not vietnamese
        covered = _at(meant, place) if alphanumeric else _at(meant, place).translate(_LOOKS_LIKE)
        digit = meant[line][column].translate(_LOOKS_LIKE)
        if digit == check_digit(covered):
            meant[line] = _put(_put(meant[line], start, covered), column, digit)
    last = meant[1][-1].translate(_LOOKS_LIKE)
    if last == check_digit(_whole(meant, layout)):
        meant[1] = _put(meant[1], len(meant[1]) - 1, last)
    repairs = (
        Repair(row, column, read, taken)
        for row, (before, after) in enumerate(zip(lines, meant, strict=True))
        for column, (read, taken) in enumerate(zip(before, after, strict=True))
        if read != taken
    )
    return meant, tuple(repairs)


def _put(line: str, column: int, text: str) -> str:
    return line[:column] + text + line[column + len(text) :]


def _number(lines: Sequence[str], layout: _Layout, found: MrzFormat) -> tuple[str, bool]:
    """The document number, and whether its check digit holds.

    In cards a number of more than nine characters has a filler for its check digit, and runs on in the optional data: the
    rest, the check digit over all of it, a filler.
    """
    first, digit = _at(lines, layout.number), _after(lines, layout.number)
    rest = _at(lines, layout.optional).partition(FILLER)[0]
    if digit == FILLER and found != "TD3" and FILLER not in first and len(rest) > 1:
        return first + rest[:-1], rest[-1] == check_digit(first + rest[:-1])
    return first.rstrip(FILLER), digit == check_digit(first)


def _personal(lines: Sequence[str], layout: _Layout, vietnamese: bool) -> tuple[str, bool]:
    """The personal number, and whether its check digit holds; on Vietnamese cards its end must be the document number too."""
    optional = _at(lines, layout.optional)
    if not vietnamese:
        digit = _after(lines, layout.optional)
        number = optional.rstrip(FILLER)
        return number, digit == check_digit(optional) or (not number and digit == FILLER)
    number = optional[:12].rstrip(FILLER)
    holds = _VIETNAMESE.fullmatch(optional) and optional[-1] == check_digit(number) and number[3:] == _at(lines, layout.number)
    return number, bool(holds)


def _birth(text: str, today: date, personal: str) -> str | None:
    born = _date(text, today.year - 99)
    if born is not None and re.fullmatch(r"\d{12}", personal):
        return _date(text, 1900 + 100 * (int(personal[3]) // 2))
    return _date(text, today.year - 100) if born is not None and born > today.isoformat() else born


def _date(text: str, first_year: int) -> str | None:
    """`YYMMDD` as ISO in the hundred years from `first_year`; fillers for an unknown month or day cut the date."""
    parts = re.fullmatch(r"(\d\d)(?:<{4}|(\d\d)(?:<<|(\d\d)))", text, re.ASCII)
    if parts is None:
        return None
    year = first_year + (int(parts[1]) - first_year) % 100
    try:
        date(year, int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(part for part in parts.groups()[1:] if part)])
