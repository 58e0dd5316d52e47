"""The embedded stack of one machine: real PostgreSQL, Valkey and S3 servers from wheels, no Docker.

Everything lives in `Settings.work_dir`: data, logs, generated secrets, and `stack.json`, which says what is running. The
stack outlives the command that started it, so that a second command finds it; `Stack.stop` ends it.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets as random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from workers import processes
from workers.errors import StackError
from workers.local import servers
from workers.local.servers import Posting, Secrets, Server
from workers.processes import Process
from workers.settings import Settings

START_SECONDS = 60.0
"""How long a server may take until it answers; on two busy cores the slowest, SeaweedFS, took 3 s."""


ATTEMPTS = 3


@dataclass(frozen=True)
class Running:
    """A server as `stack.json` remembers it."""

    name: str
    process: Process
    ports: tuple[int, ...]
    stop_signal: int
    patience: float
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Stack:
    """A running stack. `settings` lead to its servers; `fresh` says whether this call started it."""

    settings: Settings
    fresh: bool

    def stop(self) -> None:
        """Ends the servers; their data stay."""
        stop(self.settings)


def start(settings: Settings) -> Stack:
    """Starts the three servers, or finds them running, and returns when all of them answer. Raises `StackError`.

    With a webhook token, and if it is this call that starts it, the S3 server posts its events to `settings.web_port`.
    """
    work_dir = settings.work_dir.resolve()
    work_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(work_dir):
        secrets = _secrets(work_dir)
        found = _read(work_dir)
        if found and all(server.process.alive for server in found):
            return Stack(_connected(settings, found, secrets), fresh=False)
        _end(found)
        for attempt in range(ATTEMPTS):
            try:
                return Stack(_connected(settings, _start(settings, work_dir, secrets), secrets), fresh=True)
            except StackError:
                # Somebody may have taken a port between our look at it and the server's, or what is left of a killed
                # server is still on its way out.
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(1.0)
        raise AssertionError("unreachable")


def stop(settings: Settings) -> bool:
    """Ends the stack of this `work_dir`. Returns whether one was running."""
    work_dir = settings.work_dir.resolve()
    if not work_dir.is_dir():
        return False
    with _locked(work_dir):
        found = _read(work_dir)
        running = any(server.process.alive for server in found)
        _end(found)
        _write(work_dir, [])
    return running


def find(settings: Settings) -> Settings:
    """Settings that lead to the running stack. Raises `StackError` when there is none."""
    work_dir = settings.work_dir.resolve()
    found = _read(work_dir)
    if not found or not all(server.process.alive for server in found):
        raise StackError("Nothing is running here. Start it with `hoso up`, or set HOSO_DATABASE_URL and its companions.")
    return _connected(settings, found, _secrets(work_dir))


def status(settings: Settings) -> dict[str, bool]:
    """Each server's name and whether its process runs; empty when none was started here."""
    return {server.name: server.process.alive for server in _read(settings.work_dir.resolve())}


def mend(settings: Settings) -> list[str]:
    """Starts servers of the running stack that died, on the same ports; returns the names of those that answer again.

    One that does not come up is tried again by the next call. Does nothing where no stack is running.
    """
    work_dir = settings.work_dir.resolve()
    if all(server.process.alive for server in _read(work_dir)):
        return []
    mended = []
    with _locked(work_dir):
        found = _read(work_dir)
        secrets = _secrets(work_dir)
        for index, dead in enumerate(found):
            if not dead.process.alive:
                server = _server(settings, work_dir, dead.name, dead.ports, secrets)
                found[index] = _launch(server, dead.ports, work_dir)
                _write(work_dir, found)
                with suppress(StackError):
                    _wait_until_ready(server, found[index].process, work_dir)
                    mended.append(dead.name)
    return mended


def _start(settings: Settings, work_dir: Path, secrets: Secrets) -> list[Running]:
    """Starts every server and waits until all answer; none is left when one does not."""
    started: list[Running] = []
    try:
        prepared = _prepared(settings, work_dir, secrets)
        for server, ports in prepared:
            started.append(_launch(server, ports, work_dir))
            _write(work_dir, started)
        for (server, _), running in zip(prepared, started, strict=True):
            _wait_until_ready(server, running.process, work_dir)
    except BaseException:
        _end(started)
        _write(work_dir, [])
        raise
    return started


