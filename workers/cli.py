"""The command line `hoso`: the service's commands, and beside them those of the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import extractor
from extractor.cli import app as library
from extractor.console import console, errors
from workers import queue
from workers.commands import (
    INTERRUPTED,
    USAGE,
    batch,
    corrections,
    delivery,
    explained,
    key,
    location,
    lot,
    user,
)
from workers.commands.backup import backup, restore
from workers.commands.health import doctor, health
from workers.commands.reconcile import reconcile
from workers.commands.suggestions import suggestions
from workers.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Reads scanned Vietnamese administrative dossiers into records.",
)
app.add_typer(library)
app.command()(health)
app.command()(doctor)
app.command()(reconcile)
app.command()(backup)
app.command()(restore)
app.command()(suggestions)
app.add_typer(batch.app, name="batch")
app.add_typer(corrections.app, name="corrections")
app.add_typer(delivery.app, name="delivery")
app.add_typer(key.app, name="key")
app.add_typer(lot.app, name="lot")
app.add_typer(user.app, name="user")


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"hoso {extractor.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """What every command has."""


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

    with explained(), interruptible():
        try:
            code = do(Job(folder, out, once, port), Settings(), console)
        except Interrupted:
            # Serving ends this way; ending it before all was read does not count as success.
            code = INTERRUPTED if once else 0
    raise typer.Exit(code)


@app.command()
def up(
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; one per core if not given.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the web pages and of what programs call.")] = None,
) -> None:
    """Start the servers (unless HOSO_DATABASE_URL names others), workers, dispatcher and web pages; Ctrl-C stops all."""
    from contextlib import ExitStack, suppress
    from functools import partial

    from workers import local
    from workers.identity.first import invitation
    from workers.run import Interrupted, interruptible, keep
    from workers.service import connected
    from workers.team import Team, elsewhere

    settings = Settings()
    if port is not None:
        # SeaweedFS is told where to announce uploads before the web process starts.
        settings = settings.with_changes(web_port=port)
    with explained(), suppress(Interrupted), interruptible(), ExitStack() as stack:
        if elsewhere(settings.work_dir) is not None:
            errors.print("[red]It is running already.[/red] `hoso status` shows it, `hoso down` ends it.")
            raise typer.Exit(USAGE)
        menders: list[Callable[[], object]] = []
        if settings.is_local:
            servers = local.start(settings)
            stack.callback(servers.stop)
            settings = servers.settings
            menders.append(partial(local.mend, settings))
        with connected(settings) as service:
            service.prepare()
            invited = invitation(service.engine, settings.work_dir)
        team = stack.enter_context(Team(settings))
        team.add_dispatcher()
        team.add_workers(workers or settings.workers, settings.urgent_workers)
        address = team.add_web(settings.web_port)
        if invited:
            console.print(invited, highlight=False, markup=False)
        console.print(f"Web page: {address}  (Ctrl-C stops everything)", highlight=False)
        keep([*menders, team.mend])


@app.command()
def down() -> None:
    """Stop what `hoso up` or `hoso run` left running here; data stay."""
    from workers import local
    from workers.team import elsewhere

    settings = Settings()
    with explained():
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

    with explained():
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

    with explained(), connected(resolve(Settings())) as service:
        target = location(place)
        service.storage.ensure_bucket(target.bucket)
        with bar(console, "files") as tell:
            done = put_folder(
                service.storage, list(scans_in(folder)), target, on_file=lambda number, total: tell(number, total, "")
            )
    console.print(f"{done.stored} stored, {done.unchanged} unchanged.")


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
    with explained():
        jobs.serve(resolve(Settings()), chosen, burst=burst)


@app.command()
def dispatcher() -> None:
    """Do what happens by itself: follow events, list and feed backlogs, deliver, compare. Several may run."""
    import signal

    from workers import logs
    from workers.dispatcher import Dispatcher
    from workers.service import connected, resolve

    logs.set_up()
    with explained(), connected(resolve(Settings())) as service:
        running = Dispatcher(service)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: running.stop())
        running.run()


@app.command()
def web(
    host: Annotated[str | None, typer.Option(help="Address to listen on; this machine only if not given.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
) -> None:
    """Serve the web pages."""
    import uvicorn

    from workers import logs
    from workers.database import wake
    from workers.identity.first import ensure_first
    from workers.service import connected, resolve
    from workers.web import create_app

    logs.set_up()
    with explained(), connected(resolve(Settings())) as service:
        settings = service.settings
        ensure_first(service.engine, settings.work_dir)
        with service.engine.begin() as connection:
            # What storage announced while nobody listened is found by comparing.
            wake(connection, "reconcile")
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

    with explained(), connected(resolve(Settings())) as service:
        service.prepare()
    console.print("The database is up to date.")


def main() -> None:
    """Entry point of the command `hoso`."""
    app()


if __name__ == "__main__":
    main()
