"""Debian's Firefox, driven by its own remote protocol (Marionette): lengths and JSON over a socket, nothing to install."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
COMPLAINTS = """
const found = [];
for (const each of Services.console.getMessageArray()) {
  if (!(each instanceof Ci.nsIScriptError) || each.flags & Ci.nsIScriptError.warningFlag) continue;
  if (each.sourceName.startsWith(arguments[0])) found.push(each.errorMessage);
}
Services.console.reset();
return found;
"""
"""Run in the browser's own scope: errors of scripts and of the policy, of pages below an address."""


class Firefox:
    """One window."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._number = 0
        self._receive()
        self._ask("WebDriver:NewSession", {})

    def goto(self, address: str) -> None:
        """Returns once the page is loaded."""
        self._ask("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *values: object) -> Any:
        """What the body of a function returns, called in the page with these arguments."""
        return self._ask("WebDriver:ExecuteScript", {"script": script, "args": list(values)})["value"]

    def press(self, keys: str) -> None:
        """Keys one after the other; others than letters by their number in WebDriver (17.4.2): Enter is U+E007."""
        acts = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask("WebDriver:PerformActions", {"actions": [{"type": "key", "id": "keyboard", "actions": acts}]})

    def add_cookie(self, name: str, value: str) -> None:
        """For the site of the page that is shown."""
        self._ask("WebDriver:AddCookie", {"cookie": {"name": name, "value": value, "path": "/"}})

    def resize(self, width: int, height: int) -> None:
        """The window, with its borders, in pixels."""
        self._ask("WebDriver:SetWindowRect", {"width": width, "height": height})

    def picture(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self._ask("WebDriver:TakeScreenshot", {"full": True})["value"])

    def complaints(self, address: str) -> list[str]:
        """Errors since the last look, of pages whose address begins so."""
        self._ask("Marionette:SetContext", {"value": "chrome"})
        try:
            return list(self.run(COMPLAINTS, address))
        finally:
            self._ask("Marionette:SetContext", {"value": "content"})

    def _ask(self, command: str, values: dict[str, object]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, values]).encode()
        self._channel.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._receive()
        assert error is None, f"{command}: {error}"
        return result

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._some(1)
        return json.loads(self._some(int(length[:-1])))

    def _some(self, size: int) -> bytes:
        parts = b""
        while len(parts) < size:
            part = self._channel.recv(size - len(parts))
            assert part, "Firefox ended"
            parts += part
        return parts


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """A headless Firefox with an empty profile in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"marionette.port": port, "app.update.enabled": False, "datareporting.policy.dataSubmissionEnabled": False}
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in settings.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    process = subprocess.Popen(
        [program, "--headless", "--marionette", "--remote-allow-system-access", "--profile", folder, "--no-remote"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with suppress(ConnectionRefusedError):
                channel = socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS)
                break
            assert process.poll() is None, "Firefox does not start"
            assert time.monotonic() < deadline, "Firefox does not listen"
            time.sleep(0.1)
        with channel:
            yield Firefox(channel)
    finally:
        process.terminate()
        process.wait(30)
