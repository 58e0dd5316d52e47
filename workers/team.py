"""The processes of one machine that do the work: RQ workers, dispatcher and web pages. One that dies is replaced."""

from __future__ import annotations

import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workers.configuration import fingerprint
from workers.errors import StackError
from workers.processes import Process, start_hoso
from workers.settings import Settings

PATIENCE = 8.0
"""Seconds that a worker gets to finish the dossier in hand before it is stopped; an unfinished one is taken up again."""
WEB_SECONDS = 60.0
RESTARTS = 20
RESTART_SECONDS = 600.0
"""Processes that die more often than this in such a time are not going to recover."""


@dataclass
class _Member:
    arguments: tuple[str, ...]
    log: str
    process: Process


class Team:
    """Workers, dispatcher and web pages as child processes. Use as a context manager; leaving it ends them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._members: list[_Member] = []
        self._restarts: deque[float] = deque(maxlen=RESTARTS)

    def __enter__(self) -> Team:
        self._note(None)
        return self

    def __exit__(self, *error: object) -> None:
        for member in self._members:
            # All at once, so that the waiting below is for the slowest and not for their sum.
            if member.process.alive:
                with suppress(ProcessLookupError):
                    os.kill(member.process.pid, 15)
        for member in self._members:
            member.process.stop(patience=PATIENCE)
        (self._settings.work_dir / "team.json").unlink(missing_ok=True)

    def add_workers(self, count: int, urgent: int = 0) -> None:
        """Starts RQ workers that serve every queue, and `urgent` ones that serve nothing but urgent dossiers."""
        for number in range(count):
            self._add(("worker",), f"worker-{number + 1}")
        for number in range(urgent):
            self._add(("worker", "--queue", "urgent"), f"worker-urgent-{number + 1}")

    def add_dispatcher(self) -> None:
        """Starts the process that follows events, feeds the queue, delivers, and compares."""
        self._add(("dispatcher",), "dispatcher")

    def add_web(self, port: int) -> str:
        """Starts the web pages, on any free port if `port` is taken or 0; returns their address once they answer."""
        if not port or not _is_free(self._settings.web_host, port):
            port = _free_port(self._settings.web_host)
        member = self._add(("web", "--port", str(port)), "web")
        address = f"http://{self._settings.web_host}:{port}/"
        _wait_for_web(address, member.process, self._settings.work_dir)
        self._note(address)
        return address

    def mend(self) -> None:
        """Replaces members that died. Raises `StackError` when that happens over and over."""
        for member in self._members:
            if not member.process.alive:
                now = time.monotonic()
                if len(self._restarts) == RESTARTS and now - self._restarts[0] < RESTART_SECONDS:
                    raise StackError(f"Workers keep dying; see {self._settings.work_dir / 'logs'}")
                self._restarts.append(now)
                member.process = start_hoso(member.arguments, self._settings, member.log)

    def _note(self, web: str | None) -> None:
        leader = Process.of(os.getpid())
        noted = {
            "leader": [leader.pid, leader.born],
            "web": web,
            "configuration": fingerprint(self._settings.reading),
        }
        self._settings.work_dir.mkdir(parents=True, exist_ok=True)
        draft = self._settings.work_dir / f"team.json.{os.getpid()}"
        draft.write_text(json.dumps(noted), encoding="utf-8")
        draft.replace(self._settings.work_dir / "team.json")

    def _add(self, arguments: tuple[str, ...], log: str) -> _Member:
        member = _Member(arguments, log, start_hoso(arguments, self._settings, log))
        self._members.append(member)
        return member


@dataclass(frozen=True)
class Elsewhere:
    """A team that another command on this machine leads."""

    leader: Process
    web: str | None
    configuration: str
    """What it reads with; see `workers.configuration`."""


def elsewhere(work_dir: Path) -> Elsewhere | None:
    """The team that serves this `work_dir`, if one does."""
    try:
        noted = json.loads((work_dir / "team.json").read_text(encoding="utf-8"))
        leader = Process(*noted["leader"])
        found = Elsewhere(leader, noted["web"], noted["configuration"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    if not leader.alive or leader.pid == os.getpid():
        return None
    return found


def _wait_for_web(address: str, process: Process, work_dir: Path) -> None:
    deadline = time.monotonic() + WEB_SECONDS
    while True:
        with suppress(urllib.error.URLError, TimeoutError, ConnectionError):
            urllib.request.urlopen(f"{address}healthz", timeout=2).close()  # noqa: S310 - our own address
            return
        if not process.alive or time.monotonic() > deadline:
            raise StackError(f"The web pages do not start; their log is {work_dir / 'logs' / 'web.log'}")
        time.sleep(0.1)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
