"""`hoso batch`: backlogs are asked for, watched, stopped, asked again, and reported."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn
from uuid import UUID

import typer
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from extractor.console import console, errors
from workers.commands import FAILED, INTERRUPTED, USAGE, explained, location, many
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.database.batch_figures import Overview, Remaining
    from workers.database.batches import Progress
    from workers.service import Service

app = typer.Typer(no_args_is_help=True, help="Backlogs: a prefix of a bucket, or an inventory, with all dossiers in it.")

SHORTEST_ID = 4
"""Characters of an id that are enough when no other begins with them."""

Name = Annotated[str, typer.Argument(metavar="BATCH", help="The beginning of its id, or its place s3://BUCKET/PREFIX.")]


@app.command()
def start(
    place: Annotated[str | None, typer.Argument(metavar="s3://BUCKET/PREFIX", help="Everything under it is read.")] = None,
    inventory: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="A CSV file of keys instead of a place.")
    ] = None,
    bucket: Annotated[
        str | None, typer.Option(help="Where the inventory's objects are; the bucket of scans by default.")
    ] = None,
    dossier: Annotated[Literal["folder", "file"], typer.Option(help="What one dossier is.")] = "folder",
    retry: Annotated[bool, typer.Option("--retry", help="Take up again what failed.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Look on until everything is read.")] = True,
) -> None:
    """Ask for a backlog; asked for again, it takes up what is new or changed.

    Exit code 0: every dossier was read. 1: some could not be read. 2: nothing to read. 130: interrupted, the work goes on.
    """
    from workers.backlog.asking import ADVICE, refusal
    from workers.database import batches
    from workers.service import connected, resolve

    if (place is None) is (inventory is None):
        _refuse("Give either a place or --inventory.")
    if bucket is not None and inventory is None:
        _refuse("--bucket belongs to --inventory; a place names its bucket itself.")
    where = None if place is None else location(place)
    with explained(), connected(resolve(Settings())) as service:
        scans = where.bucket if where else bucket or service.settings.scans_bucket
        refused = refusal(service, scans, where.prefix if where else "")
        if refused is not None:
            _refuse(ADVICE[refused])
        if inventory is not None:
            batch = _open_inventory(service, inventory, scans, dossier, retry=retry)
        elif where is not None:
            batch = batches.open_batch(service.engine, where.bucket, where.prefix, rule=dossier, retry=retry)
        console.print(f"Batch {batch}", highlight=False)
        if not wait:
            return
        raise typer.Exit(_look_on(service, batch))


@app.command()
def status(
    name: Annotated[str | None, typer.Argument(metavar="[BATCH]", help="The beginning of its id, or its place.")] = None,
) -> None:
    """Show all backlogs, or one: how far, how quick, how much longer, what failed and why."""
    from workers.database import batch_figures
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        if name is None:
            found = batch_figures.overviews(service.engine)
            console.print(_table(found) if found else "There is no batch yet; `hoso batch start` asks for one.")
            return
        console.print(_details(batch_figures.overview(service.engine, _batch(service, name))))


@app.command()
def pause(name: Name) -> None:
    """Begin nothing more of a backlog; what is being read is finished."""
    from workers.database import batches

    _turn(name, batches.pause, "Paused; `hoso batch resume` goes on.", "It is not running.")


@app.command()
def resume(name: Name) -> None:
    """Go on with a paused backlog."""
    from workers.database import batches

    _turn(name, batches.resume, "It goes on.", "It is not paused.")


@app.command()
def cancel(name: Name) -> None:
    """End a backlog: what nobody has begun is not read. Asking for it again takes it up again."""
    from workers.database import batches
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        canceled = batches.cancel(service.engine, _batch(service, name))
        console.print(f"{many(canceled, 'dossier')} canceled; what is being read is finished.", highlight=False)


@app.command()
def retry(
    name: Name,
    reason: Annotated[str | None, typer.Option(metavar="CODE", help="Only what failed for this reason.")] = None,
) -> None:
    """Read again what failed. Exit code 2: nothing did."""
    from workers.database import batches
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        again = batches.retry(service.engine, _batch(service, name), reason)
        if not again:
            _refuse("Nothing failed for this reason; `hoso batch status` tells the reasons." if reason else "Nothing failed.")
        console.print(f"To be read again: {many(again, 'dossier')}.", highlight=False)


@app.command()
def report(
    name: Name,
    out: Annotated[Path, typer.Option("--out", "-o", file_okay=False, metavar="DIR")] = Path("out"),
    names: Annotated[bool, typer.Option("--names", help="With the dossiers' names, which may name people.")] = False,
    sample: Annotated[int, typer.Option(min=0, max=10_000, help="Dossiers to look at for acceptance.")] = 50,
    seed: Annotated[int | None, typer.Option(min=0, help="Draws the same sample again.")] = None,
) -> None:
    """Write a backlog's final report, as a page to print and as a workbook (in Vietnamese)."""
    from workers.acceptance.telling import lots_of
    from workers.backlog import report as final
    from workers.backlog.totals import Options
    from workers.service import connected, resolve
    from workers.web.causes import cause

    with explained(), connected(resolve(Settings())) as service:
        options = Options.asked(sample, seed, names=names)
        batch = _batch(service, name)
        for path in final.write(service, batch, out, options, lambda code: cause(code, code), lots_of(service, batch)):
            console.print(str(path), highlight=False)


