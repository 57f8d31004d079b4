"""Bodies that take longer than `timeout`: what goes on is waited for, what stalls is a timeout."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import InferenceClient, errors
from tests.wire.conftest import Blocking

SIZE = 12_000_000
TIMEOUT = 1.0
ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ndone"


@contextmanager
def taking(pause: float, most: int) -> Iterator[tuple[str, list[int]]]:
    """A server that takes a body in `most` bytes at once, with a pause before each."""
    taken = [0]
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1)
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            while taken[0] < length and not over.wait(pause):
                block = connection.recv(min(most, length - taken[0]), socket.MSG_WAITALL)
                taken[0] += len(block)
                if not block:
                    return
            connection.sendall(ANSWER)

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", taken
        over.set()


def given_as(kind: str, folder: Path) -> dict[str, Any]:
    if kind == "json":
        return {"json": {"inputs": "x" * SIZE}}
    if kind == "file":
        (folder / "body.bin").write_bytes(b"x" * SIZE)
        return {"data": folder / "body.bin"}
    return {"data": b"x" * SIZE}


@pytest.mark.parametrize("kind", ["bytes", "json", "file"])
def test_a_body_that_is_read_steadily_may_take_longer_than_the_timeout(
    either: Blocking, tmp_path: Path, kind: str
) -> None:
    with taking(0.07, 500_000) as (url, taken):
        client = either.client(url, token=False, timeout=TIMEOUT)
        start = time.monotonic()
        assert either.call(client, "post", **given_as(kind, tmp_path)) == b"done"
        assert time.monotonic() - start > TIMEOUT
        assert taken[0] >= SIZE


@pytest.mark.parametrize("kind", ["bytes", "json", "file"])
def test_a_server_that_takes_no_more_is_a_timeout(tmp_path: Path, kind: str) -> None:
    with taking(60, 1) as (url, _):
        client = InferenceClient(url, token=False, timeout=TIMEOUT)
        with pytest.raises(errors.InferenceTimeoutError, match="for 1 s"):
            client.post(**given_as(kind, tmp_path))
