"""`hoso health` for the health checks of containers, and `hoso doctor` for people."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from workers.commands import FAILED, console, errors
from workers.settings import Settings

SECONDS = 5.0
"""How long the web pages may take to answer."""

MARKS = {"ok": "[green]ok[/green]     ", "warn": "[yellow]warn[/yellow]   ", "fail": "[red]fail[/red]   "}


def health(
    role: Annotated[Literal["web", "worker", "dispatcher"], typer.Argument(help="What runs in this container.")],
) -> None:
    """Say whether what runs on this machine or in this container is alive. Exit code 0: alive. 1: not."""
    import redis

    from extractor.errors import HosoError
    from workers.service import resolve

    try:
        settings = resolve(Settings())
        alive = _web_answers(settings) if role == "web" else _gave_sign(settings, role)
    except (HosoError, redis.RedisError) as error:
        errors.print(f"[red]{type(error).__name__}[/red]: cannot tell.", highlight=False)
        raise typer.Exit(FAILED) from error
    console.print("alive" if alive else "no sign of life")
    raise typer.Exit(0 if alive else FAILED)


def doctor() -> None:
    """Say what is missing on this machine and around the service, and how to get it. Exit code 1: something is.

    The library's programs and models first, then every connection of the service if one is configured or runs here.
    """
    from extractor.doctor import examine
    from workers.doctor import check

    whole = True
    for item in examine():
        whole &= item.found
        mark = MARKS["ok"] if item.found else "[red]missing[/red]"
        console.print(f"{mark} {item.name}: {item.detail}", highlight=False, soft_wrap=True)
    for finding in check(Settings()):
        whole &= finding.level != "fail"
        console.print(f"{MARKS[finding.level]} {finding.name}: {finding.detail}", highlight=False, soft_wrap=True)
    raise typer.Exit(0 if whole else FAILED)


def _gave_sign(settings: Settings, role: Literal["worker", "dispatcher"]) -> bool:
    from contextlib import closing

    from workers.health import here
    from workers.queue import Queues

    with closing(Queues(settings)) as queues:
        return here(queues.connection, role)


def _web_answers(settings: Settings) -> bool:
    import urllib3

    # Whether it lives is asked, not whether it is ready: starting it anew brings no server back.
    address = f"http://127.0.0.1:{settings.web_port}/healthz"
    try:
        with urllib3.PoolManager(retries=False, timeout=SECONDS) as pool:
            return pool.request("GET", address, headers={"Host": settings.web_names[0]}).status == 200
    except urllib3.exceptions.HTTPError:
        return False
