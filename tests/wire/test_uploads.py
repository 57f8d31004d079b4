"""Bodies that take longer than `timeout`: what goes on is waited for, what stalls is a timeout."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import trustme

from hfwidgets import errors
from tests.waiting import PATIENCE, growing, ran_out
from tests.wire.conftest import Blocking

REFUSED = b"HTTP/1.1 413 Too Large\r\nContent-Length: 8\r\n\r\ntoo much"

SIZE = 12_000_000
SMALL = 900_000  # sent in one piece by the async client
CONNECT = socket.socket.connect
TIMEOUT = 8.0  # of bodies that take longer in all, each piece a twentieth of that
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
                if not (block := connection.recv(1)):
                    return
                head += block
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
        try:
            yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", taken
        finally:
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


def sent_steadily(face: type[Blocking], given: dict[str, Any], size: int) -> None:
    either = face()
    with taking(TIMEOUT / 20, size // 22) as (url, taken):
        client = either.client(url, token=False, timeout=TIMEOUT)
        start = time.monotonic()
        assert either.call(client, "post", **given) == b"done"
        assert time.monotonic() - start > TIMEOUT
        assert taken[0] >= size
    either.close()


def test_a_body_that_is_read_steadily_may_take_longer_than_the_timeout(
    either: Blocking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    with ThreadPoolExecutor(6) as pool:  # all at once: each takes its time
        sent = []
        for size in (SIZE, SMALL):
            (tmp_path / str(size)).mkdir()
            for kind in ("bytes", "json", "file"):
                given = given_as(kind, tmp_path / str(size), size)
                sent.append(pool.submit(sent_steadily, type(either), given, size))
    for one in sent:
        one.result()


def stalls(
    either: Blocking, given: dict[str, Any], size: int, tls: ssl.SSLContext | None = None
) -> None:
    """Send a body to a server that takes none of it."""

    def send(seconds: float) -> None:
        with taking(10 * PATIENCE, 1, tls) as (url, taken):
            client = either.client(url, token=False, timeout=seconds)
            try:
                either.call(client, "post", **given)
            finally:
                assert taken[0] < size

    found = ran_out(send, "took no more of")
    assert isinstance(found, errors.InferenceTimeoutError)
    assert re.search(r"took no more of .* for (0.3|3|30) s", str(found))


@pytest.mark.parametrize("size", [SMALL, SIZE])
@pytest.mark.parametrize("kind", ["bytes", "json", "file"])
def test_a_server_that_takes_no_more_is_a_timeout(
    either: Blocking, tmp_path: Path, kind: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    stalls(either, given_as(kind, tmp_path, size), size)


def test_a_server_that_takes_no_more_over_tls_is_a_timeout(
    either: Blocking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    stalls(either, {"data": b"x" * SIZE}, SIZE, authority(tmp_path))


@pytest.mark.parametrize("kind", ["bytes", "json", "file"])
def test_a_refusal_is_told_though_the_server_keeps_the_connection_and_reads_no_more(
    either: Blocking, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", connect_narrowly)
    for seconds in growing(1.0):  # after which nothing more is written
        with taking(10 * PATIENCE, 1, early=REFUSED) as (url, taken):
            client = either.client(url, token=False, timeout=seconds)
            with pytest.raises(errors.InferenceError) as caught:
                either.call(client, "post", **given_as(kind, tmp_path))
        assert taken[0] < SIZE
        if not isinstance(caught.value, TimeoutError):  # as where not even the headers were read
            break
    assert isinstance(caught.value, errors.PayloadTooLargeError)
    assert "too much" in str(caught.value)


def authority(folder: Path) -> ssl.SSLContext:
    """Return what a server over TLS needs; who is to be trusted is written to `ca.pem`."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    return context
