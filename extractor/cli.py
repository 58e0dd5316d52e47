"""The library's part of the command line: `hoso extract`, `evaluate`, `train`, `calibrate`, `profiles`, `schema`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from extractor.console import console, errors
from extractor.crew import Crew, Failure
from extractor.errors import HosoError
from extractor.settings import Mode, ReaderName, Settings

if TYPE_CHECKING:
    from extractor.learning import Gain, Lesson, Material, Versions

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
profiles_app = typer.Typer(no_args_is_help=True, help="Document types, declared in models/profiles.")
app.add_typer(profiles_app, name="profiles")
models_app = typer.Typer(no_args_is_help=True, help="Versions of what was learned, in the folder HOSO_LEARNED.")
app.add_typer(models_app, name="models")

_RESTART = "Processes that run keep what they began with: start workers and web pages again."

USAGE = 2
"""Exit code for a command that cannot be carried out as it stands."""


@dataclass(frozen=True)
class _Input:
    """One dossier to read: its files, and the stem of what is written about it."""

    stem: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class _Outcome:
    stem: str
    status: str
    pages: int
    documents: int
    doubts: int
    messages: tuple[str, ...]


@app.command()
def extract(
    inputs: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Scans; a folder is a dossier.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where records, texts and PDFs go.")],
    jobs: Annotated[int, typer.Option(min=1, help="Pages read at a time.")] = os.cpu_count() or 1,
    ignore_text_layer: Annotated[bool, typer.Option(help="Read the pixels even where a file brings its text.")] = False,
    mode: Annotated[Mode, typer.Option(help="How much is spent on a page.")] = "balanced",
    reader: Annotated[ReaderName, typer.Option(help="Readers that vote, or Tesseract alone.")] = "voting",
    profiles: Annotated[Path | None, typer.Option(metavar="DIR", help="A folder of your own document types.")] = None,
    accuracy: Annotated[float, typer.Option(min=0.5, max=0.9999, help="Share of unreviewed values that must be right.")] = 0.99,
    pdf: Annotated[bool, typer.Option(help="Also write a searchable PDF.")] = True,
) -> None:
    """Read scans into records: STEM.record.json, STEM.txt and STEM.pdf for each FILE.

    Exit code 0: every dossier was read. 1: a dossier or a file of one could not be read. 2: nothing was begun.
    """
    settings = Settings(ignore_text_layer=ignore_text_layer, mode=mode, reader=reader, profiles=profiles, accuracy=accuracy)
    todo = _inputs(inputs)
    _refuse_overwriting(todo, out)
    out.mkdir(parents=True, exist_ok=True)

    def start() -> Callable[[_Input], _Outcome]:
        return lambda item: _deliver(item, settings, out, pdf=pdf, jobs=1)

    outcomes: list[_Outcome] = []
    # The bar redraws only when told: its thread must not hold a lock while processes are forked.
    with _progress() as bar:
        if len(todo) == 1:
            task = bar.add_task("pages", total=None)

            def on_page(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total, refresh=True)

            outcomes.append(_deliver(todo[0], settings, out, pdf=pdf, jobs=jobs, on_page=on_page))
        else:
            task = bar.add_task("dossiers", total=len(todo))
            with Crew(start, size=min(jobs, len(todo)), seconds=settings.limits.file_seconds) as crew:
                for index, answer in crew.map(todo):
                    outcomes.append(_failed(todo[index], answer) if isinstance(answer, Failure) else answer)
                    bar.update(task, advance=1, refresh=True)
    _tell(outcomes, out)
    raise typer.Exit(1 if any(outcome.status == "failed" or outcome.messages for outcome in outcomes) else 0)


def _inputs(given: Iterable[Path]) -> list[_Input]:
    """One dossier per file; for a folder one of the files in it, and one for each folder below that holds files."""
    from extractor.pipeline import natural_sort, scan_files

    found: list[tuple[str, tuple[Path, ...]]] = []
    for path in given:
        if not path.exists():
            errors.print(f"[red]{path}: no such file or folder.[/red] Check the name.", highlight=False, soft_wrap=True)
            raise typer.Exit(USAGE)
        if path.is_dir():
            folders = [path, *natural_sort(each for each in path.rglob("*") if each.is_dir())]
            dossiers = [(folder, scan_files(folder)) for folder in folders]
            found += [(folder.resolve().name, tuple(files)) for folder, files in dossiers if files]
        else:
            found.append((path.stem, (path,)))
    if not found:
        errors.print("[red]No scans in what was given.[/red] Give PDF, TIFF, JPEG or PNG files, or a folder of them.")
        raise typer.Exit(USAGE)
    stems: dict[str, int] = {}
    inputs = []
    for stem, paths in found:
        # Two scans of one name must not overwrite each other's record.
        stems[stem] = stems.get(stem, 0) + 1
        inputs.append(_Input(stem if stems[stem] == 1 else f"{stem}-{stems[stem]}", paths))
    return inputs


def _refuse_overwriting(todo: Sequence[_Input], out: Path) -> None:
    written = {(out / f"{item.stem}{suffix}").resolve() for item in todo for suffix in (".record.json", ".txt", ".pdf")}
    for item in todo:
        for path in item.paths:
            if path.resolve() in written:
                errors.print(
                    f"[red]{path} would be overwritten.[/red] Originals are never changed: choose another -o folder.",
                    soft_wrap=True,
                )
                raise typer.Exit(USAGE)


def _deliver(
    item: _Input, settings: Settings, out: Path, *, pdf: bool, jobs: int, on_page: Callable[[int, int], None] | None = None
) -> _Outcome:
    from extractor.pipeline import extract, write_pdf

    dossier = extract(item.paths, settings, name=item.stem, jobs=jobs, on_page=on_page)
    if pdf:
        dossier = write_pdf(dossier, item.paths, out / f"{item.stem}.pdf", settings)
    (out / f"{item.stem}.record.json").write_text(dossier.to_json(), encoding="utf-8")
    (out / f"{item.stem}.txt").write_text(dossier.text, encoding="utf-8")
    return _Outcome(
        item.stem,
        dossier.status,
        len(dossier.pages),
        len(dossier.documents),
        sum(len(document.doubts) for document in dossier.documents),
        tuple(finding.message for finding in dossier.findings if finding.severity == "error"),
    )


def _failed(item: _Input, failure: Failure) -> _Outcome:
    return _Outcome(item.stem, "failed", 0, 0, 0, (failure.message,))


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=errors,
        auto_refresh=False,
    )


def _tell(outcomes: Sequence[_Outcome], out: Path) -> None:
    table = Table("dossier", "status", "pages", "documents", "fields to look at")
    for outcome in outcomes:
        table.add_row(outcome.stem, outcome.status, str(outcome.pages), str(outcome.documents), str(outcome.doubts))
    console.print(table)
    for outcome in outcomes:
        for message in outcome.messages:
            errors.print(f"[red]{outcome.stem}:[/red] {message}", highlight=False, soft_wrap=True)
    console.print(f"Written to {out}", highlight=False, soft_wrap=True)


@app.command()
def evaluate(
    truths: Annotated[list[Path], typer.Argument(metavar="TRUTH…", help="Folders or *.truth.json files.")],
    jobs: Annotated[int, typer.Option(min=1, help="Pages read at a time.")] = os.cpu_count() or 1,
    use_text_layer: Annotated[bool, typer.Option(help="Let text layers count; the figures of ours do without.")] = False,
    mode: Annotated[Mode, typer.Option(help="How much is spent on a page.")] = "balanced",
    reader: Annotated[ReaderName, typer.Option(help="Readers that vote, or Tesseract alone.")] = "voting",
    accuracy: Annotated[float, typer.Option(min=0.5, max=0.9999, help="Share of unreviewed values that must be right.")] = 0.99,
    profiles: Annotated[Path | None, typer.Option(metavar="DIR", help="A folder of your own document types.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write the figures there.")] = None,
    page: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Also write DIR/index.html, with pictures of failures: personal data!"),
    ] = None,
) -> None:
    """Compare what is read with what is true: text, fields, confidence, boundaries, speed, memory.

    The page of --report shows values and cuttings of the scans. It holds personal data, as the scans do: give it to nobody who
    may not see them, and delete it when it is done with. The tables and --json hold figures and names of files alone.
    """
    from extractor.evaluation import evaluate as run
    from extractor.evaluation import render, to_html, to_json

    settings = Settings(ignore_text_layer=not use_text_layer, mode=mode, reader=reader, profiles=profiles, accuracy=accuracy)
    if page is not None:
        page.mkdir(parents=True, exist_ok=True)
    with _progress() as bar:
        task = bar.add_task("files", total=None)

        def on_file(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        report = run(truths, settings, jobs=jobs, on_file=on_file)
    render(report, console)
    if json_file is not None:
        json_file.write_text(to_json(report), encoding="utf-8")
    if page is not None:
        (page / "index.html").write_text(to_html(report, settings), encoding="utf-8")
        console.print(f"Written to {page / 'index.html'}, which holds personal data.", highlight=False, soft_wrap=True)


Truths = Annotated[list[Path] | None, typer.Argument(metavar="[TRUTH…]", help="Folders or *.truth.json files.")]
Corrections = Annotated[list[Path] | None, typer.Option(metavar="FILE", help="What people corrected, JSON lines.")]
Records = Annotated[Path | None, typer.Option(metavar="DIR", help="Keeps what was read, so that a second run is quick.")]
Models = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="DIR", help="Where what is learned goes; a new version in HOSO_LEARNED if not given."),
]
Jobs = Annotated[int, typer.Option(min=1, help="Pages read at a time.")]


@app.command()
def train(
    truths: Truths = None,
    corrections: Corrections = None,
    records: Records = None,
    out: Models = None,
    jobs: Jobs = os.cpu_count() or 1,
    entities: Annotated[bool, typer.Option(help="Try a recogniser of entities too; minutes more.")] = False,
) -> None:
    """Learn to rank and to say how sure from files whose truth is known."""
    from extractor.learning import Material
    from extractor.learning import train as run

    _learn(partial(run, entities=entities), Material(tuple(truths or ()), tuple(corrections or ()), records, jobs), out)


@app.command()
def calibrate(
    truths: Truths = None,
    corrections: Corrections = None,
    records: Records = None,
    out: Models = None,
    jobs: Jobs = os.cpu_count() or 1,
) -> None:
    """Measure anew how sure is right, on files that were not learned from."""
    from extractor.learning import Material
    from extractor.learning import calibrate as run

    _learn(run, Material(tuple(truths or ()), tuple(corrections or ()), records, jobs), out)


def _learn(run: Callable[..., Lesson], material: Material, out: Path | None) -> None:
    if not (material.truths or material.corrections):
        errors.print("[red]Nothing to learn from.[/red] Give truth files, folders of them, or --corrections.")
        raise typer.Exit(USAGE)
    version = out is None
    out = out or _versions().add()
    with _progress() as bar:
        task = bar.add_task("files", total=None)

        def on_file(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        with _explained():
            lesson = run(material, out, on_file=on_file)
    scores = {"rules": lesson.rules, "learned": lesson.learned, "with entities": lesson.entities}
    tried = {name: score.to_dict() for name, score in scores.items() if score is not None}
    table = Table("on files not learned from", *tried)
    for name in lesson.rules.to_dict():
        table.add_row(name.replace("_", " "), *(f"{score[name]:g}" for score in tried.values()))
    console.print(table)
    if lesson.entities is not None:
        console.print("The recogniser is kept." if lesson.recognised else "The recogniser does not help, and is left out.")
    if lesson.gain is not None:
        _show_gain(lesson.gain)
    console.print(f"{lesson.files} files, {lesson.pages} pages. Written to {out}", highlight=False, soft_wrap=True)
    if version:
        console.print(f"Nothing is replaced yet: `hoso models use {out.name}` uses it.", highlight=False)


@contextmanager
def _explained() -> Iterator[None]:
    """Tells what is wrong and what to do, and ends the command."""
    try:
        yield
    except HosoError as error:
        errors.print(f"[red]{escape(error.public_message)}[/red]", soft_wrap=True)
        raise typer.Exit(USAGE) from None


def _show_gain(gain: Gain) -> None:
    table = Table(f"on {gain.files} corrected dossiers, held out", "in use", "learned")
    now, then = gain.in_use.to_dict(), gain.learned.to_dict()
    for name in now:
        table.add_row(name.replace("_", " "), f"{now[name]:g}", f"{then[name]:g}")
    console.print(table)


def _versions() -> Versions:
    from extractor import learned
    from extractor.learning import Versions

    folder = os.environ.get(learned.VARIABLE)
    if not folder:
        errors.print(f"[red]{learned.VARIABLE} is not set.[/red] Let it name a folder for what is learned, or say --out.")
        raise typer.Exit(USAGE)
    return Versions(Path(folder))


@models_app.command("list")
def list_models() -> None:
    """What was learned: every version, with its scores and which is in use."""
    from extractor import learned
    from extractor.settings import models_folder

    versions = _versions()
    table = Table("version", "in use", "from", "exact", "accepted at 99 %", "wrong among them")
    for name in versions.names():
        pieces = learned.read_manifest(models_folder() if name == learned.SHIPPED else versions.folder / name)
        score = {**pieces["ranking"].score, **pieces["calibration"].score}
        shares = (f"{score[each]:.1%}" for each in ("exact", "accepted_0.99", "wrong_0.99"))
        table.add_row(name, "yes" if name == versions.in_use else "", pieces["ranking"].source.partition(";")[0], *shares)
    console.print(table)


@models_app.command("use")
def use_models(
    version: Annotated[str, typer.Argument(help="As `hoso models list` has it; `shipped` is what came along.")],
) -> None:
    """Use a version from now on."""
    with _explained():
        _versions().use(version)
    console.print(f"{version} is in use. {_RESTART}", highlight=False)


@models_app.command("rollback")
def rollback_models() -> None:
    """Use again what was used before."""
    with _explained():
        version = _versions().rollback()
    console.print(f"{version} is in use again. {_RESTART}", highlight=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from extractor.record import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@profiles_app.command("check")
def check_profiles(
    folder: Annotated[Path | None, typer.Argument(help="A folder of your own types; ours alone if none is given.")] = None,
) -> None:
    """Check every declared document type and explain each mistake with its line."""
    from extractor.profiles import find_mistakes, load_profiles

    mistakes = find_mistakes(folder)
    for mistake in mistakes:
        errors.print(f"[red]{mistake}[/red]", highlight=False, soft_wrap=True)
    if mistakes:
        raise typer.Exit(1)
    console.print(f"{len(load_profiles(folder).all)} document types, no mistakes.")
