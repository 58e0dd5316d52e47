"""What a person sees in the terminal after dossiers were read, and the files that are left for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extractor.profiles import Profiles
from extractor.record import Dossier, Field
from workers.database.lists import Listed
from workers.doubts import ENGLISH, Doubt, doubts
from workers.masking import masked
from workers.records import Records
from workers.service import Service
from workers.storage import address

FULL = 25
"""Up to so many documents every field is shown; beyond that only what needs a look."""


@dataclass(frozen=True)
class Outcome:
    """A dossier and its record, if one was published."""

    listed: Listed
    record: Dossier | None


def save(service: Service, listed: Sequence[Listed], out: Path) -> list[Outcome]:
    """Writes STEM.record.json, STEM.txt and STEM.pdf of every dossier into `out`; two of one name do not overwrite.

    Records are written and returned with what people corrected.
    """
    out.mkdir(parents=True, exist_ok=True)
    records = Records(service)
    taken: set[str] = set()
    outcomes = []
    for each in listed:
        stem = _stem(each, taken)
        record = None
        if each.source is not None and each.configuration is not None:
            record = records.corrected(each.id, each.source, each.configuration)
            (out / f"{stem}.record.json").write_text(record.to_json(), encoding="utf-8")
            (out / f"{stem}.txt").write_text(record.text, encoding="utf-8")
            if each.has_pdf:
                key = address(each.source, each.configuration, "record.pdf")
                service.storage.get(service.settings.records_bucket, key, out / f"{stem}.pdf", limit=1 << 40)
        outcomes.append(Outcome(each, record))
    return outcomes


def show(outcomes: Sequence[Outcome], profiles: Profiles, console: Console) -> None:
    """Prints the documents with their fields and confidences, what needs a look, and what failed."""
    documents = sum(len(outcome.record.documents) for outcome in outcomes if outcome.record)
    looks = 0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("document, field", no_wrap=True)
    table.add_column("value", ratio=1)
    table.add_column("sure", justify="right")
    table.add_column("a person must look")
    for outcome in outcomes:
        if outcome.record is None:
            continue
        doubtful = {(doubt.document, doubt.field): doubt for doubt in doubts(outcome.record, profiles)}
        looks += len(doubtful)
        for row in _rows(outcome.record, outcome.listed.label, doubtful, profiles, everything=documents <= FULL):
            table.add_row(*row)
    if table.row_count:
        console.print(table)
    for outcome in outcomes:
        _show_findings(outcome, console)
    failed = sum(outcome.listed.state != "done" for outcome in outcomes)
    console.print(
        f"{len(outcomes)} dossiers with {documents} documents; {looks} fields for a person to look at; "
        f"{failed} dossiers not read."
    )


def _rows(
    record: Dossier, label: str, doubtful: dict[tuple[int, str], Doubt], profiles: Profiles, *, everything: bool
) -> Iterator[tuple[str, str, str, str]]:
    for index, document in enumerate(record.documents):
        where = f"p. {_pages(document.pages)}"
        yield f"[b]{escape(label)}[/b]", f"[b]{escape(document.type)}[/b], {where}", f"{document.type_confidence:.0%}", ""
        for name, value in document.fields.items():
            doubt = doubtful.get((index, name))
            if doubt is None and (value.state == "absent" or not everything):
                continue
            reasons = ", ".join(ENGLISH[reason] for reason in doubt.why) if doubt else ""
            yield (
                f"  {name}",
                escape(_shown(value, sensitive=_is_sensitive(document.type, name, profiles))),
                f"{value.confidence:.0%}",
                f"[yellow]{reasons}[/yellow]" if reasons else "",
            )


def _is_sensitive(type_name: str, name: str, profiles: Profiles) -> bool:
    spec = profiles.spec(type_name, name)
    return spec is not None and spec.sensitive


def _shown(value: Field, *, sensitive: bool) -> str:
    if isinstance(value.value, bool):
        return "yes" if value.value else "no"
    text = value.value or value.text or ""
    return masked(text) if sensitive else text


def _pages(pages: Sequence[int]) -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}"


def _show_findings(outcome: Outcome, console: Console) -> None:
    label = outcome.listed.label
    findings = [each for each in outcome.record.findings if each.severity != "info"] if outcome.record else []
    for finding in findings:
        colour = "red" if finding.severity == "error" else "yellow"
        name = "" if finding.message.startswith(label) else f"{label}: "
        console.print(f"[{colour}]{escape(name + finding.message)}[/{colour}]", highlight=False)
    if not findings and outcome.listed.error_message:
        console.print(f"[red]{escape(f'{label}: {outcome.listed.error_message}')}[/red]", highlight=False)


def _stem(listed: Listed, taken: set[str]) -> str:
    """A file name made of the dossier's, which may come from anybody: no separators, no dots in front, not too long."""
    name = listed.label.rpartition(".")[0] or listed.label if not listed.name.endswith("/") else listed.label
    plain = "".join(letter if letter.isprintable() and letter not in "/\\" else "_" for letter in name).lstrip(". ")
    while len(plain.encode()) > 180:
        plain = plain[:-1]
    stem, number = plain or "dossier", 1
    while stem.casefold() in taken:
        number += 1
        stem = f"{plain or 'dossier'}-{number}"
    taken.add(stem.casefold())
    return stem
