"""What an operator chooses. Only the composition roots (`workers.cli` and the processes it starts) read the environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractor.settings import Settings as ReadingSettings


class Settings(BaseSettings):
    """Every setting is an environment variable `HOSO_NAME`; settings of the library are `HOSO_READING__NAME`.

    Without `HOSO_DATABASE_URL` the service uses the embedded stack of this machine, whose data lie in `work_dir`.
    """

    model_config = SettingsConfigDict(env_prefix="HOSO_", env_nested_delimiter="__", frozen=True)

    database_url: SecretStr = SecretStr("")
    """PostgreSQL, `postgresql://user:password@host/database`."""
    redis_url: SecretStr = SecretStr("")
    """Valkey or Redis with `maxmemory-policy noeviction`."""
    s3_endpoint: str = ""
    """Host and port of an S3 server, without a scheme."""
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    s3_secure: bool = False
    """Speak TLS to the S3 server."""
    scans_bucket: str = "scans"
    records_bucket: str = "records"

    work_dir: Path = Path(".hoso")
    """Embedded servers' data, logs, and the cache of page images."""
    workers: int = Field(default=os.cpu_count() or 1, ge=1)
    """Worker processes that `hoso up` and `hoso run` start."""
    pages_at_a_time: int = Field(default=1, ge=1)
    """Processes that read pages within one job."""
    urgent_workers: int = Field(default=1, ge=0)
    """Further worker processes that `hoso up` starts for urgent dossiers alone, so that these never wait for a long one."""
    urgent_pages_at_a_time: int = Field(default=min(4, os.cpu_count() or 1), ge=1)
    """The same as `pages_at_a_time`, for urgent dossiers."""
    four_eyes: bool = True
    """Whether what people decided about a dossier must be approved by somebody else."""
    job_seconds: int = Field(default=4 * 3600, gt=0)
    """Wall clock for one dossier."""
    job_bytes: int = Field(default=2 * 2**30, ge=256 * 2**20)
    """Private memory of the process that reads a dossier; its page processes have limits of their own."""
    retries: tuple[int, ...] = (2, 15, 60)
    """Seconds to wait before each further try of a dossier that failed for a reason that may pass."""
    window: int = Field(default=100, ge=1)
    """Dossiers of backlogs that wait in the queue at a time; all others wait in the database."""
    silence_seconds: float = Field(default=20.0, gt=6)
    """A worker that gave no sign of life for so long is taken for dead, and its dossier is given to another."""
    min_free_bytes: int = Field(default=2**30, ge=0)
    """While less is free on the disk of `work_dir`, no backlog is fed to the workers."""
    reconcile_minutes: float = Field(default=60.0, gt=0)
    """How often storage, database and queue are compared."""
    keep_days: int = Field(default=90, ge=1)
    """How long handled events, tries, answered requests, comparisons and accepted messages are kept."""

    audit_share: float = Field(default=0.002, ge=0, le=1)
    """Share of the values that no person looked at which are drawn into the running sample; 0 draws none."""
    audit_days: int = Field(default=7, ge=1)
    """After how many days another running sample begins."""

    intake: tuple[str, ...] = ("s3://scans/inbox/",)
    """Places in storage whose events are followed; others are refused."""
    settle_seconds: float = Field(default=2.0, ge=0)
    """A folder's dossier is read when no file of it was announced for so long; a single file is read at once."""
    webhook_token: SecretStr = SecretStr("")
    """What storage must send as `Authorization: Bearer …`. Without it the webhook is closed."""
    webhook_secret: SecretStr = SecretStr("")
    """If set, every event must also carry an HMAC-SHA256 signature made with it."""
    receivers: Path | None = None
    """A YAML file that says who is told of published records, and how; see docs/delivery.md."""
    profile_sets: dict[str, Path] = {}
    """Folders of document types by name, for dossiers that are to be read with others than `reading.profiles`."""

    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8000, ge=0, le=65535)
    web_names: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Names under which the web pages may be asked for; others are refused (protects against DNS rebinding)."""
    metrics_token: SecretStr = SecretStr("")
    """What Prometheus must send as `Authorization: Bearer …`. Without it only this machine may ask for the figures."""
    session_idle_minutes: float = Field(default=480.0, gt=0, le=1440)
    """Who was not seen for so long signs in again: a working day."""
    session_hours: float = Field(default=72.0, gt=0, le=72)
    """After which everybody signs in again, however busy."""
    oidc_issuer: str = ""
    """Address of an OpenID provider, with which people may sign in beside their passwords; see docs/people.md."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    """Empty for a client without one."""
    oidc_label: str = "OpenID"
    """What the link on the page of sign-in calls the provider."""
    oidc_scope: str = "openid profile email"
    oidc_name_claim: str = "email"
    """By what the provider calls somebody who signs in for the first time; an `email` counts only when it is verified."""
    oidc_roles_claim: str = ""
    """A claim that lists what somebody may do, taken over at each sign-in. Empty: an admin says it here."""
    oidc_roles: dict[str, str] = {}
    """Values of that claim to our roles; without any they are called as ours are."""
    oidc_return: str = ""
    """This service's `https://HOST/sign-in/openid/back` as the provider knows it; made of each request if empty."""
    upload_bytes: int = Field(default=2 * 2**30, gt=0)
    """Size of all files together that may be sent for one dossier in one request."""
    page_cache_bytes: int = Field(default=512 * 2**20, gt=0)
    """Room for rendered page images and the scans that they came from, in bytes."""

    reading: ReadingSettings = ReadingSettings()

    @property
    def is_local(self) -> bool:
        """Whether the embedded stack is meant."""
        return not self.database_url.get_secret_value()

    def with_changes(self, **changes: Any) -> Settings:
        """A validated copy with other values."""
        return Settings.model_validate({**dict(self), **changes})

    def environment(self) -> dict[str, str]:
        """The variables that give a child process the same settings."""
        values: dict[str, str] = {}
        for name, value in self.model_dump(mode="json").items():
            secret = getattr(self, name)
            if isinstance(secret, SecretStr):
                values[f"HOSO_{name.upper()}"] = secret.get_secret_value()
            elif isinstance(value, str | int | float):
                values[f"HOSO_{name.upper()}"] = str(value)
        values["HOSO_WEB_NAMES"] = json.dumps(self.web_names)
        values["HOSO_OIDC_ROLES"] = json.dumps(self.oidc_roles)
        values["HOSO_RETRIES"] = json.dumps(self.retries)
        values["HOSO_INTAKE"] = json.dumps(self.intake)
        values["HOSO_PROFILE_SETS"] = json.dumps({name: str(path.resolve()) for name, path in self.profile_sets.items()})
        values["HOSO_READING"] = self.reading.model_dump_json()
        values["HOSO_WORK_DIR"] = str(self.work_dir.resolve())
        return values
