"""Nationalities as papers print them, with the codes of ISO 3166-1 alpha-3, which zones of cards and passports use too."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.values.text import fold, tidy

_STATES = """
VNM Việt Nam, Vietnam, Viet Nam, Vietnamese | CHN Trung Quốc, CHND Trung Hoa, China, Chinese | TWN Đài Loan, Taiwan
HKG Hồng Kông | KOR Hàn Quốc, Đại Hàn Dân Quốc, Korea | PRK Triều Tiên | JPN Nhật Bản, Nhật, Japan | LAO Lào, Laos
KHM Campuchia, Cam-pu-chia, Cambodia | THA Thái Lan, Thailand | MMR Myanmar, Miến Điện | MYS Malaysia, Ma-lai-xi-a
SGP Singapore, Xin-ga-po | IDN Indonesia, In-đô-nê-xi-a | PHL Philippines, Phi-líp-pin | IND Ấn Độ, India | BGD Bangladesh
USA Hoa Kỳ, Mỹ, United States | CAN Canada, Ca-na-đa | GBR Anh, Vương quốc Anh | FRA Pháp, France | DEU Đức, CHLB Đức, Germany
ITA Ý, I-ta-li-a | ESP Tây Ban Nha | PRT Bồ Đào Nha | NLD Hà Lan | BEL Bỉ | CHE Thụy Sĩ, Thuỵ Sĩ | AUT Áo | SWE Thụy Điển
NOR Na Uy | DNK Đan Mạch | FIN Phần Lan | POL Ba Lan | CZE Séc, Cộng hòa Séc | SVK Xlô-va-ki-a | HUN Hung-ga-ri, Hungary
RUS Nga, Liên bang Nga, Russia | UKR U-crai-na, Ukraine | AUS Úc, Ô-xtrây-li-a, Australia | NZL Niu Di-lân, New Zealand
"""


@dataclass(frozen=True)
class Nationality:
    """A nationality as printed, the state's name in Vietnamese and its code."""

    text: str
    name: str
    code: str


def parse_nationality(text: str) -> Nationality | None:
    """The state that a value names: `Việt Nam`, `VIỆT NAM / Vietnamese`, `VNM`; None for any other text."""
    printed = tidy(text).strip(" .,:;-")
    for part in (printed, *re.split(r"[/(]", printed)):
        found = _BY_NAME.get(fold(part))
        if found:
            return Nationality(printed, *found)
    return None


def _read() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for entry in re.split(r"[|\n]", _STATES.strip()):
        code, names = entry.strip().split(" ", 1)
        name, *others = names.split(", ")
        found |= {fold(each): (name, code) for each in (code, name, *others)}
    return found


_BY_NAME = _read()
