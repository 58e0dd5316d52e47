"""Days as certificates spell them: in figures as the form or the clerk likes, and in words."""

from __future__ import annotations

import random
from datetime import date

from samples.numerals import in_words


def figures(rng: random.Random, day: date) -> str:
    """`05/03/2022`, `5/3/2022`, `05-03-2022`, `05.03.2022` or `ngày 05 tháng 3 năm 2022`."""
    slashed, whole = f"{day:%d/%m/%Y}", f"ngày {day:%d} tháng {day:%m} năm {day.year}"
    bare = f"{day.day}/{day.month}/{day.year}"
    return rng.choice([slashed, slashed, slashed, bare, f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}", whole])


def spoken(rng: random.Random, day: date) -> str:
    """`Ngày mười bốn tháng ba năm một nghìn chín trăm tám mươi lăm`, with the ways in use to say four and nought."""
    month = "tư" if day.month == 4 and rng.random() < 0.6 else in_words(day.month)
    year = in_words(day.year)
    if rng.random() < 0.35:
        year = year.replace("linh", "lẻ")
    first = in_words(day.day)
    if day.day <= 10 and rng.random() < 0.2:
        first = f"{rng.choice(['mồng', 'mùng'])} {first}"
    return f"Ngày {first} tháng {month} năm {year}"
