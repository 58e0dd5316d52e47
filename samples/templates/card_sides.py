"""The sides of identity cards of every generation.

Order and wording follow the models in TT 04/1999 (nine digits), TT 61/2015 (2016), TT 06/2021 (chip) and TT 17/2024 (căn cước).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from samples.cards import chip, cmm, cpt, fingerprint, portrait
from samples.codes import set_barcode
from samples.fonts import Face
from samples.sheet import RED, Run
from samples.templates.card_side import Holder, Side
from samples.templates.frame import MOTTO, STATE
from samples.typeset import Style, words

_POLICE = ("CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI")
_REGISTRY = ("CỤC CẢNH SÁT", "ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ")
_STATE = "Việt Nam"


def old_front(side: Side, holder: Holder) -> None:
    """Giấy chứng minh nhân dân: values over dots."""
    person, rng = holder.kin.person, side.rng
    side.emblem(6, 3.5, 13)
    side.centred(6.2, STATE, 6.4, x=21, wide=62, bold=True)
    side.centred(9.2, MOTTO, 6, x=21, wide=62, bold=True)
    side.title(14, "GIẤY CHỨNG MINH NHÂN DÂN", 9.6, x=21, wide=62)
    number = side.told(person.old_identity, "id_number", bold=True, size=11)
    side.line(21, 19.6, (*side.label("SỐ", 8, RED), *number), 62, "centre")
    side.picture(portrait(rng, cmm(20), cmm(27), woman=person.woman), 4, 21.5)
    x, wide, y = 27, 56, 25.0
    side.value = replace(side.value, size=cpt(7.4 if side.value.face is Face.SANS else 8.2))
    day = f"{person.born:%d-%m-%Y}" if rng.random() < 0.85 else f"{person.born:%d/%m/%Y}"
    lives = rng.choice(["Nơi ĐKHK thường trú:", "Nơi ĐKHK thường trú:", "Nơi đăng ký hộ khẩu thường trú:"])
    for label, value in (
        ("Họ tên:", side.told(person.name.upper(), "full_name", bold=True)),
        ("Sinh ngày:", side.told(day, "date_of_birth", person.born.isoformat())),
        ("Nguyên quán:", side.told(holder.kin.origin, "place_of_origin")),
        (lives, side.told(holder.address, "residence")),
    ):
        y = side.line(x, y, (*side.label(label, 7), *value), wide, pitch=4.3)
    for row in range(7):
        side.sheet.runs.append(Run("." * 96, cmm(x), cmm(25.4 + 4.3 * row), Face.SANS, cpt(6), (120, 120, 116)))


def old_back(side: Side, holder: Holder) -> None:
    """Two prints on the left, marks, day and issuer on the right."""
    issued, x, wide = holder.issued, 26, 57
    people = (*side.label("Dân tộc:", 7), *side.told(holder.kin.ethnicity, "ethnicity"))
    side.pairs(6, 5.5, people, (*side.label("Tôn giáo:", 7), *side.told("Không", "religion")), 74, 38)
    _prints(side, 5, 8.5, 17, 18.5, ("NGÓN TRỎ TRÁI", "NGÓN TRỎ PHẢI"))
    side.centred(10.5, "DẤU VẾT RIÊNG VÀ DỊ HÌNH", 6.6, x=x, wide=wide, bold=True)
    side.line(x, 14.8, side.told(holder.marks, "identifying_marks"), wide, pitch=4)
    day = f"{issued:%d} tháng {issued:%m} năm {issued.year}"
    side.line(x, 24.5, (*side.label("Ngày", 7), *side.told(day, "issued_date", issued.isoformat())), wide, "centre")
    agency = side.rng.choice(["CA TỈNH QUẢNG NINH", "CÔNG AN TỈNH QUẢNG NINH"])
    bold = Style(Face.SANS_BOLD, cpt(6.8))
    side.line(x, 28.5, (*words("GIÁM ĐỐC", bold), *words(agency, bold, "issuing_agency")), wide, "centre")
    side.fields["issuing_agency"] = agency
    side.signed(x, 31, wide, sealed=True)


def barcode_front(side: Side, holder: Holder) -> None:
    """The card of 2016: Vietnamese only, no code on the front."""
    person, rng = holder.kin.person, side.rng
    side.emblem(7, 3, 12)
    side.centred(6, STATE, 6.2, x=23, wide=60, bold=True)
    side.centred(9, MOTTO, 5.8, x=23, wide=60, bold=True)
    side.title(14.2, "CĂN CƯỚC CÔNG DÂN", 10, x=23, wide=60)
    number = side.told(person.identity, "id_number", bold=True, size=10.5)
    side.line(23, 19.4, (*side.label("Số:", 7.5, RED), *number), 60, "centre")
    side.picture(portrait(rng, cmm(20), cmm(26.5), woman=person.woman), 4, 17)
    _expiry(side, holder, 4, 47, ["Có giá trị đến:"])
    x, wide, size, pitch = 27, 56.5, 6.2, 3.9
    name = side.told(person.name.upper(), "full_name", bold=True, size=7.6)
    y = side.line(x, 24, (*side.label("Họ và tên:", size), *name), wide, pitch=pitch)
    day = side.told(f"{person.born:%d/%m/%Y}", "date_of_birth", person.born.isoformat())
    label = rng.choice(["Ngày, tháng, năm sinh:", "Ngày sinh:"])
    y = side.line(x, y, (*side.label(label, size), *day), wide, pitch=pitch)
    sex = (*side.label("Giới tính:", size), *side.told(holder.kin.sex, "sex"))
    side.pairs(x, y, sex, (*side.label("Quốc tịch:", size), *side.told(_STATE, "nationality")), wide, 26)
    origin = (*side.label("Quê quán:", size), *side.told(holder.kin.origin, "place_of_origin"))
    y = side.line(x, y + pitch, origin, wide, pitch=pitch)
    lives = (*side.label("Nơi thường trú:", size), *side.told(holder.address, "residence"))
    side.line(x, y, lives, wide, pitch=pitch)


def barcode_back(side: Side, holder: Holder) -> None:
    """A barcode over the top, prints on the left."""
    set_barcode(side.sheet, holder.kin.person.identity, cmm(20), cmm(2.5), cmm(46), cmm(5))
    _prints(side, 5, 11, 15, 17, ("Ngón trỏ trái", "Ngón trỏ phải"))
    x, wide, issued = 26, 56, holder.issued
    marks = (*side.label("Đặc điểm nhận dạng:", 6.2), *side.told(holder.marks, "identifying_marks"))
    y = max(side.line(x, 13, marks, wide, pitch=3.6), 21.5)
    whole = f"{issued:%d} tháng {issued:%m} năm {issued.year}"
    day = side.told(f"{issued:%d/%m/%Y}" if side.rng.random() < 0.7 else whole, "issued_date", issued.isoformat())
    label = side.rng.choice(["Ngày, tháng, năm:", "Ngày, tháng, năm cấp:"])
    side.line(x, y, (*side.label(label, 6.2), *day), wide, "centre")
    _director(side, y + 4, x, wide, _REGISTRY if issued < date(2018, 8, 10) else _POLICE)
    side.signed(x, y + 8.5, wide, sealed=True)


def chip_front(side: Side, holder: Holder) -> None:
    """The card of 2021: two languages, the QR code in the upper right corner."""
    person, rng = holder.kin.person, side.rng
    x, wide, slash = 27.5, 55.5, rng.choice([" / ", "/"])
    side.emblem(5, 3, 11.5)
    _bilingual_head(side, 18, 50)
    side.title(17, "CĂN CƯỚC CÔNG DÂN", 9, x=29.5, wide=39)
    side.centred(19.8, "Citizen Identity Card", 6, x=29.5, wide=39, colour=RED)
    side.qr(holder, 68.5, 3.5, 14)
    side.picture(chip(cmm(5.5), cmm(4.2)), 23.5, 12.6)
    side.picture(portrait(rng, cmm(20.5), cmm(26.5), woman=person.woman), 3.5, 17.5)
    number = side.told(person.identity, "id_number", bold=True, size=10)
    side.line(x, 24.6, (*side.label(f"Số{slash}No.:", 6.6, RED), *number), wide)
    y = side.line(x, 28, side.label(f"Họ và tên{slash}Full name:"), wide)
    y = side.line(x, y + 0.3, side.told(person.name.upper(), "full_name", bold=True, size=7.4), wide)
    day = side.told(f"{person.born:%d/%m/%Y}", "date_of_birth", person.born.isoformat())
    y = side.line(x, y + 0.2, (*side.label(f"Ngày sinh{slash}Date of birth:"), *day), wide)
    y = _sex_and_nation(side, holder, x, y + 0.3, wide, slash)
    y = side.line(x, y + 0.2, side.label(f"Quê quán{slash}Place of origin:"), wide)
    y = side.line(x, y + 0.2, side.told(holder.kin.origin, "place_of_origin"), wide)
    lives = side.label(f"Nơi thường trú{slash}Place of residence:")
    side.line(x, y + 0.2, (*lives, *side.told(holder.address, "residence")), wide)
    two_lines = ["Có giá trị đến:", "Date of expiry"]
    _expiry(side, holder, 3.5, 47.2, two_lines if rng.random() < 0.6 else [f"Có giá trị đến{slash}Date of expiry:"])


def chip_back(side: Side, holder: Holder) -> None:
    """Chip on the left, director in the middle, prints on the right, the machine readable zone below."""
    issued, slash = holder.issued, side.rng.choice([" / ", "/"])
    side.line(4, 5, side.label(f"Đặc điểm nhận dạng{slash}Personal identification:"), 60)
    side.line(4, 8.3, side.told(holder.marks, "identifying_marks"), 58)
    side.picture(chip(cmm(13), cmm(11)), 5, 15)
    day = side.told(f"{issued:%d/%m/%Y}", "issued_date", issued.isoformat())
    side.line(19, 13.2, (*side.label(f"Ngày, tháng, năm{slash}Date, month, year:", 5), *day), 48)
    y = _director(side, 17, 19, 46, _POLICE)
    side.centred(y, "DIRECTOR GENERAL OF THE POLICE DEPARTMENT", 3.6, x=19, wide=46)
    side.centred(y + 1.8, "FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER", 3.6, x=19, wide=46)
    side.signed(19, y + 2.2, 46, sealed=side.rng.random() < 0.5)
    captions = (f"Ngón trỏ trái{slash}Left index finger", f"Ngón trỏ phải{slash}Right index finger")
    _prints(side, 67, 3, 13, 13.5, captions, size=3.8)
    side.zone(holder)


def new_front(side: Side, holder: Holder) -> None:
    """Căn cước of 2024: five particulars and the portrait."""
    person, rng = holder.kin.person, side.rng
    x, wide, slash = 29, 53, rng.choice([" / ", "/"])
    side.emblem(5, 3, 11.5)
    _bilingual_head(side, 20, 58)
    side.title(17.6, "CĂN CƯỚC", 10.5, x=20, wide=58)
    side.centred(20.8, "IDENTITY CARD", 6.4, x=20, wide=58, bold=True, colour=RED)
    side.picture(chip(cmm(9), cmm(7)), 71, 15)
    side.picture(portrait(rng, cmm(21), cmm(28), woman=person.woman), 4, 18)
    y = side.line(x, 25.5, side.label(f"Số định danh cá nhân{slash}Personal identification number:"), wide)
    y = side.line(x, y + 1, side.told(person.identity, "id_number", bold=True, size=9.5), wide)
    y = side.line(x, y + 0.9, side.label(f"Họ, chữ đệm và tên khai sinh{slash}Full name:"), wide)
    y = side.line(x, y + 0.6, side.told(person.name.upper(), "full_name", bold=True, size=8), wide)
    y = side.line(x, y + 0.7, side.label(f"Ngày, tháng, năm sinh{slash}Date of birth:"), wide)
    y = side.line(x, y + 0.3, side.told(f"{person.born:%d/%m/%Y}", "date_of_birth", person.born.isoformat()), wide)
    _sex_and_nation(side, holder, x, y + 0.6, wide, slash)


def new_back(side: Side, holder: Holder) -> None:
    """Residence, place of birth's registration, days; QR code and issuer on the right; the zone below."""
    rng, wide, slash = side.rng, 58, side.rng.choice([" / ", "/"])
    y = side.line(4, 5, side.label(f"Nơi cư trú{slash}Place of residence:"), wide)
    y = side.line(4, y + 0.1, side.told(holder.address, "residence"), wide)
    y = side.line(4, max(y + 0.8, 12.4), side.label(f"Nơi đăng ký khai sinh{slash}Place of birth:"), wide)
    y = max(side.line(4, y + 0.1, side.told(holder.registered_at, "place_of_birth"), wide) + 0.6, 20.6)
    issued = side.told(f"{holder.issued:%d/%m/%Y}", "issued_date", holder.issued.isoformat())
    until = side.told("Không thời hạn", "expiry_date")
    if holder.expiry:
        until = side.told(f"{holder.expiry:%d/%m/%Y}", "expiry_date", holder.expiry.isoformat())
    below = rng.random() < 0.5
    for label, value in (
        (f"Ngày, tháng, năm cấp{slash}Date of issue:", issued),
        (f"Ngày, tháng, năm hết hạn{slash}Date of expiry:", until),
    ):
        if below:
            y = side.line(4, side.line(4, y, side.label(label), wide), value, wide)
        else:
            y = side.line(4, y + 0.3, (*side.label(label), *value), wide)
    side.qr(holder, 64.5, 4, 17, extended=rng.random() < 0.4)
    if rng.random() < 0.75:
        side.line(58, 29, side.told("BỘ CÔNG AN", "issuing_agency", bold=True, size=6.4), 26, "centre")
        side.centred(31.3, "MINISTRY OF PUBLIC SECURITY", 4.2, x=58, wide=26)
    else:
        side.line(50, 36, (*side.label(f"Nơi cấp{slash}Place of issue:", 5.2), *side.told("Bộ Công an", "issuing_agency")), 34)
    side.zone(holder)


