"""Everything the library can raise on purpose.

    HosoError
    ├── InputError            the file cannot be read; retrying will not help
    │   ├── EmptyFile         zero bytes, or zero pages
    │   ├── UnsupportedFile   not a PDF, TIFF, JPEG or PNG, whatever its name says
    │   ├── EncryptedFile     needs a password
    │   ├── CorruptFile       claims a format and breaks its rules
    │   └── BudgetExceeded    too many bytes, pages, pixels or seconds
    ├── ReadingFailed         a reader crashed or timed out on a page
    ├── ProfileError          a document type is declared wrongly
    └── SetupError            a program, font or model is missing on this machine

Each error has a stable `code`, says whether the same job may succeed later (`retryable`) and whether its cause lies outside
the input (`outage`: a server, a disk), and carries a `public_message`: one sentence about what is wrong and what to do next,
free of personal data and of paths.
"""

from __future__ import annotations


class HosoError(Exception):
    """Root of the library's errors."""

    code = "error"
    retryable = False
    outage = False

    def __init__(self, public_message: str) -> None:
        super().__init__(public_message)
        self.public_message = public_message


class InputError(HosoError):
    """The input file cannot be used as it is."""

    code = "input"


class EmptyFile(InputError):
    """The file has no bytes or no pages."""

    code = "empty-file"


class UnsupportedFile(InputError):
    """The content is none of the formats the service reads."""

    code = "unsupported-file"


class EncryptedFile(InputError):
    """The file needs a password that nobody gave."""

    code = "encrypted-file"


class CorruptFile(InputError):
    """The file breaks the rules of the format that it claims."""

    code = "corrupt-file"


class BudgetExceeded(InputError):
    """A limit on bytes, pages, pixels or seconds was reached before the work was done."""

    code = "budget-exceeded"


class ReadingFailed(HosoError):
    """A reader crashed, timed out or answered nonsense."""

    code = "reading-failed"
    retryable = True


class ProfileError(HosoError):
    """A document profile in models/ breaks its rules."""

    code = "profile"


class SetupError(HosoError):
    """A program, model or font is missing; `hoso doctor` says how to get it."""

    code = "setup"
