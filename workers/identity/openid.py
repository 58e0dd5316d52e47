"""Signing in with an OpenID provider: code flow with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 7636)."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from workers.errors import ProviderDown, SignInRefused
from workers.identity.people import ROLES
from workers.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make: none with a secret that we know too, and never `none` (RFC 8725, 3.1)."""
PATIENCE = 10.0
"""Seconds for each question to the provider."""
LEEWAY = 60
"""Seconds that its clock may differ from ours."""
MOST = 2**20
"""Bytes of an answer."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Asked:
    """What the browser keeps while its person is with the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Known:
    """Somebody as the provider knows them."""

    subject: str
    """Issuer and subject: what never changes."""
    name: str | None
    """What they are called, where that can be relied on."""
    roles: tuple[str, ...] | None
    """None: the provider is not asked about these."""


class Provider:
    """The provider that the settings name. Nothing is asked of it before somebody signs in. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._metadata: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None

    def begin(self, back: str) -> tuple[str, Asked]:
        """Where the browser goes, and what it keeps meanwhile. `back`: where it returns to. Raises `ProviderDown`."""
        asked = Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        address = add_params_to_uri(
            self._endpoint("authorization_endpoint"),
            [
                ("response_type", "code"),
                ("client_id", self._settings.oidc_client_id),
                ("redirect_uri", back),
                ("scope", self._settings.oidc_scope),
                ("state", asked.state),
                ("nonce", asked.nonce),
                ("code_challenge", create_s256_code_challenge(asked.verifier)),
                ("code_challenge_method", "S256"),
            ],
        )
        return str(address), asked

    def finish(self, returned: Mapping[str, str], asked: Asked, back: str) -> Known:
        """Who came back. `returned`: the query that they came back with. Raises `SignInRefused`, `ProviderDown`."""
        issuer = self._settings.oidc_issuer
        # Another provider cannot send its code here as this one's (RFC 9207).
        if not hmac.compare_digest(returned.get("state", "").encode(), asked.state.encode()) or (
            returned.get("iss", issuer) != issuer
        ):
            raise SignInRefused("Begin to sign in once more, in this browser.")
        if not returned.get("code"):
            raise SignInRefused("The provider let nobody in.")
        return self._known(self._claims(self._tokens(returned["code"], asked, back), asked))

    def _tokens(self, code: str, asked: Asked, back: str) -> Mapping[str, Any]:
        settings, secret = self._settings, self._settings.oidc_client_secret.get_secret_value()
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": asked.verifier,
            "client_id": settings.oidc_client_id,
        }
        endpoint = self._endpoint("token_endpoint")
        methods = self._discovered().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if secret and "client_secret_basic" not in methods:
            body["client_secret"] = secret
        # Encoded first (RFC 6749, 2.3.1).
        basic = (
            httpx.BasicAuth(quote(settings.oidc_client_id, safe=""), quote(secret, safe=""))
            if secret and "client_secret" not in body
            else None
        )
        tokens = _ask("POST", endpoint, data=body, auth=basic)
        if tokens is None or not isinstance(tokens.get("id_token"), str):
            raise SignInRefused("The provider does not take its own code back; begin to sign in once more.")
        return tokens

    def _claims(self, tokens: Mapping[str, Any], asked: Asked) -> Mapping[str, Any]:
        settings = self._settings
        try:
            try:
                token = jwt.decode(tokens["id_token"], self._key_set(), algorithms=list(ALGORITHMS))
            except InvalidKeyIdError:
                # The provider has new keys.
                token = jwt.decode(tokens["id_token"], self._key_set(anew=True), algorithms=list(ALGORITHMS))
            options = {
                "iss": {"essential": True, "value": settings.oidc_issuer},
                "aud": {"essential": True, "value": settings.oidc_client_id},
                "nonce": {"essential": True, "value": asked.nonce},
            }
            params = {
                "nonce": asked.nonce,
                "client_id": settings.oidc_client_id,
                "access_token": tokens.get("access_token"),
            }
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignInRefused("What the provider says does not hold; begin to sign in once more.") from error
        return dict(claims)

    def _known(self, claims: Mapping[str, Any]) -> Known:
        settings = self._settings
        name = claims.get(settings.oidc_name_claim)
        # Anybody may write down an address that is somebody else's (Core 5.1, `email_verified`).
        reliable = isinstance(name, str) and (settings.oidc_name_claim != "email" or claims.get("email_verified") is True)
        roles: tuple[str, ...] | None = None
        if settings.oidc_roles_claim:
            given = claims.get(settings.oidc_roles_claim)
            listed = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
            ours = {settings.oidc_roles.get(str(each), "" if settings.oidc_roles else str(each)) for each in listed}
            roles = tuple(each for each in ROLES if each in ours)
        return Known(f"{settings.oidc_issuer} {claims['sub']}", name if reliable else None, roles)

    def _endpoint(self, name: str) -> str:
        address = self._discovered().get(name)
        if not isinstance(address, str) or not _is_safe(address):
            raise ProviderDown(f"The OpenID provider names no safe `{name}`.")
        return address

    def _discovered(self) -> Mapping[str, Any]:
        with self._lock:
            if self._metadata is None:
                issuer = self._settings.oidc_issuer
                if not _is_safe(issuer):
                    raise ProviderDown("HOSO_OIDC_ISSUER must be an https address.")
                found = _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                # OpenID Connect Discovery 1.0, 4.3: exactly the same.
                if found is None or found.get("issuer") != issuer:
                    raise ProviderDown("There is no OpenID provider of this name at HOSO_OIDC_ISSUER.")
                self._metadata = found
            return self._metadata

    def _key_set(self, *, anew: bool = False) -> KeySet:
        address = self._endpoint("jwks_uri")
        with self._lock:
            if self._keys is None or anew:
                found = _ask("GET", address)
                if found is None or not isinstance(found.get("keys"), list):
                    raise ProviderDown("The OpenID provider does not show its keys.")
                self._keys = KeySet.import_key_set({"keys": found["keys"]})
            return self._keys


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _ask(method: str, address: str, **more: Any) -> Mapping[str, Any] | None:
    """What the provider answers; None when it refuses. Raises `ProviderDown`."""
    try:
        with (
            httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
            client.stream(method, address, headers={"Accept": "application/json"}, **more) as answer,
        ):
            if answer.status_code >= 500:
                raise ProviderDown("The OpenID provider does not answer.")
            if answer.status_code != 200:
                return None
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > MOST:
                    raise ProviderDown("The OpenID provider answers with too much.")
            found = httpx.Response(200, content=content).json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderDown("The OpenID provider does not answer.") from error
    return found if isinstance(found, dict) else None
