"""What the service can raise on purpose; the root, `code`, `retryable` and `public_message` are the library's.

HosoError
└── ServiceError
    ├── StackError        a server of the embedded stack does not start, or none is running
    ├── StorageError      object storage does not answer or refuses
    ├── MissingObject     an object that the database knows is no longer in storage
    ├── ShortRead         object storage returned less of an object than it holds
    ├── TooLarge          an object is bigger than the budget of one source file
    ├── OutdatedWorker    this worker is older than the version that asked for the reading
    ├── OutdatedRecord    a stored record is of another version than this service
    ├── DiskFull          no room for the scans of a job on the worker's disk
    ├── IntakeError       a place whose events are to be followed is written wrongly
    ├── BadEvent          what was posted to the webhook is no event
    ├── DatabaseDown      the database does not answer
    ├── Killed            the process of a job died: a crash, or too little memory
    ├── WorkerLost        a worker died together with its job
    ├── ReceiversError    the file of receivers, or a mapping that it names, has a mistake
    ├── ForbiddenAddress  a receiver's name leads to an address inside
    ├── UnknownHost       a receiver's name leads nowhere
    ├── NotTold           a message cannot be made as its receiver wants it
    ├── InventoryError    a file that should list keys does not
    ├── ProgramMissing    PostgreSQL's own program for copies is not installed, or is too old
    ├── CopyFailed        PostgreSQL's own program could not make or read back a copy
    ├── BackupBusy        another backup writes to the same folder
    ├── NoBackup          there is no backup, or only one that was never finished
    ├── DamagedBackup     a part of a backup is missing, or is not what was written
    ├── NewerBackup       a backup was made by a newer version than this one
    ├── NotEmpty          something is already there where a backup is to be restored
    ├── StillWorking      workers or a dispatcher run where everything is to be replaced
    ├── ProviderDown      the OpenID provider does not answer, or not as it should
    ├── SignInRefused     what came back from the OpenID provider does not hold
    ├── ReviewRefused     what a person wants to do with a dossier cannot be done now
    │   ├── LeaseLost     somebody else has the dossier by now, or nobody
    │   ├── RecordChanged the dossier was read anew meanwhile
    │   ├── NotAllowed    this person may not do it: role, or four eyes
    │   ├── Undecided     something is still in doubt
    │   └── BadDecision   what was decided makes no sense for this field or these pages
    ├── LotRefused        what a person wants to do with a lot or its sample cannot be done now
    │   └── BadPlan       no sampling plan fits the lot, or what was asked for is none
    └── JobFailed         something unforeseen happened in a job
"""

from __future__ import annotations

from extractor.errors import HosoError


class ServiceError(HosoError):
    """Root of the service's own errors."""

    code = "service"


class StackError(ServiceError):
    """A server does not start, or none is running."""

    code = "stack"


class StorageError(ServiceError):
    """Object storage does not answer or refuses."""

    code = "storage"
    retryable = True
    outage = True


class MissingObject(ServiceError):
    """An object that was there is gone."""

    code = "missing-object"


class ShortRead(ServiceError):
    """Storage returned less of an object than it holds, and said that this was all."""

    code = "short-read"
    retryable = True


class TooLarge(ServiceError):
    """An object is bigger than one source file may be."""

    code = "budget-exceeded"


class OutdatedWorker(ServiceError):
    """A newer version asked for this reading; another worker may be new enough."""

    code = "outdated-worker"
    retryable = True


class OutdatedRecord(ServiceError):
    """A stored record has a form that this version does not read."""

    code = "outdated-record"


class DiskFull(ServiceError):
    """The disk of this worker is full."""

    code = "disk-full"
    retryable = True
    outage = True


class IntakeError(ServiceError):
    """A place whose events are to be followed is written wrongly."""

    code = "intake"


class BadEvent(ServiceError):
    """What was posted to the webhook is no event."""

    code = "bad-event"


class DatabaseDown(ServiceError):
    """The database does not answer."""

    code = "database"
    retryable = True
    outage = True


class Killed(ServiceError):
    """The process of a job died."""

    code = "killed"
    retryable = True


class WorkerLost(ServiceError):
    """A worker died together with its job."""

    code = "worker-lost"
    retryable = True


class ReceiversError(ServiceError):
    """Receivers are declared wrongly."""

    code = "receivers"
    retryable = True


class ForbiddenAddress(ServiceError):
    """A receiver's name leads to an address that nobody allowed."""

    code = "forbidden-address"


class UnknownHost(ServiceError):
    """A receiver's name leads nowhere."""

    code = "unknown-host"
    retryable = True


class NotTold(ServiceError):
    """A message cannot be made as its receiver wants it."""

    code = "not-told"


class InventoryError(ServiceError):
    """A file does not list keys."""

    code = "inventory"


class ProgramMissing(ServiceError):
    """PostgreSQL's own program for copies is missing or too old."""

    code = "program-missing"


class CopyFailed(ServiceError):
    """PostgreSQL's own program failed; what it says may quote rows and is not told."""

    code = "copy-failed"
    retryable = True


class BackupBusy(ServiceError):
    """Another backup writes to the same folder."""

    code = "backup-busy"
    retryable = True


class NoBackup(ServiceError):
    """A folder holds no finished backup."""

    code = "no-backup"


class DamagedBackup(ServiceError):
    """A part of a backup is missing or changed."""

    code = "backup-damaged"


class NewerBackup(ServiceError):
    """A backup is of a form that this version does not know."""

    code = "backup-newer"


class NotEmpty(ServiceError):
    """There is something where a backup is to be restored."""

    code = "not-empty"


class StillWorking(ServiceError):
    """Something works with what is to be replaced."""

    code = "still-working"


class ProviderDown(ServiceError):
    """The OpenID provider does not answer, or not as OpenID Connect has it."""

    code = "provider"
    retryable = True
    outage = True


class SignInRefused(ServiceError):
    """What came back from the OpenID provider does not hold: another browser asked, it is too late, or somebody made it up."""

    code = "sign-in-refused"


class ReviewRefused(ServiceError):
    """What a person wants to do with a dossier cannot be done now."""

    code = "review"


class LeaseLost(ReviewRefused):
    """Somebody else has the dossier by now, or it was given back."""

    code = "lease-lost"


class RecordChanged(ReviewRefused):
    """The dossier was read anew since the page was opened."""

    code = "record-changed"


class NotAllowed(ReviewRefused):
    """This person may not do it."""

    code = "not-allowed"


class Undecided(ReviewRefused):
    """Something is still in doubt."""

    code = "undecided"


class BadDecision(ReviewRefused):
    """A decision makes no sense for its field, or an arrangement for its pages."""

    code = "bad-decision"


class LotRefused(ServiceError):
    """What a person wants to do with a lot or its sample cannot be done now."""

    code = "lot"


class BadPlan(LotRefused):
    """No sampling plan fits a lot."""

    code = "bad-plan"


class JobFailed(ServiceError):
    """Something unforeseen happened in a job; the message names its kind and place and quotes nothing."""

    code = "internal-error"
    retryable = True
