"""`hoso lot`: samples of backlogs, and of what nobody looked at; what they say, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from extractor.console import console, errors
from workers.commands import USAGE, explained, many
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.acceptance.intervals import Estimate
    from workers.database.lots import Lot
    from workers.identity import User
    from workers.service import Service

app = typer.Typer(no_args_is_help=True, help="Lots that are accepted or returned by a sample.")

SHORTEST_ID = 4
"""Characters of an id that are enough when no other begins with them."""

Name = Annotated[str, typer.Argument(metavar="LOT", help="The beginning of its id.", show_default=False)]


@app.command("open")
def open_lot(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="The beginning of its id.", show_default=False)],
    plan: Annotated[
        Literal["iso-2859-1", "zero", "all"], typer.Option(help="By the standard's tables, none wrong, or all of the lot.")
    ] = "iso-2859-1",
    unit: Annotated[Literal["document", "field"], typer.Option(help="What one item is.")] = "document",
    level: Annotated[Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"], typer.Option(help="Inspection level.")] = "II",
    aql: Annotated[
        float, typer.Option(help="Per cent: AQL of the standard; of the other plans the worst that may pass.")
    ] = 1.0,
    reduce: Annotated[bool, typer.Option("--reduce", help="Allow reduced inspection where the rules do.")] = False,
) -> None:
    """Make a lot of all that is published of a backlog now, and draw its sample."""
    from workers.acceptance.inspection import Asked, Inspection
    from workers.database import batches
    from workers.identity.audit import SYSTEM
    from workers.records import Records
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        number = _only(batches.known_as(service.engine, batch) if len(batch) >= SHORTEST_ID else (), "batch")
        lot = Inspection(service, Records(service)).open(SYSTEM, number, Asked(plan, unit, level, aql, aql / 100, reduce))
        _show(service, _lot(service, str(lot)))


@app.command()
def status(name: Annotated[str | None, typer.Argument(metavar="[LOT]", help="The beginning of its id.")] = None) -> None:
    """Show all lots, or one: what was promised, and what was measured."""
    from workers.database import lots
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        if name is not None:
            _show(service, _lot(service, name))
            return
        found = lots.listed(service.engine)
        if not found:
            console.print("There is no lot yet; `hoso lot open` makes one of a batch.")
            return
        table = Table("lot", "kind", "state", "plan", "sample", "inspected")
        for each in found:
            about = f"{each.plan['scheme']} {each.plan.get('aql', '')}".strip()
            table.add_row(str(each.id)[:8], each.kind, each.state, about, str(each.drawn), str(each.judged))
        console.print(table)


@app.command()
def decide(
    name: Name,
    answer: Annotated[Literal["accepted", "returned"], typer.Argument(show_default=False)],
    by: Annotated[str, typer.Option(help="The approver who decides it; inspected nothing of it.", show_default=False)],
    note: Annotated[str, typer.Option(help="Why; a returned lot needs it.")] = "",
    after: Annotated[
        Literal["review", "read"], typer.Option(help="What is returned goes before people, or is read anew.")
    ] = "review",
) -> None:
    """Accept or return a lot."""
    from extractor.profiles import load_profiles
    from workers.acceptance import deciding
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        profiles = load_profiles(service.settings.reading.profiles)
        lot = _lot(service, name)
        back = deciding.decide(service, _person(service, by), lot, answer, profiles, note, after)
        where = "put before people" if after == "review" else "to be read anew"
        tail = f"; {many(back, 'dossier')} {where}" if answer == "returned" else ""
        console.print(f"Lot {str(lot.id)[:8]} is {answer}{tail}.", highlight=False)


def _show(service: Service, lot: Lot) -> None:
    from extractor.profiles import load_profiles
    from workers.acceptance import deciding, plans

    plan = plans.from_json(lot.plan)
    figures = deciding.measured(service, lot, load_profiles(service.settings.reading.profiles))
    table = Table.grid(padding=(0, 2))
    table.add_row("lot", f"{lot.id} ({lot.kind}, {lot.state})")
    standard = f", level {plan.level}, AQL {plan.aql:g} %, {plan.severity}, letter {plan.letter}" if plan.aql else ""
    table.add_row("plan", f"{plan.scheme}{standard}")
    table.add_row("size", f"{many(plan.lot, plan.unit)}, sample {lot.drawn}, inspected {lot.judged}")
    if plan.scheme != "running":
        table.add_row("accepted with at most", many(plan.accept, "wrong item"))
    table.add_row("promised", f"at most {100 * plan.promised:.4g} % wrong")
    table.add_row("measured", _told(figures.items))
    table.add_row("fields", _told(figures.fields))
    table.add_row("by the plan", figures.word)
    console.print(table, highlight=False)
    worst = [each for each in figures.by_field if each[2].wrong]
    if worst:
        fields = Table("type", "field", "wrong", "inspected", "share", "95 % interval")
        for kind, name, each in worst:
            share = f"{100 * (each.rate or 0):.2f} %"
            fields.add_row(
                kind, name, str(each.wrong), str(each.seen), share, f"{100 * each.low:.2f} - {100 * each.high:.2f} %"
            )
        console.print(fields)


def _told(value: Estimate) -> str:
    if value.rate is None:
        return "nothing yet"
    low, high = 100 * value.low, 100 * value.high
    return f"{value.wrong} of {value.seen} wrong: {100 * value.rate:.2f} % (95 %: {low:.2f} to {high:.2f} %)"


def _lot(service: Service, name: str) -> Lot:
    from workers.database import lots

    number = _only(lots.known_as(service.engine, name) if len(name) >= SHORTEST_ID else (), "lot")
    found = lots.one(service.engine, number)
    return found if found is not None else _refuse("There is no such lot.")


def _person(service: Service, name: str) -> User:
    from workers.database import users
    from workers.identity import User

    wanted = name.strip().casefold()
    found = next((each for each in users.listed(service.engine) if each.name == wanted and each.disabled_at is None), None)
    if found is None:
        return _refuse("There is nobody of this name; `hoso user list` shows who there is.")
    return User(found.id, found.name, found.full_name, found.roles, found.language)


def _only(found: Sequence[UUID], noun: str) -> UUID:
    if len(found) != 1:
        which = "are several" if found else "is none"
        _refuse(f"There {which} of this id; give at least {SHORTEST_ID} characters of one {noun}.")
    return found[0]


def _refuse(advice: str) -> NoReturn:
    errors.print(f"[red]{escape(advice)}[/red]", highlight=False)
    raise typer.Exit(USAGE)
