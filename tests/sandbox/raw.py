"""Requests over a bare socket, for tests that look at the connection itself."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.waiting import PATIENCE


@contextmanager
def asked(url: str, body: object, *, timeout: float = PATIENCE) -> Iterator[socket.socket]:
    """Send a POST and return the open connection, which is waited at for `timeout` seconds."""
    parts = urlsplit(url)
    raw = json.dumps(body).encode()
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"x-wait-for-model: 1\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port), PATIENCE) as connection:
        connection.sendall(head.encode() + raw)
        connection.settimeout(timeout)
        yield connection


def read_all(connection: socket.socket) -> bytes:
    """Return everything until the server closes."""
    blocks = []
    while block := connection.recv(65536):
        blocks.append(block)
    return b"".join(blocks)


def read_until(connection: socket.socket, mark: bytes, count: int = 1) -> bytes:
    """Return what comes until `mark` has come `count` times."""
    found = b""
    while found.count(mark) < count:
        block = connection.recv(65536)
        if not block:
            raise AssertionError(f"the server closed after {found!r}")
        found += block
    return found
