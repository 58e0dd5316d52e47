"""A network that misbehaves: forwards connections to a server and spoils what passes, as it is told."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

PIECE = 16 * 1024


@dataclass(frozen=True)
class Weather:
    """What happens to connections. `only` are bytes that a request must begin with to be spoiled (its method)."""

    refuse: bool = False
    """Connections are closed as soon as they are opened."""
    delay: float = 0.0
    """Seconds before each piece of an answer."""
    cut_after: int | None = None
    """Bytes of an answer after which the connection is reset."""
    answer: bytes = b""
    """Is answered instead of asking the server."""
    hold: bool = False
    """A request is not passed on until the weather changes."""
    only: bytes = b""


FAIR = Weather()


class Proxy:
    """Listens on loopback and forwards to `port`. One request at a time passes on a connection, as with HTTP/1.1."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._weather = FAIR
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.spoiled = 0
        """Requests and connections that were spoiled."""
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()
        for each in list(self._open):
            each.close()

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
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._open.add(client)
        with suppress(OSError), client:
            if self._weather.refuse:
                self.spoiled += 1
                reset(client)
                return
            with socket.create_connection(("127.0.0.1", self._port)) as server:
                answers = threading.Thread(target=self._answer, args=(server, client), daemon=True)
                answers.start()
                self._ask(client, server)
                answers.join()
        self._open.discard(client)

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := client.recv(PIECE):
                weather = self._weather
                if begins_request(piece) and piece.startswith(weather.only) and weather is not FAIR:
                    self.spoiled += 1
                    if weather.answer:
                        client.sendall(weather.answer)
                        break
                    while weather.hold and self._weather is weather:
                        time.sleep(0.05)
                server.sendall(piece)
        with suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        sent = 0
        with suppress(OSError):
            while piece := server.recv(PIECE):
                weather = self._weather
                time.sleep(weather.delay)
                if weather.cut_after is not None and sent + len(piece) > weather.cut_after:
                    client.sendall(piece[: max(0, weather.cut_after - sent)])
                    reset(client)
                    return
                client.sendall(piece)
                sent += len(piece)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


def begins_request(piece: bytes) -> bool:
    return piece.split(b" ", 1)[0] in (b"GET", b"PUT", b"HEAD", b"POST", b"DELETE")


def reset(connection: socket.socket) -> None:
    """Ends a connection by RST and not by FIN (SO_LINGER of zero, socket(7))."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
