"""`hoso user`: who may sign in to the web pages, and what they may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.markup import escape
from rich.table import Table

from extractor.console import console, errors
from workers import clock
from workers.commands import FAILED, USAGE, explained
from workers.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workers.database.users import Person
    from workers.identity.accounts import Refusal

MEANINGS = {
    "operator": "dossiers, batches, uploads, operations",
    "reviewer": "corrects and confirms fields, keys a second time",
    "checker": "decides where two keyings differ, inspects samples",
    "approver": "approves or returns dossiers and lots",
    "auditor": "reads everything and the audit, changes nothing",
    "admin": "users",
}
ADVICE: dict[Refusal, str] = {
    "name": "A name has 1 to 64 of a-z, 0-9 and . _ @ -, and begins with a letter or a digit.",
    "full-name": "A full name has 1 to 100 letters, without line breaks.",
    "roles": f"Give --role at least once: {', '.join(MEANINGS)}.",
    "taken": "There is somebody of this name already, perhaps disabled; `hoso user list` shows them.",
    "unknown": "There is nobody of this name.",
    "last-admin": "This is the last admin; give somebody else this role first.",
    "elsewhere": "They sign in with the OpenID provider and have no password here.",
}
BY = "system"
"""Who stands in the audit for what is done on the server itself."""

Name = Annotated[str, typer.Argument(help="What they sign in with.", show_default=False)]
Roles = Annotated[
    list[str], typer.Option("--role", help=f"May be given several times: {', '.join(MEANINGS)}.", show_default=False)
]

app = typer.Typer(no_args_is_help=True, help="People who sign in to the web pages.")


@app.command()
def create(
    name: Name,
    full_name: Annotated[str, typer.Argument(help="First and last names, as they stand beside what they did.")],
    role: Roles,
    openid: Annotated[bool, typer.Option("--openid", help="They sign in with the OpenID provider, by this name.")] = False,
) -> None:
    """Add somebody and show a password for one sign-in. It cannot be shown again."""
    from workers.identity import accounts
    from workers.identity.accounts import Made
    from workers.service import connected, resolve

    _known(role)
    with explained(), connected(resolve(Settings())) as service:
        made = accounts.add(service.engine, BY, name, full_name, role, elsewhere=openid)
    if not isinstance(made, Made):
        _refuse(made)
    _show(made.password)


@app.command("list")
def list_users() -> None:
    """Show everybody."""
    from workers.database import users
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        found = users.listed(service.engine)
    table = Table("name", "full name", "roles", "state", "seen")
    for each in found:
        state = "disabled" if each.disabled_at else "must change the password" if each.must_change else ""
        seen = f"{clock.local(each.seen_at):%Y-%m-%d %H:%M}" if each.seen_at else ""
        table.add_row(escape(each.name), escape(each.full_name), ", ".join(each.roles), state, seen)
    console.print(table)


@app.command()
def password(name: Name) -> None:
    """Set a new password for one sign-in and show it; what they have open ends."""
    from workers.identity import accounts, first
    from workers.identity.accounts import Made
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        person = _person(service.engine, name)
        made = accounts.reset_password(service.engine, BY, person.id)
        if isinstance(made, Made) and person.name == first.FIRST:
            # What lies there opens nothing any more.
            first.forget_first(service.settings.work_dir)
    if not isinstance(made, Made):
        _refuse(made)
    _show(made.password)


@app.command()
def roles(name: Name, role: Roles) -> None:
    """Give somebody these roles instead of those that they have."""
    from workers.identity import accounts
    from workers.service import connected, resolve

    _known(role)
    with explained(), connected(resolve(Settings())) as service:
        refused = accounts.give_roles(service.engine, BY, _person(service.engine, name).id, role)
    if refused:
        _refuse(refused)
    console.print("From their next click on.")


@app.command()
def disable(name: Name) -> None:
    """Let somebody in no more; what they have open ends at once."""
    from workers.identity import accounts
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        refused = accounts.disable(service.engine, BY, _person(service.engine, name).id)
    if refused:
        _refuse(refused)
    console.print("They are disabled.")


@app.command()
def enable(name: Name) -> None:
    """Let somebody in again, with the password that they had."""
    from workers.identity import accounts
    from workers.service import connected, resolve

    with explained(), connected(resolve(Settings())) as service:
        refused = accounts.enable(service.engine, BY, _person(service.engine, name).id)
    if refused:
        _refuse(refused)
    console.print("They may sign in.")


def _known(roles: list[str]) -> None:
    if unknown := [each for each in roles if each not in MEANINGS]:
        errors.print(f"[red]There is no role {escape(', '.join(unknown))}.[/red] There are:", highlight=False)
        for each, meaning in MEANINGS.items():
            errors.print(f"  {each}: {meaning}", highlight=False)
        raise typer.Exit(USAGE)


def _person(engine: Engine, name: str) -> Person:
    from workers.database import users

    wanted = name.strip().casefold()
    found = next((each for each in users.listed(engine) if each.name == wanted), None)
    return found if found is not None else _refuse("unknown")


def _refuse(why: Refusal) -> NoReturn:
    errors.print(f"[red]{ADVICE[why]}[/red]", highlight=False)
    raise typer.Exit(USAGE if why in ("name", "full-name", "roles") else FAILED)


def _show(password: str | None) -> None:
    if password is None:
        console.print("They sign in with the OpenID provider.")
        return
    # The password alone goes to the output, so that it can be piped into a file that nobody else can read.
    errors.print("Hand it over; it cannot be shown again, and must be changed at the first sign-in:")
    print(password)
