"""The service's commands, a module for each noun; `workers.cli` mounts them. Heavy imports wait until a command needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from extractor.console import errors
from extractor.errors import HosoError

if TYPE_CHECKING:
    from workers.storage import Location

FAILED = 1
"""Exit code for work of which some could not be done."""
USAGE = 2
"""Exit code for a command that cannot be carried out as it stands."""
INTERRUPTED = 130


@contextmanager
def explained() -> Iterator[None]:
    """Errors that a person can do something about end the command with advice instead of a traceback."""
    try:
        yield
    except HosoError as error:
        errors.print(f"[red]{escape(error.public_message)}[/red]", highlight=False)
        raise typer.Exit(USAGE if error.code == "stack" else FAILED) from error
    except Exception as error:
        advice = _advice(error)
        if advice is None:
            raise
        errors.print(f"[red]{escape(advice)}[/red]", highlight=False)
        raise typer.Exit(FAILED) from error


def _advice(error: Exception) -> str | None:
    """What to do about servers that do not answer and places that cannot be written; None for what only we can put right."""
    import redis
    from psycopg import errors as refused
    from sqlalchemy import exc

    match error:
        case exc.ProgrammingError() if isinstance(error.orig, refused.UndefinedTable | refused.UndefinedColumn):
            return "The database has not the shape that this version needs; run `hoso upgrade`."
        case exc.OperationalError() | exc.InterfaceError() | exc.TimeoutError():
            return "The database does not answer; `hoso doctor` says more."
        case redis.ConnectionError() | redis.TimeoutError():
            return "The queue does not answer; `hoso doctor` says more."
        case OSError() if error.filename is not None:
            return f"{error.filename}: {error.strerror}"
        case _:
            return None


def many(number: int, noun: str) -> str:
    """`1 dossier`, `2 dossiers`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def location(text: str) -> Location:
    """A place in storage as people write it; ends the command with advice when it is none."""
    from workers.storage import Location

    try:
        return Location.parse(text)
    except ValueError as error:
        errors.print(f"[red]{escape(str(error))}[/red]", highlight=False)
        raise typer.Exit(USAGE) from error
