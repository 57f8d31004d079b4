"""A server that closes connections as a test says, plain or over TLS."""

from __future__ import annotations

import selectors
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme

from tests.waiting import PATIENCE

BODY = b'[{"generated_text": "ok"}]'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)


@dataclass
class Closing:
    """What one server does, and what it saw.

    Attributes:
        deed: Called with a connection on which a request is on its way, after `served` answers.
        served: Requests that each connection is answered before.
        deeds: How often it was called at most; every connection is served after that.
    """

    deed: Callable[[Any], object]
    served: int = 1
    deeds: int = 1
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)  # of those that were answered
    connections: int = 0
    done: int = 0

    def serve(self, connection: Any) -> None:
        """Answer a connection until it is to be closed."""
        answered = 0
        with connection:
            while True:
                if not _is_asked(connection):
                    return
                if answered >= self.served and self.done < self.deeds:
                    self.done += 1
                    self.deed(connection)
                    return
                body = read_request(connection)
                if body is None:
                    return
                self.bodies.append(body)
                answered += 1
                connection.sendall(ANSWER)


def _is_asked(connection: Any) -> bool:
    """Wait for a request without reading it."""
    pending = isinstance(connection, ssl.SSLSocket) and connection.pending()
    if pending:
        return True
    with selectors.DefaultSelector() as waiting:  # any descriptor: `select` takes 1,024
        waiting.register(connection, selectors.EVENT_READ)
        return bool(waiting.select(PATIENCE))


def read_request(connection: Any) -> bytes | None:
    """Read a request and return its body, or None where the connection ended."""
    head = b""
    while b"\r\n\r\n" not in head:
        block = connection.recv(1)
        if not block:
            return None
        head += block
    lower = head.lower()
    left = int(lower.partition(b"content-length:")[2].split()[0]) if b"length:" in lower else 0
    body = b""
    while len(body) < left:
        block = connection.recv(min(left - len(body), 1 << 20))
        if not block:
            return None
        body += block
    return body


def unread(connection: Any) -> None:
    """Close without reading: the system tells the client by a reset."""


def read_first(connection: Any) -> None:
    """Read all of the request, and close."""
    read_request(connection)


def politely(connection: Any) -> None:
    """Say goodbye as TLS does, and close."""
    read_request(connection)
    with suppress(OSError):
        connection.unwrap()


def half_answered(connection: Any) -> None:
    """Begin an answer, and close."""
    read_request(connection)
    connection.sendall(ANSWER[:9])


def half_answered_and_reset(connection: Any) -> None:
    """Begin an answer, and break."""
    half_answered(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def closing(
    deed: Callable[[Any], object], folder: Path | None = None, **options: int
) -> Iterator[Closing]:
    """Run such a server; over TLS where it gets a folder for its authority, `ca.pem`."""
    server = Closing(deed, **options)
    context: ssl.SSLContext | None = None
    if folder is not None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)

    def one(connection: Any) -> None:
        with suppress(OSError):
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
            server.serve(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                server.connections += 1
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        scheme = "http" if context is None else "https"
        server.url = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            # A thread that comes to `accept` only once the listener is closed may wait at the next
            # test's: the system knows it by its number, which is free again.
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(PATIENCE)
