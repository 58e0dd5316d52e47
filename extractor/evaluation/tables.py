"""A report as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.evaluation.acceptance import ASKED, Acceptance, largest, needed
from extractor.evaluation.failures import Row, rows
from extractor.evaluation.fields import FieldScore
from extractor.evaluation.report import Figures, Report

NOTHING = "–"

WIDEST_NAME = 36
"""Letters of a field's or a type's name in a line."""
FEW = 20
"""Values of a field from which its calibration is worth a line."""


def render(report: Report, console: Console) -> None:
    """Prints the report: text, fields (printed and by hand apart), what confidence is worth and what can be accepted on it,
    boundaries, speed and memory, failures."""
    columns = [*report.folders, report.total] if len(report.folders) > 1 else list(report.folders)
    console.print(_text(columns))
    if report.total.printed:
        console.print(_printed(columns))
        console.print(_trust(report.total))
    if report.total.handwritten:
        console.print(_handwritten(report.total))
    if report.total.outcomes:
        console.print(_types(rows(report)))
    if report.total.reliability.cases:
        console.print(_calibration(report.total))
        console.print(_accepted(report.total, report.settings["accuracy"]))
    if report.total.boundaries.typed_pages:
        console.print(_boundaries(columns))
    console.print(_cost(columns, report.jobs))
    _failures(report, console)


def _text(columns: Sequence[Figures]) -> Table:
    table = _table("Text", "", "files", "pages", "pages with text", "CER", "line CER", "WER", "word F1")
    for each in columns:
        score = each.text
        shares = (score.cer, score.line_cer, score.wer, score.f1) if score.pages else (None,) * 4
        table.add_row(each.name, str(each.files), str(each.pages), str(score.pages), *(percent(share) for share in shares))
    return table


def _printed(columns: Sequence[Figures]) -> Table:
    table = _table("Printed fields, exactly right (number of documents)", "field", *(each.name for each in columns))
    for name in columns[-1].printed:
        table.add_row(name, *(_exact(each.printed.get(name)) for each in columns))
    table.add_section()
    table.add_row("all", *(_exact(each.all_printed) for each in columns))
    return table


def _trust(total: Figures) -> Table:
    table = _table(
        "Printed fields, what went wrong", "field", "right", "wrong value", "missed", "found but wrong", "to a person",
        "wrong unseen",
    )  # fmt: skip
    for name, score in _with_all(total.printed, total.all_printed):
        table.add_row(
            name, str(score.right), str(score.wrong), str(score.missed), percent(score.found_but_wrong),
            str(score.total - score.accepted), str(score.accepted_wrong),
        )  # fmt: skip
    return table


def _handwritten(total: Figures) -> Table:
    table = _table("Handwritten fields", "field", "honest", "right", "partly", "reported", "wrong guess", "not noticed")
    for name, score in _with_all(total.handwritten, total.all_handwritten):
        counts = (score.right, score.partial, score.flagged, score.wrong, score.missed)
        table.add_row(name, percent(score.honest), *(str(count) for count in counts))
    return table


def _types(table: Sequence[Row]) -> Table:
    heads = ("on paper", "precision", "recall", "right", "wrong", "missed", "unseen")
    shown = _table("Fields by document type, worst first (unseen: wrong or missed, and not sent to a person)", "field", *heads)
    # Names of types are long: they stand above their fields, and may take several lines.
    shown.columns[0].no_wrap, shown.columns[0].max_width = False, WIDEST_NAME
    last = ""
    for row in table:
        if not row.faultless:
            score = row.score
            if row.type != last:
                shown.add_row(Text(row.type, style="italic"))
                last = row.type
            shares = (percent(score.precision), percent(score.recall), percent(score.exact))
            counts = (str(score.wrong), str(score.missed), str(score.accepted_wrong))
            shown.add_row(f"  {row.field}{' (by hand)' if row.handwritten else ''}", str(score.on_paper), *shares, *counts)
    shown.caption = f"{sum(row.faultless for row in table)} more without a fault."
    return shown


def _calibration(total: Figures) -> Table:
    heads = ("field", "values", "right", "expected error", "of equal width", "Brier score")
    table = _table("What confidence is worth, values found (calibration error in bins of equally many values)", *heads)
    fields = {name: each for name, each in total.reliability_by_field.items() if each.cases >= FEW}
    for name, each in (*fields.items(), ("all", total.reliability), ("absences", total.reliability_of_absences)):
        errors = (percent(each.error), percent(each.error_by_width), decimal(each.brier))
        table.add_row(name, str(each.cases), percent(each.right), *errors)
    rest = len(total.reliability_by_field) - len(fields)
    table.caption = f"{rest} more fields have fewer than {FEW} values, which tell little." if rest else None
    return table


def _accepted(total: Figures, asked_for: float) -> Table:
    heads = ("", "accepted", "share", "wrong", "error between", "from", "proof takes")
    table = _table(f"Accepted without a person, of {total.accepted.cases} values found", *heads)
    own = f"record's thresholds for {percent(asked_for)}"
    table.add_row(own, *_acceptance(total.accepted), str(needed(asked_for)))
    for asked in ASKED:
        row = _acceptance(largest(total.curve, asked))
        table.add_row(f"most that is right in {percent(asked)}", *row, str(needed(asked)))
    return table


def _acceptance(each: Acceptance) -> tuple[str, ...]:
    low, high = each.error_bounds
    error = f"{100 * low:.1f} – {percent(high)}" if each.accepted else NOTHING
    threshold = NOTHING if each.threshold is None else f"{each.threshold:.3f}"
    return (str(each.accepted), percent(each.share), str(each.wrong), error, threshold)


def _boundaries(columns: Sequence[Figures]) -> Table:
    table = _table("Documents", "", "starts inside files", "precision", "recall", "F1", "pages of the right type")
    for each in columns:
        score = each.boundaries
        shares = (score.precision, score.recall, score.f1)
        types = f"{percent(score.type_accuracy)} ({score.typed_pages})" if score.typed_pages else NOTHING
        table.add_row(each.name, str(score.starts), *(percent(share) for share in shares), types)
    return table


def _cost(columns: Sequence[Figures], jobs: int) -> Table:
    stages = list(dict.fromkeys(stage for each in columns for stage in each.stages))
    heads = ("", "one core", "wall", *stages, "peak memory", "largest process")
    table = _table(f"Seconds a page, {jobs} at a time (stages: wall clock added up), and memory", *heads)
    for each in columns:
        spent = (each.stages.get(stage, 0.0) / max(1, each.pages) for stage in stages)
        memory = (f"{size / 2**20:.0f} MiB" for size in (each.memory.together, each.memory.largest))
        whole = (f"{each.processor_per_page:.2f}", f"{each.seconds_per_page:.2f}")
        table.add_row(each.name, *whole, *(f"{seconds:.2f}" for seconds in spent), *memory)
    table.caption = f"Documents and fields take {percent(columns[-1].finding_share)} of what reading takes."
    return table


def _failures(report: Report, console: Console) -> None:
    for each in report.files:
        if each.failures:
            console.print(f"[red]failed[/red] {each.folder}/{each.file}: {', '.join(each.failures)}", highlight=False)
    if report.total.failed_files:
        console.print(f"[red]{report.total.failed_files} of {report.total.files} files had failures.[/red]", highlight=False)


def _table(title: str, *heads: str) -> Table:
    table = Table(title=Text(title, style="bold", no_wrap=True, overflow="ignore"), title_justify="left")
    for position, head in enumerate(heads):
        table.add_column(head, justify="right" if position else "left", no_wrap=not position)
    return table


def _with_all(scores: Mapping[str, FieldScore], together: FieldScore) -> list[tuple[str, FieldScore]]:
    return [*scores.items(), ("all", together)]


def _exact(score: FieldScore | None) -> str:
    return f"{percent(score.exact)} ({score.total})" if score is not None and score.total else NOTHING


def percent(share: float | None) -> str:
    """A share as a percentage with one decimal; a dash where there is none."""
    return NOTHING if share is None else f"{100 * share:.1f} %"


def decimal(figure: float | None) -> str:
    """A figure with three decimals; a dash where there is none."""
    return NOTHING if figure is None else f"{figure:.3f}"
