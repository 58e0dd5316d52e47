"""`hoso backup` and `hoso restore`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import console, errors
from workers.commands import FAILED, USAGE, explained
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.service import Service

Tell = Callable[[str, int], None]


def backup(
    words: Annotated[list[str], typer.Argument(metavar="[check] DIR", help="`check`: look at the backup in DIR instead.")],
    scans: Annotated[bool, typer.Option("--scans", help="Also the scans, and not only what was made of them.")] = False,
) -> None:
    """Copy the database and the records into a folder; what is there from an earlier backup is not copied again.

    With `check`: look at every byte of a backup. Exit code 0: made, or sound. 1: not. Servers of this machine that are not
    running are started for it; workers may go on.
    """
    match words:
        case ["check", folder]:
            _check(Path(folder))
        case [folder] if folder != "check":
            _back_up(Path(folder), scans=scans)
        case _:
            errors.print("[red]Name one folder[/red]: `hoso backup DIR`, or `hoso backup check DIR`.", highlight=False)
            raise typer.Exit(USAGE)


def restore(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="DIR")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose what is in the database now. Scans are never overwritten.")
    ] = False,
) -> None:
    """Put a backup back into an empty service. No worker and no dispatcher may be running.

    What was unfinished when it was made is read by the next workers that start.
    """
    from workers import backup

    with explained(), _service() as service, _progress() as tell:
        done = backup.restore(service, folder, replace=replace, tell=tell)
    dossiers = done.manifest.rows.get("dossiers", 0)
    console.print(f"{dossiers} dossiers and {done.objects} objects are back; {done.unfinished} dossiers wait to be read.")
    if done.kept:
        console.print(f"{done.kept} scans have other bytes in storage and were left alone; `hoso reconcile` reads them anew.")


def _back_up(folder: Path, *, scans: bool) -> None:
    from workers import backup

    with explained(), _service() as service, _progress() as tell:
        made = backup.back_up(service, folder, scans=scans, tell=tell)
    size = sum(each.size for each in made.manifest.buckets) + made.manifest.database.size
    console.print(
        f"{made.manifest.rows['dossiers']} dossiers, {sum(each.objects for each in made.manifest.buckets)} objects,"
        f" {size / 2**20:.1f} MiB; {made.copied} objects copied."
    )


def _check(folder: Path) -> None:
    from workers.backup import inspect

    with explained(), _progress() as tell:
        found = inspect(folder, tell)
    made = found.manifest
    console.print(f"Made {made.made_at:%Y-%m-%d %H:%M:%S %Z} by version {made.code}, schema {made.schema}.", highlight=False)
    console.print(f"{found.objects} objects, {found.damaged} damaged; {found.records} records that count.")
    for dossier in found.without_objects[:20]:
        console.print(f"The record of {dossier} is not in it.", highlight=False)
    if found.is_sound:
        console.print("All of it can be restored.")
    else:
        errors.print(f"[red]{found.damaged + len(found.without_objects)} things are missing.[/red] Make another backup.")
        raise typer.Exit(FAILED)


@contextmanager
def _service() -> Iterator[Service]:
    """The service's servers. Those of this machine are started if they do not run, and ended again."""
    from workers import local
    from workers.service import connected

    settings = Settings()
    stack = local.start(settings) if settings.is_local else None
    try:
        with connected(stack.settings if stack else settings) as service:
            yield service
    finally:
        if stack is not None and stack.fresh:
            stack.stop()


@contextmanager
def _progress() -> Iterator[Tell]:
    with errors.status("Looking") as status:
        yield lambda doing, done: status.update(f"{doing}: {done}" if done else doing)
