"""The API keeps its own description, whatever is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.workers.api.conftest import application, key_for
from tests.workers.api.test_access import NEEDS
from tests.workers.records import made_record, published
from workers.api import PATH
from workers.database.keys import SCOPES
from workers.service import Service

pytestmark = pytest.mark.stack

EXAMPLES = 8
"""Of each operation, of what is allowed and of what is not."""


@pytest.fixture(scope="module")
def schema(service: Service, key: str) -> Iterator[Any]:
    published(service, "test/contract/", made_record())
    described = schemathesis.openapi.from_asgi(f"{PATH}/openapi.json", application(service))
    # Who may ask is tested in test_access.
    described.config.generation.update(with_security_parameters=False)
    yield described
    # Nobody shall work on what was only sent to see what is answered.
    client = TestClient(application(service), f"http://127.0.0.1{PATH}", headers={"Authorization": f"Bearer {key}"})
    while waiting := client.get("/dossiers?state=queued&limit=200").json()["items"]:
        for each in waiting:
            client.post(f"/dossiers/{each['id']}/cancel")
    for each in client.get("/batches?limit=200").json()["items"]:
        client.post(f"/batches/{each['id']}/cancel")


@pytest.fixture(scope="module")
def key(service: Service) -> str:
    return key_for(service, *SCOPES)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), sorted(NEEDS))
def test_whatever_is_sent_the_answer_is_as_described(
    schema: Any, key: str, method: str, path: str, mode: GenerationMode
) -> None:
    sent = 0

    def send(case: Any) -> None:
        nonlocal sent
        if "%0A" in case.formatted_path:
            return  # The application around the API knows no addresses with line breaks, and answers in its own way.
        # Two requests with the same key are another test's; where a wrong key is sent, it stays wrong.
        own = {"Idempotency-Key": uuid4().hex} if mode is GenerationMode.POSITIVE else {}
        # A form cannot tell a list of one thing from the thing.
        excluded = [schemathesis.checks.negative_data_rejection] if path == "/dossiers" and method == "POST" else []
        case.call_and_validate(headers={"Authorization": f"Bearer {key}", **own}, excluded_checks=excluded)
        sent += 1

    chosen = settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    chosen(given(case=schema[path][method].as_strategy(generation_mode=mode))(send))()
    assert sent > 0


def test_the_description_names_its_key_and_its_problems(service: Service) -> None:
    described = TestClient(application(service)).get(f"{PATH}/openapi.json").json()
    assert described["servers"] == [{"url": PATH}]
    (scheme,) = described["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["security"]
            assert operation["summary"]
            assert "application/problem+json" in operation["responses"]["4XX"]["content"]
