"""The embedded stack: starts, is found again, ends, keeps its data and its secrets."""

import json
import os
import stat
from pathlib import Path

import psycopg
import pytest
import redis

from workers import local
from workers.errors import StackError
from workers.processes import Process
from workers.service import connected
from workers.settings import Settings

pytestmark = pytest.mark.stack


def test_every_server_answers_and_a_second_start_finds_them(stack: Settings) -> None:
    again = local.start(Settings(work_dir=stack.work_dir))
    assert not again.fresh
    assert again.settings.database_url == stack.database_url
    assert local.status(stack) == {"postgres": True, "valkey": True, "seaweedfs": True}
    with psycopg.connect(stack.database_url.get_secret_value()) as connection:
        assert connection.execute("SHOW server_version_num").fetchone() >= ("180000",)
    queue = redis.Redis.from_url(stack.redis_url.get_secret_value())
    assert queue.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_servers_listen_on_loopback_only(stack: Settings) -> None:
    ports = {port for server in json.loads((stack.work_dir / "stack.json").read_text()) for port in server["ports"]}
    listening = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            address, _, port = fields[1].partition(":")
            if fields[3] == "0A" and int(port, 16) in ports:
                listening.setdefault(int(port, 16), set()).add(address)
    assert set(listening) == ports
    assert set().union(*listening.values()) == {"0100007F"}


def test_secrets_are_generated_and_private(stack: Settings) -> None:
    for name in ("secrets.json", "stack.json", "valkey/valkey.conf", "seaweedfs/s3.json"):
        assert stat.S_IMODE((stack.work_dir / name).stat().st_mode) == 0o600, name
    secrets = json.loads((stack.work_dir / "secrets.json").read_text())
    assert len(set(secrets.values())) == len(secrets)
    assert all(len(value) == 40 for value in secrets.values())
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(stack.database_url.get_secret_value().replace(secrets["database"], "guess"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(stack.redis_url.get_secret_value().replace(secrets["queue"], "guess")).ping()


def test_data_outlive_a_stop_and_a_crash(tmp_path: Path) -> None:
    settings = Settings(work_dir=tmp_path / "có dấu cách")
    with pytest.raises(StackError, match="hoso up"):
        local.find(settings)
    first = local.start(settings)
    with connected(first.settings) as service:
        service.prepare()
        (tmp_path / "scan").write_bytes(b"x" * 100_000)
        service.storage.put("scans", "hồ sơ/a.pdf", tmp_path / "scan")
    processes = [server["process"] for server in json.loads((settings.work_dir / "stack.json").read_text())]
    for process in processes:
        os.kill(process["pid"], 9)
        assert Process(**process).wait(10)

    second = local.start(settings)
    assert second.fresh
    with connected(second.settings) as service:
        assert service.storage.read("scans", "hồ sơ/a.pdf") == b"x" * 100_000
        service.prepare()
    assert local.stop(settings)
    assert local.status(settings) == {}
    assert not local.stop(settings)


def test_a_stale_state_file_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text("[{'broken")
    assert local.status(Settings(work_dir=tmp_path)) == {}
    assert not Process(os.getpid(), born=1).alive
    assert Process.of(os.getpid()).alive
