"""Commands as an operator types them, on a service in which nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from tests.workers.alone import alone
from workers.service import Service


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        yield other


@pytest.fixture
def hoso(mine: Service, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in mine.settings.environment().items():
        monkeypatch.setenv(name, value)
    return CliRunner(env={"COLUMNS": "200"})
