"""Whether the rules of a profile hold for the values of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from extractor.fields.stretch import stretch
from extractor.profiles import FieldSpec, Rule, strip_ordinal
from extractor.record import Field
from extractor.values.compare import comparable
from extractor.values.dossier_code import parse_dossier_code
from extractor.values.land_use import parse_land_uses, total_area
from extractor.values.personal_number import facts_of

ROUNDING = Decimal("0.1")
"""Square metres by which areas of kinds of land may miss the whole: each is printed with one decimal."""
MIDNIGHT = 1
"""Days between a dossier code and its reception: what comes in after hours is entered the next day."""


@dataclass(frozen=True)
class Ruling:
    """What became of a rule, and the fields that it spoke about."""

    rule: Rule
    fields: tuple[str, ...]
    holds: bool


@dataclass(frozen=True)
class _Given:
    """A field that takes part: its full name, its value and its type."""

    name: str
    value: str
    kind: str


def judge(rules: Sequence[Rule], fields: Mapping[str, Field], specs: Mapping[str, FieldSpec]) -> Iterator[Ruling]:
    """Every rule for every ordinal that it can be judged for.

    Fields without a value are passed over, and with them rules that too few fields are left for. Fields that repeat (a group's,
    or those declared `many`) are judged owner by owner; the others take part in each.
    """
    for rule in rules:
        test = _TESTS[rule.rule]
        for names in _ordinals(rule.fields, fields, specs):
            given = [_given(name, fields, specs) for name in names]
            ruling = test(rule, given)
            if ruling is not None:
                yield Ruling(rule, tuple(each.name for each in given if each is not None), ruling)


def usable(field: Field | None) -> str | None:
    """The text that is a field's value, as far as it is certain; None where nothing is, or the value is a mark."""
    return field.value if field is not None and isinstance(field.value, str) else None


def _ordinals(names: Sequence[str], fields: Mapping[str, Field], specs: Mapping[str, FieldSpec]) -> Iterator[tuple[str, ...]]:
    repeated = [name for name in names if name in specs and (specs[name].group or specs[name].many)]
    yield tuple(names)
    if not repeated:
        return
    numbers = {int(each.rpartition(".")[2]) for each in fields if "." in each and strip_ordinal(each) in repeated}
    for number in sorted(numbers):
        yield tuple(f"{name}.{number}" if name in repeated else name for name in names)


def _given(name: str, fields: Mapping[str, Field], specs: Mapping[str, FieldSpec]) -> _Given | None:
    value = usable(fields.get(name))
    spec = specs.get(strip_ordinal(name))
    return _Given(name, value, spec.type) if value is not None and spec is not None else None


def same_value(kind: str, first: str, second: str) -> bool:
    """Whether two values of a type say the same, as far as both say anything: a year agrees with a day of it."""
    a, b = stretch(first), stretch(second)
    if kind in ("date", "datetime") and a is not None and b is not None:
        return a.may_be(b)
    x, y = number(first), number(second)
    if kind in ("money", "area", "decimal", "integer") and x is not None and y is not None:
        return x == y
    return comparable(kind, first) == comparable(kind, second)


def number(value: str | None) -> Decimal | None:
    """A normalised number (`761.2`), or None."""
    try:
        found = Decimal(value) if value is not None else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


_Test = Callable[[Rule, Sequence[_Given | None]], bool | None]
"""Whether the rule holds for these fields, in the rule's order; None where it cannot be told."""


def _same(rule: Rule, given: Sequence[_Given | None]) -> bool | None:
    found = [each for each in given if each is not None]
    if len(found) < 2:
        return None
    return all(same_value(found[0].kind, found[0].value, each.value) for each in found[1:])


def _order(rule: Rule, given: Sequence[_Given | None]) -> bool | None:
    found = [each for each in given if each is not None]
    times = [time for time in (stretch(each.value) for each in found if each.kind in ("date", "datetime")) if time is not None]
    if times:
        return all(a.may_precede(b) for a, b in pairwise(times)) if len(times) > 1 else None
    amounts = [amount for amount in (number(each.value) for each in found) if amount is not None]
    return all(a <= b for a, b in pairwise(amounts)) if len(amounts) > 1 else None


def _sum(rule: Rule, given: Sequence[_Given | None]) -> bool | None:
    parts, whole = given
    if parts is None or whole is None:
        return None
    total, area = number(total_area(parse_land_uses(parts.value))), number(whole.value)
    return abs(total - area) <= ROUNDING if total is not None and area is not None else None


def _apart(rule: Rule, given: Sequence[_Given | None]) -> bool | None:
    start, end = (stretch(each.value) if each is not None else None for each in given)
    if start is None or end is None:
        return None
    least, most = start.until(end, rule.unit)
    return (rule.least is None or most >= rule.least) and (rule.most is None or least <= rule.most)


def _ratio(rule: Rule, given: Sequence[_Given | None]) -> bool | None:
    first, second = (number(each.value) if each is not None else None for each in given)
    if first is None or not second:
        return None
    ratio = float(first / second)
    return (rule.least is None or ratio >= rule.least) and (rule.most is None or ratio <= rule.most)


def _identity(rule: Rule, given: Sequence[_Given | None]) -> bool | None:
    by_kind = {each.kind: each.value for each in given if each is not None}
    facts = facts_of(by_kind.get("personal-number", ""))
    sex, born = by_kind.get("sex"), by_kind.get("date")
    if facts is None or (sex is None and born is None):
        return None
    return (sex is None or sex == facts.sex) and (born is None or born[:4] == str(facts.birth_year))


def _code_date(rule: Rule, given: Sequence[_Given | None]) -> bool | None:
    code, when = given
    read = parse_dossier_code(code.value) if code is not None else None
    day, moment = stretch(read.parts.get("date") if read else None), stretch(when.value if when is not None else None)
    if day is None or moment is None:
        return None
    least, most = day.until(moment, "days")
    return least <= MIDNIGHT and most >= -MIDNIGHT


_TESTS: Mapping[str, _Test] = {
    "same": _same,
    "order": _order,
    "sum": _sum,
    "apart": _apart,
    "ratio": _ratio,
    "identity": _identity,
    "code-date": _code_date,
}
