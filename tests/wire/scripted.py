"""A server that plays what a test wrote down, byte for byte, and keeps what it was asked."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hfwidgets.wire.config import forget_suggestions
from tests.waiting import PATIENCE

FOR_EVER = 10 * PATIENCE  # seconds; a pause that no test outlives


@dataclass
class Asked:
    """A request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """An answer: pieces of its body, a float among them being a pause in seconds."""

    pieces: Iterable[bytes | float] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    # Or "length", "close", "cut" (chunked, without its end), "short" (of its length), "raw" (no
    # HTTP, then cut), "held" (never answered).
    framing: str = "chunked"

    @classmethod
    def of_json(cls, value: Any, status: int = 200, **headers: str) -> Reply:
        names = {name.replace("_", "-"): text for name, text in headers.items()}
        body = json.dumps(value).encode()
        return cls([body], status, {"Content-Type": "application/json", **names}, "length")

    @classmethod
    def of_events(cls, *pieces: bytes | float, framing: str = "chunked") -> Reply:
        return cls(pieces, 200, {"Content-Type": "text/event-stream"}, framing)


class ScriptedServer:
    """Plays replies in order; the last one is played again for every further request."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        forget_suggestions()  # of an earlier server at the same port
        self._tls = tls
        self.asked: list[Asked] = []
        self.replies: list[Reply | Callable[[Asked], Reply]] = []
        self.disconnected_at: list[float] = []
        self.open_connections = 0
        self._connections = 0
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("", 0))
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def play(self, *replies: Reply | Callable[[Asked], Reply]) -> None:
        self.replies = list(replies)
        self.asked.clear()

    def close(self) -> None:
        """Be gone: a whole run of tests has more servers than a process may have connections."""
        # Closed while a thread waits at it, it would go on in that thread, which might even come to
        # wait at the next server's: a system call that is begun anew knows but a number.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(PATIENCE)
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close all connections, as a server does with idle ones."""
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections += 1
            self._sockets.append(connection)
            threading.Thread(
                target=self._serve, args=(connection, self._connections), daemon=True
            ).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with self._lock:
            self.open_connections += 1
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as reader:
                while asked := self._read(reader, number):
                    with self._lock:
                        self.asked.append(asked)
                        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
                    if not self._play(connection, reply(asked) if callable(reply) else reply):
                        return
        except OSError:
            self.disconnected_at.append(time.monotonic())
        finally:
            with self._lock:
                self.open_connections -= 1

    def _read(self, reader: Any, number: int) -> Asked | None:
        line = reader.readline().decode("latin-1").split()
        if len(line) < 2:
            return None
        headers = {}
        while (header := reader.readline().strip()) != b"":
            name, _, value = header.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(reader.readline(), 16):
                body += reader.read(size)
                reader.readline()
            reader.readline()
        else:
            body = reader.read(int(headers.get("content-length", 0)))
        return Asked(line[0], line[1], headers, body, number)

    def _play(self, connection: socket.socket, reply: Reply) -> bool:
        """Send a reply and tell whether the connection goes on."""
        if reply.framing == "held":
            _pause(connection, FOR_EVER)
        if reply.framing == "raw":
            connection.sendall(
                b"".join(piece for piece in reply.pieces if isinstance(piece, bytes))
            )
            return False
        pieces = list(reply.pieces) if reply.framing in ("length", "short") else reply.pieces
        headers = dict(reply.headers)
        if reply.framing in ("length", "short"):
            size = sum(len(piece) for piece in pieces if isinstance(piece, bytes))
            headers["Content-Length"] = str(size + (9 if reply.framing == "short" else 0))
        elif reply.framing == "close":
            headers["Connection"] = "close"
        else:
            headers["Transfer-Encoding"] = "chunked"
        head = f"HTTP/1.1 {reply.status} Scripted\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        connection.sendall(head.encode("latin-1") + b"\r\n")
        for piece in pieces:
            if isinstance(piece, float):
                _pause(connection, piece)
            elif piece and reply.framing in ("chunked", "cut"):
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            else:
                connection.sendall(piece)
        if reply.framing == "chunked":
            connection.sendall(b"0\r\n\r\n")
        return reply.framing in ("chunked", "length")


def _pause(connection: socket.socket, seconds: float) -> None:
    """Wait, but notice at once when the other side hangs up."""
    connection.settimeout(seconds)
    try:
        # Over TLS nothing can be looked at without taking it; clients say nothing meanwhile.
        is_plain = not isinstance(connection, ssl.SSLSocket)
        if connection.recv(1, socket.MSG_PEEK if is_plain else 0) == b"":
            raise ConnectionAbortedError("the client hung up")
        time.sleep(seconds)
    except TimeoutError:
        pass
    finally:
        connection.settimeout(None)
