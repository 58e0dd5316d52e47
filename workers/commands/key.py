"""`hoso key`: who may call the REST API, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from extractor.console import console, errors
from workers.commands import FAILED, USAGE, explained
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.database.keys import Scope

MEANINGS = {
    "read": "states, lists and search, personal values masked",
    "read-sensitive": "records, texts, PDFs, page images, and unmasked search",
    "write": "send dossiers, cancel them, have them read anew",
    "correct": "correct and confirm fields",
    "deliver": "fetch and acknowledge messages for the receiver whose name the key bears",
    "admin": "backlogs, and the outbox of messages",
}

LONGEST = 36_500
"""Days."""

app = typer.Typer(no_args_is_help=True, help="Keys of the REST API.")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Who will use it, such as one-stop.2026; stands beside what it corrects.")],
    scope: Annotated[
        list[str], typer.Option("--scope", help=f"May be given several times: {', '.join(MEANINGS)}.", show_default=False)
    ],
    days: Annotated[
        float | None, typer.Option(min=0.001, max=LONGEST, help="How long it is valid; for ever if not given.")
    ] = None,
) -> None:
    """Make a key and show it. It cannot be shown again."""
    from workers.database import keys
    from workers.service import connected, resolve

    if not name.strip() or len(name) > 100 or not name.isprintable():
        errors.print("[red]A key needs a name[/red] of 1 to 100 letters, without line breaks.")
        raise typer.Exit(USAGE)
    if unknown := [each for each in scope if each not in MEANINGS]:
        errors.print(f"[red]There is no scope {escape(', '.join(unknown))}.[/red] There are:", highlight=False)
        for each, meaning in MEANINGS.items():
            errors.print(f"  {each}: {meaning}", highlight=False)
        raise typer.Exit(USAGE)
    scopes: list[Scope] = scope  # type: ignore[assignment]
    with explained(), connected(resolve(Settings())) as service:
        key = keys.create(service.engine, name.strip(), scopes, days)
    if key is None:
        errors.print("[red]There is a key of this name,[/red] perhaps a revoked one; choose another, such as NAME.2.")
        raise typer.Exit(FAILED)
    # The key alone goes to the output, so that it can be piped into a file that nobody else can read.
    errors.print("Keep it now; it cannot be shown again:")
    print(key)


@app.command("list")
def list_keys() -> None:
    """Show all keys, without their secrets."""
    from workers.database import keys
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        found = keys.listed(service.engine)
    table = Table("name", "scopes", "made", "used", "valid until")
    for each in found:
        end = (
            f"revoked {each.revoked_at:%Y-%m-%d}"
            if each.revoked_at
            else f"{each.expires_at:%Y-%m-%d}"
            if each.expires_at
            else ""
        )
        used = f"{each.used_at:%Y-%m-%d %H:%M}" if each.used_at else "never"
        table.add_row(escape(each.name), ", ".join(each.scopes), f"{each.created_at:%Y-%m-%d}", used, end)
    console.print(table)


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="The key's name.")]) -> None:
    """End a key at once."""
    from workers.database import keys
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        ended = keys.revoke(service.engine, name)
    if not ended:
        errors.print("[red]There is no such key[/red] that is not revoked already.")
        raise typer.Exit(FAILED)
    console.print("It is revoked.")
