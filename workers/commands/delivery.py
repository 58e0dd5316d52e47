"""`hoso delivery`: what receivers have been told and what not, and whether they can be told at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.table import Table

from extractor.console import console, errors
from workers.commands import FAILED, USAGE, explained, many
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.database.tables import DeliveryState
    from workers.delivery.receivers import Receivers

STATES = ("pending", "sent", "dead", "canceled")

app = typer.Typer(no_args_is_help=True, help="Messages to other systems: what was told, what was not, and to whom.")

ReceiverName = Annotated[str | None, typer.Option("--receiver", help="Only messages to this receiver.")]


@app.command("list")
def list_messages(
    state: Annotated[str | None, typer.Option(help=f"One of {', '.join(STATES)}.")] = None,
    receiver: ReceiverName = None,
    limit: Annotated[int, typer.Option(min=1, max=10000, help="The newest so many.")] = 50,
) -> None:
    """Show how many messages each receiver has in which state, and the newest of them."""
    from workers.database import deliveries
    from workers.service import connected, resolve

    if state is not None and state not in STATES:
        errors.print(f"[red]Unknown state.[/red] There are {', '.join(STATES)}.")
        raise typer.Exit(USAGE)
    chosen: DeliveryState | None = state  # type: ignore[assignment]
    with explained(), connected(resolve(Settings())) as service:
        counts = deliveries.counts(service.engine)
        listed = deliveries.listed(service.engine, state=chosen, receiver=receiver, limit=limit)
    if not counts:
        console.print("There is no message yet; they come with the next published record.")
        return
    totals = Table("receiver", *STATES)
    for name, each in counts.items():
        totals.add_row(name, *(str(each.get(known, 0)) for known in STATES))  # type: ignore[call-overload]
    console.print(totals)
    table = Table("message", "receiver", "event", "dossier", "state", "tries", "reason")
    for message in listed:
        reason = f"{message.error_code}: {message.error_message}" if message.error_code else ""
        table.add_row(
            str(message.id),
            message.receiver,
            message.event,
            str(message.dossier),
            message.state,
            str(message.attempts),
            reason,
        )
    if listed:
        console.print(table)


@app.command()
def resend(
    ids: Annotated[list[UUID] | None, typer.Argument(metavar="[ID]...", help="Messages, as the list shows them.")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="Every dead message.")] = False,
    receiver: ReceiverName = None,
) -> None:
    """Send messages again: these, or all dead ones. A message that was accepted before goes out under another id."""
    from workers.database import deliveries
    from workers.service import connected, resolve

    if bool(ids) == dead:
        errors.print("[red]Which ones?[/red] Give ids of messages, or --dead for all dead ones.")
        raise typer.Exit(USAGE)
    with explained(), connected(resolve(Settings())) as service:
        again = deliveries.resend(service.engine, ids or None, receiver=receiver)
    console.print(f"To be sent again: {many(len(again), 'message')}.", highlight=False)
    if ids and len(again) < len(set(ids)):
        errors.print("The others are unknown, or wait to be sent anyway.")
        raise typer.Exit(FAILED)


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="RECEIVERS_FILE", exists=True, dir_okay=False)]) -> None:
    """Check a receivers' file and the mappings that it names, and explain each mistake with its line.

    Exit code 1: there are mistakes. Secrets that are not set here and types that nobody declares are told, and no mistakes.
    """
    from workers.delivery.receivers import find_mistakes, load

    mistakes = find_mistakes(file)
    for mistake in mistakes:
        errors.print(f"[red]{mistake}[/red]", highlight=False, soft_wrap=True)
    if mistakes:
        raise typer.Exit(FAILED)
    with explained():
        receivers = load(file)
        for warning in _warnings(receivers, file.parent):
            errors.print(f"[yellow]{warning}[/yellow]", highlight=False, soft_wrap=True)
    console.print(f"{len(receivers.by_name)} receivers, no mistakes.")


@app.command()
def test(name: Annotated[str, typer.Argument(metavar="RECEIVER", help="Its name in the receivers' file.")]) -> None:
    """Send a receiver a signed message of the type `test`, which tells nothing, and show what it answers.

    Exit code 1: it was not accepted.
    """
    import json
    import os
    from datetime import UTC, datetime
    from uuid import uuid4

    from workers.delivery.post import Message, send
    from workers.delivery.receivers import load

    path = Settings().receivers
    if path is None:
        errors.print("[red]There are no receivers.[/red] HOSO_RECEIVERS names their file; see docs/delivery.md.")
        raise typer.Exit(USAGE)
    with explained():
        receivers = load(path)
        receiver = receivers.by_name.get(name)
        if receiver is None or receiver.mode == "pull":
            known = ", ".join(known for known, each in receivers.by_name.items() if each.mode == "push") or "none"
            errors.print(f"[red]Nobody of this name is sent anything.[/red] There are: {known}", highlight=False)
            raise typer.Exit(USAGE)
        made = uuid4()
        body = {"type": "test", "timestamp": datetime.now(UTC).isoformat(timespec="seconds"), "data": {}}
        answer = send(Message(f"test-{made}", made.hex * 2, json.dumps(body).encode()), receiver, os.environ, path.parent)
    if answer.code:
        errors.print(f"[red]{answer.message}[/red]", highlight=False)
        raise typer.Exit(FAILED)
    console.print(f"Accepted ({answer.status}).")


def _warnings(receivers: Receivers, folder: Path) -> list[str]:
    import os

    from extractor.profiles import OTHER, load_profiles
    from workers.delivery.signing import key, secret
    from workers.errors import ReceiversError

    known = {OTHER, *(profile.name for profile in load_profiles(Settings().reading.profiles).all)}
    found = []
    for name, receiver in receivers.by_name.items():
        found += [f"{name}: no document type is called “{each}”." for each in receiver.types if each not in known]
        for place in (*receiver.secrets, *receiver.headers.values()):
            try:
                text = secret(place, os.environ, folder)
                if place in receiver.secrets:
                    key(text, place)
            except ReceiversError as error:
                found.append(f"{name}: {error.public_message}")
    return found
