"""The command line `hoso`: the service's commands, and beside them those of the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from extractor.cli import app as library
from extractor.errors import HosoError
from workers import queue
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.database.lists import Listed
    from workers.storage import Location

USAGE = 2
"""Exit code for a command that cannot be carried out as it stands."""
INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Reads scanned Vietnamese administrative dossiers into records.",
)
app.add_typer(library)
console = Console()
errors = Console(stderr=True)

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the web pages; another free one if it is taken.")]


@app.command()
def run(
    folder: Annotated[
        Path, typer.Argument(exists=True, metavar="FOLDER", help="Scans: a folder in it is a dossier, a file too.")
    ],
    once: Annotated[bool, typer.Option("--once", help="End when everything is read.")] = False,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where records, texts and PDFs go.")] = Path("out"),
    port: Port = 8000,
) -> None:
    """The whole main job on this machine: servers, storage, queue, workers, records, web page.

    Exit code 0: every dossier and file was read. 1: some could not be read. 2: nothing to read.
    """
    from workers.run import Interrupted, Job, interruptible
    from workers.run import run as do

    with _explained(), interruptible():
        try:
            code = do(Job(folder, out, once, port), Settings(), console)
        except Interrupted:
            # Serving ends this way; ending it before all was read does not count as success.
            code = INTERRUPTED if once else 0
    raise typer.Exit(code)


@app.command()
def up(
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; one per core if not given.")] = None,
    port: Port = 8000,
) -> None:
    """Start the servers (unless HOSO_DATABASE_URL names others), workers and web pages; Ctrl-C stops all."""
    from contextlib import ExitStack, suppress

    from workers import local
    from workers.run import Interrupted, interruptible, keep
    from workers.service import connected
    from workers.team import Team, elsewhere

    settings = Settings()
    with _explained(), suppress(Interrupted), interruptible(), ExitStack() as stack:
        if elsewhere(settings.work_dir) is not None:
            errors.print("[red]It is running already.[/red] `hoso status` shows it, `hoso down` ends it.")
            raise typer.Exit(USAGE)
        if settings.is_local:
            servers = local.start(settings)
            stack.callback(servers.stop)
            settings = servers.settings
        with connected(settings) as service:
            service.prepare()
        team = stack.enter_context(Team(settings))
        team.add_workers(workers or settings.workers)
        console.print(f"Web page: {team.add_web(port)}  (Ctrl-C stops everything)", highlight=False)
        keep(team)


@app.command()
def down() -> None:
    """Stop what `hoso up` or `hoso run` left running here; data stay."""
    from workers import local
    from workers.team import elsewhere

    settings = Settings()
    with _explained():
        other = elsewhere(settings.work_dir)
        if other is not None:
            other.leader.stop(patience=60.0)
        stopped = local.stop(settings)
    console.print("Stopped." if stopped or other else "Nothing was running here.")


@app.command()
def status() -> None:
    """Show what runs: servers, workers, queues, dossiers by state."""
    from workers import local
    from workers.database import lists
    from workers.service import connected, resolve
    from workers.team import elsewhere

    with _explained():
        settings = Settings()
        table = Table("what", "how", show_header=False)
        for name, alive in local.status(settings).items() if settings.is_local else ():
            table.add_row(name, "runs" if alive else "[red]ended[/red]")
        with connected(resolve(settings)) as service:
            other = elsewhere(service.settings.work_dir)
            table.add_row("web page", (other and other.web) or "not started here")
            table.add_row("workers", str(service.queues.workers()))
            for name, waiting in service.queues.waiting().items():
                table.add_row(f"queue {name}", f"{waiting} waiting")
            for state, number in sorted(lists.counts(service.engine).items()):
                table.add_row(f"dossiers {state}", str(number))
        console.print(table)


@app.command()
def put(
    folder: Annotated[Path, typer.Argument(exists=True, metavar="FOLDER")],
    place: Annotated[str, typer.Argument(metavar="s3://BUCKET/PREFIX")],
) -> None:
    """Store a folder of scans; what is there already with the same bytes is left alone."""
    from workers.run import bar
    from workers.service import connected, resolve
    from workers.upload import put_folder, scans_in

    with _explained(), connected(resolve(Settings())) as service:
        target = _location(place)
        service.storage.ensure_bucket(target.bucket)
        with bar(console, "files") as tell:
            done = put_folder(
                service.storage, list(scans_in(folder)), target, on_file=lambda number, total: tell(number, total, "")
            )
    console.print(f"{done.stored} stored, {done.unchanged} unchanged.")


@app.command()
def batch(
    place: Annotated[str, typer.Argument(metavar="s3://BUCKET/PREFIX")],
    retry: Annotated[bool, typer.Option("--retry", help="Also take up dossiers that failed.")] = False,
    wait: Annotated[bool, typer.Option(help="Show progress until all is read.")] = True,
) -> None:
    """Read everything under a prefix: one folder is one dossier. Run it again to continue, or to add what is new.

    Exit code 0: all read. 1: some dossiers failed. 2: nothing there.
    """
    from workers import batches
    from workers.configuration import fingerprint
    from workers.database import lists
    from workers.run import Interrupted, bar, interruptible, watch
    from workers.service import connected, resolve

    with _explained(), connected(resolve(Settings())) as service:
        service.prepare()
        with bar(console, "dossiers found") as tell:
            started = batches.start(
                service.engine,
                service.storage,
                service.queues,
                _location(place),
                fingerprint(service.settings.reading),
                retry=retry,
                on_found=lambda number: tell(number, number, ""),
            )
        if not started.dossiers:
            errors.print(f"[red]No scans under {place}.[/red] Store them with `hoso put FOLDER {place}`.", highlight=False)
            raise typer.Exit(USAGE)
        console.print(f"{len(started.dossiers)} dossiers, {started.wanted} to read.")
        if not wait:
            raise typer.Exit(0)
        try:
            with interruptible(), bar(console, "dossiers read") as tell:
                watch(
                    service,
                    started,
                    lambda: None,
                    lambda now: tell(now.finished, now.total, f"{now.failed} failed, {now.pages_done} pages"),
                )
        except Interrupted:
            console.print("The workers go on; run the same command to look again.")
            raise typer.Exit(INTERRUPTED) from None
        listed = lists.by_ids(service.engine, started.dossiers)
        _tell(listed)
    raise typer.Exit(1 if any(each.state == "failed" for each in listed) else 0)


@app.command()
def worker(
    names: Annotated[list[str] | None, typer.Option("--queue", help="Queues in order of precedence: urgent, batch.")] = None,
    burst: Annotated[bool, typer.Option("--burst", help="End when the queues are empty.")] = False,
) -> None:
    """Work: one process that reads dossiers from the queues until it is told to stop."""
    from workers import jobs, logs
    from workers.service import resolve

    logs.set_up()
    chosen = tuple(name for name in queue.NAMES if name in (names or queue.NAMES))
    if names and len(chosen) != len(set(names)):
        errors.print(f"[red]Unknown queue.[/red] There are {', '.join(queue.NAMES)}.")
        raise typer.Exit(USAGE)
    with _explained():
        jobs.serve(resolve(Settings()), chosen, burst=burst)


@app.command()
def web(
    host: Annotated[str | None, typer.Option(help="Address to listen on; this machine only if not given.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
) -> None:
    """Serve the web pages."""
    import uvicorn

    from workers import logs
    from workers.service import connected, resolve
    from workers.web import create_app

    logs.set_up()
    with _explained(), connected(resolve(Settings())) as service:
        settings = service.settings
        uvicorn.run(
            create_app(service),
            host=host or settings.web_host,
            port=port or settings.web_port,
            log_config=None,
            # Its access log would write down what people search for.
            access_log=False,
            server_header=False,
        )


@app.command()
def upgrade() -> None:
    """Bring the database to the newest shape and make the buckets."""
    from workers.service import connected, resolve

    with _explained(), connected(resolve(Settings())) as service:
        service.prepare()
    console.print("The database is up to date.")


def main() -> None:
    """Entry point of the command `hoso`."""
    app()


@contextmanager
def _explained() -> Iterator[None]:
    """Errors that we raise on purpose end the command with their advice instead of a traceback."""
    try:
        yield
    except HosoError as error:
        errors.print(f"[red]{error.public_message}[/red]", highlight=False)
        raise typer.Exit(USAGE if error.code == "stack" else 1) from error


def _location(text: str) -> Location:
    from workers.storage import Location

    try:
        return Location.parse(text)
    except ValueError as error:
        errors.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(USAGE) from error


def _tell(listed: Sequence[Listed]) -> None:
    table = Table("dossier", "state", "documents", "fields to look at", "reason")
    for each in listed:
        types = ", ".join(each.types)
        table.add_row(each.label, each.state, types, str(each.doubts), each.error_message or "")
    console.print(table)


if __name__ == "__main__":
    main()
