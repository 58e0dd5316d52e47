"""`hoso reconcile`: storage, database and queue are compared at once."""

from __future__ import annotations

from typing import Annotated

import typer

from extractor.console import console, errors
from workers.commands import FAILED, explained
from workers.settings import Settings


def reconcile(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Also open every published record.")] = False,
) -> None:
    """Compare storage, database and queue, and repair what can be repaired. May run at any time.

    Exit code 0: all is in order, or is now. 1: something needs a person.
    """
    from rich.table import Table

    from workers.reconcile import KINDS, Choice, needs_a_person, run
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        with errors.status("Comparing") as status:
            found = run(
                service,
                Choice(dry=dry_run, deep=deep, whole=True),
                lambda stage, portion: status.update(f"Comparing: {stage}, portion {portion}"),
            )
        if not found:
            console.print("Storage, database and queue agree.")
            return
        table = Table("difference", "found", "repaired", "what it means", "some of them")
        for kind, meaning in KINDS.items():
            if count := found.get(kind):
                size = f" ({count.bytes / 2**20:.1f} MiB)" if count.bytes else ""
                ids = "\n".join(str(each) for each in count.ids[:5])
                table.add_row(kind, str(count.found), f"{count.repaired}{size}", meaning, ids)
        console.print(table)
        raise typer.Exit(FAILED if needs_a_person(found) else 0)
