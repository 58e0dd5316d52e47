"""`hoso corrections`: what people decided, for what is learned from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.console import console, errors
from workers.commands import USAGE, explained, many
from workers.settings import Settings

app = typer.Typer(no_args_is_help=True, help="What people corrected.")


@app.callback()
def _group() -> None:
    """Keeps `export` a command of its own."""


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.", show_default=False)],
) -> None:
    """Write what people decided about finished dossiers, for `hoso train --corrections DIR/corrections.jsonl`."""
    from workers.lessons.exporting import FILE
    from workers.lessons.exporting import export as run
    from workers.service import connected, resolve

    with explained():
        try:
            with connected(resolve(Settings())) as service:
                done = run(service, folder)
        except FileExistsError:
            errors.print(f"[red]{folder} holds an export already.[/red] Name another folder.")
            raise typer.Exit(USAGE) from None
    console.print(
        f"{many(done.corrections, 'decision')} about {many(done.dossiers, 'dossier')} in {folder / FILE}, which hold personal "
        "data: remove the folder when you have learned from it.",
        highlight=False,
        soft_wrap=True,
    )
