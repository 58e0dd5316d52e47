"""A report as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.evaluation.fields import FieldScore
from extractor.evaluation.report import Figures, Report

NOTHING = "–"


def render(report: Report, console: Console) -> None:
    """Prints the report: text, fields (printed and by hand apart), boundaries, speed and memory, failures."""
    columns = [*report.folders, report.total] if len(report.folders) > 1 else list(report.folders)
    console.print(_text(columns))
    if report.total.printed:
        console.print(_printed(columns))
        console.print(_trust(report.total))
    if report.total.handwritten:
        console.print(_handwritten(report.total))
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
