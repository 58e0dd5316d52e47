"""The service's commands, a module for each noun; `workers.cli` mounts them. Heavy imports wait until a command needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from extractor.errors import HosoError

if TYPE_CHECKING:
    from workers.storage import Location

FAILED = 1
"""Exit code for work of which some could not be done."""
USAGE = 2
"""Exit code for a command that cannot be carried out as it stands."""
INTERRUPTED = 130

console = Console()
errors = Console(stderr=True)


@contextmanager
def explained() -> Iterator[None]:
    """Errors that we raise on purpose end the command with their advice instead of a traceback."""
    try:
        yield
    except HosoError as error:
        errors.print(f"[red]{error.public_message}[/red]", highlight=False)
        raise typer.Exit(USAGE if error.code == "stack" else FAILED) from error


def many(number: int, noun: str) -> str:
    """`1 dossier`, `2 dossiers`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def location(text: str) -> Location:
    """A place in storage as people write it; ends the command with advice when it is none."""
    from workers.storage import Location

    try:
        return Location.parse(text)
    except ValueError as error:
        errors.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(USAGE) from error
