"""`hoso health` for the health checks of containers, and `hoso doctor` for people."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from extractor.console import console, errors
from workers.commands import FAILED
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
    from workers.team import elsewhere

    asked = ""
    try:
        settings = resolve(Settings())
        if role == "web":
            # Where `hoso up` serves them on this machine may be another port than the usual one.
            here = elsewhere(settings.work_dir)
            address = here.web if here and here.web else f"http://127.0.0.1:{settings.web_port}/"
            alive, asked = _answers(address, settings.web_names[0]), f" at {address}"
        else:
            alive = _gave_sign(settings, role)
    except (HosoError, redis.RedisError) as error:
        errors.print(f"[red]{type(error).__name__}[/red]: cannot tell.", highlight=False)
        raise typer.Exit(FAILED) from error
    console.print(f"alive{asked}" if alive else f"no sign of life{asked}", highlight=False)
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


def _answers(address: str, name: str) -> bool:
    import urllib3

    try:
        with urllib3.PoolManager(retries=False, timeout=SECONDS) as pool:
            # Whether it lives is asked, not whether it is ready: starting it anew brings no server back.
            return pool.request("GET", f"{address}healthz", headers={"Host": name}).status == 200
    except urllib3.exceptions.HTTPError:
        return False
