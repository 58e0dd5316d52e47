"""A network that misbehaves: forwards HTTP to a server and spoils what passes, as it is told."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

PIECE = 16 * 1024
METHODS = (b"GET ", b"PUT ", b"HEAD ", b"POST ", b"DELETE ")
LENGTH = re.compile(rb"(?i)(?<=\r\ncontent-length: )\d+")


@dataclass(frozen=True)
class Weather:
    """What happens to requests that begin with `only` (method and path), and to their answers."""

    only: bytes = b""
    refuse: bool = False
    """The connection is reset instead of passing the request on."""
    hold: bool = False
    """A request is not passed on until the weather changes."""
    answer: bytes = b""
    """Is answered instead of asking the server."""
    delay: float = 0.0
    """Seconds before each piece of an answer."""
    cut_after: int | None = None
    """Bytes of an answer after which the connection ends."""
    politely: bool = False
    """It ends as if all had been said, and not by a reset."""
    shorten: int | None = None
    """Bytes of its body to which an answer is shortened; its length is made to fit."""


FAIR = Weather()
UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class _Call:
    """A client's connection and the server's; one request at a time passes on it, as with HTTP/1.1."""

    client: socket.socket
    server: socket.socket
    weather: Weather = FAIR
    """Of the request that is being answered."""
    answered: int = 0
    """Bytes of its answer."""


class Proxy:
    """Listens on loopback and forwards to `port`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._weather = FAIR
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.spoiled = 0
        """Requests that were spoiled since the weather changed."""
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no further connections."""
        # Only this wakes a thread that waits in accept(2).
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @contextmanager
    def weather(self, weather: Weather) -> Iterator[None]:
        """Spoils what passes while this lasts."""
        self.spoiled = 0
        self._weather = weather
        try:
            yield
        finally:
            self._weather = FAIR

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self._port)) as server:
            call = _Call(client, server)
            answers = threading.Thread(target=self._answer, args=(call,), daemon=True)
            answers.start()
            with suppress(OSError):
                while (piece := client.recv(PIECE)) and self._ask(call, piece):
                    pass
            with suppress(OSError):
                server.shutdown(socket.SHUT_WR)
            answers.join()

    def _ask(self, call: _Call, piece: bytes) -> bool:
        """Passes a piece of a request on; returns whether the connection goes on."""
        if piece.startswith(METHODS):
            weather = self._weather
            call.weather, call.answered = (weather if piece.startswith(weather.only) else FAIR), 0
            if call.weather is not FAIR:
                self.spoiled += 1
        if call.weather.refuse:
            _reset(call.client)
            return False
        if call.weather.answer:
            call.client.sendall(call.weather.answer)
            return False
        while call.weather.hold and self._weather is call.weather:
            time.sleep(0.05)
        call.server.sendall(piece)
        return True

    def _answer(self, call: _Call) -> None:
        with suppress(OSError):
            while piece := call.server.recv(PIECE):
                weather = call.weather
                time.sleep(weather.delay)
                if weather.shorten is not None:
                    piece = _shortened(piece, weather.shorten, call.answered)
                left = len(piece) if weather.cut_after is None else max(0, weather.cut_after - call.answered)
                call.client.sendall(piece[:left])
                call.answered += len(piece)
                if left < len(piece):
                    if not weather.politely:
                        _reset(call.client)
                    break
        with suppress(OSError):
            call.client.shutdown(socket.SHUT_RDWR)


def _shortened(piece: bytes, body: int, answered: int) -> bytes:
    """A piece of an answer of which `answered` bytes have passed, without what is beyond `body` bytes of its body."""
    if answered:
        return b""
    head, gap, rest = piece.partition(b"\r\n\r\n")
    return LENGTH.sub(b"%d" % body, head) + gap + rest[:body]


def _reset(connection: socket.socket) -> None:
    """Ends a connection by RST and not by FIN (SO_LINGER of zero, socket(7))."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # A thread that waits in recv(2) would keep the connection open.
    connection.shutdown(socket.SHUT_RD)
    connection.close()
