"""compose.yaml: no passwords in it, health checks and memory for everything, and commands that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from workers.cli import app
from workers.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(TEXT)["services"]


def test_every_secret_must_be_given() -> None:
    for name in re.findall(r"\$\{(HOSO_[A-Z0-9_]+)", TEXT):
        if re.search("PASSWORD|KEY", name):
            assert re.search(rf"\$\{{{name}:\?", TEXT)
            assert not re.search(rf"\$\{{{name}(:-|\}})", TEXT)


def test_the_service_is_reachable_from_this_machine_only() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "upgrade"])
def test_every_server_tells_its_health(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_nobody_is_root() -> None:
    assert "\nUSER hoso\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for name, service in SERVICES.items():
        assert service.get("image") == "hoso" or service["user"] not in ("root", "0"), name


def test_settings_and_commands_exist() -> None:
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback}
    known = {f"HOSO_{name.upper()}" for name in Settings.model_fields}
    for name in ("web", "dispatcher", "worker-urgent", "worker-batch", "upgrade"):
        assert SERVICES[name]["command"][0] in commands
        assert set(SERVICES[name]["environment"]) <= known