def _open_inventory(service: Service, path: Path, bucket: str, rule: Literal["folder", "file"], *, retry: bool) -> UUID:
    from workers.backlog import inventory
    from workers.database import batches

    digest = inventory.store(service.storage, service.settings.records_bucket, path, bucket)
    return batches.open_batch(service.engine, bucket, "", inventory=digest, rule=rule, retry=retry)


def _look_on(service: Service, batch: UUID) -> int:
    from rich.live import Live

    from workers import backlog
    from workers.database import batch_figures
    from workers.run import Interrupted, interruptible

    if not service.queues.workers():
        errors.print("[yellow]No worker runs yet.[/yellow] `hoso up` starts some; the work waits for them.", highlight=False)
    try:
        with ExitStack() as stack:
            stack.enter_context(interruptible())
            live = stack.enter_context(Live(console=console, refresh_per_second=2))

            def tell(_: Progress) -> None:
                live.update(_details(batch_figures.overview(service.engine, batch)))

            ended = backlog.watch(service, batch, tell)
        if not console.is_terminal:
            # There it ends without a line break.
            console.print()
    except Interrupted:
        console.print(f"The work goes on; `hoso batch status {str(batch)[:8]}` shows it.", highlight=False)
        return INTERRUPTED
    if not ended.total:
        errors.print("[red]There is nothing to read in this place.[/red] `hoso put` stores scans.", highlight=False)
        return USAGE
    return 0 if ended.done == ended.total else FAILED


def _turn(name: str, turn: Callable[..., bool], done: str, refused: str) -> None:
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        if not turn(service.engine, _batch(service, name)):
            _refuse(refused)
        console.print(done, highlight=False)


def _batch(service: Service, name: str) -> UUID:
    from workers.database import batches

    if "://" in name:
        where = location(name)
        found = batches.at(service.engine, where.bucket, where.prefix)
        if found is None:
            _refuse("There is no batch of this place; `hoso batch status` shows all.")
        return found
    known = batches.known_as(service.engine, name) if len(name) >= SHORTEST_ID else ()
    if len(known) != 1:
        _refuse("Several batches begin like this; give more of the id." if known else "No batch begins like this.")
    return known[0]


def _refuse(message: str) -> NoReturn:
    errors.print(f"[red]{message}[/red]", highlight=False)
    raise typer.Exit(USAGE)


def _table(found: list[Overview]) -> Table:
    table = Table("batch", "place", "state", "dossiers", "failed", "a minute", "left")
    for each in found:
        now = each.progress
        place = f"inventory {each.inventory[:8]}" if each.inventory else f"s3://{each.bucket}/{each.prefix}"
        table.add_row(
            str(each.id)[:8],
            escape(place),
            _state(each),
            f"{now.finished} of {now.total}",
            str(now.failed or ""),
            f"{each.recent.dossiers:.1f}" if each.recent.finished and not each.is_finished else "",
            _left(each.remaining) if each.state == "running" and not each.is_finished else "",
        )
    return table


def _details(found: Overview) -> Group:
    now = found.progress
    lines = Table.grid(padding=(0, 2))
    lines.add_row("batch", str(found.id))
    lines.add_row("state", _state(found))
    known = f"{now.total}" if now.listed else f"{now.total} found so far"
    lines.add_row("dossiers", f"{now.finished} of {known}: {now.done} read, {now.failed} failed, {now.canceled} canceled")
    lines.add_row("under way", f"{now.running} being read, {now.queued} waiting")
    lines.add_row("pages", str(now.pages_done))
    for title, pace in (("last 10 minutes", found.recent), ("since asked for", found.overall)):
        lines.add_row(
            title, f"{pace.dossiers:.1f} dossiers and {pace.pages:.1f} pages a minute" if pace.finished else "nothing yet"
        )
    if found.state == "running" and not found.is_finished:
        lines.add_row("time left", _left(found.remaining))
    if now.remark:
        lines.add_row("remark", f"[yellow]{escape(now.remark)}[/yellow]")
    if not found.failures:
        return Group(lines)
    reasons = Table("failed", "reason", "for example", "dossiers", show_edge=False)
    for each in found.failures:
        reasons.add_row(str(each.count), each.code or "", escape(each.message or ""), "\n".join(map(str, each.samples)))
    return Group(lines, reasons)


def _state(found: Overview) -> str:
    if found.state != "running":
        return found.state
    if found.is_finished:
        return "finished"
    return "running" if found.progress.listed else "running, still listing"


def _left(remaining: Remaining | None) -> str:
    if remaining is None:
        return "not yet known"
    least, most = _span(remaining.least), _span(remaining.most)
    return f"about {least}" if least == most else f"{least} to {most}"


def _span(seconds: float) -> str:
    minutes = seconds / 60
    if minutes < 90:
        return f"{max(1, round(minutes))} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"
