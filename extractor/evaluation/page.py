"""A report as one page for a browser or a printer, with pictures of what went wrong; it needs nothing beside itself.

Vietnamese, with an English switch that works without a script. Whatever comes from a scan, a truth or a profile is escaped.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup, escape
from rapidfuzz.distance import Indel

from extractor.evaluation.acceptance import ASKED, Acceptance, largest, needed
from extractor.evaluation.crops import Picture, pictures
from extractor.evaluation.diagrams import reliability_diagram, risk_diagram
from extractor.evaluation.failures import Failure, Row, rows, shown
from extractor.evaluation.report import Report
from extractor.evaluation.tables import FEW, decimal, percent
from extractor.evaluation.truth import Value
from extractor.profiles import Profiles, load_profiles
from extractor.record import Field, State
from extractor.settings import Settings
from extractor.templates import templates

STATES: Mapping[State, tuple[str, str]] = {
    "found": ("tìm thấy", "found"),
    "absent": ("báo là không có", "told to be absent"),
    "unreadable": ("không đọc được", "unreadable"),
    "conflict": ("mâu thuẫn", "conflict"),
}
UNDECLARED = {"doc_type_printed": "Tên loại như in trên giấy"}
"""What truths say beyond the fields of profiles."""
MOST_BYTES = 8 * 2**20
"""All pictures together; in the page they take a third more."""


@dataclass(frozen=True)
class _Card:
    """A failure as it is shown; `true` and `read` have marks where they differ."""

    failure: Failure
    true: Markup
    read: Markup
    field: Field
    pictures: tuple[Picture, ...]
    dropped: bool
    """Its pictures are left out, for there are too many."""


@dataclass(frozen=True)
class _Confusion:
    """Pages of one true type, and the types that some of them were taken for."""

    type: str
    pages: int
    right: int
    others: tuple[tuple[str, int], ...]


def to_html(report: Report, settings: Settings) -> str:
    """The page's text. `settings` are those of the evaluation: pages are opened anew, one at a time, to cut pictures from them.

    Raises `ProfileError` when the profiles of `settings` are not in order.
    """
    profiles = load_profiles(settings.profiles)
    table = rows(report)
    chosen = shown(table)
    failures = [failure for _, some in chosen for failure in some]
    kept, dropped = _within(pictures(failures, settings))
    numbers = count()
    cards = [(row, [_card(each, next(numbers), kept, dropped) for each in some]) for row, some in chosen]
    everything = sum(len(row.failures) for row in table)
    total = report.total
    by_field = sorted(total.reliability_by_field.items(), key=lambda each: -each[1].cases)
    return _template().render(
        report=report,
        total=total,
        columns=[*report.folders, total] if len(report.folders) > 1 else [total],
        made=datetime.now().astimezone().strftime("%d/%m/%Y %H:%M"),
        table=table,
        label=lambda row: _label(row, profiles),
        few=FEW,
        worths_of_many=[
            *(each for each in by_field if each[1].cases >= FEW),
            (_say("tất cả", "all"), total.reliability),
            (_say("báo là không có", "told to be absent"), total.reliability_of_absences),
        ],
        worths_of_few=[each for each in by_field if each[1].cases < FEW],
        reliability=reliability_diagram(total.reliability),
        risk=risk_diagram(total.curve, total.accepted),
        accepted=total.accepted,
        best=[(asked, largest(total.curve, asked), needed(asked)) for asked in ASKED],
        verdict=_proves,
        confusions=_confusions(total.types),
        cards=cards,
        cards_left_out=everything - len(failures),
        pictures_left_out=len(dropped),
    )


def _proves(each: Acceptance, accuracy: float) -> bool:
    return each.error_bounds[1] <= 1 - accuracy


def _within(found: Mapping[int, tuple[Picture, ...]]) -> tuple[Mapping[int, tuple[Picture, ...]], frozenset[int]]:
    """As many failures' pictures as there is room for, the worst fields' first, and whose are left out."""
    kept: dict[int, tuple[Picture, ...]] = {}
    room = MOST_BYTES
    for index in sorted(found):
        size = sum(len(each.data) for each in found[index])
        if size <= room:
            kept[index] = found[index]
            room -= size
    return kept, frozenset(found) - frozenset(kept)


def _card(failure: Failure, index: int, kept: Mapping[int, tuple[Picture, ...]], dropped: frozenset[int]) -> _Card:
    outcome = failure.outcome
    field = outcome.read or Field()
    value = field.value if field.value is not None else field.text
    true, read = _differences(outcome.true, value)
    return _Card(failure, true, read, field, kept.get(index, ()), index in dropped)


def _differences(true: Value, read: Value) -> tuple[Markup, Markup]:
    """Both values with marks around what only one of them has."""
    if not (isinstance(true, str) and isinstance(read, str)):
        return _plain(true), _plain(read)
    first, second = Markup(""), Markup("")
    for step in Indel.opcodes(true, read):
        ours, theirs = escape(true[step.src_start : step.src_end]), escape(read[step.dest_start : step.dest_end])
        same = step.tag == "equal"
        first += ours if same else Markup("<mark>{}</mark>").format(ours) if ours else ours
        second += theirs if same else Markup("<mark>{}</mark>").format(theirs) if theirs else theirs
    return first, second


def _plain(value: Value) -> Markup:
    if value is None:
        return _say("không có", "nothing")
    if isinstance(value, bool):
        return _say("có", "yes") if value else _say("không", "no")
    return escape(value)


def _confusions(types: Mapping[tuple[str, str], int]) -> Sequence[_Confusion]:
    """By true type, the ones with most mistaken pages first."""
    found = []
    for kind in dict.fromkeys(true for true, _ in types):
        read = {other: pages for (true, other), pages in types.items() if true == kind}
        right = read.pop(kind, 0)
        others = tuple(sorted(read.items(), key=lambda each: -each[1]))
        found.append(_Confusion(kind, right + sum(read.values()), right, others))
    return sorted(found, key=lambda each: (each.right - each.pages, each.type))


def _label(row: Row, profiles: Profiles) -> str:
    spec = profiles.spec(row.type, row.field)
    return spec.label if spec else UNDECLARED.get(row.field, "")


def _say(vietnamese: str, english: str) -> Markup:
    return Markup('<span class="vi" lang="vi">{}</span><span class="en" lang="en">{}</span>').format(vietnamese, english)


def _source(data: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


def _template() -> Template:
    environment = templates(Path(__file__).parent)
    environment.filters.update(percent=percent, decimal=decimal, source=_source)
    environment.globals.update(say=_say, states={state: _say(*words) for state, words in STATES.items()})
    return environment.get_template("page.html")
