"""Signing in with an OpenID provider: who comes in, and what it takes to be refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from tests.workers.alone import alone
from tests.workers.identity.provider import CLIENT, SECRET, Provider, running
from tests.workers.people import PASSWORD, person
from workers.database import users
from workers.identity import User, accounts, sessions
from workers.identity.accounts import Made
from workers.service import Service
from workers.web.frame import Frame
from workers.web.gate import COOKIE, Gate, not_refused
from workers.web.openid import DOWN, FAILED, UNKNOWN, add_openid
from workers.web.signing_in import add_signing_in

pytestmark = pytest.mark.stack

LONG_AGO, FAR_OFF = 1_000_000_000, 4_000_000_000
"""Seconds of the epoch in 2001 and in 2096."""


@pytest.fixture(scope="module")
def mine(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        person(other, "admin", name="boss")
        yield other


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as there:
        yield there


@pytest.fixture
def browser(mine: Service, provider: Provider) -> Iterator[TestClient]:
    with asking(mine, provider) as client:
        yield client


def asking(service: Service, provider: Provider, **more: Any) -> TestClient:
    told = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, "oidc_label": "Sở Nội vụ"}
    settings = service.settings.with_changes(**{**told, **more})
    changed = replace(service, settings=settings)
    app = FastAPI(dependencies=[Depends(not_refused)])
    app.add_middleware(Gate, service=changed)
    add_openid(app, changed, add_signing_in(app, changed, Frame(changed)))
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers={"Accept": "text/html"})


def added(service: Service, name: str, *roles: str) -> None:
    assert isinstance(accounts.add(service.engine, "system", name, "Người ở ngoài", roles, elsewhere=True), Made)


def returned(browser: TestClient, back: str = "/me") -> str:
    """Where the provider sends the browser back to."""
    there = browser.get("/sign-in/openid", params={"back": back})
    assert there.status_code == 303
    return str(httpx.get(there.headers["location"], trust_env=False).headers["location"])


def enter(browser: TestClient, back: str = "/me") -> Response:
    answer: Response = browser.get(returned(browser, back))
    return answer


def who(browser: TestClient, service: Service) -> User | None:
    cookie = browser.cookies.get(COOKIE)
    found = sessions.look_up(service.engine, cookie) if cookie else None
    return found.user if found else None


def test_who_was_added_comes_in_and_is_known_by_subject_from_then_on(
    browser: TestClient, mine: Service, provider: Provider
) -> None:
    added(mine, "mai@example.org", "reviewer")
    provider.claims = {"sub": "1", "email": "Mai@Example.org", "email_verified": True}
    assert "Sở Nội vụ" in browser.get("/sign-in").text
    answer = enter(browser, "/me?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/me?x=1")
    first = who(browser, mine)
    assert first is not None
    assert (first.name, first.roles) == ("mai@example.org", ("reviewer",))

    browser.cookies.clear()
    provider.claims = {"sub": "1", "email": "married@example.org", "email_verified": True}
    assert enter(browser).status_code == 303
    again = who(browser, mine)
    assert again is not None
    assert again.id == first.id

    browser.cookies.clear()
    provider.claims = {"sub": "2", "email": "mai@example.org", "email_verified": True}
    assert UNKNOWN in enter(browser).text, "the address now belongs to somebody else"
    assert who(browser, mine) is None


def test_a_name_that_nobody_verified_opens_nothing(browser: TestClient, mine: Service, provider: Provider) -> None:
    added(mine, "lan@example.org", "reviewer")
    for verified in (False, None, "true"):
        provider.claims = {"sub": "3", "email": "lan@example.org", "email_verified": verified}
        assert enter(browser).status_code == 403
    assert who(browser, mine) is None


def test_somebody_with_a_password_is_not_taken_over(browser: TestClient, mine: Service, provider: Provider) -> None:
    person(mine, "admin", name="chief@example.org", password=PASSWORD)
    provider.claims = {"sub": "4", "email": "chief@example.org", "email_verified": True}
    assert enter(browser).status_code == 403
    assert who(browser, mine) is None


def test_who_is_disabled_stays_out(browser: TestClient, mine: Service, provider: Provider) -> None:
    added(mine, "gone@example.org", "reviewer")
    provider.claims = {"sub": "5", "email": "gone@example.org", "email_verified": True}
    assert enter(browser).status_code == 303
    gone = who(browser, mine)
    assert gone is not None
    accounts.disable(mine.engine, "system", gone.id)
    assert who(browser, mine) is None
    assert enter(browser).status_code == 403


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": LONG_AGO},
        {"exp": None},
        {"sub": None},
        {"iat": FAR_OFF},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_is_refused(
    browser: TestClient, mine: Service, provider: Provider, lies: dict[str, Any]
) -> None:
    provider.claims = {"sub": "1", "email": "mai@example.org", "email_verified": True}
    provider.lies = lies
    answer = enter(browser)
    assert (answer.status_code, FAILED in answer.text) == (401, True)
    assert who(browser, mine) is None


def test_only_the_providers_own_signature_counts(browser: TestClient, mine: Service, provider: Provider) -> None:
    provider.claims = {"sub": "1", "email": "mai@example.org", "email_verified": True}
    own = provider.key
    provider.shown = [own]
    provider.turn_key()
    assert enter(browser).status_code == 401
    provider.key, provider.algorithm = own, "none"
    assert enter(browser).status_code == 401
    assert who(browser, mine) is None


def test_new_keys_of_the_provider_are_fetched(browser: TestClient, mine: Service, provider: Provider) -> None:
    added(mine, "keys@example.org", "reviewer")
    provider.claims = {"sub": "6", "email": "keys@example.org", "email_verified": True}
    assert enter(browser).status_code == 303
    assert enter(browser).status_code == 303
    assert provider.asked.count("/keys") == 1
    provider.turn_key()
    assert enter(browser).status_code == 303
    assert provider.asked.count("/keys") == 2


def test_only_the_browser_that_left_can_come_back(browser: TestClient, mine: Service, provider: Provider) -> None:
    added(mine, "once@example.org", "reviewer")
    provider.claims = {"sub": "10", "email": "once@example.org", "email_verified": True}
    address = returned(browser)
    with asking(mine, provider) as other:
        assert other.get(address).status_code == 401, "with nothing kept"
        returned(other)
        assert other.get(address).status_code == 401, "with a sign-in of its own begun"
        assert who(other, mine) is None
    assert browser.get(address).status_code == 303
    assert browser.get(address).status_code == 401, "once"


@pytest.mark.parametrize("query", ["", "error=access_denied&state=x", "code=&state=", "code=made-up&state=x"])
def test_an_address_that_somebody_made_up_opens_nothing(browser: TestClient, mine: Service, query: str) -> None:
    returned(browser)
    answer = browser.get(f"/sign-in/openid/back?{query}")
    assert (answer.status_code, FAILED in answer.text) == (401, True)


def test_it_leads_to_no_other_site(browser: TestClient, mine: Service, provider: Provider) -> None:
    added(mine, "back@example.org", "reviewer")
    provider.claims = {"sub": "7", "email": "back@example.org", "email_verified": True}
    assert enter(browser, "//evil.example").headers["location"] == "/"


def test_roles_come_from_a_claim_where_the_settings_say_so(mine: Service, provider: Provider) -> None:
    added(mine, "roles@example.org", "reviewer")
    provider.claims = {"sub": "8", "email": "roles@example.org", "email_verified": True, "groups": ["QA", "other"]}
    with asking(mine, provider, oidc_roles_claim="groups", oidc_roles={"QA": "checker", "boss": "admin"}) as browser:
        assert enter(browser).status_code == 303
        found = who(browser, mine)
        assert found is not None
        assert found.roles == ("checker",)
        provider.claims["groups"] = ["checker", "admin"]
        browser.cookies.clear()
        assert UNKNOWN in enter(browser).text, "our own names mean nothing where others are set"
        assert who(browser, mine) is None


def test_the_last_admin_keeps_the_role_whatever_the_claim_says(mine: Service, provider: Provider) -> None:
    added(mine, "root@example.org", "admin")
    boss = next(each for each in users.listed(mine.engine) if each.name == "boss")
    for each in users.listed(mine.engine):
        if each.name != "root@example.org":
            assert accounts.give_roles(mine.engine, "system", each.id, ["auditor"]) is None
    provider.claims = {"sub": "9", "email": "root@example.org", "email_verified": True, "roles": "auditor"}
    with asking(mine, provider, oidc_roles_claim="roles") as browser:
        assert enter(browser).status_code == 303
        found = who(browser, mine)
        assert found is not None
        assert found.roles == ("auditor", "admin")
        assert accounts.give_roles(mine.engine, "system", boss.id, ["admin"]) is None
        assert enter(browser).status_code == 303
        found = who(browser, mine)
        assert found is not None
        assert found.roles == ("auditor",)


def test_a_provider_that_is_away_or_is_another_one_is_told(mine: Service, provider: Provider) -> None:
    provider.announced = "https://elsewhere.example"
    with asking(mine, provider) as browser:
        answer = browser.get("/sign-in/openid")
        assert (answer.status_code, DOWN in answer.text) == (503, True)
    with asking(mine, provider, oidc_issuer="http://127.0.0.1:9") as browser:
        assert browser.get("/sign-in/openid").status_code == 503
    with asking(mine, provider, oidc_issuer="http://provider.example") as browser:
        assert browser.get("/sign-in/openid").status_code == 503, "nobody sends codes in the clear"


def test_without_a_provider_there_is_no_such_door(mine: Service, provider: Provider) -> None:
    with asking(mine, provider, oidc_issuer="") as browser:
        assert browser.get("/sign-in/openid").status_code == 404
        assert "openid" not in browser.get("/sign-in").text
