"""Who is told of published records, and how: the receivers' file (docs/delivery.md)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

import httpx
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from extractor.profiles import Mistake
from workers.delivery.declared import Declared
from workers.delivery.mapping import Form, find_form
from workers.errors import ReceiversError

Event = Literal["record.published", "dossier.failed"]

_OWN_HEADERS = re.compile(
    r"host|connection|content-.*|transfer-encoding|accept-encoding|webhook-.*|idempotency-key", re.IGNORECASE
)


def _is_header(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
        raise ValueError("is no name of an HTTP header")
    if _OWN_HEADERS.fullmatch(name):
        raise ValueError("is a header that every message has already")
    return name


def _is_plain(address: str) -> str:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise ValueError("is no address; write https://host/path") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("is no address; write https://host/path")
    if url.userinfo:
        raise ValueError("holds a password; name it under `headers` instead, for example Authorization: env:NAME")
    if url.fragment:
        raise ValueError("has a part after #, which is never sent; remove it")
    return address


def _as_network(given: object) -> object:
    try:
        return ip_network(given) if isinstance(given, str) else given
    except ValueError:
        raise ValueError("is no network; write 10.20.0.0/16, the bits behind the slash all zero") from None


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Address = Annotated[str, AfterValidator(_is_plain)]
SecretPlace = Annotated[str, StringConstraints(pattern=r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")]
"""Where a secret is: `env:NAME` or `file:PATH`. Never the secret itself."""
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_as_network)]
Header = Annotated[str, AfterValidator(_is_header)]


class Receiver(BaseModel):
    """A system that is told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Literal["push", "pull"] = "push"
    """`pull`: nothing is sent; the receiver fetches what waits for it, and gives a receipt."""
    url: Address | None = None
    mapping: Text = "record"
    """`record`, `one-stop`, `portal`, or the path of a mapping of one's own, relative to the receivers' file."""
    events: Annotated[tuple[Event, ...], Field(min_length=1)] = ("record.published",)
    types: tuple[Text, ...] = ()
    """Only records with a document of one of these types; all if none is given."""
    doubtful: Literal["send", "omit", "hold"] = "omit"
    """Values that a person should look at: sent like others, left out, or the whole record waits for the person."""

    secrets: tuple[SecretPlace, ...] = ()
    """Keys of the signature; each makes one, so that a key can be changed without a gap."""
    unsigned: bool = False
    """The receiver verifies no signatures."""
    headers: Mapping[Header, SecretPlace] = {}
    """Further headers with secret values, such as `Authorization`."""

    allow_http: bool = False
    """Accept an address without TLS."""
    allow_networks: tuple[Network, ...] = ()
    """Networks that are not public and yet are meant, such as `10.20.0.0/16`."""
    ca_file: Path | None = None
    """Certificates that sign the receiver's, in PEM form, instead of the public ones."""

    connect_seconds: float = Field(default=5.0, gt=0, le=60)
    read_seconds: float = Field(default=30.0, gt=0, le=300)
    """Longest silence of the receiver."""
    total_seconds: float = Field(default=60.0, gt=0, le=600)
    """For one message, whatever the receiver does."""
    per_minute: int = Field(default=600, ge=1, le=60000)
    """Messages a minute at most."""
    parallel: int = Field(default=2, ge=1, le=8)
    """Messages at the same time at most; never two of one dossier."""
    attempts: int = Field(default=100, ge=1, le=1000)
    max_age_hours: float = Field(default=72.0, gt=0)
    """What was not accepted after so many tries or so long is dead until it is sent again by hand."""

    limits: Mapping[Text, Annotated[int, Field(ge=1)]] = {}
    """Other lengths than the mapping's, characters by name."""
    values: Mapping[Text, str | int | bool] = {}
    """What is always sent under a name of the mapping, such as the receiver's own number of this unit."""

    @model_validator(mode="after")
    def _complete(self) -> Receiver:
        if self.mode == "pull":
            return self
        if self.url is None:
            raise ValueError("needs a url (or mode: pull)")
        if not self.allow_http and not self.url.startswith("https:"):
            raise ValueError("the url has no TLS; write https://…, or allow_http: true if the network is trusted")
        if bool(self.secrets) == self.unsigned:
            raise ValueError("needs secrets: [env:NAME], or unsigned: true if it verifies no signatures (not both)")
        return self


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Address | None = None
    receivers: Mapping[Name, Receiver] = {}


@dataclass(frozen=True)
class Receivers:
    """Everybody who is told. `forms` are their mappings by the receiver's name."""

    by_name: Mapping[str, Receiver] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    base_url: str | None = None
    """Under what address receivers reach this service; links in messages begin with it."""

    def for_event(self, event: str, types: Sequence[str]) -> tuple[str, ...]:
        """Names of those that are to be told of an event about documents of these types."""
        return tuple(
            name
            for name, each in self.by_name.items()
            if event in each.events and (event != "record.published" or not each.types or set(each.types) & set(types))
        )


def load(path: Path | None) -> Receivers:
    """The receivers' file; without one nobody is told. Raises `ReceiversError` for the first mistake."""
    if path is None:
        return Receivers()
    try:
        changed = path.stat()
    except OSError as error:
        raise ReceiversError(f"The receivers' file cannot be read ({error.strerror}); look at HOSO_RECEIVERS.") from error
    return _load(path, changed.st_mtime_ns, changed.st_size)


def find_mistakes(path: Path) -> tuple[Mistake, ...]:
    """Every mistake in a receivers' file and in the mappings that it names."""
    return _read(path)[1]


@functools.lru_cache(maxsize=4)
def _load(path: Path, changed: int, size: int) -> Receivers:
    receivers, mistakes = _read(path)
    if mistakes:
        raise ReceiversError(f"{mistakes[0]}; `hoso delivery check` shows every mistake.")
    return receivers


def _read(path: Path) -> tuple[Receivers, tuple[Mistake, ...]]:
    file = Declared(path)
    declared = file.validated(_File)
    if declared is None:
        return Receivers(), tuple(file.mistakes)
    receivers: dict[str, Receiver] = {}
    forms: dict[str, Form] = {}
    for name, each in declared.receivers.items():
        place = ("receivers", name)
        ca_file = each.ca_file and path.parent / each.ca_file
        if ca_file is not None and not ca_file.is_file():
            file.tell((*place, "ca_file"), "there is no such file")
        receivers[name] = each.model_copy(update={"ca_file": ca_file})
        form, mistakes = find_form(each.mapping, path.parent)
        file.mistakes += mistakes
        if form is None:
            if not mistakes:
                file.tell((*place, "mapping"), f"“{each.mapping}” is neither record, one-stop, portal nor a file")
            continue
        forms[name] = form
        for section, names in (("limits", each.limits), ("values", each.values)):
            for target in names:
                if target not in form.names:
                    known = ", ".join(sorted(form.names)) or "none"
                    file.tell((*place, section, target), f"is no name of the mapping {each.mapping}; there are: {known}")
    return Receivers(receivers, forms, declared.base_url), tuple(file.mistakes)