def _bilingual_head(side: Side, x: float, wide: float) -> None:
    side.centred(5.2, STATE, 5.4, x=x, wide=wide, bold=True)
    side.centred(7.3, "SOCIALIST REPUBLIC OF VIET NAM", 4.2, x=x, wide=wide)
    side.centred(10, MOTTO, 5.2, x=x, wide=wide, bold=True)
    side.centred(12, "Independence - Freedom - Happiness", 4.2, x=x, wide=wide)


def _sex_and_nation(side: Side, holder: Holder, x: float, y: float, wide: float, slash: str) -> float:
    sex = (*side.label(f"Giới tính{slash}Sex:"), *side.told(holder.kin.sex, "sex"))
    nation = (*side.label(f"Quốc tịch{slash}Nationality:"), *side.told(_STATE, "nationality"))
    side.pairs(x, y, sex, nation, wide, 23)
    return y + 3.1


def _expiry(side: Side, holder: Holder, x: float, y: float, labels: Sequence[str]) -> None:
    """Below the portrait; who is old enough keeps the card for ever."""
    value = side.told("Không thời hạn", "expiry_date", size=6)
    if holder.expiry:
        value = side.told(f"{holder.expiry:%d/%m/%Y}", "expiry_date", holder.expiry.isoformat(), size=6)
    if len(labels) > 1:
        side.line(x, y, (*side.label(labels[0], 5), *value), 24)
        side.line(x, y + 2.4, side.label(labels[1], 4.4), 24)
    else:
        side.line(x, side.line(x, y, side.label(labels[0], 4.8), 24, pitch=2.6), value, 24)


def _director(side: Side, y: float, x: float, wide: float, agency: tuple[str, str]) -> float:
    """`CỤC TRƯỞNG` and the department that they direct, on two lines; returns the baseline after them."""
    bold, small = Style(Face.SANS_BOLD, cpt(5.4)), Style(Face.SANS_BOLD, cpt(5))
    y = side.line(x, y, (*words("CỤC TRƯỞNG", bold), *words(agency[0], bold, "issuing_agency")), wide, "centre", pitch=2.4)
    side.fields["issuing_agency"] = " ".join(agency)
    return side.line(x, y, words(agency[1], small, "issuing_agency"), wide, "centre", pitch=2.2)


def _prints(side: Side, x: float, y: float, wide: float, high: float, captions: Sequence[str], size: float = 4.6) -> None:
    """Left over right, each with its caption below."""
    for number, caption in enumerate(captions):
        top = y + number * (high + 3.4)
        side.picture(fingerprint(side.rng, cmm(wide), cmm(high - 1)), x, top)
        side.centred(top + high + 1, caption, size, x=x - 4, wide=wide + 8)
