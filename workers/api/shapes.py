"""What the REST API says and hears, as OpenAPI shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from extractor.record import PageKind, State, Status
from extractor.settings import Mode, ReaderName
from workers.database import tables
from workers.database.tables import BatchState, DeliveryState, QueueName, Rule

Printable = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=2000)]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=100)]


class Asked(BaseModel):
    """The body of a request: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class Fault(BaseModel):
    """Why something could not be read, and what to do."""

    code: str
    message: str


class Links(BaseModel):
    """Addresses of what belongs to a dossier; those of its record are there when it has one."""

    self: str
    versions: str
    documents: str | None = None
    record: str | None = None
    text: str | None = None
    pdf: str | None = None
    pages: str | None = None


class Counted(BaseModel):
    """The reading of a dossier that counts."""

    version: int
    status: Status
    pages: int
    doubts: int
    """Fields that a person must look at."""
    findings: int
    """Findings that warn or worse."""
    types: list[str]
    """Types of its documents, in page order."""
    has_pdf: bool


class Dossier(BaseModel):
    """A dossier, and how far reading it has come."""

    id: UUID
    label: str
    state: tables.State
    queue: QueueName
    revision: int
    """Grows when its files change, and when it is read anew."""
    batch: UUID | None
    declared: dict[str, Any]
    reading: dict[str, Any]
    """Settings that differ for it."""
    attempts: int
    pages_done: int
    pages_known: int
    error: Fault | None
    created_at: datetime
    wanted_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    record: Counted | None
    links: Links


class Dossiers(BaseModel):
    """A portion of a list of dossiers."""

    items: list[Dossier]
    next: str | None
    """The cursor of the next portion; none where this one is the last."""


class Reread(Asked):
    """How a dossier is to be read anew; what is left out is as the service is set up."""

    mode: Mode | None = None
    reader: ReaderName | None = None
    accuracy: Annotated[float, Field(ge=0.5, lt=1)] | None = None
    profiles: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")] | None = None
    """A set of document types that the operator has named (`HOSO_PROFILE_SETS`)."""
    queue: QueueName = "urgent"


class Version(BaseModel):
    """One reading of a dossier."""

    version: int
    revision: int
    configuration: str
    """The same for two readings that were made by the same software with the same settings."""
    status: Status
    pages: int
    doubts: int
    findings: int
    types: list[str]
    has_pdf: bool
    counts: bool
    held: str | None
    """Why it does not count although it is the newest: `corrections` of people find no place in it."""
    created_at: datetime


class Versions(BaseModel):
    """A portion of a dossier's readings, the newest first."""

    items: list[Version]
    next: str | None


class Page(BaseModel):
    """A page of a record; sizes in pixels of the scan."""

    number: int
    width: int
    height: int
    dpi: float
    kind: PageKind
    blank: bool
    image: str
    """The address of its picture."""


class Pages(BaseModel):
    """All pages of a record."""

    version: int
    items: list[Page]


class Value(BaseModel):
    """A field of a document. Personal values are masked for keys without the scope `read-sensitive`."""

    name: str
    state: State
    value: str | None
    confidence: float
    page: int | None
    doubtful: bool
    masked: bool
    matches: bool
    """Whether what was searched for stands in it."""


class Document(BaseModel):
    """A stored document of a record that counts."""

    dossier: UUID
    label: str
    """Of its dossier."""
    version: int
    position: int
    """Its index in the record."""
    type: str
    title: str
    pages: list[int]
    read_at: datetime
    fields: list[Value]
    links: Links


class Documents(BaseModel):
    """A portion of what was found: of one dossier in the order of its pages, of all the latest read first."""

    items: list[Document]
    next: str | None


class Corrected(BaseModel):
    """What a person decided about a field."""

    type: str
    pages: list[int]
    field: str
    state: State
    value: str | None
    author: str
    created_at: datetime


class Corrections(BaseModel):
    """What people decided about a dossier, the newest of each field."""

    items: list[Corrected]


class _Decision(Asked):
    document: Annotated[int, Field(ge=0, le=100_000)]
    """Index of the document in the record."""
    field: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}(\.[1-9][0-9]{0,3})?$")]


class Stated(_Decision):
    """The paper says this."""

    state: Literal["found"]
    value: Printable
    """In its normalised form: `2024-03-05`, `2024-03`, `true`, digits without spaces."""


class Missing(_Decision):
    """The paper says nothing, or nobody can read what it says."""

    state: Literal["absent", "unreadable"]


Decision = Annotated[Stated | Missing, Field(discriminator="state")]
"""What a person decided about one field."""


class Decisions(Asked):
    """What a person decided about a record that they had before them."""

    version: Annotated[int, Field(ge=1, lt=2**63)]
    author: Name | None = None
    """Who decided, as the asking system knows them; the key's name is noted beside it."""
    corrections: Annotated[list[Decision], Field(min_length=1, max_length=500)]


class Export(BaseModel):
    """A record in the words of a mapping, one body for each message that a receiver would get."""

    mapping: str
    version: int
    bodies: list[dict[str, Any]]


class NewBatch(Asked):
    """A backlog to read."""

    place: Annotated[
        str,
        StringConstraints(pattern=r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\x00-\x1f\x7f]*)?$", max_length=1093),
    ]
    """`s3://bucket/prefix`"""
    rule: Rule = "folder"
    """What one dossier is: a folder, or every file by itself."""
    retry: bool = False
    """Take up what failed before."""


class Failure(BaseModel):
    """Dossiers of a batch that failed for one reason."""

    code: str | None
    count: int


class Batch(BaseModel):
    """A backlog and how far it has come."""

    id: UUID
    place: str
    rule: Rule
    state: BatchState
    finished: bool
    listed: bool
    """Whether all of it is known."""
    found: int
    remark: str | None
    queued: int
    running: int
    done: int
    failed: int
    canceled: int
    pages_done: int
    pages_per_minute: float
    seconds_left: tuple[float, float] | None
    """Probably between these two; none while too little is known."""
    failures: list[Failure]
    created_at: datetime
    asked_at: datetime


class Batches(BaseModel):
    """A portion of the backlogs, the newest first."""

    items: list[Batch]
    next: str | None


class Retry(Asked):
    """What is read again of a batch."""

    code: Name | None = None
    """Only what failed for this reason."""


class Changed(BaseModel):
    """How many dossiers something concerned."""

    dossiers: int


class Message(BaseModel):
    """Something that a receiver has to be told. `bodies` are its parts in the receiver's words."""

    id: UUID
    event: str
    dossier: UUID
    revision: int
    version: int | None
    created_at: datetime
    bodies: list[dict[str, Any]]


class Messages(BaseModel):
    """What waits for a receiver, oldest first."""

    items: list[Message]
    next: UUID | None
    """The message to ask for as `after`; none where nothing more waits."""


class Receipt(Asked):
    """A receiver has a message. `receipt` is kept with it."""

    receipt: dict[str, Any] = {}


class Delivery(BaseModel):
    """A message of the outbox."""

    id: UUID
    receiver: str
    event: str
    dossier: UUID
    revision: int
    version: int | None
    state: DeliveryState
    attempts: int
    status_code: int | None
    error: Fault | None
    created_at: datetime
    sent_at: datetime | None


class Deliveries(BaseModel):
    """The newest messages of the outbox."""

    items: list[Delivery]
