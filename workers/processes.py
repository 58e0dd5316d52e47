"""Child processes that outlive a mistake: started in sessions of their own, recognised again by id and start time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workers.settings import Settings


@dataclass(frozen=True)
class Process:
    """A process of this machine. `born` (clock ticks since boot) tells it from a later one with the same id."""

    pid: int
    born: int

    @staticmethod
    def of(pid: int) -> Process:
        """The process that has the id now. Raises `ProcessLookupError`."""
        return Process(pid, _stat(pid)[1])

    @property
    def alive(self) -> bool:
        """Whether it still runs; a child that ended is reaped on the way."""
        with suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        try:
            state, born = _stat(self.pid)
        except ProcessLookupError:
            return False
        return born == self.born and state not in "ZX"

    def stop(self, number: int = signal.SIGTERM, *, patience: float) -> None:
        """Sends the signal, waits up to `patience` seconds, and then kills."""
        for each in (number, signal.SIGKILL):
            if not self.alive:
                return
            with suppress(ProcessLookupError):
                os.kill(self.pid, each)
            if self.wait(patience):
                return

    def wait(self, seconds: float) -> bool:
        """Whether it ended within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.alive:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def start(
    command: Sequence[str | Path], log: Path, *, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Process:
    """Starts a program in a session of its own, so that Ctrl-C reaches it only through us; its output goes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            umask=0o077,
        )
    # The handle is let go: from here on the process is known by `Process`, as it is to the next command.
    child.returncode = 0
    return Process.of(child.pid)


def start_hoso(arguments: Sequence[str], settings: Settings, log: str) -> Process:
    """Starts `hoso ARGUMENTS` with these settings; it is asked to end when this process ends in whatever way."""
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "workers.cli", *arguments]
    # One thread per reading process: on two cores Tesseract was 4.2 times slower without this.
    environment = {**settings.environment(), "OMP_THREAD_LIMIT": "1", "PYTHONUNBUFFERED": "1"}
    return start(command, settings.work_dir.resolve() / "logs" / f"{log}.log", environment=environment)


def _stat(pid: int) -> tuple[str, int]:
    """State letter and start time from /proc/PID/stat (proc_pid_stat(5), fields 3 and 22)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        raise ProcessLookupError(pid) from None
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[19])
