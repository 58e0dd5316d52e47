"""One JSON object a line on stderr: time, level, logger, event, and ids. Never a name, a key or a line of a scan.

Rotation is the host's: journald, or the log driver of the containers.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from uuid import UUID

_OURS = ("workers", "extractor", "hoso")
"""First parts of the names of our own loggers, which are trusted to say nothing of a scan."""

_PLACES = 4
"""Innermost places of an error that a line names."""

_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_ids: ContextVar[Mapping[str, str | int]] = ContextVar("ids", default={})  # noqa: B039 - never changed in place


@contextmanager
def bound(
    *,
    dossier: UUID | str | None = None,
    revision: int | None = None,
    request: str | None = None,
    batch: UUID | str | None = None,
    delivery: UUID | str | None = None,
) -> Iterator[None]:
    """Every line that is logged within, in this thread or task, carries these ids, and those that were bound around it."""
    given = {"dossier": dossier, "revision": revision, "request": request, "batch": batch, "delivery": delivery}
    known = {name: each if isinstance(each, int) else str(each) for name, each in given.items() if each is not None}
    token = _ids.set({**_ids.get(), **known})
    try:
        yield
    finally:
        _ids.reset(token)


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object; `extra` values become members, and so do the ids that are bound."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        ours = record.name.partition(".")[0] in _OURS
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if ours else _masked(record),
            **_ids.get(),
        }
        if ours:
            entry.update({name: value for name, value in vars(record).items() if name not in _STANDARD})
        if record.exc_info and record.exc_info[0] is not None:
            # The text of an error may quote a scan; its kind and its place may not.
            entry["error"] = record.exc_info[0].__name__
            entry["at"] = _places(record.exc_info[2])
        return json.dumps(entry, ensure_ascii=False, default=str)


def set_up(level: int = logging.INFO) -> None:
    """Sends every logger of this process, and errors that nobody caught, to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in ("alembic", "httpx", "httpx2", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = lambda died: _uncaught(died.exc_type, died.exc_value, died.exc_traceback)


def _masked(record: logging.LogRecord) -> str:
    """What another library says, without what it fills in, numbers excepted.

    urllib3 quotes addresses when it tries again and RQ the errors of jobs, and both may hold a key, which may name a person;
    further lines are always a traceback.
    """
    words = str(record.msg)
    try:
        if isinstance(record.args, Mapping):
            words %= {name: _shown(each) for name, each in record.args.items()}
        elif record.args:
            words %= tuple(map(_shown, record.args))
    except (TypeError, ValueError, KeyError):
        # Its number or kind of values is wrong: the words alone.
        pass
    return words.partition("\n")[0]


def _shown(value: object) -> object:
    return value if isinstance(value, int | float) else "…"


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_PLACES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    logging.getLogger("hoso").critical("ended by an error", exc_info=(kind, error or kind(), trace))
