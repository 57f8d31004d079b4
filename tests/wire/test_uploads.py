"""Bodies that take longer than `timeout`: what goes on is waited for, what stalls is a timeout."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import trustme

from hfwidgets import errors
from tests.wire.conftest import Blocking

REFUSED = b"HTTP/1.1 413 Too Large\r\nContent-Length: 8\r\n\r\ntoo much"

SIZE = 12_000_000
SMALL = 900_000  # sent in one piece by the async client
CONNECT = socket.socket.connect
TIMEOUT = 1.0
ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ndone"


@contextmanager
def taking(
    pause: float, most: int, tls: ssl.SSLContext | None = None, early: bytes = b""
) -> Iterator[tuple[str, list[int]]]:
    """A server that takes a body in `most` bytes at once, with a pause before each.

    What it says `early` it says before the body.
    """
    taken = [0]
    over = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            take(listener.accept()[0])

    def take(connection: Any) -> None:
        if tls is not None:
            connection = tls.wrap_socket(connection, server_side=True)
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1)
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            connection.sendall(early)
            while taken[0] < length and not over.wait(pause):
                until = min(taken[0] + most, length)
                while taken[0] < until:
                    block = connection.recv(until - taken[0])
                    taken[0] += len(block)
                    if not block:
                        return
            connection.sendall(ANSWER)

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        threading.Thread(target=serve, daemon=True).start()
        scheme = "http" if tls is None else "https"
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", taken
        over.set()


def connect_narrowly(sock: socket.socket, address: Any) -> None:
    """Connect such that the system takes little from the client, as over a slow line."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
    CONNECT(sock, address)


def given_as(kind: str, folder: Path, size: int = SIZE) -> dict[str, Any]:
    if kind == "json":
        return {"json": {"inputs": "x" * size}}
    if kind == "file":
        (folder / "body.bin").write_bytes(b"x" * size)
        return {"data": folder / "body.bin"}
    return {"data": b"x" * size}


@pytest.mark.parametrize(("size", "most"), [(SIZE, 500_000), (SMALL, 40_000)])
@pytest.mark.parametrize("kind", ["bytes", "json", "file"])
def test_a_body_that_is_read_steadily_may_take_longer_than_the_timeout(
    either: Blocking,
    tmp_path: Path,
    kind: str,
    size: int,
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    with taking(0.07, most) as (url, taken):
        client = either.client(url, token=False, timeout=TIMEOUT)
        start = time.monotonic()
        assert either.call(client, "post", **given_as(kind, tmp_path, size)) == b"done"
        assert time.monotonic() - start > TIMEOUT
        assert taken[0] >= size


@pytest.mark.parametrize("size", [SMALL, SIZE])
@pytest.mark.parametrize("kind", ["bytes", "json", "file"])
def test_a_server_that_takes_no_more_is_a_timeout(
    either: Blocking, tmp_path: Path, kind: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    with taking(60, 1) as (url, taken):
        client = either.client(url, token=False, timeout=TIMEOUT)
        with pytest.raises(errors.InferenceTimeoutError, match=r"took no more of .* for 1 s"):
            either.call(client, "post", **given_as(kind, tmp_path, size))
    assert taken[0] < size


def test_a_server_that_takes_no_more_over_tls_is_a_timeout(
    either: Blocking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with taking(60, 1, authority(tmp_path)) as (url, taken):
        client = either.client(url, token=False, timeout=TIMEOUT)
        with pytest.raises(errors.InferenceTimeoutError, match=r"took no more of .* for 1 s"):
            either.call(client, "post", data=b"x" * SIZE)
    assert taken[0] < SIZE


@pytest.mark.parametrize("kind", ["bytes", "json", "file"])
def test_a_refusal_is_told_though_the_server_keeps_the_connection_and_reads_no_more(
    either: Blocking, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    with taking(60, 1, early=REFUSED) as (url, taken):
        client = either.client(url, token=False, timeout=TIMEOUT)
        with pytest.raises(errors.PayloadTooLargeError, match="too much"):
            either.call(client, "post", **given_as(kind, tmp_path))
    assert taken[0] < SIZE


def authority(folder: Path) -> ssl.SSLContext:
    """Return what a server over TLS needs; who is to be trusted is written to `ca.pem`."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    return context