def _launch(server: Server, ports: tuple[int, ...], work_dir: Path) -> Running:
    process = processes.start(
        server.command,
        work_dir / "logs" / f"{server.name}.log",
        environment=server.environment,
        folder=work_dir / server.name if server.name == "seaweedfs" else Path("/"),
    )
    leaves = tuple(str(path) for path in server.leaves)
    return Running(server.name, process, ports, server.stop_signal, server.patience, leaves)


def _prepared(settings: Settings, work_dir: Path, secrets: Secrets) -> list[tuple[Server, tuple[int, ...]]]:
    ports = _free_ports(2 + servers.S3_PORTS)
    shares = {"postgres": ports[:1], "valkey": ports[1:2], "seaweedfs": ports[2:]}
    return [(_server(settings, work_dir, name, share, secrets), share) for name, share in shares.items()]


def _server(settings: Settings, work_dir: Path, name: str, ports: tuple[int, ...], secrets: Secrets) -> Server:
    if name == "postgres":
        return servers.postgres(work_dir / name, ports[0], secrets)
    if name == "valkey":
        return servers.valkey(work_dir / name, ports[0], secrets)
    return servers.seaweedfs(work_dir / name, ports, secrets, _posting(settings))


def _posting(settings: Settings) -> Posting | None:
    """Where SeaweedFS posts its events, if it is to: it has to know the token and the port, and cannot sign."""
    token = settings.webhook_token.get_secret_value()
    if not token or not settings.web_port or settings.webhook_secret.get_secret_value():
        return None
    host = "127.0.0.1" if settings.web_host in ("0.0.0.0", "::") else settings.web_host  # noqa: S104 - not bound to
    host = f"[{host}]" if ":" in host else host
    buckets = {text.removeprefix("s3://").partition("/")[0] for text in settings.intake}
    return Posting(f"http://{host}:{settings.web_port}/webhooks/storage", token, tuple(sorted(buckets)))


def _connected(settings: Settings, found: list[Running], secrets: Secrets) -> Settings:
    port = {server.name: server.ports[0] for server in found}
    return settings.with_changes(
        database_url=servers.database_url(port["postgres"], secrets),
        redis_url=servers.redis_url(port["valkey"], secrets),
        s3_endpoint=f"127.0.0.1:{port['seaweedfs']}",
        s3_access_key=secrets.access_key,
        s3_secret_key=secrets.secret_key,
        s3_secure=False,
        work_dir=settings.work_dir.resolve(),
    )


def _wait_until_ready(server: Server, process: Process, work_dir: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.ready()
            return
        except Exception as error:
            # Each client raises errors of its own while its server is coming up; only death or the clock end the wait.
            log = work_dir / "logs" / f"{server.name}.log"
            if not process.alive:
                raise StackError(f"{server.name} ended while starting; its log is {log}") from error
            if time.monotonic() > deadline:
                raise StackError(f"{server.name} does not answer after {START_SECONDS:.0f} s; its log is {log}") from error
        time.sleep(0.05)


def _end(found: list[Running]) -> None:
    for server in found:
        server.process.stop(server.stop_signal, patience=server.patience)
        for path in server.leaves:
            Path(path).unlink(missing_ok=True)


def _free_ports(count: int) -> tuple[int, ...]:
    """Loopback ports that nobody listens on.

    They are taken below the range from which the kernel lends ports to outgoing connections (ip(7)): in that range one
    that is free now may be lent out before the server, seconds later, asks for it.
    """
    lent_from = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    free: list[int] = []
    for port in random.SystemRandom().sample(range(10_000, max(20_000, lent_from)), 1000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            free.append(port)
        if len(free) == count:
            return tuple(free)
    raise StackError("No free ports on this machine; end some programs and try again.")


def _secrets(work_dir: Path) -> Secrets:
    path = work_dir / "secrets.json"
    if not path.exists():
        made = Secrets(*(random.token_hex(20) for _ in range(5)))
        _replace(path, json.dumps(asdict(made)))
    return Secrets(**json.loads(path.read_text(encoding="utf-8")))


def _read(work_dir: Path) -> list[Running]:
    try:
        stored = json.loads((work_dir / "stack.json").read_text(encoding="utf-8"))
        return [Running(**{**each, "process": Process(**each["process"]), "ports": tuple(each["ports"])}) for each in stored]
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return []


def _write(work_dir: Path, running: list[Running]) -> None:
    _replace(work_dir / "stack.json", json.dumps([asdict(each) for each in running]))


def _replace(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, wholly or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(path)


@contextmanager
def _locked(work_dir: Path) -> Iterator[None]:
    with (work_dir / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(stream, fcntl.LOCK_UN)
